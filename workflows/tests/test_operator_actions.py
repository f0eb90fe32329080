"""What an operator may do to an application that stands still: where it applies, where it does not, and twice."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import OperatorAction, Step, StepRecord
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.sealing import Sealer
from workflows import policies
from workflows.operators import audit as operator_audit
from workflows.operators import text as operator_text
from workflows.tests import filings
from workflows.tests.conftest import SEALER
from workflows.tests.filings import case, verified
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNAVAILABLE = verification.VERIFICATION_OUTCOME_UNAVAILABLE
AWAY = [facts.Finding(kind=facts.FINDING_KIND_UNAVAILABLE, item_code="permit", source="education")]
ASK, REGISTERS, PERSON = policies.ASK_AGAIN_UPDATE, policies.REGISTERS_AGAIN_UPDATE, policies.HAND_TO_PERSON_UPDATE
END = policies.END_UPDATE


def action(request_id: str = "r1", **fields: str) -> OperatorAction:
    return OperatorAction(**{"request_id": request_id, "operator": "li.wei", "reason": "数据源已恢复", **fields})


async def act(world: World, update: str, sent: OperatorAction | None = None) -> StepRecord:
    await world.settled()
    return await world.handle.execute_update(update, sent or action(), result_type=StepRecord)


async def refused(world: World, update: str, sent: OperatorAction | None = None) -> str:
    with pytest.raises(WorkflowUpdateFailedError) as raised:
        await act(world, update, sent)
    assert isinstance(raised.value.cause, ApplicationError)
    return raised.value.cause.message


async def waits_for_a_register(world: World, *later: Any) -> None:
    world.verifies(verified(1, UNAVAILABLE, [], AWAY), *later)
    await world.start(filings.submitted(filings.item(rule=True), await world.now()))
    await world.until_step("register-awaited:1")


async def test_a_register_is_asked_again_at_once_and_the_same_request_is_answered_the_same(world: World) -> None:
    await waits_for_a_register(world, verified(2))
    before = await world.now()
    done = await act(world, REGISTERS)
    assert (done.id, done.detail) == ("registers-again:1", "r1")
    await world.until_step("acceptance")
    again = world.heard(process.VerificationStarted)[1].start_time.ToDatetime(UTC)
    assert (again - before).total_seconds() < policies.REGISTER_RETRIES[0].total_seconds()
    assert world.heard(commands.ReviewCase)[0].stage == "", "all facts are in: the rule may decide"

    assert (await act(world, REGISTERS)).id == "registers-again:1"
    assert await refused(world, REGISTERS, action("r2")) == operator_text.NO_REGISTER_AWAITED
    [said] = world.heard(process.OperatorActed)
    assert (said.kind, said.request_id) == (process.OPERATOR_ACTION_KIND_REGISTERS_AGAIN, "r1")
    await world.end()


async def test_what_waits_for_a_register_is_handed_to_a_person_as_if_the_time_of_registers_had_run_out(
    world: World,
) -> None:
    await waits_for_a_register(world)
    await act(world, PERSON)
    await world.until_step("acceptance")
    [review] = world.heard(commands.ReviewCase)
    assert (review.stage, list(review.findings)) == ("review", AWAY)
    assert len(world.heard(verification.VerifyApplication)) == 1
    assert await refused(world, PERSON, action("r2")) == operator_text.NO_REGISTER_AWAITED
    await world.end()


async def test_a_command_without_an_answer_goes_out_again_once_for_each_request(world: World) -> None:
    await world.start(filings.submitted(filings.item(), await world.now()))
    assert await refused(world, REGISTERS) == operator_text.NO_REGISTER_AWAITED
    for _ in range(2):
        await act(world, ASK)
    [asked] = world.asked_again
    assert [each.rpartition(":")[0].rpartition(":")[2] for each in asked] == ["open", "verify"]
    await act(world, ASK, action("r2"))
    assert len(world.asked_again) == 2
    assert len(world.heard(process.OperatorActed)) == 2
    await world.end()


async def test_where_people_are_waited_for_nothing_is_asked_again(world: World) -> None:
    world.verifies(verified())
    await world.start(filings.submitted(filings.item(), await world.now()))
    await world.until_step("acceptance")
    assert await refused(world, ASK) == operator_text.NOTHING_ASKED
    assert await refused(world, PERSON) == operator_text.NO_REGISTER_AWAITED
    assert world.heard(process.OperatorActed) == []
    await world.end()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": " "}, operator_text.BAD_REASON),
        ({"reason": "长" * 501}, operator_text.BAD_REASON),
        ({"operator": ""}, operator_text.BAD_OPERATOR),
        ({"request_id": ""}, operator_text.BAD_REQUEST_ID),
        ({"request_id": "a:b"}, operator_text.BAD_REQUEST_ID),
    ],
)
async def test_an_action_without_a_reason_a_name_or_a_request_id_is_refused(
    world: World, fields: dict[str, str], sentence: str
) -> None:
    await world.start(filings.submitted(filings.item(), await world.now()))
    assert await refused(world, ASK, action(**fields)) == sentence
    await world.end()


async def test_an_application_that_is_over_takes_no_action(world: World) -> None:
    world.on(commands.ReviewCase, lambda review: filings.decided(review.case_id)).verifies(verified())
    await world.start(filings.submitted(filings.item(), await world.now()))
    await world.ends()
    with pytest.raises(RPCError) as raised:
        await world.handle.execute_update(ASK, action())
    assert raised.value.status == RPCStatusCode.NOT_FOUND


def ending(request_id: str = "r1", ground: state.EndGround = state.END_GROUND_APPLICANT_GONE, **fields: str) -> Any:
    sent = action(request_id, **fields)
    sent.ground = ground
    return sent


def settles(world: World, *, decided: bool = False, ends: bool = True) -> None:
    """Approval answers an operator's end."""

    def answer(end: commands.EndUndecided) -> approval.UndecidedEnded:
        return approval.UndecidedEnded(
            application_id=end.application_id,
            ended_case_ids=[case()] if ends else [],
            decided_case_ids=[case()] if decided else [],
            reason=end.reason,
            request_id=end.request_id,
            ground=end.ground,
            duplicate_of=end.duplicate_of,
        )

    world.on(commands.EndUndecided, answer)


@pytest.mark.parametrize("where", ["verifying", "in review"])
async def test_an_application_that_no_decision_can_come_for_is_ended_with_its_ground(world: World, where: str) -> None:
    settles(world)
    if where == "in review":
        world.verifies(verified())
    await world.start(filings.submitted(filings.item(), await world.now()))
    if where == "in review":
        await world.until_step("acceptance")
    done = await act(world, END, ending(ground=state.END_GROUND_DUPLICATE, duplicate_of="other"))
    assert (done.id, done.detail) == ("end-asked:r1", "r1")
    assert (await world.ends())[-1] == "terminated"
    last = world.steps[-1]
    assert (last.state, last.closes) == (state.APPLICATION_STATE_TERMINATED, True)
    [said] = world.heard(process.ApplicationTerminated)
    assert (said.ground, said.duplicate_of) == (state.END_GROUND_DUPLICATE, "other")


async def test_what_approval_decided_first_is_not_ended_and_goes_on(world: World) -> None:
    world.verifies(verified())
    await world.start(filings.submitted(filings.item(), await world.now()))
    await world.until_step("acceptance")
    settles(world, decided=True, ends=False)
    assert await refused(world, END, ending()) == operator_text.DECIDED_ALREADY
    settles(world, ends=False)
    other = ending("r2", state.END_GROUND_DUPLICATE, duplicate_of="other")
    assert await refused(world, END, other) == operator_text.NOT_THE_SAME
    await world.tell(filings.decided(case()))
    assert (await world.ends())[-1] == "completed"
    assert world.heard(process.ApplicationTerminated) == []


async def test_nothing_is_ended_without_a_ground_of_the_list_or_after_a_decision(world: World) -> None:
    world.on(commands.DeliverResults, lambda _: None).verifies(verified())
    await world.start(filings.submitted(filings.item(), await world.now()))
    await world.until_step("acceptance")
    for sent in (
        ending(ground=state.END_GROUND_UNSPECIFIED),
        ending(ground=99),  # pyright: ignore[reportArgumentType]
        ending(duplicate_of="other"),
        ending(ground=state.END_GROUND_DUPLICATE),
    ):
        assert await refused(world, END, sent) == operator_text.BAD_GROUND
    itself = ending(ground=state.END_GROUND_DUPLICATE, duplicate_of=filings.APPLICATION)
    assert await refused(world, END, itself) == operator_text.NOT_THE_SAME
    await world.tell(filings.decided(case()))
    await world.until_step("decided")
    assert await refused(world, END, ending()) == operator_text.DECIDED_ALREADY
    assert world.heard(commands.EndUndecided) == []
    await world.end()


async def test_an_end_that_approval_does_not_answer_is_asked_for_again(world: World) -> None:
    await world.start(filings.submitted(filings.item(), await world.now()))
    await world.settled()
    waiting = asyncio.create_task(act(world, END, ending()))
    await world.until_step("end-asked:r1")
    settles(world)
    await act(world, ASK, action("r2"))
    await waiting
    assert (await world.ends())[-1] == "terminated"


async def test_an_action_survives_the_loss_of_its_workflow(world: World) -> None:
    await waits_for_a_register(world)
    filed = filings.submitted(filings.item(rule=True), await world.now())
    await act(world, PERSON)
    acted = next(step for step in world.steps if step.record.id == "to-person:1")
    await world.end()
    world.steps.clear()
    world.stood = {record.id: record for record in acted.journal.steps}
    await world.rebuild(filed, acted.journal)
    await world.until_step("acceptance")
    assert "verify:2" not in world.step_ids
    await world.end()


async def test_the_audit_has_who_and_what_in_the_clear_and_the_reason_sealed(connection: asyncpg.Connection) -> None:
    sent = action()
    sent.kind = process.OPERATOR_ACTION_KIND_HAND_TO_PERSON
    record = StepRecord(id="to-person:1", detail="r1", time=filings.at(datetime.now(UTC)))
    step = Step(application_id="a", record=record, action=sent)
    await operator_audit.keep(connection, SEALER, step)
    assert await connection.fetch("SELECT * FROM operator_actions") == [], "the step does not stand"

    add = "INSERT INTO steps (application_id, step_id, established_at, detail) VALUES ('a', 'to-person:1', now(), 'r1')"
    await connection.execute(
        "INSERT INTO applications (application_id, item_code, state, journal, calendar_version, established_at)"
        " VALUES ('a', 'permit', 2, '', '', now())"
    )
    await connection.execute(add)
    for _ in range(2):
        await operator_audit.keep(connection, SEALER, step)
    [row] = await connection.fetch("SELECT * FROM operator_actions")
    assert (row["kind"], row["operator"]) == ("HAND_TO_PERSON", "li.wei")
    assert opened(SEALER, row["sealed_reason"]) == "数据源已恢复"


def opened(sealer: Sealer, sealed: bytes) -> str:
    return sealer.open("application/a", sealed, operator_audit.ASSOCIATED).decode()
