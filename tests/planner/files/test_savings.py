"""However people save a table, the network is the same."""

import csv
import io
from datetime import date, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendars.days import Hours, Span
from constraints.problem.busy import Busy
from planner.files.cells import CellForms
from planner.files.tables import read_table
from planner.network.fields import DateForm
from planner.network.settings import TableForms
from planner.network.tables import BUSY, VENUES

DATES = ("2023-03-05", "5.3.2023", "05-03-2023", "5/3/2023")
ENCODINGS = ("utf-8", "utf-8-sig")
CLOCKS = st.times(max_value=time(22)).map(lambda clock: clock.replace(second=0, microsecond=0))
SPELLS = st.builds(
    lambda first, days, hours: Busy(Span(first, first + timedelta(days=days)), hours),
    st.dates(date(2022, 1, 1), date(2025, 12, 31)),
    st.integers(0, 20),
    st.none() | CLOCKS.map(lambda start: Hours(start, time(23, 59))),
)
NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="\ufffdÃ"), min_size=1, max_size=12
)


def saved(rows: list[list[str]], delimiter: str, line_end: str, encoding: str) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return buffer.getvalue().encode(encoding)


def cells(person: str, spell: Busy, form: DateForm, *, short: bool) -> list[str]:
    last = "" if short and len(spell.span) == 1 else form.write(spell.span.last)
    hours = [f"{clock:%H:%M}" for clock in (spell.hours.start, spell.hours.end)] if spell.hours else ["", ""]
    return [person, form.write(spell.span.first), last, *hours]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    spells=st.lists(st.tuples(st.sampled_from(["a1", "0851-01", "Å 2"]), SPELLS), min_size=1, max_size=20),
    form=st.sampled_from(DATES),
    saving=st.tuples(st.sampled_from(",;"), st.sampled_from(["\n", "\r\n"]), st.sampled_from(ENCODINGS)),
    order=st.permutations(range(5)),
    short=st.booleans(),
)
def test_busy_times_are_the_same_however_they_are_saved(
    spells: list[tuple[str, Busy]], form: str, saving: tuple[str, str, str], order: list[int], *, short: bool
) -> None:
    delimiter, line_end, encoding = saving
    forms = CellForms.of(TableForms(dates=form), "da")
    table = [["person", "first_day", "last_day", "from", "to"]]
    table += [cells(person, spell, forms.dates, short=short) for person, spell in spells]
    data = saved([[row[place] for place in order] for row in table], delimiter, line_end, encoding)
    found = read_table(data, BUSY, forms, ())
    assert found.errors == ()
    assert [row.spell() for row in found.rows] == [spell for _, spell in spells]
    assert found.text is not None
    assert list(found.text.columns["person"]) == [person for person, _ in spells]


@given(
    places=st.lists(
        st.tuples(NAMES, st.decimals(-90, 90, places=4), st.decimals(-180, 180, places=4)), min_size=1, max_size=8
    ),
    decimal=st.sampled_from(",."),
    delimiter=st.sampled_from(",;"),
    encoding=st.sampled_from(ENCODINGS),
)
def test_coordinates_are_the_same_however_they_are_saved(
    places: list[tuple[str, object, object]], decimal: str, delimiter: str, encoding: str
) -> None:
    forms = CellForms(DateForm(), decimal)
    table = [["id", "name", "lat", "lon"]]
    table += [
        [f"v{n}", name, *(f"{at:f}".replace(".", decimal) for at in where)] for n, (name, *where) in enumerate(places)
    ]
    found = read_table(saved(table, delimiter, "\n", encoding), VENUES, forms, ())
    assert found.errors == ()
    assert [(row.lat, row.lon) for row in found.rows] == [(float(f"{lat}"), float(f"{lon}")) for _, lat, lon in places]
