"""Back up and restore a store; export and erase what is kept of a person."""

from __future__ import annotations

from pathlib import Path

from calendars.language import Locale, Message
from planner.cli.actions.accepting import user_name
from planner.cli.actions.feeds import publish
from planner.cli.base.command import ExitCode, WrongUse
from planner.cli.base.terminal import write_stderr, write_stdout
from planner.feeds.folder import PUBLISHED_FOLDER, WEB_FOLDER
from planner.store.archive import open_archive
from planner.store.backup import back_up
from planner.store.database import open_store
from planner.store.place import beside, store_url
from planner.use_cases.keeping import erase_person, export_person, restore
from planner.use_cases.moving import move_to_folder, move_to_store

CANNOT_WRITE = Message("actions.keeping.cannot_write", "{path} cannot be written ({reason})")
BACKED_UP = Message(
    "actions.keeping.backed_up",
    "{file} holds {n} {n:revision|revisions} of {networks} {networks:network|networks}.",
)
RESTORED = Message(
    "actions.keeping.restored",
    "{store} now holds what {file} held: {n} {n:revision|revisions} of {networks} {networks:network|networks}.",
)
ERASED = Message("actions.keeping.erased", "{person} is erased; {stand_in} stands in place of the id.")
LOOK_THROUGH = Message(
    "actions.keeping.look_through",
    "These files are no text or are called by the id; look through them yourself: {files}",
)
INTO_STORE = Message(
    "actions.keeping.into_store",
    "{network} lives in the store {place} now, with its {n} {n:file|files}; it is edited over HTTP.",
)
INTO_FOLDER = Message(
    "actions.keeping.into_folder", "{network} lives in the folder {place} now, with its {n} {n:file|files}."
)
LEFT = Message(
    "actions.keeping.left", "These files were changed meanwhile, stay in the folder and do not count: {files}"
)


def run_backup(*, file: Path, folder: Path, store: str | None, locale: Locale) -> ExitCode:
    """Write a backup."""
    with open_store(store_url(folder, store)) as opened:
        try:
            found = back_up(opened, file)
        except OSError as error:
            raise WrongUse(CANNOT_WRITE, path=str(file), reason=error.strerror or str(error)) from error
    write_stdout(BACKED_UP.say(locale, file=str(file), n=found.revisions, networks=found.networks))
    return ExitCode.GOOD


def run_restore(*, file: Path, folder: Path, store: str | None, locale: Locale) -> ExitCode:
    """Restore a backup."""
    with open_store(store_url(folder, store)) as opened:
        found = restore(opened, file)
        said = {"store": opened.name, "file": str(file), "n": found.revisions, "networks": found.networks}
    write_stdout(RESTORED.say(locale, **said))
    return ExitCode.GOOD


def run_move(*, folder: Path, target: str, store: str | None, network: str | None, locale: Locale) -> ExitCode:
    """Move the home of a network."""
    with open_archive(folder, store, network) as archive:
        if target == "folder":
            found, place, sentence = move_to_folder(folder, archive), str(folder), INTO_FOLDER
        else:
            found, place, sentence = move_to_store(folder, archive), archive.store.name, INTO_STORE
        write_stdout(sentence.say(locale, network=archive.network, place=place, n=len(found.files)))
    if found.left:
        write_stderr(LEFT.say(locale, files=", ".join(found.left)))
    return ExitCode.GOOD


def run_person_export(
    *, person: str, folder: Path, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - JSON
) -> ExitCode:  # fmt: skip
    """Write what is kept of a person."""
    with open_archive(folder, store, network) as archive:
        write_stdout(export_person(archive, person, folder).model_dump_json(indent=2))
    return ExitCode.GOOD


def run_person_erase(
    *, person: str, folder: Path, by: str | None, published: Path | None, store: str | None, network: str | None,
    locale: Locale,
) -> ExitCode:  # fmt: skip
    """Forget a person in the store, the folder and the published calendars."""
    target = published or beside(folder, PUBLISHED_FOLDER)
    try:
        with open_archive(folder, store, network) as archive:
            found = erase_person(archive, person, by or user_name(), folder)
            if (target / WEB_FOLDER).is_dir():
                publish(archive, target)
    except OSError as error:
        path = str(error.filename or folder)
        raise WrongUse(CANNOT_WRITE, path=path, reason=error.strerror or str(error)) from error
    write_stdout(ERASED.say(locale, person=person, stand_in=found.forgotten.stand_in))
    if found.left:
        write_stderr(LOOK_THROUGH.say(locale, files=", ".join(map(str, found.left))))
    return ExitCode.GOOD
