"""Documents that are written from the code say what the code says."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_document_of_rules_is_written_from_the_rules(tmp_path: Path) -> None:
    script = ROOT / "docs" / "make_rules.py"
    copy = tmp_path / script.name
    copy.write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([sys.executable, copy], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=True)
    written = (tmp_path / "rules.md").read_text(encoding="utf-8")
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == written
