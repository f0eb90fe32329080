"""`make fuzz`: every target for a minute, or those named: ARGS="--seconds 600 --target uploads"."""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import subprocess
import sys
from pathlib import Path

from tests.fuzz.targets import ROOT, TARGETS

CORPORA = ROOT / ".onetrip" / "fuzz"
FOUND = Path(__file__).with_name("found")
# To start, and to end a try that has run away.
GRACE_SECONDS = 120


def main() -> int:
    """Fuzz the targets one after the other. Returns 1 when something was found: its bytes are in tests/fuzz/found."""
    parser = argparse.ArgumentParser(prog="make fuzz", description="Fuzz what reads other people's files.")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--target", action="append", choices=list(TARGETS), help="only this; repeatable")
    chosen = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print(
            "no atheris for this Python and machine; `make test` runs what needs none",
            file=sys.stderr,
        )
        return 1
    broken = [name for name in chosen.target or TARGETS if not _fuzzed(name, chosen.seconds)]
    if broken:
        print(f"found something in: {', '.join(broken)}; see {FOUND}", file=sys.stderr)
    return 1 if broken else 0


def _fuzzed(name: str, seconds: int) -> bool:
    """Whether a target stood it."""
    corpus, found = CORPORA / name, FOUND / name
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    print(f"{name}: {seconds} s", flush=True)
    command = [sys.executable, "-m", "tests.fuzz.guided", name, str(seconds), str(corpus), str(found)]
    try:
        ended = subprocess.run(command, cwd=ROOT, check=False, timeout=seconds + GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    finally:
        with contextlib.suppress(OSError):
            found.rmdir()  # not when it holds something
    return ended.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
