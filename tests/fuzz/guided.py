"""One target under libFuzzer, in a process of its own: `python -m tests.fuzz.guided TARGET SECONDS CORPUS FOUND`.

libFuzzer ends the process itself: 0 when its time is over, else with what it found written into FOUND.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path

import atheris

from tests.fuzz.targets import TARGETS

# A try that takes longer has run away: the slowest honest one takes a tenth of a second.
TRY_SECONDS_MAX = 10
BYTES_MAX = 64 * 1024
MEMORY_MIB_MAX = 2048


def main(name: str, seconds: str, corpus: str, found: str) -> None:
    """Fuzz one target for so many seconds; what takes new branches is kept in `corpus` for the next time."""
    logging.disable(logging.CRITICAL)
    target = TARGETS[name]
    with tempfile.TemporaryDirectory(prefix="onetrip-fuzz-") as folder:
        with atheris.instrument_imports(include=list(target.modules)):
            opened = target.open(Path(folder))
        for number, sample in enumerate(opened.samples):
            (Path(corpus) / f"sample-{number:03}").write_bytes(sample)
        options = [
            f"-max_total_time={seconds}",
            f"-timeout={TRY_SECONDS_MAX}",
            f"-rss_limit_mb={MEMORY_MIB_MAX}",
            f"-max_len={BYTES_MAX}",
            f"-artifact_prefix={found}/",
            "-verbosity=0",
            "-print_final_stats=1",
        ]
        atheris.Setup([sys.argv[0], corpus, *options], opened.take)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
