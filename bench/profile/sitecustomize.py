"""Loaded by Python itself at the start of a part that is profiled (bench/profiling.py sets PYTHONPATH for it).

Writes its sampler's figures every second: a part leaves without saying so (runtime/process.py).
"""

import json
import os
import sys
import threading
import time
from pathlib import Path

WRITE_SECONDS = 1.0
VARIABLE = "ONETRIP_BENCH_PROFILE"


def _sample(folder: Path) -> None:
    from bench.sampling import Sampler  # noqa: PLC0415 - only where something is profiled

    path = folder / f"{os.getpid()}.json"
    with Sampler() as sampler:
        while True:
            time.sleep(WRITE_SECONDS)
            aside = path.with_suffix(".new")
            aside.write_text(json.dumps({"module": sys.argv[0], "spent": dict(sampler.spent)}))
            aside.replace(path)


if folder := os.environ.get(VARIABLE):
    threading.Thread(target=_sample, args=(Path(folder),), name="bench-profile", daemon=True).start()
