"""People who are forgotten: no byte of them is left, every revision stays readable, and the id cannot come back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from planner.feeds.audiences import all_audiences, hash_of
from planner.feeds.publish import create, publisher
from planner.network.network import Network
from planner.network.published import Named
from planner.store import feeds, jobs, proposals
from planner.store.archive import Acceptance, Archive
from planner.store.database import Store, open_store
from planner.store.documents import Content
from planner.store.erasing import ErasureRequest, Forgotten, _about, erase, is_of_erased
from planner.store.errors import StoreError
from planner.store.identity import raised
from planner.store.proposals import ForesightRow, NewProposal
from planner.store.uploads import upload
from planner.use_cases.keeping import NoSuchPersonError, erase_person, export_person
from tests.planner.announcements import NETWORK_ID, NOW, accepted, announced, draft, network

MEMBER, STAFF, NAME = "borgmester-7q", "kons-4z", "Åse Møllegård-Qvist"


def written(member: str = MEMBER, staff: str = STAFF, name: str = NAME) -> Network:
    """A network that tells of a member and one of the staff wherever a network can."""
    base = network().model_dump(mode="json")
    base["members"] = [{"id": member, "municipality": "0630", "role": "kommunaldirektør"}, *base["members"]]
    base["staff"] = [{"id": staff, "team": "kl", "name": name}, {"id": "kons-5", "team": "kl", "name": "Bo"}]
    base["busy"] = {each: [{"span": {"first": "2022-06-01", "last": "2022-06-02"}}] for each in (member, staff)}
    base["blackouts"] = [
        {"scope": "person", "target": each, "first_day": "2022-07-01", "reason": f"{name} opereres"}
        for each in (member, staff)
    ]
    base["registrations"] = [{"meeting": "kickoff", "member": member, "answer": "no", "note": f"{name} er syg"}]
    base["settings"]["calendars"] = [{"source": f"https://example.org/{staff}.ics", "person": staff}]
    return Network.model_validate(base)


class Who(NamedTuple):
    """A member and one of the staff, with the name of both."""

    member: str = MEMBER
    staff: str = STAFF
    name: str = NAME


def fill(store: Store, content: Network, who: Who, revisions: int) -> list[str]:
    """Let everything that a store keeps tell of them; return the tokens of the calendars of both."""
    member, staff, name = who
    people: dict[str, Any] = {
        "staff": (Named(staff, name), Named("kons-5", "Bo")),
        "members": (member, "m1"),
        "waiting": ("m1", member),
        "declined": (member,),
    }
    tokens: list[str] = []
    drafts = [draft(announced(day=30 + number, **people), written=content) for number in range(revisions)]
    for number, made in enumerate(drafts):
        archive = Archive(store, NETWORK_ID)
        acceptance = {"by": name, "why": f"{member} og {name} ({staff}) kan ikke."}
        accept_draft(archive, made, content, acceptance)
        if not number:
            with store.writing() as connection:
                wanted = all_audiences(content)
                made_feeds = create(connection, NETWORK_ID, wanted, NOW)
                tokens = [each.token for each in made_feeds if each.audience.target in {member, staff}]
    with store.writing() as connection:
        upload(connection, NETWORK_ID, content, NOW, content)
        shown = f'{{"title":"Uden {name}","people":["{member}"],"staff":[{{"id":"{staff}","name":"{name}"}}]}}'
        new = NewProposal(Content(content, drafts[-1].content.plan), 1, NOW, f"{name} er syg", frozenset(), shown)
        proposals.add(connection, NETWORK_ID, [new], NOW)
        proposals.keep_foresight(connection, ForesightRow(NETWORK_ID, 1, NOW, "basis", shown))
        row = jobs.JobRow("j" * 40, NETWORK_ID, "solve", NOW, "done", NOW, result=f'{{"who":"{name}"}}')
        jobs.add_job(connection, row)
    return tokens


def accept_draft(archive: Archive, made: Any, content: Network, acceptance: dict[str, Any]) -> None:

    archive.accept(made, Acceptance(**acceptance, at=NOW), publisher(content))


def everything_in(store: Store) -> bytes:
    """All bytes of an SQLite store's files, free pages and log included; all rows of PostgreSQL."""
    if store.file is not None:
        return b"".join(path.read_bytes() for path in store.file.parent.glob(f"{store.file.name}*"))
    with store.reading() as connection:
        names = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        rows = [repr(row._asdict()) for each in names for row in connection.execute(text(f"SELECT * FROM {each}"))]  # noqa: S608
        bodies = [bytes(body) for body in connection.execute(text("SELECT body FROM bodies")).scalars()]
    return "\n".join(rows).encode() + b"".join(bodies)


def require_gone(store: Store, *words: str) -> None:
    found = everything_in(store)
    for word in words:
        for form in (word, word.lower(), word.upper()):
            assert form.encode() not in found, word
            assert form.encode("unicode-escape") not in found or form.isascii(), word


def test_nothing_is_left_and_every_revision_can_be_read_and_published(address: str) -> None:
    with open_store(address) as store:
        tokens = fill(store, written(), Who(), 3)
        archive = Archive(store, NETWORK_ID)
        before = archive.everything()
        assert erase_person(archive, STAFF, "Anne").forgotten.stand_in == "erased-1"
        assert erase_person(archive, MEMBER, "Anne").forgotten.stand_in == "erased-2"
        require_gone(store, MEMBER, STAFF, NAME, "kommunaldirektør", "opereres")
        after = archive.everything()
        assert [each.revision.number for each in after] == [each.revision.number for each in before] == [1, 2, 3]
        for each in after:
            assert [person.id for person in each.content.network.staff] == ["erased-1", "kons-5"]
            assert [person.name for person in each.content.network.staff] == ["", "Bo"]
            assert [planned.staff for planned in each.content.plan.meetings] == [("erased-1", "kons-5")]
            assert not each.content.network.busy
            assert each.meeting_histories[0].announced.members == ("erased-2", "m1")
        with store.reading() as connection:
            assert [feeds.find(connection, hash_of(each)) for each in tokens] == [None] * len(tokens)
            shown = list(feeds.current_of(connection, NETWORK_ID))
            assert all(each.last_modified > before[-1].revision.stamp for each in shown)
        cleaned = after[-1].content.network
        accept_draft(archive, draft(announced(day=50), written=cleaned), cleaned, {"by": "Bo", "why": ""})


def test_the_id_is_refused_wherever_it_comes_back(tmp_path: Path) -> None:
    content = written()
    with open_store(str(tmp_path / "network.sqlite")) as store:
        fill(store, content, Who(), 1)
        archive = Archive(store, NETWORK_ID)
        erase_person(archive, MEMBER, "Anne")
        new = NewProposal(Content(content, archive.kept().content.plan), 1, NOW, "", frozenset(), "{}")
        with pytest.raises(StoreError, match=MEMBER), store.writing() as connection:
            upload(connection, NETWORK_ID, content, NOW, content)
        with pytest.raises(StoreError, match=MEMBER), store.writing() as connection:
            proposals.add(connection, NETWORK_ID, [new], NOW)
        with pytest.raises(StoreError, match=MEMBER):
            accept_draft(archive, draft(announced(), written=content), content, {"by": "Bo", "why": ""})
        require_gone(store, MEMBER)
        with store.writing() as connection:
            upload(connection, "andet", content, NOW, content)  # another network knows nothing of it


def test_erasing_again_is_the_same_and_a_stranger_is_said(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        fill(store, written(), Who(), 1)
        archive = Archive(store, NETWORK_ID)
        for _ in range(2):
            assert erase_person(archive, MEMBER, "Anne").forgotten.number == 1
        with pytest.raises(NoSuchPersonError):
            erase_person(archive, "nobody", "Anne")
        with pytest.raises(NoSuchPersonError):
            export_person(archive, MEMBER)


@pytest.mark.parametrize("shared", ["0630", "syd", "hal", "kickoff", "person"])
def test_an_id_that_is_also_a_word_of_something_else_is_refused_and_nothing_changed(
    tmp_path: Path, shared: str
) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        fill(store, written(member=shared), Who(member=shared), 1)
        archive = Archive(store, NETWORK_ID)
        before = archive.everything()
        with pytest.raises(StoreError, match="cannot be erased"):
            erase_person(archive, shared, "Anne")
        assert archive.everything() == before


def test_others_of_the_same_name_keep_theirs_and_longer_ids_are_others(tmp_path: Path) -> None:
    content = written(staff="kons-5x", name="Bo")
    with open_store(str(tmp_path / "network.sqlite")) as store:
        fill(store, content, Who(staff="kons-5x", name="Bo"), 1)
        archive = Archive(store, NETWORK_ID)
        erase_person(archive, "kons-5", "Anne")
        kept = archive.kept()
        assert [(each.id, each.name) for each in kept.content.network.staff] == [("kons-5x", "Bo"), ("erased-1", "")]
        assert kept.meeting_histories[0].announced.staff[0] == Named("kons-5x", "Bo")


def test_an_export_holds_all_that_tells_of_a_person(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        fill(store, written(), Who(), 2)
        found = export_person(Archive(store, NETWORK_ID), STAFF)
        assert found.names == [NAME]
        assert [each.revoked_at for each in found.feeds] == [None]
        where = {each.where.partition(",")[0] for each in found.documents}
        assert {"revision 1", "revision 2", "proposal 1", f"upload {NETWORK_ID}", "jobs", "steps", "revisions"} <= where
        assert "opereres" in found.model_dump_json()
        told = {each.where: each.told for each in found.documents}
        assert told["revision 2, plan_document"] == [{"staff": STAFF}]
        assert (STAFF, NAME) in [(each.get("id"), each.get("name")) for each in told[f"upload {NETWORK_ID}, document"]]


def test_the_smallest_parts_that_tell_of_a_person_are_exported() -> None:
    whose = Forgotten("b-1", 1, frozenset({"Bo"}))
    parts = [{"who": "b-1"}, {"who": "b-2"}, ["Bo", "Ib", 3]]
    found = _about({"title": "x", "parts": parts, "busy": {"b-1": [1], "b-2": [2]}}, whose)
    assert [*found] == [{"who": "b-1"}, {"parts": "Bo"}, {"b-1": [1]}]
    assert [[*_about(each, whose)] for each in ("Bo og Ib", "Ib")] == [[{"text": "Bo og Ib"}], []]


def test_what_a_network_tells_of_others_stays() -> None:
    me, other = "b-1", "b-2"
    found = Forgotten(me, 7, frozenset()).network({
        "settings": {"calendars": [{"person": me}, {"person": other}, {"source": "x"}]},
        "busy": {me: [1], other: [2]},
        "registrations": [{"member": me}, {"member": other}],
        "blackouts": [{"scope": scope, "target": who} for scope in ("person", "venue") for who in (me, other)],
        "changes": [{"change": {"kind": kind, "person": who}} for kind in ("free", "theme") for who in (me, other)],
        "members": [{"id": who, "role": "chef"} for who in (me, other)],
        "staff": [{"id": who, "name": "Bo"} for who in (me, other)],
    })  # fmt: skip
    number = "erased-7"
    assert found == {
        "settings": {"calendars": [{"person": other}, {"source": "x"}]},
        "busy": {other: [2]},
        "registrations": [{"member": other}],
        "blackouts": [
            {"scope": "person", "target": other}, {"scope": "venue", "target": number},
            {"scope": "venue", "target": other},
        ],
        "changes": [{"change": {"kind": kind, "person": who}}
                    for kind, who in (("free", other), ("theme", number), ("theme", other))],
        "members": [{"id": number, "role": ""}, {"id": other, "role": "chef"}],
        "staff": [{"id": number, "name": ""}, {"id": other, "name": "Bo"}],
    }  # fmt: skip


def test_who_is_in_no_meeting_yet_is_known_by_what_was_uploaded(tmp_path: Path) -> None:
    content = written()
    with open_store(str(tmp_path / "network.sqlite")) as store:
        accepted(store, [announced()])  # of others
        with store.writing() as connection:
            upload(connection, NETWORK_ID, content, NOW, content)
            forgotten = erase(connection, NETWORK_ID, ErasureRequest("kons-5", "Anne", NOW))
            assert forgotten == Forgotten("kons-5", 1, frozenset({"Bo"}))


@pytest.mark.parametrize(("person", "names"), [("m2", set()), ("kl-1", {"Anne"})])
def test_who_is_only_in_a_meeting_that_was_announced_is_known_by_it(
    tmp_path: Path, person: str, names: set[str]
) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        accepted(store, [announced()])
        with store.writing() as connection:
            asked = ErasureRequest(person, "Bo", NOW)
            assert erase(connection, NETWORK_ID, asked) == Forgotten(person, 1, frozenset(names))


def test_the_same_person_of_another_network_of_the_store_is_not_forgotten(address: str) -> None:
    content = written()
    with open_store(address) as store:
        fill(store, content, Who(), 2)
        other = Archive(store, "andet")
        accept_draft(other, draft(announced(members=(MEMBER,)), written=content), content, {"by": NAME, "why": MEMBER})
        with store.writing() as connection:
            upload(connection, "andet", content, NOW, content)
            (address_of_other,) = create(connection, "andet", [feeds.Audience("member", MEMBER)], NOW)
        before, told = other.everything(), export_person(other, MEMBER)
        erase_person(Archive(store, NETWORK_ID), MEMBER, "Anne")
        assert other.everything() == before
        assert export_person(other, MEMBER).documents == told.documents
        with store.reading() as connection:
            assert feeds.find(connection, hash_of(address_of_other.token)) is not None
            assert not is_of_erased(connection, hash_of(address_of_other.token))
        assert erase_person(other, MEMBER, "Anne").forgotten.number == 1


def test_of_names_that_begin_alike_the_longest_is_taken_out() -> None:
    whose = Forgotten("b-1", 7, frozenset({"Bo", "Bo Hansen", "Bo Hansen Ax"}))
    assert whose.text("bo hansen, Bo, Bo Hansen Ax og b-1; Bob") == "erased-7, erased-7, erased-7 og erased-7; Bob"


def test_only_the_calendars_of_the_person_are_closed_and_known_to_be_theirs(tmp_path: Path) -> None:
    content = written()
    with open_store(str(tmp_path / "network.sqlite")) as store:
        fill(store, content, Who(), 1)
        with store.writing() as connection:
            made = create(connection, NETWORK_ID, [feeds.Audience(*each) for each in (
                ("member", MEMBER), ("staff", MEMBER), ("venue", "hal"), ("member", "m1"),
            )], NOW)  # fmt: skip
            before = NOW - timedelta(days=1)
            feeds.revoke(connection, made[0].feed, before)
            feeds.revoke(connection, made[3].feed, before)
        erase_person(Archive(store, NETWORK_ID), MEMBER, "Anne")
        with store.reading() as connection:
            found = {each.id: each for each in feeds.all_feeds(connection)}
            states = [(found[each.feed].audience.target, found[each.feed].revoked_at) for each in made]
            assert states[0] == ("erased-1", before)
            assert (states[1][0], states[1][1] is None) == ("erased-1", False)
            assert states[2:] == [("hal", None), ("m1", before)]
            theirs = [is_of_erased(connection, hash_of(each.token)) for each in made]
            assert theirs == [True, True, False, False]
            assert not is_of_erased(connection, b"?" * 32)


def test_the_second_who_is_forgotten_has_the_next_number_and_calendars_a_later_stamp(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        fill(store, written(), Who(), 2)
        archive = Archive(store, NETWORK_ID)
        last = archive.kept().revision.stamp
        numbers = []
        for person in (MEMBER, STAFF, MEMBER):
            with store.writing() as connection:
                asked = ErasureRequest(person, "Anne", last + timedelta(microseconds=7))
                forgotten = erase(connection, NETWORK_ID, asked)
                assert forgotten is not None
                numbers.append(forgotten.number)
            with store.reading() as connection:
                assert raised(connection).floor == last + timedelta(seconds=len(numbers))
        assert numbers == [1, 2, 1]
        with store.writing() as connection:
            assert erase(connection, NETWORK_ID, ErasureRequest("nobody", "Anne", NOW)) is None
            known = erase(connection, NETWORK_ID, ErasureRequest("nobody", "Anne", NOW, frozenset({"Ib"})))
            assert known is not None
            assert (known.number, known.names) == (3, frozenset({"Ib"}))


IDS = st.from_regex(r"[a-zæøå]{5}[-. ]?[0-9]{3}[a-zæøå]{2}", fullmatch=True)
NAMES = st.from_regex(r"[A-ZÆØÅ][a-zæøåéü]{7} [A-ZÆØÅ][a-zæøå]{7}", fullmatch=True)


@settings(max_examples=6, deadline=None)
@given(who=st.builds(Who, IDS, IDS, NAMES), revisions=st.integers(1, 3), days=st.integers(0, 9))
def test_no_byte_of_any_id_or_name_is_left(
    tmp_path_factory: pytest.TempPathFactory, who: Who, revisions: int, days: int
) -> None:
    assume(who.staff != who.member)
    with open_store(str(tmp_path_factory.mktemp("erased") / "network.sqlite")) as store:
        fill(store, written(*who), who, revisions)
        archive = Archive(store, NETWORK_ID)
        for person in (who.member, who.staff):
            erase_person(archive, person, "Anne")
        require_gone(store, *who)
        cleaned = archive.kept().content.network
        made = draft(announced(day=20 + days), written=cleaned)
        accept_draft(archive, made, cleaned, {"by": "Bo", "why": ""})
        assert [each.revision.number for each in archive.everything()] == list(range(1, revisions + 2))
        assert archive.history()[-1].stamp > NOW + timedelta(seconds=revisions)
