"""Publishing: from the lives of meetings to the calendars that people subscribe to."""
