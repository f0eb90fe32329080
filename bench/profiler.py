"""Where the CPU time of a Python process goes, function by function, C code put down to the function that calls it.

Standard library only: it is also loaded into the parts (bench/profile).
"""

from __future__ import annotations

import cProfile
import sys
import sysconfig
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from types import CodeType
from typing import Any

from bench.results import Cost

TOP = 3
PROJECT_DIR = Path(__file__).resolve().parents[1]
# Longest first: packages are installed below the standard library.
ROOTS = tuple(sorted({*sysconfig.get_paths().values(), str(PROJECT_DIR)}, key=len, reverse=True))


class Profiler:
    """Profiles the thread that starts it and every thread made after. `spent`: CPU seconds by function so far."""

    def __init__(self) -> None:
        self._profiles: list[cProfile.Profile] = []

    def start(self) -> None:
        """Begin."""
        self._profile_this_thread()
        threading.setprofile(self._new_thread)

    def stop(self) -> None:
        """End, in the thread that began."""
        threading.setprofile(None)
        self._profiles[0].disable()

    def spent(self) -> dict[str, float]:
        """Return the CPU seconds by function; may be called from any thread at any time."""
        seconds: dict[str, float] = defaultdict(float)
        for profile in list(self._profiles):
            for entry in profile.getstats():
                if isinstance(entry.code, CodeType):
                    seconds[_name(entry.code)] += entry.inlinetime
        return dict(seconds)

    def _new_thread(self, *_: Any) -> None:
        # Called once in each new thread; what begins here takes the place of this hook.
        self._profile_this_thread()

    def _profile_this_thread(self) -> None:
        # Time of the thread itself: what it waits costs nothing.
        profile = cProfile.Profile(time.thread_time, builtins=False)
        self._profiles.append(profile)
        profile.enable()


def top(spent: Mapping[str, float], where: str) -> list[Cost]:
    """Return the three biggest costs of a process: packages, each with the function in it that costs most."""
    total = sum(spent.values()) or 1.0
    packages: dict[str, dict[str, float]] = defaultdict(dict)
    for name, seconds in spent.items():
        packages[name.split(".", 1)[0]][name] = seconds
    biggest = sorted(packages.items(), key=lambda item: -sum(item[1].values()))[:TOP]
    return [
        Cost(
            f"{where}: {package}, most of it in {max(names, key=lambda name: names[name])}", sum(names.values()) / total
        )
        for package, names in biggest
    ]


def _name(code: CodeType) -> str:
    """The function as one would import it; never a path of this machine."""
    file = code.co_filename
    root = next((root for root in ROOTS if file.startswith(f"{root}/")), None)
    module = file.removeprefix(f"{root}/") if root else Path(file).name
    function = code.co_qualname if sys.version_info >= (3, 11) else code.co_name
    return f"{module.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}.{function}"
