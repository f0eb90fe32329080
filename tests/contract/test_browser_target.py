"""`make ui-test` is honest about what it needs, and `make test` needs none of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tests.ui.browser import INSTALL

ROOT = Path(__file__).parents[2]


def test_without_chromium_make_fails_and_says_how_to_install_it(tmp_path: Path) -> None:
    make = shutil.which("make")
    assert make
    # Nothing is made anew for it: what is installed counts as up to date.
    command = [make, "--silent", "--old-file=.venv/.installed", "ui-test"]
    ended = subprocess.run(command, cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert INSTALL in ended.stderr


def test_a_browser_is_asked_for_only_where_make_ui_test_is() -> None:
    importing = re.compile(r"^(import|from) playwright", re.MULTILINE)
    files = [path for path in ROOT.glob("*/**/*.py") if not {".venv", "gen"} & set(path.parts)]
    assert not [path for path in files if importing.search(path.read_text(encoding="utf-8"))]
    assert "playwright" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")
