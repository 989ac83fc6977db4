"""How a network's calendars are published: the section [publishing]."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from calendars.language import Sentence
from planner.errors import refused
from planner.network.fields import Section, Text

NO_ADDRESS = Sentence(
    en="{found} is not a web address, such as https://example.org/meetings",
    da="{found} er ikke en webadresse, f.eks. https://example.org/moeder",
)


def _web_address(found: str) -> str:
    if urlsplit(found).scheme not in {"http", "https"} or not urlsplit(found).netloc:
        raise refused(NO_ADDRESS, found=found)
    return found


WebAddress = Annotated[Text, AfterValidator(_web_address)]


class Publishing(Section):
    """What calendars say besides the meetings, and how often they are fetched."""

    contact: Text | None = Field(
        default=None, description="Whom to ask, as it stands in every calendar: a name or office, phone, e-mail."
    )
    link: WebAddress | None = Field(
        default=None, description="Page about a meeting; {meeting} in it becomes the meeting's id."
    )
    address: WebAddress | None = Field(
        default=None, description="Where calendars are served, such as https://calendar.example.org."
    )
    refresh_hours: Annotated[int, Field(ge=1, le=168)] = Field(
        default=4, description="Hours after which calendars are asked to look again."
    )
