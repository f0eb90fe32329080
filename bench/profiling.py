"""Where a goal is missed: a short run under the profiler, apart from the measured one, for the three biggest costs."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

from bench.filing import file_all
from bench.ground import Ground, ground
from bench.processes import difference
from bench.profiler import top
from bench.results import Cost, Result

APPLICATIONS = 200
WARM_UPS = 20
IN_FLIGHT = 16
WRITTEN_SECONDS = 2.5
PROFILED = ("intake", "verification", "approval", "notification", "workflows", "registers")
FOLDER = Path(__file__).resolve().parent / "profile"

Spent = dict[str, dict[str, float]]


async def with_costs(results: Sequence[Result], of_intake: Collection[str]) -> list[Result]:
    """Return the results; those that missed their goal with the costs of the Python process that takes most.

    `of_intake` names the results that are about intake alone: they get the costs of intake.
    """
    spent = await _spent()
    busiest = max(spent, key=lambda name: sum(spent[name].values()))

    def costs(result: Result) -> list[Cost]:
        name = "intake" if result.name in of_intake else busiest
        return top(spent[name], f"in {name}")

    return [result.with_costs(costs(result)) if result.met is False else result for result in results]


async def _spent() -> Spent:
    """Return the CPU seconds by part and function while applications are filed, starting up left out."""
    with tempfile.TemporaryDirectory(prefix="onetrip-bench-") as folder:
        variables = {"PYTHONPATH": str(FOLDER), "ONETRIP_BENCH_PROFILE": folder}
        async with ground(environment=dict.fromkeys(PROFILED, variables)) as place:
            await place.graduates_for(WARM_UPS + APPLICATIONS)
            await file_all(place, place.registered(WARM_UPS), IN_FLIGHT)
            before = await _written(Path(folder), place)
            await file_all(place, place.registered(APPLICATIONS), IN_FLIGHT)
            after = await _written(Path(folder), place)
    return {name: _grown(before.get(name, {}), spent) for name, spent in after.items()}


async def _written(folder: Path, place: Ground) -> Spent:
    await place.observer.until_quiet()
    await asyncio.sleep(WRITTEN_SECONDS)
    return _read(folder, {pid: name for name, pid in place.pids.items()})


def _read(folder: Path, names: dict[int, str]) -> Spent:
    files = [path for path in folder.glob("*.json") if int(path.stem) in names]
    return {names[int(path.stem)]: json.loads(path.read_text()) for path in files}


def _grown(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    return difference({**dict.fromkeys(after, 0.0), **before}, after)
