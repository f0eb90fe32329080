"""CPU time per instant application, of all processes, beside a bare Temporal workflow of the event-driven shape.

The steadiest figure on a machine that others use too: waiting costs no CPU time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Mapping

from bench import processes
from bench.bare.child import Child
from bench.figures import Sample
from bench.filing import file_all
from bench.ground import Ground, Size
from bench.results import Cost, Result

MILLISECONDS = 1000
GOAL = 1.6
# Three local activities and three signals: domain.md's instant case on bare Temporal.
STEPS = 3
IN_FLIGHT = 16
WARM_UPS = 40
IDLE_SECONDS = 3.0
BIGGEST = 3
NOTE = (
    "Batches in turn, so many in flight at once; CPU time in user and kernel mode of every process of the stack"
    " (engines included, the one that files not), from the first call until nothing more is said on Kafka."
    " The reference: Temporal's server and one process with client and worker, in the SDK's sandbox, its default;"
    " without it, as ours runs, stands beside."
)


async def measure(ground: Ground, size: Size) -> list[Result]:
    """Return the milliseconds of CPU time of one application."""
    bare = await ground.bare_temporal(commits=False)
    unsandboxed = await ground.bare_temporal(commits=False, sandbox=False)
    await ground.graduates_for(WARM_UPS + size.cpu_rounds * size.cpu_batch)
    await milliseconds_of_applications(ground, WARM_UPS)
    await _bare(ground, bare, WARM_UPS)
    await _bare(ground, unsandboxed, WARM_UPS)
    idle = await _idle(ground)
    ours: list[dict[str, float]] = []
    reference: list[float] = []
    as_ours: list[float] = []
    seconds = 0.0
    for _ in range(size.cpu_rounds):
        began = time.perf_counter()
        ours.append(await milliseconds_of_applications(ground, size.cpu_batch))
        seconds += time.perf_counter() - began
        reference.append(sum((await _bare(ground, bare, size.cpu_batch)).values()))
        as_ours.append(sum((await _bare(ground, unsandboxed, size.cpu_batch)).values()))
    idle_each = idle * seconds * MILLISECONDS / (size.cpu_rounds * size.cpu_batch)
    beside = {
        "of it what the stack uses when idle for as long (ms)": idle_each,
        "the reference without the SDK's sandbox (ms)": Sample.of(as_ours).p50,
    }
    return [_result(ours, Sample.of(reference), beside, size)]


def _result(rounds: list[dict[str, float]], reference: Sample, beside: dict[str, float], size: Size) -> Result:
    ours = Sample.of(sum(each.values()) for each in rounds)
    split = {name: Sample.of(each[name] for each in rounds).p50 for name in rounds[0]}
    ordered = dict(sorted(split.items(), key=lambda item: -item[1]))
    result = Result(
        "CPU time of an instant application",
        "ms",
        ours.p50,
        ours.spread,
        size.cpu_rounds * size.cpu_batch,
        NOTE,
        reference.p50,
        reference.spread,
        GOAL,
        beside={
            **{f"{name} (ms)": each for name, each in ordered.items()},
            **beside,
        },
    )
    return result if result.met else result.with_costs(biggest(ordered))


def biggest(split: Mapping[str, float]) -> list[Cost]:
    """Return the three processes that take most."""
    total = sum(split.values()) or 1.0
    ordered = sorted(split.items(), key=lambda item: -item[1])[:BIGGEST]
    return [Cost(f"process {name}", each / total) for name, each in ordered]


async def milliseconds_of_applications(ground: Ground, batch: int) -> dict[str, float]:
    """Return the CPU time of each process for one of a batch of applications."""

    async def work() -> None:
        await file_all(ground, ground.registered(batch), IN_FLIGHT)
        await ground.observer.until_quiet()

    return await _milliseconds_each(ground.pids, work(), batch)


async def _bare(ground: Ground, bare: Child, batch: int) -> dict[str, float]:
    async def work() -> None:
        await bare.ask({"count": batch, "in_flight": IN_FLIGHT, "steps": STEPS})

    return await _milliseconds_each({"temporal": ground.pids["temporal"], "worker": bare.pid}, work(), batch)


async def _milliseconds_each(pids: Mapping[str, int], work: Awaitable[None], batch: int) -> dict[str, float]:
    before = processes.cpu_seconds(pids)
    await work
    spent = processes.difference(before, processes.cpu_seconds(pids))
    return {name: seconds * MILLISECONDS / batch for name, seconds in spent.items()}


async def _idle(ground: Ground) -> float:
    """Return the CPU seconds that the stack uses in a second in which nothing happens."""
    await ground.observer.until_quiet()
    before = processes.cpu_seconds(ground.pids)
    await asyncio.sleep(IDLE_SECONDS)
    return sum(processes.difference(before, processes.cpu_seconds(ground.pids)).values()) / IDLE_SECONDS
