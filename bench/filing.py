"""Hands in many applications, so many under way at once and never more, and hears when each is over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.graduates import Applicant
from bench.ground import Ground
from onetrip.process.v1 import events_pb2 as process
from runtime.messages import type_of

# A lone one takes tens of milliseconds: this is for when something is wrong.
APPLICATION_SECONDS_MAX = 60.0
# Many at once are counted, not timed one by one.
GATHER_SECONDS = 0.1
COMPLETED = type_of(process.ApplicationCompleted)


class Stuck(Exception):
    """An application was not over in time."""


@dataclass
class Filed:
    """What was handed in: ids in order, and when each was over, in seconds since the first."""

    ids: list[str] = field(default_factory=list)
    completions: list[float] = field(default_factory=list)


async def file_all(
    ground: Ground, applicants: Sequence[Applicant], in_flight: int, seconds_max: float = float("inf")
) -> Filed:
    """File for everybody, or until the time is over; returns when all that was filed is completed. Raises Stuck."""
    filed, began, left = Filed(), time.perf_counter(), iter(applicants)

    async def one_after_another() -> None:
        for applicant in left:
            application_id, *_ = await ground.desk.submit(applicant)
            filed.ids.append(application_id)
            filed.completions.append(await completed(ground, application_id) - began)
            if time.perf_counter() - began > seconds_max:
                return

    ground.observer.gather_seconds = GATHER_SECONDS
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(in_flight):
                group.create_task(one_after_another())
    finally:
        ground.observer.gather_seconds = 0.0
    return filed


async def completed(ground: Ground, application_id: str) -> float:
    """Return the instant at which an application was heard to be completed. Raises Stuck, saying what was heard."""
    try:
        return await ground.observer.until(application_id, process.ApplicationCompleted, APPLICATION_SECONDS_MAX)
    except TimeoutError:
        heard = ", ".join(kind.rpartition(".")[2] for kind in ground.observer.heard(application_id)) or "nothing"
        raise Stuck(f"not completed after {APPLICATION_SECONDS_MAX:g} s; heard: {heard}") from None
