"""Files that are either there whole or not at all."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNFINISHED = ".unfinished-"
REMOVE_ATTEMPTS_MAX = 50
REMOVE_WAIT_SECONDS = 0.1


def write_atomically(path: Path, text: str, mode: int = 0o644, durable: bool = True) -> None:
    """Write aside and rename, so that a reader never sees half a file; `durable`: not even after a power cut."""
    handle, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        os.fchmod(handle, mode)
        with os.fdopen(handle, "w") as file:
            file.write(text)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


@contextmanager
def built_aside(folder: Path) -> Iterator[Path]:
    """Give a path to build a data folder at; it takes its real name only when all went well.

    What an earlier, killed attempt left is removed first. The caller must be the only one to build `folder`.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    for leftover in folder.parent.glob(f"{folder.name}{UNFINISHED}*"):
        _remove(leftover)
    aside = folder.with_name(f"{folder.name}{UNFINISHED}{os.getpid()}")
    try:
        yield aside
        aside.replace(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _remove(folder: Path) -> None:
    """Remove a folder in which a program of the killed attempt may still be writing its last. Raises OSError."""
    for _ in range(REMOVE_ATTEMPTS_MAX):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(REMOVE_WAIT_SECONDS)
    shutil.rmtree(folder)
