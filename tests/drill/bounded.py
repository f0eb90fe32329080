"""A disk that is full: a small file system in memory in the place of one of a stack's folders."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

MEGABYTE = 1 << 20
BALLAST = "ballast"
MOUNT_SECONDS_MAX = 30
FILL_SECONDS = 0.5
NEEDED = "this drill mounts small file systems: it needs Linux, its programs mount and umount, and root (CAP_SYS_ADMIN)"


@asynccontextmanager
async def bounded(part: str, megabytes: int) -> AsyncIterator[Path]:
    """A new folder for a stack, in which one of its folders is a disk of its own of so many megabytes.

    Raises AssertionError that says what is needed where none can be mounted.
    """
    folder = await asyncio.to_thread(_folder, part)
    disk = folder / part
    try:
        await _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=711", "tmpfs", str(disk))
        try:
            yield folder
        finally:
            await _run("umount", "--lazy", str(disk))
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _folder(part: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="onetrip-"))
    # The account that PostgreSQL runs as passes through, as in every stack's folder.
    folder.chmod(0o711)
    (folder / part).mkdir()
    return folder


async def keep_full(disk: Path) -> None:
    """Fill it, and what is given back of it too."""
    while True:
        await asyncio.to_thread(fill, disk)
        await asyncio.sleep(FILL_SECONDS)


def fill(disk: Path) -> None:
    """Write until there is no room for a byte."""
    with (disk / BALLAST).open("ab", buffering=0) as ballast:
        for size in (MEGABYTE, 4096):
            with contextlib.suppress(_Full):
                while True:
                    _write(ballast.fileno(), size)


def make_room(disk: Path) -> None:
    """Take away what filled it."""
    (disk / BALLAST).unlink()


class _Full(Exception):
    """There is no room."""


def _write(file: int, size: int) -> None:
    try:
        if os.write(file, bytes(size)) < size:
            raise _Full
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _Full from None
        raise


async def _run(name: str, *arguments: str) -> None:
    program = shutil.which(name)
    assert sys.platform == "linux" and program is not None, NEEDED
    command = [program, *arguments]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=MOUNT_SECONDS_MAX)
    assert done.returncode == 0, f"{NEEDED}: {done.stderr.strip()}"
