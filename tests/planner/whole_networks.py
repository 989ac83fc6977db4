"""Random networks that use every key and every column, as the files a planner writes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from calendars.days import Weekday
from constraints.problem.rule import Rule, all_rules
from planner.network.tables import LAYOUTS, MUNICIPALITIES, TABLES, columns_of

FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
REGIONS, MUNICIPALITY_IDS, VENUE_IDS = ["nord", "syd"], ["0851", "0607"], ["akkc", "messe-c"]
PEOPLE, TEAMS, ROLES, THEMES = ["a1", "c1", "K1"], ["KL"], ["chef", "leder"], ["børn"]
CALENDAR = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART:20230314T090000\nDTEND:20230315T110000\nEND:VEVENT\nEND:VCALENDAR\n"  # noqa: E501

text = st.text("abæøå \"'\\,;{}=#€", min_size=1, max_size=8).map(lambda found: f"x{found}x")
optional_text = st.just("") | text
whole = st.integers(0, 5000)
points = st.integers(1, 900)
days = st.dates(FIRST, LAST)
clocks = st.times(time(7), time(22)).map(lambda found: found.replace(second=0, microsecond=0).isoformat("minutes"))
decimals = st.decimals(-80, 80, places=3).map(float)
yearly = st.sampled_from(["06-30", "last saturday of june", "sidste lørdag i juni", "easter - 8", "påske"])
each_year = st.sampled_from([("06-30", "08-11"), ("easter - 8", "påske + 1"), ("last saturday of june",)]).map(
    lambda found: dict(zip(("from", "to"), found, strict=False))
)
kinds = st.sampled_from(["event", "own", "public-holiday", "school-holiday", "election"])


def some(choices: Sequence[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(choices), min_size=1, unique=True)


def ordered(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, min_size=2, max_size=2, unique=True).map(sorted)


def section(required: Mapping[str, Any] | None = None, **optional: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Return a section with all required keys, and any or all of the optional ones."""
    least = dict(required or {})
    return st.fixed_dictionaries(least, optional=optional) | st.fixed_dictionaries({**least, **optional})


def joined(*parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(*parts).map(lambda found: {key: value for part in found for key, value in part.items()})


def between(first: str, last: str, among: st.SearchStrategy[Any] = days) -> st.SearchStrategy[dict[str, Any]]:
    """Return a section with the first of two keys, or with both in order."""
    both = ordered(among).map(lambda found: dict(zip((first, last), found, strict=True)))
    return both | st.builds(lambda found: {first: found}, among)


online = st.sampled_from(["never", "allowed", "always"])
joining: dict[str, Any] = {
    "online": online, "online_points": whole,
    "from_home": st.dictionaries(st.sampled_from(["0", "60", "180"]), st.integers(0, 100), max_size=2),
}  # fmt: skip
"""Whether a meeting is online, and who joins it from home."""
with_hours = section(
    hours=ordered(clocks), other_hours=st.lists(ordered(clocks), max_size=2).map(tuple), overnight=st.just(value=False),
    days=st.integers(1, 3), layout=st.sampled_from(LAYOUTS), headroom=st.integers(0, 30),
    breakouts=section({"rooms": st.integers(1, 3), "share": st.sampled_from(["1/4", 0.25, 1])},
                      layout=st.sampled_from(LAYOUTS)),
    staff=st.fixed_dictionaries({"KL": st.integers(0, 2)}), venues=some(VENUE_IDS), theme=st.sampled_from(THEMES),
    price_limit=whole, roles=some(ROLES), notice_days=st.integers(0, 99), places=st.integers(1, 50),
    register_days=st.integers(0, 30), speakers=st.just(["anna"]), **joining,
)  # fmt: skip
with_parts = section({
    "starts": st.lists(st.sampled_from(["07:00", "09:30", "13:15"]), min_size=1, max_size=4),
    "parts": st.lists(section({"title": text, "minutes": st.integers(1, 90)}), min_size=1, max_size=3),
    "days": st.just(1), "speakers": st.just(["anna"]),
}, **joining)  # fmt: skip
meeting_defaults = with_hours | with_parts

replaced = st.sampled_from([{}, {"staff": {"KL": 1}, "staff_replaces": True}, {"staff_replaces": False, "staff": {}}])
"""What a round or series says of the general staff."""
for_regions = section(regions=some(REGIONS), hosts=some(REGIONS))
in_turn = section({"regions_in_turn": st.lists(some(REGIONS), min_size=2, max_size=3)}, hosts=some(REGIONS))
joined_regions = st.permutations(REGIONS)


@st.composite
def rounds(draw: st.DrawFn, number: int) -> dict[str, Any]:
    window = draw(ordered(days))
    own: dict[str, Any] = {"id": f"r{number}", "title": draw(text), "window": window}
    own |= draw(section(year=st.integers(2022, 2024), wanted_day=days))
    own |= draw(section(after=st.fixed_dictionaries({"open": st.integers(0, 60)})))
    kind = (
        section({"kind": st.just("joint")}, fixed_day=st.dates(*window))
        | section({"kind": st.just("regional")}, together=joined_regions)
        | st.just({"kind": "host", "offer": "dag"})
    )
    return {**own, **draw(meeting_defaults), **draw(replaced), **draw(for_regions), **draw(kind)}


OPEN_ROUND = {"id": "open", "title": "Open", "kind": "joint", "window": [FIRST, LAST], "venues": VENUE_IDS}
series = joined(
    section({
        "id": st.just("net"), "title": st.sampled_from(["Møde {season} {year}", "{id} {n}"]),
        "kind": st.sampled_from(["joint", "regional"]), "years": st.just([2023, 2023]),
        "seasons": st.just([{"name": "forår", "from": "01-16", "to": "06-16"},
                            {"name": "efterår", "from": "08-21", "to": "third monday of november"}]),
    }, round_id=st.just("{year}-{season}-{n}")),
    meeting_defaults,
    replaced,
    for_regions | in_turn,
)  # fmt: skip
theme = section(
    {"id": st.just("børn"), "title": text}, in_force=st.just(FIRST), in_force_reason=text,
    guests=st.lists(section({"group": text, "number": whole}), max_size=2),
)  # fmt: skip
offer_parts = st.tuples(*(
    section({"id": st.just(name), "title": text, "minutes": st.just(15)}, shortest=st.integers(5, 15),
            longest=st.integers(15, 60))
    for name in ("oplæg", "workshop")
)).map(list)  # fmt: skip
offer = joined(
    section(
        {"id": st.just("dag"), "title": text, "places": st.integers(1, 3), "parts": offer_parts},
        places_by_region=st.dictionaries(st.sampled_from(REGIONS), st.integers(1, 2)), region_order=some(REGIONS),
        regions=some(REGIONS), municipalities=some(MUNICIPALITY_IDS), deadline=days, conditions=text,
        fewest=st.integers(1, 20), most=st.integers(20, 200), limits=st.sampled_from(["recommended", "required"]),
        per_municipality=st.integers(1, 200), host_caters=st.booleans(),
    ),
    section(allocation=st.sampled_from(["first_come", "by_region", "chosen"]), seed=st.integers(0, 10**12))
    | section({"allocation": st.just("lot"), "seed": st.integers(0, 10**12)}),
)  # fmt: skip
online_time = joined(
    section({"reason": text}, rounds=st.just(["open"]), regions=some(REGIONS)), between("first_day", "last_day")
)


def together(round_ids: Sequence[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Return sections on regions that meet together in one of those regional rounds."""
    return section({"round": st.sampled_from(round_ids)}, regions=joined_regions)


@st.composite
def choices(draw: st.DrawFn, meeting: str) -> dict[str, Any]:
    window = draw(ordered(days))
    fixed = {"window": st.just(window), "fixed_day": st.dates(*window), "fixed_venue": st.sampled_from(VENUE_IDS)}
    forbidden = {"forbidden_days": st.lists(days, min_size=1), "forbidden_venues": some(VENUE_IDS[:1])}
    decided = section(fixed, wanted_day=days, online=online, apart=st.booleans()) | section(
        forbidden, wanted_day=days, dropped=st.booleans(), online=online, apart=st.booleans()
    )
    return {"meeting": meeting, **draw(decided)}


by_places = section(
    regions=some(REGIONS), municipalities=some(MUNICIPALITY_IDS), points=points, in_person=st.booleans()
)
closure = by_places | section(
    regions=some(REGIONS), municipalities=some(MUNICIPALITY_IDS), venues=some(VENUE_IDS), people=some(PEOPLE),
    points=points,
)  # fmt: skip
reason = section({"reason": text})
source = section(source=optional_text)
dates = between("first_day", "last_day")
public_holiday = joined(
    closure, source, section(country=st.just("DK"), subdivision=st.just(""), categories=st.just(["public", "optional"]))
)
school_holiday = joined(reason, source, by_places, section({"week": st.just({"column": "winter"})})) | joined(
    reason, source, closure,
    section({"week": st.integers(1, 52)}) | each_year | dates,
)  # fmt: skip
election = joined(
    reason, source, closure,
    section({"polling_day": days}, campaign_days=st.integers(0, 30))
    | section({"rule": yearly, "every": st.integers(1, 4), "from_year": st.integers(2000, 2023)})
    | st.lists(days, min_size=2, max_size=3, unique=True).map(
        lambda found: dict(zip(("called", "polling_day", "cabinet"), sorted(found), strict=False))
    ),
)  # fmt: skip
blackout = joined(reason, source, closure, dates, section(kind=kinds))
lengths = st.lists(st.integers(0, 90), min_size=1, max_size=4)
risk = joined(
    reason, source, closure.map(lambda found: {key: each for key, each in found.items() if key != "points"}),
    section({"kind": st.just("election"), "history": st.just("DK")}, rate=st.floats(0.01, 3), days_to_poll=lengths)
    | section(
        {"kind": st.just("election"), "rate": st.floats(0.01, 3), "days_to_poll": lengths}, days_to_cabinet=lengths
    )
    | section({"kind": st.just("closure"), "rate": st.floats(0.01, 3), "days": lengths.filter(all)}),
    st.just({}) | between("first_day", "last_day") | section({"last_day": days, "certain": st.just(value=True)}),
)  # fmt: skip
calendar = joined(
    section({"source": st.just("kim.ics")}),
    section({"person": st.sampled_from(PEOPLE)})
    | section({"venue": st.sampled_from(VENUE_IDS)})
    | section({"person": st.sampled_from(PEOPLE), "kind": st.just("own")})
    | joined(reason, closure, section(kind=kinds)),
)
publishing = section(
    contact=text, link=st.just("https://example.org/{meeting}"), address=st.just("http://calendars.example.org"),
    refresh_hours=st.integers(1, 168),
)  # fmt: skip

VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "int": st.integers(0, 400),
    "int | None": st.integers(0, 400),
    "bool": st.booleans(),
    "float": st.sampled_from([0, 0.5, 2, 100]),
    "datetime.time | None": clocks,
    "<class 'decimal.Decimal'>": st.sampled_from([0, 0.5, 1, 0.333]),
}


def values_of(rule: type[Rule], name: str) -> st.SearchStrategy[Any]:
    """Return values for a parameter of a rule, by its type or its name."""
    by_name = {
        "role_shares": st.fixed_dictionaries({"chef": st.sampled_from([0, 0.5, 1])}),
        "allowed": some([day.name.lower() for day in Weekday]),
        "rounds": st.just(["open"]),
    }
    annotation = rule.model_fields[name].annotation
    plain = (
        {int: "int", bool: "bool", float: "float"}.get(annotation, str(annotation))
        if isinstance(annotation, type)
        else None
    )
    return by_name[name] if name in by_name else VALUES[plain or str(annotation)]


def holds(rule: type[Rule], written: dict[str, Any]) -> bool:
    try:
        rule.model_validate_json(json.dumps(written), strict=True)
    except ValidationError:
        return False
    return True


def rule_section(rule: type[Rule]) -> st.SearchStrategy[dict[str, Any]]:
    """Return valid sections of a rule with any of its parameters."""
    written = section({}, **{name: values_of(rule, name) for name in rule.model_fields})
    return written.filter(lambda found: holds(rule, found))


@cache
def rules() -> st.SearchStrategy[dict[str, Any]]:
    """Return sections of every rule with any of its parameters."""
    each = {key: rule_section(rule) for key, rule in all_rules().items()}
    return section({}, **each)


@st.composite
def settings(draw: st.DrawFn) -> dict[str, Any]:
    """Return the settings of a network, as parsed from TOML."""
    some_rounds = [OPEN_ROUND, *(draw(rounds(n)) for n in range(draw(st.integers(0, 2))))]
    top = draw(
        section(
            {"name": text, "locale": st.sampled_from(["da", "en"]), "first_day": st.just(FIRST),
             "last_day": st.just(LAST), "announced": st.just(date(2022, 5, 1)), "price_per_member": whole,
             "currencies": st.just({"EUR": 7.46}),
             "themes": st.tuples(theme).map(list), "offers": st.tuples(offer).map(list)},
            timezone=st.just("Europe/Berlin"), country=st.just("DK"), currency=st.just("EUR"), meal=whole,
            fees=section(vat_percent=st.integers(0, 100), in_proportion=st.booleans()),
            travel=section(detour=st.floats(1, 10), speed=st.floats(1, 1000)), series=st.tuples(series).map(list),
            choices=st.tuples(choices("open")).map(list),
            public_holidays=st.lists(public_holiday, max_size=2), school_holidays=st.lists(school_holiday, max_size=3),
            elections=st.lists(election, max_size=3), blackouts=st.lists(blackout, max_size=2),
            risks=st.lists(risk, max_size=2),
            calendars=st.lists(calendar, max_size=3), online=st.lists(online_time, max_size=2),
            publishing=publishing, rules=rules(),
        )
    )  # fmt: skip
    regional = [each["id"] for each in some_rounds if each["kind"] == "regional"]
    if regional:
        top |= draw(section(together=st.tuples(together(regional)).map(list)))
    hours = {"hours": draw(ordered(clocks))}
    lasting = {"regions": [{"id": name, "name": name.title()} for name in REGIONS], "rounds": some_rounds}
    kept = {"dates": "5.3.2023", "decimal": draw(st.sampled_from([",", "."]))}
    return {**top, **lasting, "meetings": {**draw(with_hours), **hours}, "tables": kept}


place: st.SearchStrategy[dict[str, Any]] = st.just({}) | section({"lat": decimals, "lon": decimals})
hours: st.SearchStrategy[dict[str, Any]] = st.just({}) | ordered(clocks).map(
    lambda found: dict(zip(("from", "to"), found, strict=True))
)
scope = st.sampled_from(
    [{"scope": "everyone"}, {"scope": "region", "target": "nord"}, {"scope": "municipality", "target": "0851"},
     {"scope": "venue", "target": "akkc"}, {"scope": "person", "target": "K1"}]
)  # fmt: skip
ROWS: Mapping[str, Sequence[st.SearchStrategy[dict[str, Any]]]] = {
    "municipalities": [
        joined(section({"id": st.just(name), "name": text, "region": st.just(region), "winter": st.integers(1, 52)},
                       extra_minutes=whole), place)
        for name, region in zip(MUNICIPALITY_IDS, REGIONS, strict=True)
    ],
    "members": [
        joined(section({"id": st.just(name), "municipality": st.just(home), "role": st.just(role)}),
               st.just({}) | between("from_day", "last_day") | section(last_day=days))
        for name, home, role in zip(["a1", "c1"], MUNICIPALITY_IDS, ROLES, strict=True)
    ],
    "staff": [
        section({"id": st.just(name), "team": st.just(team)}, name=optional_text)
        for name, team in (("K1", "KL"), ("anna", "Oplæg"))
    ],
    "busy": [joined(section({"person": st.sampled_from(PEOPLE)}, source=optional_text), dates, hours)] * 2,
    "region_changes": [section({"municipality": st.just("0607"), "region": st.just("nord"),
                                "from_day": st.just(LAST + timedelta(days=1))})],
    "venues": [
        joined(section({"id": st.just(name), "name": text}, town=optional_text, address=optional_text,
                       setup_half_days=st.integers(0, 2), teardown_half_days=st.integers(0, 2),
                       moving_cancels=st.sampled_from(["ja", "no"]), numbers_days=st.integers(0, 30),
                       catering_days=st.integers(0, 30), currency=st.just("EUR")),
               place, st.just({"region": "nord"}) | st.just({"municipality": "0607"}) | st.just({}))
        for name in VENUE_IDS
    ],
    "rooms": [
        section({"venue": st.just(name), "id": st.just("A"), "theatre": whole}, name=optional_text, rate=whole,
                **{each: whole for each in LAYOUTS if each != "theatre"})
        for name in VENUE_IDS
    ] + [section({"venue": st.just("akkc"), "id": st.just("A1"), "part_of": st.just("A"), "theatre": whole})],
    "venue_closed": [
        joined(section({"venue": st.just("akkc")}, reason=optional_text, source=optional_text), dates, hours)
    ],
    "weekly": [
        joined(section({"kind": st.sampled_from(["only", "aldrig"]),
                        "weekdays": st.sampled_from(["monday, wednesday", "mandag-fredag", "lør"])},
                       reason=optional_text),
               st.sampled_from([{"person": "K1"}, {"person": "a1"}, {"venue": "akkc"}]), hours,
               st.just({}) | between("first_day", "last_day"))
    ] * 2,
    "venue_offered": [joined(section({"venue": st.just("akkc")}), dates, hours)],
    "bookings": [
        joined(section({"venue": st.just("akkc")}, price=whole, note=optional_text), dates, hours,
               st.sampled_from([{"state": "asked"}, {"state": "bekræftet"}, {"state": "held", "until": FIRST},
                                {"state": "reserve", "until": FIRST, "staff": "K1"}, {"state": "reserve"}]),
               st.sampled_from([{}, {"rooms": "A, A1"}]))
    ] * 2,
    "guests": [
        section({"theme": st.just("børn"), "group": text, "municipality": st.just(home)}, number=whole)
        for home in MUNICIPALITY_IDS
    ],
    "registrations": [
        joined(section({"meeting": st.just("open"), "answer": st.sampled_from(["yes", "nej", "Waiting"])},
                       received=st.sampled_from(["5.3.2023 09:05", "2023-03-06 kl. 10.15.30", "45000,25"]),
                       day=days, note=optional_text),
               st.sampled_from([{"member": "a1"}, {"municipality": "0607"}]))
    ] * 2,
    "venue_terms": [section({"venue": st.just("akkc"), "days": st.integers(1, 90), "percent": st.integers(0, 100)})],
    "venue_prices": [
        joined(section({"venue": st.just("akkc"), "first_day": st.sampled_from(["5.3.2023", "2023-03-06"])}),
               st.sampled_from([{"rate": "700"}, {"percent": "150"}, {"room": "A", "rate": "0"}]))
    ],
    "travel": [section({"municipality": st.just("0851"), "venue": st.just("akkc"), "minutes": whole})],
    "venue_travel": [section({"venue": st.just("akkc"), "other": st.just("messe-c"), "minutes": whole})],
    "applications": [
        joined(section({"municipality": st.just(home), "received": st.sampled_from(["5.3.2023 09:05", "2023-03-06"]),
                        "persons": st.integers(1, 200)},
                       offer=st.just("dag"), parts=st.sampled_from(["workshop", "Oplæg 15, workshop"]),
                       days=st.sampled_from(["monday, 6.3.2023", "2023-03-07 to 2023-04-09, lørdag"]),
                       not_days=st.sampled_from(["24.3.2023", "fredag"]), motivation=optional_text,
                       state=st.sampled_from(["applied", "antaget", "Venter", "declined", "trukket tilbage"]),
                       decided_by=optional_text, decided_on=days, reason=optional_text),
               st.just({"venue": "akkc"}) | section({"seats": st.integers(1, 500)}))
        for home in MUNICIPALITY_IDS
    ],
    "blackouts": [joined(scope, reason, dates, section(kind=kinds, points=points, source=optional_text))],
}  # fmt: skip


def cell(value: object, decimal: str) -> str:
    if isinstance(value, float):
        return str(value).replace(".", decimal)
    return f"{value.day}.{value.month}.{value.year}" if isinstance(value, date) else str(value)


def as_csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], decimal: str) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=";", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({name: cell(value, decimal) for name, value in row.items()} for row in rows)
    return out.getvalue().encode()


def as_toml(value: object) -> str:
    """Return a value in TOML, tables inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {as_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


@st.composite
def whole_networks(draw: st.DrawFn) -> dict[str, bytes]:
    """Return the files of a network by name."""
    written = draw(settings())
    toml = "".join(f"{key} = {as_toml(value)}\n" for key, value in written.items())
    files = {"network.toml": toml.encode(), "kim.ics": CALENDAR.encode()}
    for table in TABLES:
        columns = [*columns_of(table), *(["winter"] if table is MUNICIPALITIES and "winter" in toml else [])]
        rows = draw(st.tuples(*ROWS[table.name]))
        files[table.file] = as_csv(columns, rows, written["tables"]["decimal"])
    return files
