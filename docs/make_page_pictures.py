"""Make the pictures of the page that the documents show: `python docs/make_page_pictures.py`.

Plans and accepts the default example in a temporary folder, serves it, and takes pictures of its views in Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from planner.files.start import example_folder  # noqa: E402 - found by the path above
from tests.planner.web.page.browser import OPTIONS, Site, program, site  # noqa: E402 - as above
from tests.planner.web.server import PROGRAM  # noqa: E402 - as above

AS_OF, LATER = "2022-05-01", "2023-01-16"
WIDTH, HEIGHT = 1280, 800


def election(page: Page, served: Site) -> None:
    """Ask what can be done about an election in autumn 2022."""
    page.goto(f"{served.root}/changes/new?kind=election&as_of=2022-10-05")
    answers = {"reason": "Folketingsvalg", "called": "2022-10-05", "polling_day": "2022-11-01", "cabinet": "2022-12-15"}
    for name, value in answers.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Vis forslag").click()
    page.locator("article").first.wait_for(timeout=120_000)


def main() -> None:
    """Take the pictures."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place) / "ledernetvaerk"
        shutil.copytree(example_folder("ledernetvaerk"), folder)
        command = ["solve", str(folder), "--accept", "--by", "Anne", "--why", "Første plan", "--as-of", AS_OF]
        subprocess.run([sys.executable, "-c", PROGRAM, *command], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        with site(folder, Path(place) / "log") as served:
            browser = playwright.chromium.launch(executable_path=program(), args=OPTIONS)
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="da-DK")
            page.goto(f"{served.root}/plan")
            page.screenshot(path=ROOT / "docs" / "page.png")
            page.goto(f"{served.root}/meetings/2023-1/syddanmark")
            page.screenshot(path=ROOT / "docs" / "page-meeting.png")
            page.goto(f"{served.root}?as_of={LATER}")
            page.screenshot(path=ROOT / "docs" / "page-overview.png")
            page.goto(f"{served.root}/rules")
            page.screenshot(path=ROOT / "docs" / "page-rules.png")
            page.goto(f"{served.root}/telling?as_of={AS_OF}")
            page.screenshot(path=ROOT / "docs" / "page-telling.png")
            election(page, served)
            page.screenshot(path=ROOT / "docs" / "page-proposals.png")
            browser.close()


if __name__ == "__main__":
    main()
