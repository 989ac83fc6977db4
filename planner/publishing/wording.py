"""What calendars say, in the network's language."""

from __future__ import annotations

from calendars.language import Sentence

CANCELLED = Sentence(en="Cancelled: {title}", da="Aflyst: {title}")
WITHDRAWN = Sentence(en="No longer: {title}", da="Udgår: {title}")
SETUP = Sentence(en="Set-up: {title}", da="Opstilling: {title}")
TEARDOWN = Sentence(en="Tear-down: {title}", da="Nedtagning: {title}")
HELD_DATE = Sentence(en="Reserved: {title}", da="Reserveret: {title}")
RELEASED = Sentence(en="Released: {title}", da="Frigivet: {title}")

IS_CANCELLED = Sentence(en="The meeting is cancelled.", da="Mødet er aflyst.")
IS_WITHDRAWN = Sentence(
    en="The meeting no longer concerns this calendar.", da="Mødet vedrører ikke længere denne kalender."
)
MOVED_FROM = Sentence(en="Moved from {time}.", da="Flyttet fra {time}.")
OTHER_VENUE = Sentence(en="Other venue; it was {venue}.", da="Nyt mødested; det var {venue}.")
REPLACES = Sentence(
    en="Replaces the cancelled {n:meeting|meetings}: {meetings}.",
    da="Erstatter {n:det aflyste møde|de aflyste møder}: {meetings}.",
)
MEETING_AT = Sentence(en="{meeting}, {time}", da="{meeting}, {time}")
TIME = Sentence(en="Time: {time}", da="Tid: {time}")
THEME = Sentence(en="Theme: {theme}", da="Tema: {theme}")
ROOMS = Sentence(en="Rooms: {rooms}", da="Lokaler: {rooms}")
CONTACT = Sentence(en="Contact: {contact}", da="Kontakt: {contact}")
LINK = Sentence(en="More: {link}", da="Læs mere: {link}")
LET = Sentence(en="The rooms are let for this too.", da="Lokalerne er også lejet i dette tidsrum.")

NOT_DECIDED = Sentence(
    en="The date is not decided. Please keep it free until it is confirmed or released.",
    da="Datoen er ikke besluttet. Hold den fri, indtil den bekræftes eller frigives.",
)
IS_RELEASED = Sentence(en="The date is no longer reserved.", da="Datoen er ikke længere reserveret.")

FOLLOWS_THE_PLAN = Sentence(
    en="This calendar follows the plan: meetings that are moved or cancelled are corrected by themselves.",
    da="Kalenderen følger planen: møder, der flyttes eller aflyses, bliver rettet af sig selv.",
)
HELD_DATES = Sentence(en="Reserved dates: {calendar}", da="Reserverede datoer: {calendar}")
HELD_DATES_ARE = Sentence(
    en="Dates to keep free until they are decided. Decided meetings stand in another calendar.",
    da="Datoer, der skal holdes fri, indtil de er besluttet. Besluttede møder står i en anden kalender.",
)
