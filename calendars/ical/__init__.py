"""iCalendar (RFC 5545): feeds written as every reader takes them, and busy times read from what others write."""
