"""Fetching calendars from addresses: with limits, and only from servers on the public internet."""

from planner.fetching.fenced import fetch_each, is_address
from planner.fetching.refusal import FetchError

__all__ = ["FetchError", "fetch_each", "is_address"]
