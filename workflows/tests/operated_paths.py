"""Paths on which an operator acts on what stands still (decisions 0053, 0054), and waits that only days end."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import CauseCorrection, OperatorAction, StepRecord
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import policies
from workflows.tests import filings
from workflows.tests.filings import case, decided, item, stage, submitted, verified
from workflows.tests.world import World

UNAVAILABLE = verification.VERIFICATION_OUTCOME_UNAVAILABLE
AWAY = (facts.Finding(kind=facts.FINDING_KIND_UNAVAILABLE, item_code="permit", source="education"),)


async def ended_by_operator(world: World) -> None:
    """No decision can come any more: an operator ends it, and approval settles that."""

    def settle(end: commands.EndUndecided) -> approval.UndecidedEnded:
        ended = filings.ended(case(), reason=end.reason)
        ended.request_id, ended.ground, ended.duplicate_of = end.request_id, end.ground, end.duplicate_of
        return ended

    world.verifies(verified()).on(commands.EndUndecided, settle)
    await world.start(submitted(item(), await world.now()))
    await world.until_step("acceptance")
    await _act(world, policies.END_UPDATE, ground=state.END_GROUND_DUPLICATE, duplicate_of="other")


async def cause_corrected(world: World) -> None:
    """An expert review was over long before it was recorded so: the limit moves back, its light turns, and again."""
    numbers = itertools.count(1)

    def answer(asked: commands.CorrectProcedure) -> approval.ProcedureCorrected:
        corrected = approval.ProcedureCorrected(
            application_id=asked.application_id, case_id=asked.case_id, procedure_id=asked.procedure_id,
            request_id=asked.request_id, number=next(numbers), kind=asked.kind, start_time=asked.start_time,
        )  # fmt: skip
        corrected.end_time.CopyFrom(asked.end_time)
        corrected.correct_time.CopyFrom(asked.end_time)
        return corrected

    world.verifies(verified()).on(commands.CorrectProcedure, answer)
    await world.start(submitted(item(stages=[stage("review", days=0)]), await world.now()))
    await world.until_step("acceptance")
    started = await world.now()
    await world.tell(filings.procedure_started("p1", started))
    await world.until_step("clock-paused:permit:p1")
    await world.pass_time(timedelta(days=14))
    await world.tell(filings.procedure_ended("p1", await world.now()))
    await world.until_step("clock-resumed:permit:p1")
    await world.pass_time(timedelta(days=20))
    for number, days in enumerate((2, 30), 1):
        end = filings.at(started + timedelta(days=days))
        await _act(
            world, policies.CORRECT_CAUSE_UPDATE, f"r{number}",
            correction=CauseCorrection(procedure_id="p1", end_time=end),
        )  # fmt: skip
        await world.until_step(f"cause-corrected:permit:p1:{number}")
    await world.pass_time(timedelta(days=40))
    await world.tell(decided(case()))


async def registers_again_by_operator(world: World) -> None:
    """A register answers again: an operator does not wait until it is asked by itself."""
    world.verifies(verified(1, UNAVAILABLE, [], AWAY), verified(2))
    world.on(commands.ReviewCase, lambda review: decided(review.case_id))
    await world.start(submitted(item(rule=True), await world.now()))
    await world.until_step("register-awaited:1")
    await _act(world, policies.REGISTERS_AGAIN_UPDATE)


async def handed_to_person(world: World) -> None:
    """An operator no longer waits for a register: people look."""
    world.verifies(verified(1, UNAVAILABLE, [], AWAY))
    world.on(commands.ReviewCase, lambda review: decided(review.case_id))
    await world.start(submitted(item(rule=True), await world.now()))
    await world.until_step("register-awaited:1")
    await _act(world, policies.HAND_TO_PERSON_UPDATE)


async def asked_again_by_operator(world: World) -> None:
    """What nobody answered goes out again, because an operator says so."""
    await world.start(submitted(item(), await world.now()))
    await _act(world, policies.ASK_AGAIN_UPDATE)
    await world.tell(verified())
    await world.until_step("acceptance")
    await world.tell(decided(case()))


async def registers_away_for_a_day(world: World) -> None:
    """A register does not answer for a day: then people look, and nothing was asked of the applicant."""
    rounds = len(policies.REGISTER_RETRIES) + len(policies.REGISTER_RETRIES_OF_A_DAY) + 1
    world.verifies(*(verified(number, UNAVAILABLE, [], AWAY) for number in range(1, rounds + 1)))
    world.on(commands.ReviewCase, lambda review: decided(review.case_id))
    await world.start(submitted(item(rule=True), await world.now()))


async def _act(world: World, update: str, request_id: str = "r1", **more: Any) -> None:
    action = OperatorAction(request_id=request_id, operator="li.wei", reason="已核实", **more)
    await world.settled()
    await world.handle.execute_update(update, action, result_type=StepRecord)


OPERATED_PATHS = (
    ended_by_operator,
    cause_corrected,
    registers_again_by_operator,
    handed_to_person,
    asked_again_by_operator,
    registers_away_for_a_day,
)
