"""Decisions explained to those they concern, and the public register of grants."""

from collections.abc import Sequence

import asyncpg

from contracts.errors.decisions import MatterNotOpen
from contracts.fact_views import to_applicant
from contracts.served import CLERK
from contracts.topics.names import APPROVAL, VERIFICATION_COMMANDS
from onetrip.approval.v1 import decision_service_pb2 as pb
from onetrip.approval.v1.decision_service_pb2 import Decision
from onetrip.process.v1.state_pb2 import CASE_OUTCOME_GRANTED
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import NotFound
from runtime.ids import new_id
from runtime.messages import Outbound
from runtime.outbox import enqueue
from runtime.tokens import Principal
from services.approval.codec import FOUND_TO_PROTO, due_date, timestamp
from services.approval.definitions import department_name, item_of
from services.approval.handlers import mandates, served
from services.approval.handlers.hearing_views import hearing_view
from services.approval.handlers.mandates import speaks_for
from services.approval.handlers.office import Office
from services.approval.handlers.served import Actor
from services.approval.store import (
    amendments,
    applications,
    commitments,
    matters,
    outcomes,
    rule_reviews,
    sittings,
)
from services.approval.store.amendments import Published
from services.approval.store.applications import ApplicationRow
from services.approval.store.commitments import Found
from services.approval.store.rule_reviews import ReviewRow

PURPOSE = "AMEND_DECISION"


async def list_decisions(
    office: Office, connection: asyncpg.Connection, caller: Principal, request: pb.ListDecisionsRequest
) -> list[Decision]:
    """Return an application's decisions with what was said about them later.

    Its applicant and their agent see all, of a refusal's facts what `to_applicant` leaves, as a clerk for them does;
    an approver those of the own department that a matter is open about. The agent's read, the clerk's and the
    approver's go to the person's access log. Anybody else gets the answer of an application that does not exist.
    Raises MatterNotOpen, or as `served.acting` does.
    Source: PIPL, arts. 6 and 24 (explanation of a decision made by rules); domain.md, rule 5.
    """
    application_id = request.application_id
    application = await applications.read(connection, application_id)
    if application is None:
        raise NotFound("there is no such application")
    actor = Actor(caller, caller)
    if request.served or caller.roles == {CLERK}:
        actor = await served.acting(office, connection, caller, application, request.served)
    decisions = await decisions_of(office, connection, application_id)
    if await speaks_for(office, connection, actor.person, application):
        fields, whose = fields_of(decisions), application.applicant_id
        await mandates.log_read(office, connection, actor.person, application, fields)
        await served.log_read(office, connection, actor, application, whose, *fields)
        return [_to_applicant(decision) for decision in decisions]
    own = [decision for decision in decisions if decision.department == caller.department]
    if "approver" not in caller.roles or not own:
        raise NotFound("there is no such application")
    if not await matters.is_open(connection, application_id, caller.subject, office.day_of(office.clock.now())):
        own = [decision for decision in own if _is_under_way(decision)]
    if not own:
        raise MatterNotOpen("a decision is looked at to correct it or to take it back: open that matter first")
    await log_read(office, connection, application_id, caller, own, PURPOSE)
    return own


def _to_applicant(decision: Decision) -> Decision:
    if decision.outcome == CASE_OUTCOME_GRANTED:
        return decision
    shown = Decision()
    shown.CopyFrom(decision)
    del shown.facts[:]
    shown.facts.extend(to_applicant(fact) for fact in decision.facts)
    return shown


def _is_under_way(decision: Decision) -> bool:
    """Whether its department has to look at a decision: the applicant asked for a review, a commitment was false."""
    asked = decision.HasField("human_review") and not decision.human_review.answer
    false = decision.HasField("finding") and not decision.finding.kept and not decision.revoked
    return asked or false


async def decisions_of(office: Office, connection: asyncpg.Connection, application_id: str) -> list[Decision]:
    """An application's decisions in the order of its cases, with what was said about them later. Raises SealBroken."""
    sealed = await outcomes.explanations(connection, application_id)
    decisions = [office.open_explanation(application_id, each) for each in sealed]
    later = await amendments.of_application(connection, application_id)
    by_rule = any(decision.rule_version for decision in decisions)
    committed = any(decision.commitments for decision in decisions)
    found = await commitments.of_application(connection, application_id) if committed else {}
    asked = await rule_reviews.of_application(connection, application_id) if by_rule else {}
    for decision in decisions:
        if decision.id in asked:
            decision.human_review.CopyFrom(human_review(office, asked[decision.id]))
        if decision.case_id in found:
            decision.finding.CopyFrom(finding_of(office, application_id, found[decision.case_id]))
            hearing = await sittings.hearing(connection, sittings.BEFORE_REVOCATION, decision.case_id)
            if hearing is not None:
                decision.finding.hearing.CopyFrom(hearing_view(office, application_id, hearing))
        decision.amendments.extend(office.open_amendment(application_id, each) for each in later.get(decision.id, ()))
        decision.revoked = any(each.kind == pb.AMENDMENT_KIND_REVOCATION for each in decision.amendments)
    return decisions


def finding_of(office: Office, application_id: str, found: Found) -> pb.CommitmentFinding:
    """What the check of a commitment came to, opened. Raises SealBroken."""
    return pb.CommitmentFinding(
        kept=found.kept,
        reasons=office.open_words(application_id, found.reasons),
        check_time=timestamp(found.found_at),
        statement_due=due_date(found.due_on, found.due_provisional),
        statements=[office.open_statement(application_id, each) for each in found.statements],
    )


def human_review(office: Office, row: ReviewRow) -> pb.HumanReview:
    """The review that an applicant asked for, opened. Raises SealBroken."""
    return pb.HumanReview(
        request_time=timestamp(row.opened_at),
        due=due_date(row.due_on, row.due_provisional),
        answer=FOUND_TO_PROTO[row.answer] if row.answer else None,
        reasons=office.open_words(row.application_id, row.sealed_reasons),
        answer_time=timestamp(row.answered_at) if row.answered_at else None,
    )


async def log_read(
    office: Office,
    connection: asyncpg.Connection,
    application_id: str,
    officer: Principal,
    decisions: Sequence[Decision],
    purpose: str,
) -> None:
    """Have verification write to the person's access log that an officer read their decisions, and what for."""
    application, now = await applications.lock(connection, application_id), office.clock.now()
    if application is None:
        raise NotFound("there is no such application")
    access = RecordAccess(
        person_id=application.applicant_id,
        reader=officer.subject,
        role="approver" if "approver" in officer.roles else "officer",
        department=officer.department or "",
        purpose=purpose,
        application_id=application_id,
        fields=fields_of(decisions),
        read_time=timestamp(now),
    )
    await enqueue(connection, APPROVAL, now, [Outbound(VERIFICATION_COMMANDS, application_id, new_id(), access)])


def fields_of(decisions: Sequence[Decision]) -> list[str]:
    """What decisions show of a person, as the access log names it."""
    return ["decision.reasons", *sorted({fact.name for decision in decisions for fact in decision.facts})]


async def publish(office: Office, connection: asyncpg.Connection, rows: Sequence[Published]) -> list[pb.PublicDecision]:
    """Grants as the public may read them: what, by whom, when, whether it stands; nothing of whose it is."""
    known = await applications.read_all(connection, {row.application_id for row in rows})
    return [await _public(office, connection, known[row.application_id], row) for row in rows]


async def _public(
    office: Office, connection: asyncpg.Connection, application: ApplicationRow, row: Published
) -> pb.PublicDecision:
    definition = await office.definitions.of(connection, application)
    item = item_of(definition, row.item_code) or definition
    return pb.PublicDecision(
        id=row.decision_id,
        item_code=row.item_code,
        item_name=item.name,
        department=item.lead_department,
        department_name=department_name(definition, item.lead_department),
        certificate_name=item.certificate.name if item.HasField("certificate") else None,
        decide_date=office.day_of(row.decided_at).isoformat(),
        valid_until=row.valid_until.isoformat() if row.valid_until else "",
        revoke_date=office.day_of(row.revoked_at).isoformat() if row.revoked_at else "",
    )
