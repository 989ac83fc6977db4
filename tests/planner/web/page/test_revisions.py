"""Before an undo the page says what it would change, and what stays because it has been held."""

from __future__ import annotations

from pathlib import Path

from tests.planner.web.page.accepted import accept, moved, small_folder
from tests.planner.web.page.browser import site
from tests.planner.web.page.test_access import Visitor


def test_an_undo_shows_what_it_would_do_on_the_day_it_is_asked(tmp_path: Path) -> None:
    files = small_folder(tmp_path)
    accept(files.path)
    plan = moved("2023-1/nord", "2023-03-08")
    later = {each["id"]: each for each in moved("2023-2/nord", "2023-10-04")["meetings"]}
    accept(
        files.path,
        {"meetings": [*(each for each in plan["meetings"] if each["id"] != "2023-2/nord"), later["2023-2/nord"]]},
    )
    with site(files.path, tmp_path / "log", slots=0) as served:
        visitor = Visitor(served.server)

        def shown(day: str) -> tuple[bool, bool, bool]:
            text = visitor.get(f"/n/net/undo?number=1&as_of={day}").body.decode()
            return (
                "Wednesday 8 March 2023" in text,
                "Wednesday 4 October 2023" in text,
                "1 meeting stays as it is" in text,
            )

        assert shown("2023-03-08") == (True, True, False)
        assert shown("2023-03-09") == (False, True, True)
        assert "2 meetings stay as they are" in visitor.get("/n/net/undo?number=1").body.decode()
