"""The page about a calendar: it says what the calendar says, to nobody but those who have its address."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.feeds.audiences import AudienceKind, hash_of
from planner.feeds.folder import Folder, mail_merge, publish_to
from planner.feeds.publish import Publication, close, exchange
from planner.feeds.sheets import Sheets, SubscribeLinks, gone, policy
from planner.network.network import Network
from planner.network.published import Named
from planner.store.archive import Archive, held_id
from planner.store.documents import network_text, read_content
from planner.store.feeds import Audience
from tests.planner.announcements import HALL, INN, NETWORK, NETWORK_ID, NOW, announced, network
from tests.planner.feeds.desk import Desk

BASE = "https://kalender.example.dk"
FEED = "k3J0abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM"
MEMBER, STAFF = Audience(AudienceKind.MEMBER, "m1"), Audience(AudienceKind.STAFF, "kl-1")
DAY = timedelta(days=1)
SHEET = "sheets/member-m1.html"
NAME, EMAIL = "Åse Ø. Holm", "aase@vejle.example"


def page(desk: Desk, audience: Audience = MEMBER, now: datetime = NOW, base: str = BASE, **other: Any) -> str:
    with desk.store.reading() as connection:
        publication = Publication.last(connection, NETWORK_ID)
        return Sheets(publication, [audience], now).page(audience, FEED, base, **other).decode()


def text_of(shown: str) -> str:
    """Return what is read of a page, without its markup and style."""
    body = shown.partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def people() -> Network:
    """Return the network with a name, a mail address and one of the staff."""
    written = NETWORK.model_dump(mode="json")
    written["members"] = [{"id": "m1", "municipality": "0630", "name": NAME, "email": EMAIL}]
    written["staff"] = [{"id": "kl-1", "team": "KL", "name": "=Anne", "email": "anne@kl.example"}]
    written["settings"]["publishing"]["address"] = BASE
    return Network.model_validate(written)


def test_each_program_gets_the_link_that_subscribes_in_it() -> None:
    found = SubscribeLinks.of("https://kalender.example.dk/", FEED, "Møder & mål")
    address = f"https%3A%2F%2Fkalender.example.dk%2Ffeeds%2F{FEED}.ics"
    assert found.https == f"https://kalender.example.dk/feeds/{FEED}.ics"
    assert found.page == f"https://kalender.example.dk/feeds/{FEED}.html"
    assert found.webcal == f"webcal://kalender.example.dk/feeds/{FEED}.ics"
    asked = f"calendar/0/addfromweb?url={address}&name=M%C3%B8der%20%26%20m%C3%A5l"
    assert found.outlook_web == f"https://outlook.office.com/{asked}"
    assert found.outlook_private == f"https://outlook.live.com/{asked}"
    webcal = f"webcal%3A%2F%2Fkalender.example.dk%2Ffeeds%2F{FEED}.ics"
    assert found.google == f"https://calendar.google.com/calendar/r?cid={webcal}"


def test_it_shows_the_next_meeting_what_moved_and_what_was_cancelled(desk: Desk) -> None:
    first, second, third, fifth = (announced(f"m{n}", day=n * 10, title=f"Møde {n}") for n in (1, 2, 3, 5))
    desk.accept(first, second, third, fifth)
    moved = announced("m1", day=12, title="Møde 1", venue=INN)
    desk.accept(moved, third, fifth, at=NOW + DAY)
    shown = text_of(page(desk))
    assert shown.index("Næste møde") < shown.index("Møde 1 flyttet") < shown.index("Få møderne i din kalender")
    assert "fredag den 13. maj 2022 kl. 10.00 til 15.30 Kroen, Give Kort" in shown
    assert "Flyttet fra onsdag den 11. maj 2022 kl. 10.00 til 15.30. Nyt mødested; det var Hallen, Vejle." in shown
    assert "Aflyst: Møde 2" in shown
    assert "2 møder er flyttet, aflyst eller ændret på anden måde; de er mærket her på siden." in shown
    desk.accept(moved, third, fifth, announced("m4", day=5, title="Møde 4"), at=NOW + 2 * DAY)
    assert "Næste møde" in (shown := text_of(page(desk)))
    assert shown.index("Møde 4") < shown.index("Møde 1 flyttet") < shown.index("Møde 3")
    assert "nyt" not in shown.split("Møde 3")[1].split("Kort")[0]


def test_what_is_over_is_no_longer_next(desk: Desk) -> None:
    desk.accept(announced("m1", day=10, title="Møde 1"), announced("m2", day=20, title="Møde 2"))
    shown = text_of(page(desk, now=NOW + 15 * DAY))
    assert shown.index("Næste møde") < shown.index("Møde 2") < shown.index("Afholdte møder") < shown.index("Møde 1")
    assert "Der er ikke planlagt noget møde lige nu." in text_of(page(desk, now=NOW + 30 * DAY))


def test_meetings_of_several_days_say_which_and_are_over_after_the_last(desk: Desk) -> None:
    stay, each = announced("stay", day=10, title="Ophold"), announced("each", day=20, title="Dage")
    stay = replace(stay, start=stay.start.replace(hour=12), end=stay.end + DAY, overnight=True)
    desk.accept(stay, replace(each, end=each.end + DAY))
    shown = text_of(page(desk))
    assert "Ophold onsdag den 11. maj 2022 kl. 12.00 til torsdag den 12. maj 2022 kl. 15.30" in shown
    assert "Dage lørdag den 21. maj 2022 til søndag den 22. maj 2022, hver dag kl. 10.00–15.30" in shown
    assert text_of(page(desk, now=each.end)).index("Dage") < text_of(page(desk, now=each.end)).index("Afholdte")
    assert "Der er ikke planlagt noget møde lige nu." in text_of(page(desk, now=each.end + DAY))


def test_the_map_is_at_the_position_or_else_asked_for_by_address(desk: Desk) -> None:
    desk.accept(announced("m1", venue=HALL), announced("m2", day=40, venue=INN))
    links = re.findall(r'href="(https://www\.openstreetmap[^"]+)"', page(desk))
    assert [unescape(each) for each in links] == [
        "https://www.openstreetmap.org/?mlat=55.70000&mlon=9.50000#map=16/55.70000/9.50000",
        "https://www.openstreetmap.org/search?query=Kroen%2C%20Give",
    ]


def test_reserved_dates_are_said_to_be_reserved(desk: Desk) -> None:
    desk.hold([announced(title="Mødet")])
    (own,) = desk.give(MEMBER, held=True)
    with desk.store.reading() as connection:
        publication = Publication.last(connection, own.network)
        shown = text_of(Sheets(publication, [MEMBER], NOW).page(MEMBER, own.token, BASE).decode())
    assert "Reserveret: Mødet tirsdag den 31. maj 2022 Hallen" in shown


def test_names_with_markup_and_right_to_left_words_are_shown_as_they_are(desk: Desk) -> None:
    name = '<b>AKKC</b> \u05d0\u05d1 "&'
    desk.accept(announced(title=name, venue=replace(HALL, name=name)))
    shown = page(desk, whose='<i>"Bo"</i>\u202e')
    assert "<b>AKKC" not in shown
    assert "<i>" not in shown
    assert "<bdi>&lt;b&gt;AKKC&lt;/b&gt; \u05d0\u05d1 &#34;&amp;</bdi>" in shown
    assert "\u2068&lt;i&gt;&#34;Bo&#34;&lt;/i&gt;\u202e\u2069" in shown


@pytest.mark.parametrize("locale", ["da", "en"])
def test_it_loads_and_runs_nothing(desk: Desk, locale: str) -> None:
    desk.network = network(locale=locale)
    desk.accept(announced())
    for shown in (page(desk), gone().decode()):
        style = re.search(r"<style>(.*)</style>", shown, re.DOTALL)
        assert style
        digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
        assert policy().startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
        assert "unsafe" not in policy()
        assert not re.search(r"<(script|img|iframe|form|object)\b|\bsrc=|\bstyle=|\bon\w+=|@import|url\(", shown)
        assert '<meta name="robots" content="noindex">' in shown
        assert '<meta name="referrer" content="no-referrer">' in shown
    assert f'<html lang="{locale}">' in page(desk)


def test_without_a_server_it_says_so_and_offers_the_file(desk: Desk) -> None:
    desk.accept(announced())
    shown = page(desk, base="", file="x.ics")
    assert "ingen adresse at abonnere på" in text_of(shown)
    assert 'href="x.ics"' in shown
    assert "addfromweb" not in shown
    assert "webcal:" not in shown


WHO = ("m1", "m2", "m3")


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.frozensets(st.sampled_from(WHO)), min_size=1, max_size=5),
    st.lists(st.frozensets(st.sampled_from(WHO)), min_size=1, max_size=5),
)
def test_a_page_shows_what_its_calendar_shows_and_nothing_of_others(
    before: list[frozenset[str]], after: list[frozenset[str]]
) -> None:
    def meetings(plan: list[frozenset[str]]) -> list[Any]:
        return [
            announced(f"x{n}", day=30 + n, title=f"T{n}T", venue=replace(HALL, id=f"v{n}", name=f"V{n}V"),
                      members=tuple(sorted(invited)), municipalities=(Named("0999", "Hemmeligby"),))
            for n, invited in enumerate(plan)
        ]  # fmt: skip

    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "x.sqlite")
        with desk.store:
            desk.accept(*meetings(before))
            desk.accept(*meetings(after), at=NOW + DAY)
            for who in WHO:
                audience = Audience(AudienceKind.MEMBER, who)
                desk.give(audience)
                shown, told = page(desk, audience), desk.rendering(audience).body.decode().replace("\r\n ", "")
                titles = set(re.findall(r"T\dT", told))
                own = {f"T{n}T" for plan in (before, after) for n, invited in enumerate(plan) if who in invited}
                assert set(re.findall(r"T\dT", shown)) == titles <= own
                assert {found.replace("V", "T") for found in re.findall(r"V\dV", shown)} <= own
                assert not re.search(rf"Hemmeligby|Anne|kl-1|{'|'.join(each for each in WHO)}", text_of(shown))


def published(desk: Desk, to: Path) -> Any:
    return publish_to(Folder(to), Archive(desk.store, NETWORK_ID), NOW, people=people())


def test_publishing_writes_the_page_beside_each_calendar_and_sheets_to_hand_out(desk: Desk, tmp_path: Path) -> None:
    desk.network = people()
    desk.accept(announced())
    found = published(desk, tmp_path)
    web = tmp_path / "web" / "feeds"
    tokens = {each.audience: each.token for each in found.addresses}
    assert {path.stem for path in web.glob("*.html")} == {*tokens.values(), "index"}
    sheets = {path.name: path for path in (tmp_path / "sheets").iterdir()}
    assert sheets.keys() == {"member-m1.html", "staff-kl-1.html"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in sheets.values())
    printed, served = sheets["member-m1.html"].read_text("utf-8"), (web / f"{tokens[MEMBER]}.html").read_text("utf-8")
    assert f"Til \u2068{NAME}, Vejle\u2069" in printed
    assert f"{BASE}/feeds/{tokens[MEMBER]}.html" in printed
    assert (tmp_path / "sheets" / f"../web/feeds/{tokens[MEMBER]}.ics").exists()
    assert f'href="../web/feeds/{tokens[MEMBER]}.ics"' in printed
    assert f'href="{tokens[MEMBER]}.ics"' in served
    assert "Næste møde" in served


def test_the_table_for_a_mail_merge_has_whole_addresses_and_harms_no_spreadsheet(desk: Desk, tmp_path: Path) -> None:
    desk.network = people()
    desk.accept(announced())
    found = published(desk, tmp_path)
    tokens = {each.audience: each.token for each in found.addresses}
    text = mail_merge(found.addresses, found.network, people()).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    links = SubscribeLinks.of(BASE, tokens[MEMBER], "Netværk")
    assert rows[0] == {
        "Til": "medlem", "Id": "m1", "Navn": NAME, "E-mail": EMAIL, "Kommune eller team": "Vejle", "Side": links.page,
        "Adresse": links.https, "webcal": links.webcal, "Outlook web": links.outlook_web,
        "Outlook.com": links.outlook_private, "Google Calendar": links.google,
        "Side til print": "sheets/member-m1.html",
    }  # fmt: skip
    assert [(row["Id"], row["Navn"], row["E-mail"]) for row in rows[1:]] == [("kl-1", "'=Anne", "anne@kl.example")]


def test_the_table_for_a_mail_merge_has_no_addresses_where_none_is_said_and_no_dates_in_reserve(
    desk: Desk, tmp_path: Path
) -> None:
    desk.accept(announced())
    desk.hold([announced(day=31)])
    found = publish_to(Folder(tmp_path), Archive(desk.store, NETWORK_ID), NOW)
    assert {each.network for each in found.addresses if each.audience == MEMBER} == {NETWORK_ID, held_id(NETWORK_ID)}
    text = mail_merge(found.addresses, found.network, people()).removeprefix("\ufeff")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert rows == [["medlem", "m1", NAME, EMAIL, "Vejle", *[""] * 6, SHEET]]
    assert len(head) == len(rows[0])


def test_pages_are_written_for_others_or_for_nobody_else(desk: Desk, tmp_path: Path) -> None:
    desk.network = people()
    desk.accept(announced())
    published(desk, tmp_path)
    published(desk, tmp_path)
    modes = [(tmp_path / path).stat().st_mode & 0o777 for path in ("web/feeds/index.html", "sheets", SHEET)]
    assert modes == [0o644, 0o700, 0o600]


def test_names_and_mail_addresses_are_in_no_store_no_calendar_and_on_no_served_page(desk: Desk, tmp_path: Path) -> None:
    desk.network = people()
    desk.accept(announced())
    published(desk, tmp_path)
    kept = network_text(people())
    assert read_content(kept, '{"meetings": []}').network == people()  # so files that say them are not edited files
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("network.sqlite*"))
    web = b"".join(path.read_bytes() for path in (tmp_path / "web" / "feeds").iterdir())
    for secret in (NAME, EMAIL, "anne@kl.example"):
        assert secret not in kept
        assert secret.encode() not in stored + web
    assert b"VEVENT" in web


def test_a_revoked_or_exchanged_address_loses_its_page(desk: Desk, tmp_path: Path) -> None:
    desk.accept(announced())
    found = published(desk, tmp_path)
    first, second, *_ = found.addresses
    with desk.store.writing() as connection:
        close(connection, NETWORK_ID, first.feed, NOW)
        new = exchange(connection, NETWORK_ID, second.feed)
    publish_to(Folder(tmp_path), Archive(desk.store, NETWORK_ID), NOW, [new])
    pages = {path.stem for path in (tmp_path / "web" / "feeds").glob("*.html")}
    assert not {first.token, second.token} & pages
    assert new.token in pages
    assert hash_of(new.token) != hash_of(second.token)


def test_the_parts_of_a_meeting_stand_on_its_page(desk: Desk) -> None:
    desk.accept(announced(parts=(("Oplæg", 90), ("<b>", 240))))
    desk.give(MEMBER)
    shown = page(desk)
    assert "<li><bdi>10.00–11.30 Oplæg</bdi></li><li><bdi>11.30–15.30 &lt;b&gt;</bdi></li>" in shown


def test_a_meeting_elsewhere_or_in_place_of_another_is_marked_and_the_contact_said(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "x.sqlite", network(publishing={"contact": "Anne, tlf. 1"}))
    nowhere = replace(HALL, latitude=None, longitude=None, name="", town="", address="")
    unsaid = announced("m3", day=30, title="Møde 3", venue=nowhere)
    with desk.store:
        desk.accept(announced("m1", day=10, title="Møde 1"), announced("m2", day=20, title="Møde 2"), unsaid)
        moved, instead = announced("m1", day=10, title="Møde 1", venue=INN), announced("m2", day=21, title="Møde 2")
        desk.accept(moved, instead, unsaid, replaced=["m2"], at=NOW + DAY)
        shown = page(desk)
    read = text_of(shown)
    assert "Møde 1 andet sted onsdag den 11. maj 2022" in read
    assert read.index("Aflyst: Møde 2") < read.index("Erstatter det aflyste møde: Møde 2")
    assert "3 møder er flyttet, aflyst eller ændret på anden måde" in read
    assert "Kontakt: Anne, tlf. 1" in read
    assert shown.count("https://www.openstreetmap.org/") == 2  # of three places one is not known


def test_reserved_days_are_over_after_the_last_of_them(desk: Desk) -> None:
    desk.hold([announced(title="Mødet", end=announced().start + 2 * DAY)])
    (own,) = desk.give(MEMBER, held=True)
    with desk.store.reading() as connection:
        publication = Publication.last(connection, own.network)
        found = [
            text_of(Sheets(publication, [MEMBER], NOW + n * DAY).page(MEMBER, own.token, BASE).decode())
            for n in (32, 33)
        ]
    assert "Reserveret: Mødet tirsdag den 31. maj 2022 til torsdag den 2. juni 2022 Hallen" in found[0]
    assert "Der er ikke planlagt noget møde lige nu." not in found[0]
    assert "Der er ikke planlagt noget møde lige nu." in found[1]


def test_a_meeting_is_over_at_its_end(desk: Desk) -> None:
    desk.accept(announced(title="Mødet"))
    end = announced().end
    over = ["Afholdte møder" in text_of(page(desk, now=at)) for at in (end - timedelta.resolution, end)]
    assert over == [False, True]


def test_the_code_leaves_three_squares_free_around_it_and_takes_the_room_there_is(desk: Desk) -> None:
    desk.accept(announced())
    (drawn,) = re.findall(r"<svg[^>]*>", page(desk))
    assert re.sub(r'class="[^"]*"', "", drawn).split(">")[0].strip() == '<svg viewBox="0 0 43 43"'  # 37 of version 5
    assert not re.search(r"\n\s*\n", page(desk))
