"""The check of a commitment 告知承诺: its terms, lights and ends, over the real workflow, with time skipping."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import Event, Journal, StepRecord
from workflows import policies
from workflows.beside.commitment_check import CommitmentCheckWorkflow
from workflows.operators.search_attributes import CALENDAR_VERSION, DEADLINE, LIGHT
from workflows.operators.view import MEMO_WAITS_FOR
from workflows.tests.commitments import CommitmentWorld, checked, decided, revoked
from workflows.tests.filings import APPLICATION
from workflows.tests.sandbox import sandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")
CHECK, REVOCATION = "@commitment", "@revocation"


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def after(calendar: Calendar, day_off: str) -> Calendar:
    """The next one, with one more day off."""
    newer = Calendar()
    newer.CopyFrom(calendar)
    newer.number, newer.version = calendar.number + 1, f"without-{day_off}"
    newer.days_off.append(day_off)
    return newer


@pytest_asyncio.fixture(loop_scope="module")
async def world(temporal: WorkflowEnvironment, published: Calendar) -> AsyncIterator[CommitmentWorld]:
    """A world with a worker for it."""
    world = CommitmentWorld(temporal, published)
    async with Worker(
        temporal.client,
        task_queue=policies.TASK_QUEUE,
        workflows=[CommitmentCheckWorkflow],
        activities=world.activities,
        workflow_runner=sandbox(),
    ):
        yield world


async def test_a_true_commitment_ends_it_and_the_department_had_a_task_until_the_catalogues_day(
    world: CommitmentWorld,
) -> None:
    await world.begin()
    await world.until(beijing("2026-04-10T12:00"))
    await world.tell(checked(kept=True))
    assert await world.ends() == ["opened", "closed"]
    opened, task, closed = world.said
    assert isinstance(opened, process.CommitmentCheckOpened) and isinstance(task, commands.CheckCommitment)
    assert opened.due == task.due == process.DueDate(date="2026-04-28")
    assert isinstance(closed, process.CommitmentCheckClosed)
    assert closed.outcome == process.COMMITMENT_OUTCOME_KEPT
    assert world.message_ids == [
        f"{APPLICATION}:permit:commitment-check-opened:1",
        f"{APPLICATION}:permit:check-commitment:1",
        f"{APPLICATION}:permit:commitment-check-closed:1",
    ]
    assert [step.closes for step in world.steps] == [False, True]


async def test_of_several_commitments_the_shortest_time_counts(world: CommitmentWorld) -> None:
    await world.begin(decided(beijing("2026-03-02T10:00"), 40, 5))
    await world.settled()
    assert world.said[0].due.date == "2026-03-09"  # type: ignore[attr-defined]
    await world.tell(checked(kept=True))
    await world.ends()


async def test_an_item_with_another_share_for_yellow_has_it_for_the_check_too(world: CommitmentWorld) -> None:
    granted = decided(beijing("2026-03-02T10:00"), 5)
    granted.yellow_percent = 60
    await world.begin(granted)
    await world.until(beijing("2026-03-05T00:00:10"))
    await world.settled()
    assert world.step_ids == ["opened", f"light-yellow:{CHECK}"]
    await world.tell(checked(kept=True))
    await world.ends()


async def test_its_light_turns_yellow_at_four_fifths_and_red_when_it_is_past(world: CommitmentWorld) -> None:
    await world.begin(decided(beijing("2026-03-02T10:00"), 5))
    await world.until(beijing("2026-03-05T23:59:50"))
    await world.settled()
    assert world.step_ids == ["opened"]
    await world.until(beijing("2026-03-06T00:00:10"))
    await world.settled()
    assert world.step_ids == ["opened", f"light-yellow:{CHECK}"]
    await world.until(beijing("2026-03-10T00:00:10"))
    await world.settled()
    assert world.step_ids[2:] == [f"light-red:{CHECK}"]
    described = await world.handle.describe()
    assert described.typed_search_attributes[LIGHT] == "RED"
    await world.tell(checked(kept=True))
    assert (await world.ends())[-1] == "closed"
    lights = [message for message in world.said if isinstance(message, process.LightChanged)]
    assert [(each.light, each.stage) for each in lights] == [(state.LIGHT_YELLOW, CHECK), (state.LIGHT_RED, CHECK)]


async def test_a_false_one_is_told_with_reasons_and_the_applicant_is_heard_before_anybody_is_asked_to_revoke(
    world: CommitmentWorld,
) -> None:
    await world.begin()
    await world.until(beijing("2026-03-10T12:00"))
    await world.tell(checked(kept=False))
    await world.settled()
    told, heard = world.said[-2:]
    assert isinstance(told, process.RevocationProposed) and isinstance(heard, commands.HearStatement)
    assert (told.sealed_reasons, told.due) == (b"sealed", process.DueDate(date="2026-03-24"))
    assert heard.due == told.due
    await world.until(beijing("2026-03-24T23:59:50"))
    await world.settled()
    assert world.step_ids == ["opened", "proposed"]
    await world.until(beijing("2026-03-25T00:00:10"))
    await world.settled()
    asked = world.said[-1]
    assert isinstance(asked, commands.ReviewRevocation) and asked.due.date == "2026-04-23"
    await world.tell(revoked())
    assert await world.ends() == ["opened", "proposed", "revocation-asked", "closed"]
    assert world.said[-1].outcome == process.COMMITMENT_OUTCOME_REVOKED  # type: ignore[attr-defined]


async def test_a_grant_that_is_upheld_ends_it_with_the_reasons(world: CommitmentWorld) -> None:
    await world.begin()
    await world.tell(checked(kept=False))
    await world.until(beijing("2026-03-20T12:00"))
    await world.tell(checked(kept=True, upheld=True))
    await world.ends()
    closed = world.said[-1]
    assert isinstance(closed, process.CommitmentCheckClosed)
    assert (closed.outcome, closed.sealed_reasons) == (process.COMMITMENT_OUTCOME_UPHELD, b"sealed")


async def test_an_approver_who_does_not_decide_is_urged_by_lights_and_no_machine_revokes(
    world: CommitmentWorld,
) -> None:
    await world.begin()
    await world.tell(checked(kept=False))
    await world.until(beijing("2026-08-01T12:00"))
    await world.settled()
    lights = [f"light-yellow:{REVOCATION}", f"light-red:{REVOCATION}"]
    assert world.step_ids == ["opened", "proposed", "revocation-asked", *lights]
    await world.tell(revoked())
    assert (await world.ends())[-1] == "closed"


async def test_a_grant_revoked_for_something_else_ends_the_check(world: CommitmentWorld) -> None:
    await world.begin()
    await world.tell(revoked())
    assert await world.ends() == ["opened", "closed"]


async def test_the_same_event_many_times_has_its_effect_once(world: CommitmentWorld) -> None:
    await world.begin()
    for _ in range(20):
        await world.tell(checked(kept=False), "same")
    await world.tell(revoked(), "revoked")
    await world.tell(revoked(), "revoked")
    assert (await world.ends())[-1] == "closed"
    assert world.step_ids.count("proposed") <= 1


async def test_one_that_was_lost_goes_on_where_it_was_and_its_days_stay(world: CommitmentWorld) -> None:
    found = checked(kept=False)
    event = Event(id="a", type=found.DESCRIPTOR.full_name, payload=found.SerializeToString())
    proposed = StepRecord(id="proposed")
    proposed.time.FromDatetime(beijing("2026-03-10T12:00"))
    journal = Journal(events=[event], steps=[StepRecord(id="opened"), proposed])
    await world.begin(journal=journal, at=beijing("2026-03-20T12:00"))
    await world.until(beijing("2026-03-24T23:59:50"))
    await world.settled()
    assert world.step_ids == []
    await world.until(beijing("2026-03-25T00:00:10"))
    await world.settled()
    assert world.step_ids == ["revocation-asked"]
    await world.tell(revoked())
    await world.ends()


async def test_a_calendar_that_came_into_force_meanwhile_is_looked_at_when_a_timer_fires(
    world: CommitmentWorld, published: Calendar
) -> None:
    newer = after(published, "2026-03-05")
    await world.begin(decided(beijing("2026-03-02T10:00"), 5))
    await world.settled()
    world.newer = newer
    await world.until(beijing("2026-03-06T12:00"))
    await world.settled()
    assert world.step_ids == ["opened", f"calendar:{newer.number}"]
    await world.until(beijing("2026-03-09T00:00:10"))
    await world.settled()
    assert world.step_ids == ["opened", f"calendar:{newer.number}", f"light-yellow:{CHECK}"]
    assert world.said[-1].due.date == "2026-03-10"  # type: ignore[attr-defined]
    described = await world.handle.describe()
    assert described.typed_search_attributes[CALENDAR_VERSION] == newer.version
    await world.tell(checked(kept=True))
    await world.handle.result()


async def test_a_calendar_moves_the_term_that_runs_and_whoever_was_told_of_its_day_is_told_again(
    world: CommitmentWorld, published: Calendar
) -> None:
    newer = after(published, "2026-03-13")
    newest = after(newer, "2026-04-01")
    await world.begin()
    await world.settled()
    await world.tell(checked(kept=False))
    await world.until(beijing("2026-03-10T12:00"))
    for calendar in (newer, newer):
        await world.tell(calendar, f"calendar:{calendar.number}")
        await world.settled()
    request, notice = world.said[-2:]
    assert isinstance(request, commands.HearStatement) and isinstance(notice, process.RevocationProposed)
    assert (notice.sealed_reasons, notice.calendar_number) == (b"sealed", newer.number)
    assert request.due == notice.due == process.DueDate(date="2026-03-17")
    assert world.steps[-1].record.detail == "1"
    await world.until(beijing("2026-03-31T12:00"))
    await world.settled()
    before = world.said[-1].due  # type: ignore[attr-defined]
    await world.tell(newest, f"calendar:{newest.number}")
    await world.settled()
    moved = world.said[-1]
    assert isinstance(moved, commands.ReviewRevocation) and moved.due.date > before.date
    assert world.step_ids == [
        "opened", "proposed", f"calendar:{newer.number}", "revocation-asked", f"calendar:{newest.number}",
    ]  # fmt: skip
    await world.tell(revoked())
    await world.handle.result()
    assert len(set(world.message_ids)) == len(world.message_ids)


async def test_a_calendar_that_is_told_moves_the_task_of_the_check_at_once(
    world: CommitmentWorld, published: Calendar
) -> None:
    newer = after(published, "2026-03-05")
    await world.begin(decided(beijing("2026-03-02T10:00"), 5))
    await world.settled()
    await world.tell(newer, f"calendar:{newer.number}")
    await world.settled()
    moved = world.said[-1]
    assert isinstance(moved, commands.CheckCommitment) and moved.due.date == "2026-03-10"
    assert world.message_ids[-1] == f"{APPLICATION}:permit:check-commitment-calendar:{newer.number}"
    await world.tell(checked(kept=True))
    await world.handle.result()


async def test_an_operator_sees_who_is_waited_for_and_until_when(world: CommitmentWorld) -> None:
    await world.begin()
    await world.settled()
    described = await world.handle.describe()
    assert described.typed_search_attributes[DEADLINE].astimezone(UTC) == beijing("2026-04-29T00:00")
    assert "核查告知承诺,期限 2026-04-28" in await described.memo_value(MEMO_WAITS_FOR)
    await world.tell(checked(kept=False))
    await world.settled()
    described = await world.handle.describe()
    assert "听取申请人陈述申辩,期限 2026-03-16" in await described.memo_value(MEMO_WAITS_FOR)
    await world.tell(revoked())
    await world.ends()
