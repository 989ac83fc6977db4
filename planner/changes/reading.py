"""Changes from what was written in TOML, JSON or on the command line, and everything wrong with them at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import ValidationError

from calendars.language import Locale, Said, Sentence
from planner.changes.kinds import KINDS, MOST, Change
from planner.errors import InputError, InputErrors, Path
from planner.files.settings_file import as_json
from planner.files.translation import KIND, LIST, SECTION
from planner.files.wrong_values import wrong_values
from planner.nearest import hint_or_list
from planner.network.as_written import as_written
from planner.network.lines import Lines

NO_KIND = Sentence(en="{found} is no kind of change{hint}", da="{found} er ikke en slags ændring{hint}")
KIND_MISSING = Sentence(
    en="kind is missing: what happened, one of {kinds}", da="kind mangler: hvad der er sket, en af {kinds}"
)
NO_CHANGES = Sentence(
    en="nothing has happened here; write at least one [[changes]]",
    da="her er intet sket; skriv mindst ét afsnit [[changes]]",
)
TOO_MANY = Sentence(
    en="there are {n} changes; at most {limit} can be taken at once",
    da="der er {n} ændringer; der kan højst tages {limit} ad gangen",
)
ONLY_CHANGES = Sentence(
    en="there is no such key; only [[changes]] stand here", da="den nøgle findes ikke; her står kun [[changes]]"
)


@dataclass(frozen=True)
class Origin:
    """Where changes were written.

    Attributes:
        file: name of the file, or what else errors call it.
        lines: where each key of it stands.
    """

    file: str
    lines: Lines = field(default_factory=Lines)

    def error(self, path: Path, said: Said, found: str | None = None) -> InputError:
        """An error at that path."""
        return InputError(self.file, said, path, self.lines.in_settings(path), found)


def read_changes(document: object, locale: Locale, origin: Origin | None = None) -> tuple[Change, ...]:
    """The changes of a document `{"changes": [...]}` as JSON or TOML gives it.

    Raises:
        InputErrors: everything that is wrong with any of them.
    """
    place = origin or Origin("changes")
    if not isinstance(document, dict):
        raise InputErrors([place.error((), Said(KIND, {"found": as_written(document), "expected": SECTION}))], locale)
    written = document.get("changes", [])
    if not isinstance(written, list):
        said = Said(KIND, {"found": as_written(written), "expected": LIST})
        raise InputErrors([place.error(("changes",), said)], locale)
    errors = [place.error((key,), Said(ONLY_CHANGES), key) for key in document if key != "changes"]
    if not 0 < len(written) <= MOST:
        said = Said(TOO_MANY, {"n": len(written), "limit": MOST}) if written else Said(NO_CHANGES)
        raise InputErrors([*errors, place.error(("changes",), said)], locale)
    return read_each(((("changes", n), each) for n, each in enumerate(written)), locale, place, errors)


def read_each(
    written: Iterable[tuple[Path, object]], locale: Locale, origin: Origin, errors: Iterable[InputError] = ()
) -> tuple[Change, ...]:
    """The change at each of the paths.

    Raises:
        InputErrors: everything that is wrong with any of them, together with the errors given.
    """
    found = [_read(each, path, origin) for path, each in written]
    wrong = [*errors, *(error for each in found if isinstance(each, list) for error in each)]
    if wrong:
        raise InputErrors(wrong, locale)
    return cast("tuple[Change, ...]", tuple(found))


def _read(written: object, path: Path, origin: Origin) -> Change | list[InputError]:
    if not isinstance(written, dict):
        return [origin.error(path, Said(KIND, {"found": as_written(written), "expected": SECTION}))]
    kind: Any = written.get("kind")
    if kind is None:
        return [origin.error((*path, "kind"), Said(KIND_MISSING, {"kinds": ", ".join(KINDS)}))]
    if not isinstance(kind, str) or kind not in KINDS:
        found = as_written(kind)
        near = hint_or_list(str(kind), KINDS)
        return [origin.error((*path, "kind"), Said(NO_KIND, {"found": found, "hint": near}), found)]
    try:
        return cast("Change", KINDS[kind].model_validate_json(as_json(written), strict=True))
    except ValidationError as error:
        wrong = wrong_values(error, written, KINDS[kind])
        return [origin.error((*path, *each.path), each.said, each.found) for each in wrong]
