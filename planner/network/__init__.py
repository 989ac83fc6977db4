"""The network as planners write it: settings, rows of tables, and what must go together."""

from planner.network.calendars import Calendar
from planner.network.closures import Blackout, Closure, Election, PublicHolidays, SchoolHoliday, WeekColumn
from planner.network.network import Network
from planner.network.rounds import Breakouts, Choice, GuestGroup, MeetingDefaults, Round, Season, Series, Theme
from planner.network.rows import (
    BlackoutRow,
    BusyTime,
    Member,
    Municipality,
    RegionChange,
    StaffPerson,
    TravelTime,
    VenueTravelTime,
)
from planner.network.settings import Region, Settings, TableForms, TravelEstimate
from planner.network.venue_rows import Room, Venue, VenueClosure, VenueTerm

__all__ = [
    "Blackout",
    "BlackoutRow",
    "Breakouts",
    "BusyTime",
    "Calendar",
    "Choice",
    "Closure",
    "Election",
    "GuestGroup",
    "MeetingDefaults",
    "Member",
    "Municipality",
    "Network",
    "PublicHolidays",
    "Region",
    "RegionChange",
    "Room",
    "Round",
    "SchoolHoliday",
    "Season",
    "Series",
    "Settings",
    "StaffPerson",
    "TableForms",
    "Theme",
    "TravelEstimate",
    "TravelTime",
    "Venue",
    "VenueClosure",
    "VenueTerm",
    "VenueTravelTime",
    "WeekColumn",
]
