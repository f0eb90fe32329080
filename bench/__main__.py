"""`python -m bench [--quick] [--only NAME …] [--merge] …`: measure, print a table, write the results files."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import uvloop

from bench.ground import FULL, QUICK, Size, ground
from bench.machine import Machine, use_two_cores
from bench.measures import MEASURES, Entry
from bench.profiling import with_costs
from bench.results import Result, details, merged, table, write

INTERRUPTED = 130
FOLDER = Path(__file__).resolve().parent
# Their costs are intake's alone, whoever else is busy.
OF_INTAKE = ("submit acknowledged, p50", "submit acknowledged, p99")
# Costs of these are of this process, and are with them already.
PROFILED_HERE = ("commit to the next service's commit, p50",)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure OneTrip beside bare references.")
    names = [entry.name for entry in MEASURES]
    parser.add_argument("--quick", action="store_true", help="few of each: to see that all of it works")
    parser.add_argument("--only", action="append", choices=names, help="only this measurement; repeatable")
    parser.add_argument("--open", type=int, help="applications open when a calendar comes into force")
    parser.add_argument("--merge", action="store_true", help="put what is measured in the place of the same figures")
    parser.add_argument("--output", type=Path, help="folder of results.json and .md; bench/ for a full run, else none")
    return parser.parse_args()


async def _measure(entries: Sequence[Entry], size: Size) -> tuple[list[Result], dict[str, str]]:
    """Measure, with one stack for the neighbours that need the same one. What fails does not keep the others up."""
    results: list[Result] = []
    failures: dict[str, str] = {}
    for only, group in groupby(entries, key=lambda entry: entry.only):
        members = list(group)
        try:
            async with ground(only) as place:
                for entry in members:
                    _say(f"measuring {entry.name} …")
                    taken_on, load = datetime.now(UTC).date().isoformat(), os.getloadavg()[0]
                    try:
                        found = await entry.measure(place, size)
                    except Exception as error:
                        traceback.print_exc()
                        failures[entry.name] = _told(error)
                        continue
                    found = [replace(result, taken_on=taken_on, load_before=load) for result in found]
                    results += found
                    _say(table(found))
                    for result in found:
                        _say(details(result))
        except Exception as error:
            traceback.print_exc()
            failures |= {entry.name: _told(error) for entry in members if entry.name not in failures}
    return results, failures


def _told(error: BaseException) -> str:
    """The first cause in one line; of a group, that of its first member."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"


async def _profiled(results: list[Result], failures: dict[str, str]) -> list[Result]:
    """Return the results, those that missed their goal with their biggest costs."""
    elsewhere = [result for result in results if result.name not in PROFILED_HERE]
    if all(result.met is not False for result in elsewhere):
        return results
    _say("a goal is missed: profiling …")
    try:
        profiled = {result.name: result for result in await with_costs(elsewhere, OF_INTAKE)}
    except Exception as error:
        traceback.print_exc()
        failures["profile"] = _told(error)
        return results
    return [profiled.get(result.name, result) for result in results]


async def _main(arguments: argparse.Namespace) -> int:
    entries = [entry for entry in MEASURES if not arguments.only or entry.name in arguments.only]
    size = QUICK if arguments.quick else FULL
    results, failures = await _measure(entries, replace(size, open=arguments.open or size.open))
    full = not arguments.quick and not arguments.only
    folder = arguments.output or (FOLDER if full or arguments.merge else None)
    # Before the profile, which takes its time, and again after it.
    _write(folder, results, failures, arguments.merge)
    results = await _profiled(results, failures)
    _write(folder, results, failures, arguments.merge)
    _say(table(results))
    for result in results:
        for cost in result.costs:
            _say(f"{result.name}: {cost.share:.0%} {cost.what}")
    for name, reason in failures.items():
        _say(f"not measured: {name}: {reason}")
    return 1 if failures else 0


def _write(folder: Path | None, results: list[Result], failures: dict[str, str], merge: bool) -> None:
    if folder is not None:
        write(folder, merged(folder, results) if merge else results, failures, Machine.this())
        _say(f"written to {folder}")


async def _until_told_to_stop(arguments: argparse.Namespace) -> int:
    """Measure; a SIGTERM takes everything down again as Ctrl-C does."""
    measuring = asyncio.create_task(_main(arguments))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, measuring.cancel)
    return await measuring


def _say(text: str) -> None:
    print(text, flush=True)


def main() -> None:
    """Run and leave: 0 when everything was measured, whatever the figures are; 1 when something could not be."""
    arguments, code = _arguments(), INTERRUPTED
    # It tells of every topic that is new and every group that is made.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    use_two_cores()
    with (
        contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        code = runner.run(_until_told_to_stop(arguments))
    sys.stdout.flush()
    # At interpreter exit temporalio may abort and gRPC may hang; by now everything is closed and written.
    os._exit(code)


if __name__ == "__main__":
    main()
