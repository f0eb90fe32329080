"""Releases as source trees, so that one stack can run several: the one before this, this one, and the one after it.

The one before is taken from the repository's history: the last commit before `workflows/patches.py` was raised. The one
after it is this code under the next number, which is what switches on the patches that this one brings (decision 0023).
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from deploy.local.settings import PROJECT_DIR
from workflows.patches import RELEASE, number

TABLE = Path("workflows", "patches.py")
LINE = re.compile(r'^RELEASE = "([0-9.]+)"$', re.MULTILINE)
# What processes and jobs read at run time.
PROGRAMS = ("catalog", "contracts", "deploy", "gen", "protos", "runtime", "services", "workflows")
GIT_SECONDS_MAX = 60


@dataclass(frozen=True)
class Release:
    """A release that can be run."""

    name: str
    tree: Path


THIS = Release(RELEASE, PROJECT_DIR)


def following(folder: Path) -> Release:
    """This code as the release after it: what this one ships inactive is switched on there."""
    major, minor, *_ = number(RELEASE)
    name = f"{major}.{minor + 1}.0"
    tree = folder / name
    for program in PROGRAMS:
        shutil.copytree(PROJECT_DIR / program, tree / program, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    table = tree / TABLE
    table.write_text(LINE.sub(f'RELEASE = "{name}"', table.read_text(encoding="utf-8")), encoding="utf-8")
    return Release(name, tree)


def former(folder: Path) -> Release | None:
    """The release before this one as it was; None where its history is not here (an archive, a shallow clone)."""
    raised = _git("log", "-1", "--format=%H", "-G^RELEASE = ", "--", str(TABLE)).decode().strip()
    table = _git("show", f"{raised}^:{TABLE.as_posix()}").decode() if raised else ""
    found = LINE.search(table)
    if found is None or found[1] == RELEASE:
        return None
    tree = folder / found[1]
    with tarfile.open(fileobj=io.BytesIO(_git("archive", "--format=tar", f"{raised}^"))) as archive:
        archive.extractall(tree, filter="data")
    return Release(found[1], tree)


def _git(*arguments: str) -> bytes:
    """What git says; nothing where it, or what it is asked for, is not there."""
    program = shutil.which("git")
    if program is None:
        return b""
    command = [program, "-C", str(PROJECT_DIR), *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=GIT_SECONDS_MAX).stdout
