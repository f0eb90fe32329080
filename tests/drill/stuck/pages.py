"""The pages of docs/operate/stuck, and their commands: run as they stand there, only the placeholders filled in."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.settings import PROJECT_DIR

FOLDER = PROJECT_DIR / "docs" / "operate" / "stuck"
INDEX = FOLDER / "README.md"
# What a reader puts in, and a drill too.
PLACEHOLDERS = (
    "APPLICATION",
    "REGISTER",
    "SCHEMA",
    "PROCEDURE",
    "OFFICER",
    "SUBSTITUTE",
    "BUILD",
    "INSTANT",
    "DAY",
    "ERRAND",
)
PARTS = ("Seen", "Found", "Why", "Mended by", "Mended when")
_BLOCK = re.compile(r"^```sh (find|procedures|mend|check)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PLACEHOLDER = re.compile(rf"\b({'|'.join(PLACEHOLDERS)})\b")
COMMAND_SECONDS_MAX = 420


@dataclass(frozen=True)
class Ended:
    """How a block of commands ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Page:
    """One page. `blocks`: its commands by what they are for: `find`, `mend`, `check`."""

    name: str
    text: str
    blocks: Mapping[str, str]

    @classmethod
    def read(cls, name: str) -> Page:
        """Read a page by its name; there is one block for each purpose."""
        text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
        found = _BLOCK.findall(text)
        blocks = dict(found)
        assert len(blocks) == len(found), f"{name} says twice how to do the same"
        return cls(name, text, blocks)

    def commands(self, purpose: str, **values: str) -> str:
        """The commands of a block, filled in; a placeholder without a value is a mistake of the page or the drill."""
        return _PLACEHOLDER.sub(lambda match: values[match[1]], self.blocks[purpose])


def names() -> list[str]:
    """The pages there are."""
    return sorted(path.stem for path in FOLDER.glob("*.md") if path != INDEX)


async def run(commands: str, environment: Mapping[str, str], programs: Path) -> Ended:
    """Run commands as an operator's shell does; a folder of `programs` comes before all others."""
    path = os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ["PATH"]])
    shell = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", commands),
        cwd=PROJECT_DIR,
        env={**os.environ, **environment, "PATH": path},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(COMMAND_SECONDS_MAX):
        out, err = await shell.communicate()
    return Ended(shell.returncode or 0, out.decode(), err.decode())
