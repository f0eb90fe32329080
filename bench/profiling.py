"""Where a goal is missed: a short run under the sampler, apart from the measured one, for the three biggest costs."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path

from bench.filing import file_all
from bench.ground import Ground, ground
from bench.results import Cost, Result
from bench.sampling import top
from deploy.local.settings import PROJECT_DIR

APPLICATIONS = 300
IN_FLIGHT = 16
PROFILED = ("intake", "verification", "approval", "notification", "workflows", "registers")
FOLDER = Path(__file__).resolve().parent / "profile"


async def with_costs(results: Sequence[Result], alone: Collection[str]) -> list[Result]:
    """Return the results, those missed with the costs of the Python process that takes most; `alone`: those of intake.

    A result that has its own profile (of what runs in this process) is left as it is.
    """
    missed = {result.name for result in results if result.met is False}
    if not missed:
        return list(results)
    with tempfile.TemporaryDirectory(prefix="onetrip-bench-") as folder:
        variables = {"PYTHONPATH": str(FOLDER), "ONETRIP_BENCH_PROFILE": folder}
        async with ground(environment=dict.fromkeys(PROFILED, variables)) as place:
            await place.graduates_for(APPLICATIONS)
            await file_all(place, place.registered(APPLICATIONS), IN_FLIGHT)
            await place.observer.until_quiet()
            costs = _costs(Path(folder), place)
    biggest = costs[max(costs, key=lambda name: costs[name][0])][1] if costs else []
    return [
        result.with_costs(costs["intake"][1] if result.name in alone and "intake" in costs else biggest)
        if result.name in missed
        else result
        for result in results
    ]


def _costs(folder: Path, place: Ground) -> dict[str, tuple[float, list[Cost]]]:
    """Return the CPU seconds and the biggest costs of each profiled process."""
    names = {pid: name for name, pid in place.pids.items()}
    found: dict[str, tuple[float, list[Cost]]] = {}
    for path in folder.glob("*.json"):
        name, spent = names.get(int(path.stem), path.stem), json.loads(path.read_text())["spent"]
        shown = {where.replace(str(PROJECT_DIR), ""): seconds for where, seconds in spent.items()}
        found[name] = (sum(spent.values()), top(shown, name))
    return found
