"""Kafka's archive of loaded classes (AppCDS), which halves its time to start: 1.3–1.8 s instead of 3.5 s here.

The first broker of an environment writes it when it stops (about 2 s more, once). It lies in the environment,
since it fits one Java and one set of jars only. Without the right to write there, each start is the slower one.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.engines import kafka_jars
from deploy.local.settings import inherited_environment
from deploy.local.spawn import run_as

DUMP_SECONDS_MAX = 60
# A stale or unreadable archive is not an error: the JVM then starts without it.
QUIET = ("-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr")


@dataclass(frozen=True)
class Archive:
    """The archive for one Java; `folder` is the broker's, where a new one is written first."""

    java: Path
    flags: Sequence[str]
    folder: Path

    def prepare(self) -> None:
        """Make the base archive, which the packaged Java comes without; does nothing when it is there."""
        if self._base.exists():
            return
        aside = self._aside(self._base)
        try:
            self._base.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(  # noqa: S603 - our own command
                run_as(None, [str(self.java), *self.flags, "-Xshare:dump", f"-XX:SharedArchiveFile={aside}"]),
                check=True,
                capture_output=True,
                timeout=DUMP_SECONDS_MAX,
                env=inherited_environment(),
            )
            aside.replace(self._base)
        except (OSError, subprocess.SubprocessError):
            aside.unlink(missing_ok=True)

    def jvm_flags(self) -> list[str]:
        """What the broker is started with: use the archive, or write it at its end."""
        if self._top.exists():
            return [*QUIET, f"-XX:SharedArchiveFile={self._base}:{self._top}"]
        if self._base.exists():
            return [*QUIET, f"-XX:SharedArchiveFile={self._base}", f"-XX:ArchiveClassesAtExit={self._in_making}"]
        return [*QUIET]

    def keep(self) -> None:
        """Put what a stopped broker wrote in its place."""
        if not self._in_making.exists():
            return
        try:
            aside = self._aside(self._top)
            shutil.copyfile(self._in_making, aside)
            aside.replace(self._top)
        except OSError:
            return
        finally:
            self._in_making.unlink(missing_ok=True)

    @property
    def _in_making(self) -> Path:
        return self.folder / "classes.jsa"

    @property
    def _base(self) -> Path:
        return self._top.with_suffix(".base.jsa")

    @property
    def _top(self) -> Path:
        fits = f"{self.java.resolve()} {self.flags} {kafka_jars.LOCK_PATH.read_text()}"
        name = f"kafka-{hashlib.sha256(fits.encode()).hexdigest()[:16]}.jsa"
        return Path(sys.prefix) / "share" / "onetrip" / name

    @staticmethod
    def _aside(path: Path) -> Path:
        return path.with_suffix(f".{os.getpid()}")
