"""A person looks at what a rule has decided (人工复核): asked for by the applicant, or drawn as a sample."""

from datetime import datetime

import asyncpg

from onetrip.approval.v1 import decision_service_pb2 as pb
from onetrip.approval.v1 import rule_review_service_pb2 as reviews_pb
from onetrip.approval.v1.events_pb2 import RECORDED_ACT_HUMAN_REVIEW, RuleReviewAnswered, RuleReviewOpened
from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from onetrip.process.v1.events_pb2 import (
    ASSIGNMENT_KIND_REVIEW,
    AssignmentDueMoved,
    AssignmentLightChanged,
    AssignmentOpened,
)
from runtime.errors import NotFound
from runtime.ids import id_of, new_id
from runtime.messages import Envelope
from runtime.tokens import Principal
from services.approval.codec import FOUND, FOUND_TO_PROTO, date_of, due_date, instant_of, timestamp
from services.approval.domain.letters import counted_day
from services.approval.domain.rule_reviews import Found, Reviewable, check_found, check_look, check_request, is_sampled
from services.approval.handlers import served
from services.approval.handlers.explaining import decisions_of, log_read
from services.approval.handlers.office import Office, say
from services.approval.policy import REVIEW_WORKING_DAYS, SAMPLE_WORKING_DAYS
from services.approval.store import applications, requests, rule_reviews
from services.approval.store.applications import ApplicationRow
from services.approval.store.rule_reviews import NewReview, ReviewRow

PURPOSE = "REVIEW_DECISION"


async def request_human_review(
    office: Office, connection: asyncpg.Connection, caller: Principal, request: pb.RequestHumanReviewRequest
) -> pb.RequestHumanReviewResponse:
    """Open the review that the applicant, or the agent who filed, asks for, and say RuleReviewOpened.

    The same request_id gets the same answer. Raises NotFound for anybody else, or as
    `domain.rule_reviews.check_request` does.
    """
    now = office.clock.now()
    application, made, actor = await served.lock_own_decision(office, connection, caller, request.id, request.served)
    body = actor.key_of(office, request)
    earlier = await requests.recall(connection, caller.subject, request.request_id, body)
    if earlier is not None:
        return pb.RequestHumanReviewResponse.FromString(earlier)
    decision = office.open_explanation(application.id, made.explanation)
    before = await rule_reviews.requested(connection, request.id)
    decided_on = office.day_of(instant_of(decision.decide_time))
    standing = Reviewable(bool(decision.rule_version), decided_on, made.revoked, before is not None)
    check_request(standing, counted_day(office.day_of(now), actor.received_on, decided_on, standing.last_day))
    words = office.seal_words(application.id, request.words) if request.words else b""
    new = NewReview(
        *(new_id(), decision.id, application.id, False, decision.item_code, decision.department),
        requested_by=actor.person.subject,
        sealed_words=words,
    )
    await _open(connection, new, decision.case_id, REVIEW_WORKING_DAYS, None, now)
    act = RECORDED_ACT_HUMAN_REVIEW
    await served.note(office, connection, actor, application, act, decision.id, decision.case_id)
    answer = pb.RequestHumanReviewResponse(human_review=pb.HumanReview(request_time=timestamp(now)))
    await requests.remember(connection, caller.subject, request.request_id, body, answer.SerializeToString(), now)
    return answer


async def draw_sample(
    connection: asyncpg.Connection, item: ServiceItem, decision: pb.Decision, application_id: str, cause: str
) -> None:
    """Have a person check a decision that a rule has just made, for as many of a thousand as the catalogue says."""
    if is_sampled(decision.id, item.instant.sampled_per_mille):
        now = instant_of(decision.decide_time)
        # The same decision has the same sample when it is taken back (decision 0067).
        sample = id_of("sample", decision.id)
        new = NewReview(sample, decision.id, application_id, True, decision.item_code, decision.department)
        await _open(connection, new, decision.case_id, SAMPLE_WORKING_DAYS, cause, now)


async def get_rule_review(
    office: Office, connection: asyncpg.Connection, officer: Principal, review_id: str
) -> reviews_pb.GetRuleReviewResponse:
    """Show an open review with its decision; the read goes to the person's access log.

    Raises NotFound for another department's, or as `domain.rule_reviews.check_look` does.
    """
    application, row = await _lock(connection, officer, review_id)
    check_look(row.answer is not None, officer.subject, application.parties)
    (decision,) = [
        each for each in await decisions_of(office, connection, application.id) if each.id == row.decision_id
    ]
    await log_read(office, connection, application.id, officer, [decision], PURPOSE)
    words = office.open_words(application.id, row.sealed_words)
    return reviews_pb.GetRuleReviewResponse(rule_review=view(row), decision=decision, words=words)


async def answer_rule_review(
    office: Office, connection: asyncpg.Connection, officer: Principal, request: reviews_pb.AnswerRuleReviewRequest
) -> reviews_pb.AnswerRuleReviewResponse:
    """Write what an officer found, and say RuleReviewAnswered.

    The same request_id gets the same answer. Raises NotFound for another department's, or as
    `domain.rule_reviews.check_look` and `check_found` do.
    """
    application, row = await _lock(connection, officer, request.id)
    body = requests.body_of(office.lookup, request)
    earlier = await requests.recall(connection, officer.subject, request.request_id, body)
    if earlier is not None:
        return reviews_pb.AnswerRuleReviewResponse.FromString(earlier)
    check_look(row.answer is not None, officer.subject, application.parties)
    found = FOUND[request.answer]
    check_found(row.sampled, found)
    now = office.clock.now()
    await _answer(office, connection, row, found, request.reasons, officer.subject, now)
    answered = await rule_reviews.get(connection, row.id)
    answer = reviews_pb.AnswerRuleReviewResponse(rule_review=view(answered or row))
    await requests.remember(connection, officer.subject, request.request_id, body, answer.SerializeToString(), now)
    return answer


async def answer_by_amendment(
    office: Office,
    connection: asyncpg.Connection,
    decision_id: str,
    found: Found,
    reasons: str,
    approver: str,
    now: datetime,
) -> None:
    """An amendment answers the review that was asked for, if one is open. A sample is answered for itself."""
    row = await rule_reviews.requested(connection, decision_id)
    if row is not None and row.answer is None:
        await _answer(office, connection, row, found, reasons, approver, now)


async def on_assignment(
    office: Office,
    connection: asyncpg.Connection,
    envelope: Envelope,
    event: AssignmentOpened | AssignmentDueMoved | AssignmentLightChanged,
) -> None:
    """Keep by when a review is due, and its light: yellow reminds its department, red tells the supervisor."""
    if event.kind == ASSIGNMENT_KIND_REVIEW:
        light = int(event.light) if isinstance(event, AssignmentLightChanged) else 1
        due, provisional = date_of(event.due.date), event.due.provisional
        await rule_reviews.note_light(connection, event.assignment_id, due, provisional=provisional, light=light)


def view(row: ReviewRow) -> reviews_pb.RuleReview:
    """A review as lists show it."""
    return reviews_pb.RuleReview(
        id=row.id,
        application_id=row.application_id,
        decision_id=row.decision_id,
        item_code=row.item_code,
        rule_version=row.rule_version,
        department=row.department,
        sampled=row.sampled,
        due=due_date(row.due_on, row.due_provisional),
        light=row.light,  # pyright: ignore[reportArgumentType]
        open_time=timestamp(row.opened_at),
        answer=FOUND_TO_PROTO[row.answer] if row.answer else None,
    )


async def _lock(connection: asyncpg.Connection, officer: Principal, review_id: str) -> tuple[ApplicationRow, ReviewRow]:
    """Lock the referee's row and read the review. Another department's is as absent as one that is not."""
    row = await rule_reviews.get(connection, review_id)
    if row is None or row.department != officer.department:
        raise NotFound("there is no such review")
    application = await applications.lock(connection, row.application_id)
    row = await rule_reviews.get(connection, review_id)
    if application is None or row is None:
        raise NotFound("there is no such review")
    return application, row


async def _open(
    connection: asyncpg.Connection, new: NewReview, case_id: str, working_days: int, cause: str | None, now: datetime
) -> None:
    if not await rule_reviews.open_review(connection, new, now):
        return
    event = RuleReviewOpened(
        application_id=new.application_id,
        case_id=case_id,
        review_id=new.id,
        item_code=new.item_code,
        department=new.department,
        sampled=new.sampled,
        limit_working_days=working_days,
        open_time=timestamp(now),
    )
    await say(connection, new.application_id, event, cause=cause, now=now)


async def _answer(
    office: Office,
    connection: asyncpg.Connection,
    row: ReviewRow,
    found: Found,
    reasons: str,
    officer: str,
    now: datetime,
) -> None:
    sealed = office.seal_words(row.application_id, reasons)
    await rule_reviews.answer(connection, row.id, found, sealed, officer, now)
    event = RuleReviewAnswered(
        application_id=row.application_id,
        case_id=row.case_id,
        review_id=row.id,
        item_code=row.item_code,
        department=row.department,
        sampled=row.sampled,
        answer=FOUND_TO_PROTO[found],
        sealed_reasons=sealed,
        remedy=office.open_explanation(row.application_id, row.explanation).remedy,
        answer_time=timestamp(now),
    )
    await say(connection, row.application_id, event, cause=None, now=now)
