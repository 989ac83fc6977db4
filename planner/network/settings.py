"""The model of the settings file `network.toml`, with the sections of rules and publishing; and of `changes.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetPydanticSchema,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    create_model,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from calendars.days import Span
from calendars.language import LOCALES, SOURCE_LOCALE, Locale, Message
from constraints.problem.rule import Rule, all_rules
from planner.errors import hint, rejected_value
from planner.network.closures import Blackout, Calendar, Election, PublicHolidays, Risk, SchoolHoliday
from planner.network.fields import DateForm, DayOfToday, Id, Section, Text, WebAddress, Whole, span
from planner.network.rounds import Choice, MeetingDefaults, Offer, OnlineTime, Round, Series, Theme, Together


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


SCHEMA_LANGUAGES = (SOURCE_LOCALE, *(locale for locale in LOCALES if locale != SOURCE_LOCALE))
"""Languages in which the schema describes a rule, the language of the code first."""

if TYPE_CHECKING:
    KnownLocale = Locale
else:
    KnownLocale = Literal[LOCALES]


@cache
def _sections() -> type[BaseModel]:
    fields: dict[str, Any] = {
        key: (rule | None, Field(default=None, description=" / ".join(map(rule.title.say, SCHEMA_LANGUAGES))))
        for key, rule in all_rules().items()
    }
    return create_model("Rules", __config__=ConfigDict(extra="forbid", frozen=True), **fields)


def _as_mapping(sections: BaseModel) -> Mapping[str, Rule]:
    return {key: rule for key, rule in sections if rule is not None}


def _as_sections(rules: Mapping[str, Rule]) -> dict[str, object]:
    return {key: rule.model_dump(mode="json") for key, rule in rules.items()}


def _schema(_source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
    written = core_schema.plain_serializer_function_ser_schema(_as_sections)
    return core_schema.no_info_after_validator_function(_as_mapping, handler(_sections()), serialization=written)


Rules = Annotated[Mapping[str, Rule], GetPydanticSchema(_schema)]
"""Rules by key, each with its written parameters."""


def in_force(written: Mapping[str, Rule]) -> tuple[Rule, ...]:
    """Return the rules that are switched on, sorted by key; those not written have their default parameters."""
    usual = {key: written.get(key) or _default_rule(rule) for key, rule in all_rules().items()}
    return tuple(rule for rule in usual.values() if rule is not None and rule.active)


def _default_rule(rule: type[Rule]) -> Rule | None:
    """Return the rule with default parameters; None if it needs a section."""
    try:
        return rule()
    except ValidationError:
        return None


_ZONE_COPIES = ("posix", "right")
"""Prefixes under which systems repeat the time zone database, counted with leap seconds."""
_HORIZON_DAYS_MAX = 30 * 366

ZONE = Message("settings.zone", "{found} is not a time zone, such as Europe/Copenhagen{hint}")
TOO_LONG = Message("settings.too_long", "from {first:date} to {last:date} is more than 30 years")
NO_ROUNDS = Message("settings.no_rounds", "there is nothing to plan; write at least one [[rounds]] or [[series]]")


class TableForms(Section):
    """How the tables were saved."""

    dates: str = Field(
        default="2023-03-05", description='How 5 March 2023 is written in the tables, such as "5.3.2023".'
    )
    decimal: Literal[",", "."] | None = Field(
        default=None, description="Decimal sign in the tables; that of the language if left out."
    )

    @field_validator("dates")
    @classmethod
    def _shows_a_form(cls, example: str) -> str:
        DateForm.of(example)
        return example


class TravelEstimate(Section):
    """How travel minutes are worked out from coordinates where no table gives them."""

    detour: Annotated[float, Field(ge=1, le=10)] = Field(
        default=1.3, description="Kilometres by road for each kilometre as the crow flies."
    )
    speed: Annotated[float, Field(gt=0, le=1000)] = Field(default=70.0, description="Kilometres an hour.")


class Region(Section):
    """A group of municipalities that meets on its own."""

    id: Id = Field(description="Short name.")
    name: Text = Field(description="As people read it.")


class Settings(Section):
    """A network apart from its long tables."""

    name: Text = Field(description="Name of the network.")
    locale: KnownLocale = Field(description="Language of what people read: da or en.")
    timezone: str = Field(default="Europe/Copenhagen", description="Time zone of all clock times.")
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = Field(
        default="DK", description="Country whose public holidays are meant."
    )
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = Field(
        default="DKK", description="Currency of all prices, in whole units."
    )
    first_day: date = Field(description="First day of the time that is planned.")
    last_day: date = Field(description="Last day of it.")
    announced: date | None = Field(default=None, description="The day the plan is announced.")
    price_per_member: Whole | None = Field(default=None, description="What each member pays for the whole series.")
    meal: Whole = Field(default=0, description="Price of food and drink for each person and day.")
    tables: TableForms = Field(default=TableForms(), description="Forms of dates and numbers in the tables.")
    travel: TravelEstimate = Field(default=TravelEstimate(), description="Travel where travel.csv has no row.")
    regions: tuple[Region, ...] = Field(default=(), description="The regions.")
    rounds: tuple[Round, ...] = Field(default=(), description="Rounds written singly.")
    series: tuple[Series, ...] = Field(default=(), description="Rules that make rounds.")
    meetings: MeetingDefaults = Field(default=MeetingDefaults(), description="What holds for every meeting.")
    themes: tuple[Theme, ...] = Field(default=(), description="What rounds are about.")
    together: tuple[Together, ...] = Field(default=(), description="Regions that meet together in a regional round.")
    online: tuple[OnlineTime, ...] = Field(default=(), description="Days on which meetings are online or not held.")
    offers: tuple[Offer, ...] = Field(default=(), description="What is offered to municipalities, in so many places.")
    choices: tuple[Choice, ...] = Field(default=(), description="What is decided beforehand for single meetings.")
    public_holidays: tuple[PublicHolidays, ...] = Field(default=(), description="Public holidays.")
    school_holidays: tuple[SchoolHoliday, ...] = Field(default=(), description="School holidays.")
    elections: tuple[Election, ...] = Field(default=(), description="Elections.")
    blackouts: tuple[Blackout, ...] = Field(default=(), description="Events and own dates.")
    risks: tuple[Risk, ...] = Field(default=(), description="What may happen, for planner foresee.")
    calendars: tuple[Calendar, ...] = Field(
        default=(), description="Calendars (.ics) with busy times, days a venue is closed, or blackouts."
    )
    publishing: Publishing = Field(default=Publishing(), description="How calendars are published.")
    rules: Rules = Field(default_factory=dict, description="The rules and their parameters.")

    @property
    def horizon(self) -> Span:
        """The planning horizon: all days on which anything may be scheduled."""
        return Span(self.first_day, self.last_day)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if not _is_zone(zone):
            raise rejected_value(ZONE, found=zone, hint=hint(zone, available_timezones()))
        return zone

    @field_validator("last_day")
    @classmethod
    def _forwards(cls, last: date, earlier: ValidationInfo) -> date:
        # A field validator, so that the error has the line of the key; first_day is absent if it is invalid.
        if "first_day" in earlier.data:
            span(earlier.data["first_day"], last)
        return last

    @model_validator(mode="after")
    def _time_to_plan(self) -> Self:
        if len(span(self.first_day, self.last_day)) > _HORIZON_DAYS_MAX:
            raise rejected_value(TOO_LONG, first=self.first_day, last=self.last_day)
        if not self.rounds and not self.series:
            raise rejected_value(NO_ROUNDS)
        return self


def _is_zone(name: str) -> bool:
    """Return whether there is a time zone of that name, without listing them all, which reads hundreds of files."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder, such as Europe
        return False
    return not name.startswith(_ZONE_COPIES)


class RecordHead(Section):
    """What a record says besides the change itself."""

    n: Annotated[int, Field(ge=1)] = Field(description="Number of the change; never given twice.")
    said: DayOfToday = Field(description="The day on which it was said; what lay before it was past.")
    keep_windows: bool = Field(default=False, description="Whether postponed meetings had to stay in their windows.")
    planned: Mapping[Text, DayOfToday] = Field(
        default_factory=dict, description="The days that the meetings of the change had when it was said."
    )


class ChangeRecord(RecordHead):
    """A change in force.

    Attributes:
        change: the change as JSON, with its `kind`; `planner.changes` knows what it means.
        proposed: whether it is part of a proposal and not accepted yet.
    """

    change: Mapping[str, Any]
    proposed: bool = False

    def accepted(self) -> ChangeRecord:
        """Return the record of the change as accepted."""
        return self.model_copy(update={"proposed": False})
