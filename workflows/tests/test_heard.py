"""A workflow that is told too much loses no fact: what it drops are copies."""

from __future__ import annotations

import pytest
from temporalio.testing import WorkflowEnvironment

from onetrip.process.v1.workflow_pb2 import Event
from workflows import policies
from workflows.heard import Heard
from workflows.tests import filings
from workflows.tests.filings import decided, extended, procedure_ended, procedure_started
from workflows.tests.workers import NEXT, worker_for
from workflows.tests.world import World

BOUND = 3


@pytest.fixture(autouse=True)
def bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "EVENTS_MAX", BOUND)


def event(number: int, content: str = "") -> Event:
    return Event(id=f"e{number}", type="onetrip.Said", payload=(content or str(number)).encode())


def test_an_event_told_again_says_nothing_new() -> None:
    heard = Heard()
    assert [heard.take(event(1)) for _ in range(3)] == [True, False, False]
    assert heard.events == [event(1)]


def test_within_the_bound_every_event_is_kept_by_its_id() -> None:
    heard = Heard()
    assert all(heard.take(event(number, "the same")) for number in range(BOUND))


def test_beyond_it_a_copy_is_not_kept_and_a_new_fact_always_is() -> None:
    heard = Heard()
    assert all(heard.take(event(number)) for number in range(BOUND))
    assert not any(heard.take(event(number, "0")) for number in range(10, 1_000))
    assert heard.take(event(1_000, "decided"))
    assert not heard.take(event(1_001, "decided"))
    assert [each.id for each in heard.events] == ["e0", "e1", "e2", "e1000"]


def test_what_earlier_runs_took_in_is_known_beyond_the_bound() -> None:
    heard = Heard()
    for number in range(BOUND + 2):
        heard.recall(event(number))
    assert len(heard.events) == BOUND + 2, "a journal is never cut"
    assert not heard.take(event(50, "1"))
    assert heard.take(event(51, "decided"))


def test_a_life_that_dropped_everything_goes_on_so_until_the_next_release() -> None:
    heard = Heard(takes_all=lambda: False)
    assert [heard.take(event(number)) for number in range(BOUND + 1)] == [True, True, True, False]


@pytest.mark.asyncio(loop_scope="module")
async def test_a_decision_that_comes_after_a_flood_is_taken_in(temporal: WorkflowEnvironment) -> None:
    world = World(temporal).verifies(filings.verified())
    async with worker_for(temporal.client, world.activities, release=NEXT):
        await world.start(filings.submitted(filings.item(), await world.now()))
        await world.until_step("acceptance")
        for number in range(BOUND):
            await world.tell(procedure_started(f"p{number}", await world.now()))
            await world.tell(procedure_ended(f"p{number}", await world.now()))
        prolonged = extended(10, await world.now())
        for _ in range(20):
            await world.tell(prolonged)
        await world.tell(decided(filings.case()))
        await world.ends()
    assert world.step_ids[-2:] == ["decided", "completed"]
    assert f"clock-resumed:permit:p{BOUND - 1}" in world.step_ids
