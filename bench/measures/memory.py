"""Resident memory: of each process, of the whole stack, and of one waiting application."""

from __future__ import annotations

import asyncio

from bench import processes
from bench.ground import Ground, Size
from bench.results import Result
from onetrip.approval.v1 import events_pb2 as approval

KIBIBYTES = 1024
# A degree that the register does not hold so: the rule may not refuse, a person must look, and nobody does.
CLAIMED = "master"
IN_FLIGHT = 16
WAIT_SECONDS_MAX = 60.0
SETTLE_SECONDS = 3.0
NOTE = (
    "Resident memory of each process with its children, shared pages counted once. A waiting application is one with"
    " an officer: by how much the memory grew while so many were filed and left waiting, divided by their number."
)


async def measure(ground: Ground, size: Size) -> list[Result]:
    """Return the memory of the whole stack and of one waiting application, each with its processes."""
    await ground.graduates_for(2 * size.waiting)
    # The first ones grow pools and caches, which the next ones use too.
    await _file_waiting(ground, size.waiting)
    before = await _settled(ground)
    await _file_waiting(ground, size.waiting)
    after = await _settled(ground)
    grown = {name: each * KIBIBYTES / size.waiting for name, each in processes.difference(before, after).items()}
    whole, waiting = sum(after.values()), sum(grown.values())
    return [
        Result(
            "resident memory of the whole stack",
            "MiB",
            whole,
            (whole, whole),
            1,
            NOTE,
            beside={f"{name} (MiB)": each for name, each in _ordered(after).items()},
        ),
        Result(
            "resident memory of a waiting application",
            "KiB",
            waiting,
            (waiting, waiting),
            size.waiting,
            NOTE,
            beside={f"{name} (KiB)": each for name, each in _ordered(grown).items()},
        ),
    ]


def _ordered(values: dict[str, float]) -> dict[str, float]:
    return dict(sorted(values.items(), key=lambda item: -item[1]))


async def _settled(ground: Ground) -> dict[str, float]:
    await ground.observer.until_quiet()
    await asyncio.sleep(SETTLE_SECONDS)
    return processes.resident_mib(ground.pids)


async def _file_waiting(ground: Ground, count: int) -> None:
    left = iter(ground.registered(count))

    async def one_after_another() -> None:
        for applicant in left:
            application_id, *_ = await ground.desk.submit(applicant, degree=CLAIMED)
            await ground.observer.until(application_id, approval.ApplicationOpened, WAIT_SECONDS_MAX)

    async with asyncio.TaskGroup() as group:
        for _ in range(IN_FLIGHT):
            group.create_task(one_after_another())
