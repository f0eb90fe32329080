"""Starts are paced to what the worker finishes."""

import asyncio

import pytest

from contracts.topics.names import APPROVAL_EVENTS, INTAKE_EVENTS
from workflows.engine.pace import BATCH_MAX, FORGET_SECONDS, Pace


class Watch:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_only_as_many_are_begun_as_there_is_room_for() -> None:
    pace = Pace(under_way_max=3)
    assert await pace.admit(INTAKE_EVENTS, 100) == 3
    pace.began("a")
    assert await pace.admit(INTAKE_EVENTS, 100) == 2
    assert await Pace().admit(INTAKE_EVENTS, 100) == BATCH_MAX


async def test_a_full_worker_is_waited_for_and_the_first_step_of_one_makes_room() -> None:
    pace = Pace(under_way_max=1)
    pace.began("a")
    admitting = asyncio.create_task(pace.admit(INTAKE_EVENTS, 5))
    await asyncio.sleep(0)
    assert not admitting.done()
    pace.moved("somebody else's")
    await asyncio.sleep(0)
    assert not admitting.done()
    pace.moved("a")
    assert await asyncio.wait_for(admitting, 1) == 1


async def test_what_is_told_of_applications_under_way_is_never_held_back() -> None:
    pace = Pace(under_way_max=1)
    pace.began("a")
    assert await pace.admit(APPROVAL_EVENTS, 100) == 100


@pytest.mark.parametrize("seconds", [FORGET_SECONDS, FORGET_SECONDS + 1])
async def test_one_that_waits_for_another_part_is_forgotten(seconds: float) -> None:
    watch = Watch()
    pace = Pace(under_way_max=1, now=watch)
    pace.began("a")
    watch.now = seconds
    assert await pace.admit(INTAKE_EVENTS, 5) == 1
