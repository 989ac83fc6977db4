from pathlib import Path

import pytest

from planner.errors import InputErrors
from planner.files.load import load_network
from planner.files.start import example_folder, example_names, write_starting_network


@pytest.mark.parametrize("name", example_names())
def test_a_starting_network_is_a_copy_of_the_example_that_can_be_read(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "network"
    written = write_starting_network(folder, name)
    assert {path.name: path.read_bytes() for path in written} == {
        path.name: path.read_bytes() for path in example_folder(name).iterdir()
    }
    assert load_network(folder).settings.rounds


def test_an_existing_file_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(InputErrors) as caught:
        write_starting_network(tmp_path)
    assert [error.say("en") for error in caught.value.errors] == [
        f"{tmp_path.name}: members.csv is already there; nothing was written, give a new or empty folder"
    ]
    assert [error.say("da") for error in caught.value.errors] == [
        f"{tmp_path.name}: members.csv findes allerede; intet blev skrevet, angiv en ny eller tom mappe"
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["members.csv"]


def test_a_folder_in_use_is_told_in_one_sentence(tmp_path: Path) -> None:
    write_starting_network(tmp_path)
    with pytest.raises(InputErrors) as caught:
        write_starting_network(tmp_path)
    assert [error.say("en") for error in caught.value.errors] == [
        (
            f"{tmp_path.name}: KILDER.md, busy.csv, members.csv and 7 more are already there; nothing was written, give"
            " a new or empty folder"
        )
    ]


def test_other_files_in_the_folder_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert write_starting_network(tmp_path)


def test_an_unknown_example_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputErrors) as caught:
        write_starting_network(tmp_path, "ledernetværk")
    assert [error.say("en") for error in caught.value.errors] == [
        "ledernetværk: there is no example ledernetværk; did you mean ledernetvaerk?"
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    with pytest.raises(InputErrors) as caught:
        write_starting_network(taken)
    assert [error.say("en") for error in caught.value.errors] == [f"taken: {taken} is not a folder"]
    with pytest.raises(InputErrors) as caught:
        write_starting_network(taken / "below")
    assert [error.say("en") for error in caught.value.errors] == ["below: the file cannot be written: Not a directory"]
