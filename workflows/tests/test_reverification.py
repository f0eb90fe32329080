"""A fact is disputed, or its source answers, while officers are at work: verified again, and nothing is asked for."""

from datetime import timedelta

import pytest

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1 import data_quality_service_pb2 as tickets
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import policies
from workflows.tests import filings
from workflows.tests.filings import decided, item, submitted, verified
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEEDS_PERSON = verification.VERIFICATION_OUTCOME_NEEDS_PERSON
UNAVAILABLE = verification.VERIFICATION_OUTCOME_UNAVAILABLE
RIGHT, CORRECTED, DISPUTED = (
    tickets.TICKET_ANSWER_RIGHT,
    tickets.TICKET_ANSWER_CORRECTED,
    tickets.TICKET_ANSWER_UNSPECIFIED,
)


def changed(answer: tickets.TicketAnswer, ticket: str = "t1") -> verification.FactsChanged:
    return verification.FactsChanged(application_id=filings.APPLICATION, ticket_id=ticket, answer=answer)


def anew(
    outcome: verification.VerificationOutcome, round_: int = 1010, **more: object
) -> verification.VerificationCompleted:
    answer = verified(round_, outcome, **more)  # type: ignore[arg-type]
    answer.anew = True
    answer.sealed_facts = b"newer"
    return answer


async def in_review(world: World, *answers: verification.VerificationCompleted) -> World:
    """An application whose contradicted fact has brought it to an officer, who has not decided."""
    world.verifies(verified(1, NEEDS_PERSON, findings=[filings.contradicted()]), *answers)
    await world.start(submitted(item(rule=True), await world.now()))
    await world.until_step("acceptance")
    await world.settled()
    return world


async def test_a_corrected_fact_is_verified_again_and_the_rule_grants(world: World) -> None:
    await in_review(world, anew(verification.VERIFICATION_OUTCOME_COMPLETE))
    world.on(commands.RenewFacts, lambda renewal: decided(renewal.cases[0].case_id))
    await world.tell(changed(CORRECTED))
    assert await world.ends() == ["acceptance", "verify-anew:1010", "facts-renewed:1", "decided", "completed"]
    [renewal] = world.heard(commands.RenewFacts)
    assert renewal.sealed_facts == b"newer"
    assert [(each.by_rule, list(each.findings)) for each in renewal.cases] == [(True, [])]
    asked = world.heard(verification.VerifyApplication)
    assert [each.anew for each in asked] == [False, True]


async def test_a_record_that_is_right_as_it_is_stays_with_the_officer(world: World) -> None:
    await in_review(world, anew(NEEDS_PERSON, findings=[filings.contradicted()]))
    await world.tell(changed(RIGHT))
    await world.until_step("facts-renewed:1")
    [renewal] = world.heard(commands.RenewFacts)
    assert [(each.by_rule, list(each.findings)) for each in renewal.cases] == [(False, [filings.contradicted()])]
    await world.tell(decided(renewal.cases[0].case_id))
    assert (await world.ends())[-1] == "completed"


async def test_what_is_found_missing_after_acceptance_is_not_asked_for(world: World) -> None:
    missing = verified(1010, verification.VERIFICATION_OUTCOME_INCOMPLETE, [filings.missing("paper")])
    missing.anew = True
    await in_review(world, missing)
    await world.tell(changed(CORRECTED))
    await world.until_step("facts-renewed:1")
    [renewal] = world.heard(commands.RenewFacts)
    assert not renewal.cases[0].by_rule
    assert world.heard(process.SupplementRequested) == []
    assert world.heard(commands.AskSupplement) == []
    await world.end()


async def test_a_register_that_is_away_is_asked_again_and_the_older_facts_stand_meanwhile(world: World) -> None:
    await in_review(world, anew(UNAVAILABLE), anew(verification.VERIFICATION_OUTCOME_COMPLETE, 1011))
    world.on(commands.RenewFacts, lambda renewal: decided(renewal.cases[0].case_id))
    await world.tell(changed(CORRECTED))
    await world.settled()
    assert world.heard(commands.RenewFacts) == []
    await world.pass_time(timedelta(minutes=2))
    assert (await world.ends())[1:4] == ["verify-anew:1010", "verify-anew:1011", "facts-renewed:1"]


async def test_the_same_news_many_times_is_one_round(world: World) -> None:
    await in_review(world, anew(NEEDS_PERSON, findings=[filings.contradicted()]))
    for _ in range(5):
        await world.tell(changed(DISPUTED))
    await world.until_step("facts-renewed:1")
    await world.settled()
    assert world.step_ids.count("verify-anew:1010") == 1
    assert len(world.heard(verification.VerifyApplication)) == 2
    await world.end()


async def test_after_the_decision_nothing_is_verified_any_more(world: World) -> None:
    await in_review(world)
    [review] = world.heard(commands.ReviewCase)
    world.on(commands.DeliverResults, lambda _: None)
    await world.tell(decided(review.case_id))
    await world.until_step("decided")
    await world.tell(changed(CORRECTED))
    await world.settled()
    assert "verify-anew:1010" not in world.step_ids
    await world.end()


async def test_what_a_register_says_the_last_time_it_is_asked_still_counts(world: World) -> None:
    silent = [anew(UNAVAILABLE, 1010 + attempt) for attempt in range(4)]
    await in_review(world, *silent, anew(verification.VERIFICATION_OUTCOME_COMPLETE, 1014))
    world.on(commands.RenewFacts, lambda renewal: decided(renewal.cases[0].case_id))
    await world.tell(changed(CORRECTED))
    for attempt, pause in enumerate(policies.REGISTER_RETRIES, 1):
        await world.settled()
        await world.pass_time(pause + timedelta(seconds=1))
        await world.until_step(f"verify-anew:{1010 + attempt}")
    steps = await world.ends()
    assert steps[-4:] == ["verify-anew:1014", "facts-renewed:1", "decided", "completed"]
    [renewal] = world.heard(commands.RenewFacts)
    assert [each.by_rule for each in renewal.cases] == [True]


async def test_a_fact_called_wrong_before_the_window_accepts_is_no_rules_until_it_is_verified(world: World) -> None:
    world.verifies(verified(1), anew(NEEDS_PERSON, findings=[filings.contradicted()]))
    world.on(commands.RequestAcceptance, lambda _: None)
    await world.start(submitted(item(window=True, rule=True), await world.now()))
    await world.until_step("acceptance-requested:1")
    await world.tell(changed(DISPUTED))
    await world.tell(filings.window_decided(await world.now()))
    await world.until_step("facts-renewed:1")
    assert [each.stage for each in world.heard(commands.ReviewCase)] == ["review"]
    [renewal] = world.heard(commands.RenewFacts)
    assert not renewal.cases[0].by_rule
    await world.end()


async def test_what_was_found_while_a_case_waited_for_another_is_told_to_its_rule(world: World) -> None:
    withdrawn = facts.Finding(kind=facts.FINDING_KIND_EVIDENCE_WITHDRAWN, item_code="second", fact="licence")
    world.verifies(verified(1), anew(NEEDS_PERSON, findings=[withdrawn]))
    entries = filings.bundle((item("first"), ()), (item("second", rule=True), ("first",)))
    await world.start(submitted(entries, await world.now()))
    await world.until_step("acceptance")
    [first] = world.heard(commands.ReviewCase)
    await world.tell(changed(CORRECTED))
    await world.until_step("facts-renewed:1")
    await world.tell(decided(first.case_id))
    await world.until_step("case-started:second")
    second = world.heard(commands.ReviewCase)[-1]
    assert (second.stage, list(second.findings)) == ("", [withdrawn])
    await world.end()
