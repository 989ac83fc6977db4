"""Feeds: from meeting histories to the calendars that people subscribe to."""
