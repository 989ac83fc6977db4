"""The list of all addresses, for planners: a page and a table."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Iterator, Mapping

from calendars.language import Locale, Sentence
from planner.network import Network
from planner.publishing.addresses import Address
from planner.publishing.audiences import KINDS, Kind, everyone
from planner.publishing.tokens import path_of
from planner.revisions.held_dates import is_held_id
from planner.store.feeds import Audience

PAGE = "index.html"
TABLE = "addresses.csv"

TITLE = Sentence(en="Calendars of {network}", da="Kalendere for {network}")
SECRET = Sentence(
    en="Each address is a secret: whoever knows it can read that calendar. Do not publish this page.",
    da="Hver adresse er en hemmelighed: den, der kender den, kan læse kalenderen. Læg ikke denne side på nettet.",
)
FEED = Sentence(en="Number", da="Nummer")
FOR = Sentence(en="For", da="Til")
ID = Sentence(en="Id", da="Id")
NAME = Sentence(en="Name", da="Navn")
HOLDS = Sentence(en="Dates", da="Datoer")
ADDRESS = Sentence(en="Address", da="Adresse")
DECIDED = Sentence(en="decided", da="besluttede")
RESERVED = Sentence(en="reserved", da="reserverede")

HEAD = (FEED, FOR, ID, NAME, HOLDS, ADDRESS)

_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ font: 1rem/1.4 sans-serif; margin: 2rem }} td, th {{ text-align: left; padding: 0 1rem 0 0 }}</style>
<h1>{title}</h1>
<p>{secret}</p>
<table>
<tr>{head}</tr>
{rows}
</table>
</html>
"""


def address_of(address: Address, network: Network, otherwise: str = "") -> str:
    """The whole address if the settings say where calendars are served, else its path after `otherwise`."""
    served = network.settings.publishing.address
    return (served.rstrip("/") if served else otherwise) + path_of(address.token)


def rows(addresses: Iterable[Address], network: Network, otherwise: str = "") -> Iterator[tuple[str, ...]]:
    """A line for each address, as `HEAD` names them."""
    names, locale = everyone(network), network.settings.locale
    for each in addresses:
        yield (str(each.feed), *described(each.network, each.audience, names, locale),
               address_of(each, network, otherwise))  # fmt: skip


def described(network_id: str, audience: Audience, names: Mapping[Audience, str], locale: Locale) -> tuple[str, ...]:
    """Kind, id, name and which dates, as `HEAD` names them."""
    dates = RESERVED if is_held_id(network_id) else DECIDED
    kind = KINDS[Kind(audience.kind)].say(locale)
    return kind, audience.target, names.get(audience, ""), dates.say(locale)


def page(addresses: Iterable[Address], network: Network) -> str:
    """A page in HTML whose links also work where it lies beside the folder `web`."""
    locale = network.settings.locale
    found = rows(addresses, network, "web")
    return _PAGE.format(
        language=locale,
        title=html.escape(TITLE.say(locale, network=network.settings.name)),
        secret=SECRET.say(locale),
        head="".join(f"<th>{html.escape(each.say(locale))}</th>" for each in HEAD),
        rows="\n".join(_row(cells) for cells in found),
    )


def table(addresses: Iterable[Address], network: Network) -> str:
    """The same as CSV with semicolons, as spreadsheets open it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([each.say(network.settings.locale) for each in HEAD])
    writer.writerows([_harmless(cell) for cell in cells] for cells in rows(addresses, network))
    return "\ufeff" + out.getvalue()


def _row(cells: tuple[str, ...]) -> str:
    *told, address = (html.escape(cell) for cell in cells)
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in told) + f'<td><a href="{address}">{address}</a></td></tr>'


def _harmless(cell: str) -> str:
    """Spreadsheets take what begins so for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
