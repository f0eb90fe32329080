"""Corrections on the spot (licensing law, art. 32(3)): looked at when they come, no notice, and no clock waits."""

from datetime import timedelta

import pytest

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.intake.v1.events_pb2 import ApplicationSupplemented
from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1 import messages_pb2 as verification
from workflows.tests import filings
from workflows.tests.filings import item, submitted, verified
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEEDS_PERSON = verification.VERIFICATION_OUTCOME_NEEDS_PERSON
COMPLETE = verification.VERIFICATION_OUTCOME_COMPLETE


async def corrected(world: World, sequence: int = 1) -> ApplicationSupplemented:
    """The applicant corrects what they were asked to."""
    supplement = filings.supplemented(sequence, await world.now(), "layout")
    supplement.corrections.append(1)
    return supplement


async def test_the_window_sees_what_was_corrected_and_no_second_task_comes(world: World) -> None:
    answers = [verified(1, NEEDS_PERSON, findings=[filings.contradicted()]), verified(2)]
    world.verifies(*answers).on(commands.ReviewCase, lambda review: filings.decided(review.case_id))
    await world.start(submitted(item(window=True), await world.now()))
    await world.until_step("acceptance-requested:1")
    await world.tell(await corrected(world))
    await world.until_step("corrected:1")
    [renewal] = world.heard(commands.RenewFacts)
    assert [(case.case_id, list(case.findings)) for case in renewal.cases] == [("", [])]
    assert [material.code for material in renewal.materials] == ["layout"]
    await world.tell(filings.window_decided(await world.now()))
    steps = await world.ends()
    assert steps == ["acceptance-requested:1", "verify:2", "corrected:1", "acceptance", "decided", "completed"]
    asked = world.heard(verification.VerifyApplication)
    assert asked[1].sealed_form == b"sealed again"
    assert world.heard(process.SupplementRequested) == []


async def test_a_correction_adds_no_day_to_those_in_which_the_agency_must_answer(world: World) -> None:
    world.verifies(verified(1), verified(2)).on(commands.ReviewCase, lambda review: filings.decided(review.case_id))
    await world.start(submitted(item(window=True), await world.now()))
    await world.until_step("acceptance-requested:1")
    await world.pass_time(timedelta(days=3))
    await world.tell(await corrected(world))
    await world.until_step("corrected:1")
    await world.ends()
    [accepted] = world.heard(process.ApplicationAccepted)
    assert accepted.basis == process.ACCEPTANCE_BASIS_SILENCE
    [first, *_] = world.heard(commands.RequestAcceptance)
    assert len(world.heard(commands.RequestAcceptance)) == 1
    assert accepted.effective_date < first.due.date


async def test_one_that_comes_after_the_window_has_answered_is_verified_anew(world: World) -> None:
    anew = verified(1010)
    anew.anew = True
    world.verifies(verified(1), anew)
    await world.start(submitted(item(window=True), await world.now()))
    await world.until_step("acceptance-requested:1")
    await world.tell(filings.window_decided(await world.now()))
    await world.until_step("acceptance")
    await world.tell(await corrected(world))
    await world.until_step("facts-renewed:1")
    [renewal] = world.heard(commands.RenewFacts)
    assert [case.case_id for case in renewal.cases] == [filings.case()]
    assert [material.code for material in renewal.materials] == ["layout"]


async def test_once_the_wrong_answer_is_corrected_the_rule_may_grant(world: World) -> None:
    anew = verified(1010, COMPLETE)
    anew.anew = True
    world.verifies(verified(1, NEEDS_PERSON, findings=[filings.contradicted()]), anew)
    world.on(commands.RenewFacts, lambda renewal: filings.decided(renewal.cases[0].case_id))
    await world.start(submitted(item(rule=True), await world.now()))
    await world.until_step("acceptance")
    await world.settled()
    await world.tell(await corrected(world))
    assert (await world.ends())[-4:] == ["verify-anew:1010", "facts-renewed:1", "decided", "completed"]
    assert [case.by_rule for case in world.heard(commands.RenewFacts)[0].cases] == [True]
