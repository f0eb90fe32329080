"""Decisions taken back or corrected: the decision stays as it was written, what is said later stands beside it."""

from datetime import datetime

import asyncpg

from onetrip.approval.v1 import decision_service_pb2 as pb
from onetrip.approval.v1.events_pb2 import DecisionCorrected, DecisionRevoked
from runtime.errors import NotFound
from runtime.tokens import Principal
from services.approval.codec import timestamp
from services.approval.domain.amendments import Decided, check_correct, check_revoke
from services.approval.domain.rule_reviews import Found
from services.approval.handlers.delivering import stop_if_nothing_stands
from services.approval.handlers.marking import is_for_false_commitment, mark_applicant
from services.approval.handlers.office import Office, say
from services.approval.handlers.rule_reviews import answer_by_amendment
from services.approval.store import amendments, applications, commitments, hearings, requests
from services.approval.store.amendments import DecisionMade, NewAmendment
from services.approval.store.applications import ApplicationRow

REVOCATION, CORRECTION = "revocation", "correction"


async def revoke_decision(
    office: Office, connection: asyncpg.Connection, approver: Principal, request: pb.RevokeDecisionRequest
) -> pb.RevokeDecisionResponse:
    """Take a grant back and say DecisionRevoked; its certificate is void from here on.

    A delivery under way that has nothing left to hand over is stopped (DeliveryStopped). For a false commitment only
    after the applicant was heard, and with a mark (ApplicantMarked). The same request_id gets the same answer. Raises
    NotFound for another department's decision, or as `domain.amendments.check_revoke` and
    `marking.is_for_false_commitment` do.
    """
    now = office.clock.now()
    application, made, decision = await lock_decision(office, connection, approver, request.id)
    body = requests.body_of(office.lookup, request)
    earlier = await requests.recall(connection, approver.subject, request.request_id, body)
    if earlier is not None:
        return office.open_answer(application.id, earlier, pb.RevokeDecisionResponse)
    check_revoke(decided_of(application, made), approver.subject)
    marked = await is_for_false_commitment(office, connection, made.case_id, approver.subject, now)
    amendment = _amendment(made, decision, pb.AMENDMENT_KIND_REVOCATION, request.reason, now)
    await _write(office, connection, application, request.id, REVOCATION, amendment, approver, now)
    await commitments.end_tasks(connection, application.id, made.case_id, now)
    until = await mark_applicant(office, connection, application, made.case_id, now) if marked else ""
    event = DecisionRevoked(
        application_id=application.id,
        case_id=made.case_id,
        item_code=decision.item_code,
        department=decision.department,
        decision_id=decision.id,
        certificate_number=decision.certificate_number,
        certificate_name=decision.certificate_name if decision.certificate_number else None,
        sealed_reasons=office.seal_words(application.id, request.reason),
        remedy=decision.remedy,
        revoke_time=timestamp(now),
        marked_until_date=until,
        delivery_stopped=await stop_if_nothing_stands(connection, application.id, now),
        interested_person_ids=await hearings.concerned(connection, application.id, made.case_id),
    )
    await say(connection, application.id, event, cause=None, now=now)
    answer = pb.RevokeDecisionResponse(amendment=amendment)
    content = office.seal_answer(application.id, answer)
    await requests.remember(connection, approver.subject, request.request_id, body, content, now)
    return answer


async def correct_decision(
    office: Office, connection: asyncpg.Connection, approver: Principal, request: pb.CorrectDecisionRequest
) -> pb.CorrectDecisionResponse:
    """Say how a decision's reasons should read, and DecisionCorrected. Its outcome stands.

    The same request_id gets the same answer. Raises NotFound for another department's decision, or as
    `domain.amendments.check_correct` does.
    """
    now = office.clock.now()
    application, made, decision = await lock_decision(office, connection, approver, request.id)
    body = requests.body_of(office.lookup, request)
    earlier = await requests.recall(connection, approver.subject, request.request_id, body)
    if earlier is not None:
        return office.open_answer(application.id, earlier, pb.CorrectDecisionResponse)
    check_correct(decided_of(application, made), approver.subject)
    amendment = _amendment(made, decision, pb.AMENDMENT_KIND_CORRECTION, request.reason, now)
    amendment.corrected_reasons = request.corrected_reasons
    await _write(office, connection, application, request.id, CORRECTION, amendment, approver, now)
    event = DecisionCorrected(
        application_id=application.id,
        case_id=made.case_id,
        item_code=decision.item_code,
        department=decision.department,
        decision_id=decision.id,
        number=amendment.number,
        sealed_reasons=office.seal_words(application.id, request.reason),
        sealed_correction=office.seal_words(application.id, request.corrected_reasons),
        remedy=decision.remedy,
        correct_time=timestamp(now),
        interested_person_ids=await hearings.concerned(connection, application.id, made.case_id),
    )
    await say(connection, application.id, event, cause=None, now=now)
    answer = pb.CorrectDecisionResponse(amendment=amendment)
    content = office.seal_answer(application.id, answer)
    await requests.remember(connection, approver.subject, request.request_id, body, content, now)
    return answer


async def lock_decision(
    office: Office, connection: asyncpg.Connection, approver: Principal, decision_id: str
) -> tuple[ApplicationRow, DecisionMade, pb.Decision]:
    """Lock the referee's row and read the decision. Another department's is as absent as one that is not."""
    application = await applications.lock_by_decision(connection, decision_id)
    made = await amendments.decision(connection, decision_id) if application is not None else None
    if application is None or made is None:
        raise NotFound("there is no such decision")
    decision = office.open_explanation(application.id, made.explanation)
    if decision.department != approver.department:
        raise NotFound("there is no such decision")
    return application, made, decision


def decided_of(application: ApplicationRow, made: DecisionMade) -> Decided:
    """A decision as the rules see it."""
    deciders = frozenset({made.decided_by, made.second_officer} - {""})
    return Decided(made.outcome, deciders, application.parties, made.amendments, made.revoked)


def _amendment(
    made: DecisionMade, decision: pb.Decision, kind: pb.AmendmentKind, reason: str, now: datetime
) -> pb.DecisionAmendment:
    return pb.DecisionAmendment(
        number=made.amendments + 1, kind=kind, reason=reason, remedy=decision.remedy, amend_time=timestamp(now)
    )


async def _write(
    office: Office,
    connection: asyncpg.Connection,
    application: ApplicationRow,
    decision_id: str,
    kind: str,
    amendment: pb.DecisionAmendment,
    approver: Principal,
    now: datetime,
) -> None:
    new = NewAmendment(
        decision_id=decision_id,
        number=amendment.number,
        application_id=application.id,
        kind=kind,
        content=office.seal_amendment(application.id, amendment),
        amended_by=approver.subject,
    )
    await amendments.amend(connection, new, now)
    found = Found.REVOKED if kind == REVOCATION else Found.CORRECTED
    await answer_by_amendment(office, connection, decision_id, found, amendment.reason, approver.subject, now)
