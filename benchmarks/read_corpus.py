"""Read every calendar in some folders and write the outcomes as a table.

    python benchmarks/read_corpus.py [--out docs/reading-calendars.md]

The calendars are those of ../shared/ics-corpus, one row for each folder in it, and the inputs that
../shared/feedcheck/hostile.py writes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from calendars.days import Span
from calendars.ical.busy import read_each
from calendars.ical.parse import Reading, UnreadableError
from calendars.language import BoundMessage

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"
DAYS = Span(date(1990, 1, 1), date(2039, 12, 31))
ZONE = ZoneInfo("Europe/Copenhagen")
ABOUT_THE_CORPUS = {"README.md", "SOURCE.txt"}

TAKEN = "intervals"
SOME = "intervals, and a remark"
NONE = "nothing taken in these years"

HEAD = """# Reading calendars

What comes of calendars from elsewhere when they are read for busy times: those that seven public projects keep as
tests of their own readers (`../shared/ics-corpus`) and those written to break one (`../shared/feedcheck/hostile.py`).
Asked for are the years {first} to {last} on Copenhagen's clock. Each file ended in one of the ways below, which the
number of its entries and repetitions decides and not how busy the machine is; a remark says which entries had to be
left out or whose time zone had to be guessed.
`python benchmarks/read_corpus.py` writes this file.

"""


def main() -> int:
    """Read all calendars, write the table, and print its path."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=REPOSITORY / "docs" / "reading-calendars.md")
    out: Path = parser.parse_args().out
    counts = {folder.name: outcomes(folder) for folder in sorted((SHARED / "ics-corpus").iterdir()) if folder.is_dir()}
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([sys.executable, SHARED / "feedcheck/hostile.py", scratch, "--big"], check=True)
        counts["hostile.py --big"] = outcomes(Path(scratch))
    years = {"first": DAYS.first.year, "last": DAYS.last.year}
    out.write_text(HEAD.format(**years) + table(counts), encoding="utf-8")
    print(f"{sum(count.total() for count in counts.values())} calendars, see {out}")
    return 0


def outcomes(folder: Path) -> Counter[str]:
    """Return how many calendars in the folder had each outcome."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in ABOUT_THE_CORPUS)
    return Counter(kind(outcome) for outcome in read_each(((path.read_bytes(), False) for path in files), DAYS, ZONE))


def kind(outcome: Reading | UnreadableError) -> str:
    """Return the category of an outcome."""
    if isinstance(outcome, UnreadableError):
        return sentence(outcome)
    if outcome.intervals:
        return SOME if outcome.remarks else TAKEN
    return NONE


def sentence(unreadable: UnreadableError) -> str:
    """Return the sentence of an error without the numbers and names of the individual file."""
    why = unreadable.said.values.get("why")
    return f"{str(unreadable).partition(':')[0]}: {reason(why)}" if isinstance(why, BoundMessage) else str(unreadable)


def reason(remark: BoundMessage) -> str:
    """Return the remark without its number."""
    return remark.say("en").partition(": ")[2]


def table(counts: dict[str, Counter[str]]) -> str:
    """Return a Markdown table with a column for each folder and a row for each outcome."""
    total = sum(counts.values(), Counter[str]())
    ways = [TAKEN, SOME, NONE, *(way for way, _ in total.most_common() if way not in {TAKEN, SOME, NONE})]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows(counts, total, ways))


def rows(counts: dict[str, Counter[str]], total: Counter[str], ways: list[str]) -> Iterator[list[str]]:
    """Yield the cells of each row."""
    yield ["Ended in", *counts, "all"]
    yield ["---", *("--:" for _ in counts), "--:"]
    for way in ways:
        yield [way, *(str(count[way]) for count in counts.values()), str(total[way])]
    yield ["all", *(str(count.total()) for count in counts.values()), str(total.total())]


if __name__ == "__main__":
    raise SystemExit(main())
