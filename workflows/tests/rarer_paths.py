"""Paths that few applications take: facts that change in review, notices denied or repeated, answers that cross."""

from __future__ import annotations

from datetime import timedelta

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import SignedCommitment
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1 import data_quality_service_pb2 as tickets
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import policies
from workflows.tests import filings
from workflows.tests.filings import bundle, case, decided, item, missing, submitted, verified
from workflows.tests.world import World

INCOMPLETE = verification.VERIFICATION_OUTCOME_INCOMPLETE


async def verified_anew(world: World) -> None:
    """A fact is corrected while officers review; a register is away, then answers, and the rule grants."""
    first, second = (policies.reverification_round(1, attempt) for attempt in (0, 1))
    away = verified(first, verification.VERIFICATION_OUTCOME_UNAVAILABLE)
    whole = verified(second)
    away.anew = whole.anew = True
    contradicted = verified(1, verification.VERIFICATION_OUTCOME_NEEDS_PERSON, findings=[filings.contradicted()])
    world.verifies(contradicted, away, whole)
    world.on(commands.RenewFacts, lambda renewal: decided(renewal.cases[0].case_id))
    await world.start(submitted(item(rule=True), await world.now()))
    await world.until_step("acceptance")
    await world.tell(
        verification.FactsChanged(
            application_id=filings.APPLICATION, ticket_id="t1", answer=tickets.TICKET_ANSWER_CORRECTED
        )
    )


async def second_supplement(world: World) -> None:
    """Verification's notice, then another by the window that names a new fact; a partial supplement in between."""
    world.verifies(verified(1, INCOMPLETE, [missing("layout")]), verified(2), verified(3), verified(4))
    world.on(commands.AskSupplement, filings.asked).on(commands.ReviewCase, lambda review: decided(review.case_id))
    now = await world.now()
    again = approval.SupplementAsked(
        application_id=filings.APPLICATION,
        round=2,
        missing=[missing("plan"), missing("photo")],
        sealed_new_fact=b"sealed: what is new",
        department="human-resources",
    )
    world.on(commands.RequestAcceptance, lambda ask: again if ask.round == 1 else filings.window_decided(now))
    await world.start(submitted(item(window=True), now))
    await world.until_step("supplement-requested:1")
    await world.tell(filings.supplemented(1, now, "layout"))
    await world.until_step("supplement-requested:2")
    await world.tell(filings.supplemented(2, now, "plan"))
    await world.until_step("verify:3")
    await world.tell(filings.supplemented(3, now, "photo"))


async def supplement_denied(world: World) -> None:
    """The ledger denies a notice: people judge what there is."""
    world.verifies(verified(1, INCOMPLETE, [missing("layout")]))
    world.on(
        commands.AskSupplement,
        lambda ask: approval.SupplementDenied(application_id=filings.APPLICATION, round=ask.round, reason="SECOND"),
    )
    world.on(commands.ReviewCase, lambda review: decided(review.case_id))
    await world.start(submitted(item(rule=True), await world.now()))


async def turned_away(world: World) -> None:
    """The window's refusal crosses acceptance by silence."""
    world.verifies(verified())
    await world.start(submitted(item(window=True), await world.now()))
    await world.pass_time(timedelta(days=20))
    await world.until_step("acceptance")
    await world.tell(filings.window_decided(await world.now(), accepted=False))


async def committed(world: World) -> None:
    """A commitment stands for a document; the rule grants on it."""
    definition = item(rule=True)
    definition.materials.add(code="deed", required=True, name=catalog.LocalizedText(zh="证明"))
    answer = verified()
    answer.commitments.append("deed")

    def grant(review: commands.ReviewCase) -> approval.CaseDecided:
        granted = decided(review.case_id)
        granted.commitments.add(material_code="deed", check_working_days=40)
        return granted

    world.verifies(answer).on(commands.ReviewCase, grant)
    filed = submitted(definition, await world.now())
    filed.commitments.append(SignedCommitment(material_code="deed", version=1, signed_by=filed.applicant_id))
    await world.start(filed)


async def bundle_refused(world: World) -> None:
    """The first of a chain is refused: what needs it ends, what does not goes on until its applicant withdraws it."""
    chain = (
        (item("record"), ()),
        (item("household"), ("record",)),
        (item("card"), ("household",)),
        (item("stand"), ()),
    )
    world.verifies(verified())
    world.on(commands.EndUndecided, lambda end: filings.ended(*end.case_ids, reason=end.reason))
    await world.start(submitted(bundle(*chain), await world.now()))
    await world.until_step("acceptance")
    await world.tell(decided(case("record"), state.CASE_OUTCOME_REFUSED))
    await world.until_step("prerequisite-failed:card")
    ended = [case(code) for code in ("record", "household", "card")]
    await world.tell(
        approval.WithdrawalSettled(
            application_id=filings.APPLICATION,
            withdrawn=True,
            withdrawn_case_ids=[case("stand")],
            decided_case_ids=ended,
        )
    )


RARER_PATHS = (verified_anew, second_supplement, supplement_denied, turned_away, committed, bundle_refused)
