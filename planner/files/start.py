"""Create a first network: a copy of an example, or of the template, from the package."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from calendars.language import Locale, Message
from planner import examples
from planner.errors import SETTINGS_FILE, InputErrors, abbreviated, hint
from planner.files.text import file_error

NO_EXAMPLE = Message("start.no_example", "there is no example {found}{hint}")
EXISTS = Message("start.exists", "{names} {n:is|are} already there; nothing was written, give a new or empty folder")
NOT_A_FOLDER = Message("start.not_a_folder", "{folder} is not a folder")
NOT_WRITTEN = Message("start.not_written", "the file cannot be written: {reason}")


def example_names() -> tuple[str, ...]:
    """Return the names of the examples in the package, sorted."""
    return tuple(sorted(path.parent.name for path in _examples().glob(f"*/{SETTINGS_FILE}")))


def example_folder(name: str) -> Path:
    """Return the folder of an example.

    Raises:
        InputErrors: if there is none of that name.
    """
    if name not in example_names():
        raise InputErrors([file_error(name, NO_EXAMPLE, found=name, hint=hint(name, example_names()))])
    return _examples() / name


def template_folder(locale: Locale) -> Path:
    """Return the folder of the template: a small network in that language, to be filled in."""
    return _examples() / "blank" / locale


def write_starting_network(
    target: Path, example: str = examples.DEFAULT, *, template: Locale | None = None
) -> tuple[Path, ...]:
    """Copy an example, or the template in a language, into the target folder, which is created if missing.

    Returns:
        The files written.

    Raises:
        InputErrors: if there is no such example, if a file already exists (nothing is written then), or if the folder
            cannot be written to.
    """
    source = example_folder(example) if template is None else template_folder(template)
    sources = sorted(path for path in source.iterdir() if path.is_file())
    taken = [source.name for source in sources if (target / source.name).exists()]
    if taken:
        place = target.name or str(target)
        raise InputErrors([file_error(place, EXISTS, names=abbreviated(taken), n=len(taken))])
    try:
        target.mkdir(parents=True, exist_ok=True)
        return _copied(sources, target)
    except FileExistsError:
        raise InputErrors([file_error(target.name, NOT_A_FOLDER, folder=str(target))]) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputErrors([file_error(Path(error.filename or target).name, NOT_WRITTEN, reason=reason)]) from None


def _examples() -> Path:
    return Path(str(files(examples)))


def _copied(sources: Iterable[Path], target: Path) -> tuple[Path, ...]:
    """Copy all files or none."""
    written: list[Path] = []
    try:
        for source in sources:
            written.append(_copy(source, target / source.name))  # noqa: PERF401 - which were written is to be known
    except OSError:
        for path in written:
            path.unlink()
        raise
    return tuple(written)


def _copy(source: Path, copy: Path) -> Path:
    # Exclusive mode: never overwrite a file, not even one created since the check.
    with copy.open("xb") as file:
        try:
            file.write(source.read_bytes())
            file.flush()
        except OSError:
            copy.unlink()  # half a file looks like a whole one
            raise
    return copy
