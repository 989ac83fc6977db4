"""Start a network, and take it from a folder to a workbook and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from calendars.language import Locale, Message
from planner.errors import CHANGES_FILE, SETTINGS_FILE, InputError, InputErrors, abbreviated
from planner.files.fetching import is_address
from planner.files.load import NO_SECRETS, read_home, read_settings, whole_workbook
from planner.files.start import EXISTS, NOT_WRITTEN, example_folder, template_folder, write_starting_network
from planner.files.text import file_error
from planner.files.workbook.contents import contents_of, folder_files
from planner.network.network import Network
from planner.store.place import beside, folder_of, is_workbook


def start_network(target: Path, example: str, *, template: Locale | None = None) -> tuple[Path, ...]:
    """Write an example, or the template in a language, as a folder or as a workbook; errors as of what does it.

    Returns:
        The files written.
    """
    if not is_workbook(target):
        return write_starting_network(target, example, template=template)
    source = example_folder(example) if template is None else template_folder(template)
    return convert_network(source, target, lambda _remark: None)


NOT_XLSX = Message("start.not_xlsx", "a workbook is written with a name that ends with .xlsx")
SAME_FORM = Message(
    "start.same_form", "{source} is {kind} already; convert goes between a folder and a workbook (.xlsx)"
)
FOLDER, WORKBOOK = Message("start.folder", "a folder"), Message("start.workbook", "a workbook")


def convert_network(source: Path, target: Path, remark: Callable[[InputError], None]) -> tuple[Path, ...]:
    """Write the network of a folder as a workbook, or that of a workbook as a folder, with its changes and calendars.

    Args:
        source: the folder or workbook.
        target: what is written; nothing there is overwritten.
        remark: as for `load_network`.

    Returns:
        The files written.

    Raises:
        InputErrors: if the source cannot be read, or the target cannot be written.
    """
    if is_workbook(source) == is_workbook(target):
        kind = WORKBOOK if is_workbook(source) else FOLDER
        raise InputErrors([file_error(target.name or str(target), SAME_FORM, source=str(source), kind=kind)])
    read, network = read_home(source, remark)
    contents = contents_of(read)
    files = dict(_files_beside(source, target, network))
    if not is_workbook(target):
        files |= {target / name: data for name, data in folder_files(contents)}
    elif target.suffix.casefold() == ".xlsx":
        from planner.files.workbook.writing import write_workbook  # noqa: PLC0415 - slow to import

        files[target] = write_workbook(contents, target.name)
    else:
        raise InputErrors([file_error(target.name, NOT_XLSX)])
    taken = [path.name for path in files if path.exists() and not _is_same(path, files[path])]
    if taken:
        raise InputErrors([file_error(target.name or str(target), EXISTS, names=abbreviated(taken), n=len(taken))])
    try:
        folder_of(target).mkdir(parents=True, exist_ok=True)
        for path, data in files.items():
            path.write_bytes(data)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputErrors([file_error(Path(error.filename or target).name, NOT_WRITTEN, reason=reason)]) from None
    return tuple(sorted(files))


def unpacked_workbook(files: Mapping[str, bytes], secrets: Mapping[str, str] = NO_SECRETS) -> dict[str, bytes]:
    """Return the files of a folder that say the same as files in memory, of which one may be a whole workbook.

    Raises:
        InputErrors: if that workbook cannot be read.
    """
    whole = whole_workbook(files)
    if whole is None:
        return dict(files)
    with TemporaryDirectory(prefix="planner-") as name:
        for file, data in files.items():
            (Path(name) / file).write_bytes(data)
        read, _ = read_home(Path(name) / whole, secrets=secrets)
    changes = beside(Path(whole), CHANGES_FILE).name
    others = {CHANGES_FILE if file == changes else file: data for file, data in files.items() if file != whole}
    return {**others, **dict(folder_files(contents_of(read)))}


def differing_files(folder: Path, files: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """Return the files made from a workbook that say something else than those of a folder; None for what it lacks.

    Files that say the same are to keep their comments and layout.

    Raises:
        InputErrors: if the folder cannot be read.
    """
    now = dict(folder_files(contents_of(read_home(folder)[0])))
    gone: dict[str, bytes | None] = {name: None for name in now if name not in files and name != CHANGES_FILE}
    return gone | {name: data for name, data in files.items() if not _says_the_same(name, data, now.get(name))}


def _says_the_same(name: str, data: bytes, now: bytes | None) -> bool:
    if name == SETTINGS_FILE and now is not None:
        return read_settings(data).settings == read_settings(now).settings
    return data == now


def _is_same(path: Path, data: bytes) -> bool:
    """Return whether a calendar stands there already, which a workbook may share with the folder."""
    return path.suffix == ".ics" and path.is_file() and path.read_bytes() == data


def _files_beside(source: Path, target: Path, network: Network) -> Iterator[tuple[Path, bytes]]:
    """Yield the changes and the calendars that stand beside a network, where they are to stand."""
    changes = beside(source, CHANGES_FILE)
    if changes.is_file():
        yield beside(target, CHANGES_FILE), changes.read_bytes()
    for calendar in network.settings.calendars:
        path = folder_of(source) / calendar.source
        if not is_address(calendar.source) and path.is_file() and not Path(calendar.source).is_absolute():
            yield folder_of(target) / calendar.source, path.read_bytes()
