"""What departments and supervisors do about bad ratings. Whoever looks learns no name and no application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from google.protobuf.message import Message

from contracts.errors.ratings import AlreadyAppealed, AppealPending, FollowUpClosed, NothingAppealed, OwnAppeal
from contracts.errors.tasks import OwnApplication
from contracts.topics.names import INTAKE_EVENTS
from onetrip.intake.v1 import events_pb2
from onetrip.intake.v1 import rating_service_pb2 as pb
from runtime.errors import NotFound
from runtime.messages import Outbound
from runtime.pages import PageTokens, page_size_of
from runtime.texts import free_text
from runtime.tokens import Principal
from services.intake.checks import Violations, is_id
from services.intake.codec import open_words, seal_reasons, seal_words
from services.intake.handlers.access import Purpose, access_entry
from services.intake.handlers.rate import COMMENT
from services.intake.office import Office
from services.intake.rating import REASONS_CODE_POINTS_MAX
from services.intake.roles import OFFICER, SUPERVISOR
from services.intake.store import BadRating, Tables
from services.intake.view import due_date, timestamp

PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX = 20, 100
MEASURES, APPEAL = "RatingMeasures", "RatingAppeal"


async def list_(office: Office, request: pb.ListFollowUpsRequest, caller: Principal) -> pb.ListFollowUpsResponse:
    """Return a page of open follow-ups in the caller's scope. Raises InvalidInput, BadPageToken."""
    size = page_size_of(request.page_size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
    department = scope_of(caller)
    tokens, filters = PageTokens(office.sealer, "ListFollowUps"), (department or "", str(request.appealed))
    position = tokens.read(request.page_token, caller.subject, filters)
    if department is None:
        return pb.ListFollowUpsResponse()
    after = (datetime.fromisoformat(position[0]), position[1]) if position else None
    async with office.store.transaction() as tables:
        rows = await tables.ratings.open(department, after, size + 1, appealed=request.appealed)
        await _note(office, tables, rows[:size], caller)
    response = pb.ListFollowUpsResponse(follow_ups=[_shown(office, row, caller) for row in rows[:size]])
    if len(rows) > size:
        last = (rows[size - 1].rated_at.isoformat(), rows[size - 1].id)
        response.next_page_token = tokens.make(caller.subject, filters, last)
    return response


async def resolve(office: Office, request: pb.ResolveFollowUpRequest, caller: Principal) -> pb.ResolveFollowUpResponse:
    """Write what the department did and answers.

    Raises NotFound, InvalidInput, OwnApplication, FollowUpClosed, AppealPending, RequestIdReused.
    """
    violations = Violations()
    violations.request_id(request.request_id)
    if request.call_back not in set(pb.CallBack.values()) - {pb.CALL_BACK_UNSPECIFIED}:
        violations.add("call_back", "must be given")
    measures, answer = (_words(violations, name, getattr(request, name)) for name in ("measures", "answer"))
    violations.refuse()
    async with _of_department(office, request, caller) as (tables, rating):
        if rating is not None:
            _refuse_closed(rating)
            if rating.appeal_pending:
                raise AppealPending("a supervisor has to decide on the appeal first")
            now, sealer = office.clock.now(), office.sealer
            sealed_answer = seal_reasons(sealer, rating.application_id, answer)
            sealed_measures = seal_words(sealer, rating.application_id, MEASURES, measures)
            await tables.ratings.resolve(
                rating.id, int(request.call_back), sealed_measures, sealed_answer, caller.subject, now
            )
            event = events_pb2.FollowUpResolved(
                application_id=rating.application_id,
                department=rating.department,
                sealed_reasons=sealed_answer,
                resolve_time=timestamp(now),
            )
            await _say(tables, rating, "follow-up-resolved", event, now)
    return pb.ResolveFollowUpResponse(follow_up=await _after(office, request.id, caller))


async def appeal(office: Office, request: pb.AppealRatingRequest, caller: Principal) -> pb.AppealRatingResponse:
    """Write that the department calls a rating malicious.

    Raises NotFound, InvalidInput, OwnApplication, FollowUpClosed, AlreadyAppealed, RequestIdReused.
    """
    reasons = _reasons(request.request_id, request.reasons)
    async with _of_department(office, request, caller) as (tables, rating):
        if rating is not None:
            _refuse_closed(rating)
            if rating.sealed_appeal is not None:
                raise AlreadyAppealed("a rating is appealed against once")
            now = office.clock.now()
            sealed = seal_words(office.sealer, rating.application_id, APPEAL, reasons)
            await tables.ratings.appeal(rating.id, sealed, caller.subject, now)
            event = events_pb2.RatingAppealed(
                application_id=rating.application_id, department=rating.department, appeal_time=timestamp(now)
            )
            await _say(tables, rating, "rating-appealed", event, now)
    return pb.AppealRatingResponse(follow_up=await _after(office, request.id, caller))


async def decide(
    office: Office, request: pb.DecideRatingAppealRequest, caller: Principal
) -> pb.DecideRatingAppealResponse:
    """Write a supervisor's decision on an appeal.

    Raises NotFound, InvalidInput, OwnApplication, OwnAppeal, FollowUpClosed, NothingAppealed, RequestIdReused.
    """
    reasons = _reasons(request.request_id, request.reasons)
    async with _of_department(office, request, caller) as (tables, rating):
        if rating is not None:
            _refuse_closed(rating)
            if not rating.appeal_pending:
                raise NothingAppealed("no appeal waits for a decision")
            if rating.appealed_by == caller.subject:
                raise OwnAppeal("who appealed does not decide on it")
            now = office.clock.now()
            sealed = seal_reasons(office.sealer, rating.application_id, reasons)
            await tables.ratings.judge(rating.id, request.malicious, sealed, caller.subject, now)
            event = events_pb2.RatingAppealDecided(
                application_id=rating.application_id,
                malicious=request.malicious,
                department=rating.department,
                sealed_reasons=sealed,
                decide_time=timestamp(now),
            )
            await _say(tables, rating, "rating-appeal-decided", event, now)
    return pb.DecideRatingAppealResponse(follow_up=await _after(office, request.id, caller))


def scope_of(caller: Principal) -> str | None:
    """The department whose ratings the caller sees; empty: all, for a supervisor of all; None: none."""
    if SUPERVISOR in caller.roles:
        return caller.department or ""
    return caller.department or None


@asynccontextmanager
async def _of_department(
    office: Office,
    request: pb.ResolveFollowUpRequest | pb.AppealRatingRequest | pb.DecideRatingAppealRequest,
    caller: Principal,
) -> AsyncIterator[tuple[Tables, BadRating | None]]:
    """Begin to change a rating in the caller's scope, its application locked; None when this call was answered before.

    Raises NotFound, OwnApplication, RequestIdReused.
    """
    seen = await _seen(office, request.id, caller)
    key = office.request_key(caller, request)
    async with office.store.transaction() as tables:
        await tables.applications.lock(seen.application_id)
        if await tables.requests.answered(key) is not None:
            yield tables, None
            return
        rating = await tables.ratings.read(seen.id) or seen
        if caller.subject in (rating.rated_by, rating.applicant_id):
            raise OwnApplication("nobody answers their own rating")
        await tables.requests.remember(key, rating.id, office.clock.now())
        yield tables, rating


async def _seen(office: Office, rating_id: str, caller: Principal) -> BadRating:
    rating = await office.store.ratings.read(rating_id) if is_id(rating_id) else None
    if rating is None or scope_of(caller) not in ("", rating.department):
        raise NotFound("there is no such rating, or it is not your department's")
    return rating


async def _after(office: Office, rating_id: str, caller: Principal) -> pb.FollowUp:
    return _shown(office, await _seen(office, rating_id, caller), caller, with_words=False)


def _refuse_closed(rating: BadRating) -> None:
    if rating.closed:
        raise FollowUpClosed("the follow-up is over")


def _reasons(request_id: str, reasons: str) -> str:
    violations = Violations()
    violations.request_id(request_id)
    words = _words(violations, "reasons", reasons)
    violations.refuse()
    return words


def _words(violations: Violations, field: str, text: str) -> str:
    return violations.read(field, lambda: free_text(text, REASONS_CODE_POINTS_MAX, required=True))


async def _say(tables: Tables, rating: BadRating, kind: str, event: Message, now: datetime) -> None:
    message_id = f"{rating.application_id}:{kind}"
    await tables.send(now, [Outbound(INTAKE_EVENTS, rating.application_id, message_id, event)])


async def _note(office: Office, tables: Tables, rows: Sequence[BadRating], caller: Principal) -> None:
    """Note whose words are read (PIPL art. 51): the person sees it, the reader never learns who that is."""
    role = SUPERVISOR if SUPERVISOR in caller.roles else OFFICER
    read = [
        access_entry(office, caller, role, (row.applicant_id, row.application_id), Purpose.FOLLOW_UP, ("rating",))
        for row in rows
        if row.sealed_comment
    ]
    await tables.send(office.clock.now(), read)


def _shown(office: Office, rating: BadRating, caller: Principal, *, with_words: bool = True) -> pb.FollowUp:
    """A follow-up as the caller may see it; without words nothing was read anew, and nothing has to be noted."""
    view = pb.FollowUp(
        id=rating.id,
        level=rating.level,  # pyright: ignore[reportArgumentType]
        item_code=rating.item_code,
        department=rating.department,
        channel=rating.channel,  # pyright: ignore[reportArgumentType]
        rate_date=rating.rated_at.astimezone(office.zone).date().isoformat(),
        appeal=_appeal_state(rating),
    )
    if with_words:
        view.comment = open_words(office.sealer, rating.application_id, COMMENT, rating.sealed_comment)
        if SUPERVISOR in caller.roles:
            view.appeal_reasons = open_words(office.sealer, rating.application_id, APPEAL, rating.sealed_appeal)
    if known := rating.progress.rating:
        view.light = known.light  # pyright: ignore[reportAttributeAccessIssue]
        if due := due_date(known.due):
            view.due.CopyFrom(due)
    return view


def _appeal_state(rating: BadRating) -> pb.RatingAppealState:
    if rating.sealed_appeal is None:
        return pb.RATING_APPEAL_STATE_UNSPECIFIED
    if rating.malicious is None:
        return pb.RATING_APPEAL_STATE_PENDING
    return pb.RATING_APPEAL_STATE_UPHELD if rating.malicious else pb.RATING_APPEAL_STATE_REJECTED
