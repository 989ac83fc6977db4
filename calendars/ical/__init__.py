"""iCalendar (RFC 5545): write feeds that every reader understands, and read busy times from any calendar."""
