"""Loaded by Python itself at the start of a part that is profiled (bench/profiling.py sets PYTHONPATH for it).

Writes the figures every second: a part leaves without saying so (runtime/process.py).
"""

import json
import os
import threading
import time
from pathlib import Path

WRITE_SECONDS = 1.0
VARIABLE = "ONETRIP_BENCH_PROFILE"


def _profile(folder: Path) -> None:
    from bench.profiler import Profiler  # noqa: PLC0415 - only where something is profiled

    path = folder / f"{os.getpid()}.json"
    profiler = Profiler()

    def write() -> None:
        while True:
            time.sleep(WRITE_SECONDS)
            aside = path.with_suffix(".new")
            aside.write_text(json.dumps(profiler.spent()))
            aside.replace(path)

    threading.Thread(target=write, name="bench-profile", daemon=True).start()
    profiler.start()


if given := os.environ.get(VARIABLE):
    _profile(Path(given))
