"""Ratings and their follow-ups over real tables: once, by whom, what departments see, and who decides."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from contracts.errors.applications import RequestIdReused
from contracts.errors.ratings import (
    AlreadyAppealed,
    AlreadyRated,
    AppealPending,
    FollowUpClosed,
    NotCompleted,
    NothingAppealed,
    OwnAppeal,
)
from contracts.errors.tasks import OwnApplication
from onetrip.approval.v1.events_pb2 import DecisionText
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_pb2, events_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import rating_service_pb2 as pb
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import InvalidInput, NotFound
from runtime.pages import BadPageToken
from runtime.tokens import Principal
from services.intake.handlers import follow_ups, rate, rating_statistics
from services.intake.office import Office
from services.intake.tests.bench import NOW, FrozenClock, principal, sealer
from services.intake.tests.samples import fresh
from services.intake.tests.test_following import News, filed, news, read  # noqa: F401 - a fixture
from services.intake.view import timestamp

pytestmark = pytest.mark.engines

BAD, WORST, GOOD = (
    events_pb2.RATING_LEVEL_DISSATISFIED, events_pb2.RATING_LEVEL_VERY_DISSATISFIED, events_pb2.RATING_LEVEL_SATISFIED
)  # fmt: skip
# The department that leads the graduates' item.
DEPARTMENT = "human-resources"


def officer(department: str = DEPARTMENT) -> Principal:
    return principal(fresh("p-officer"), "officer", department=department)


def supervisor(department: str | None = None) -> Principal:
    return principal(fresh("p-supervisor"), "supervisor", department=department)


def request_for(application_id: str, level: int = BAD, **more: object) -> service_pb2.RateApplicationRequest:
    fields = {"request_id": fresh("request"), **more}
    return service_pb2.RateApplicationRequest(id=application_id, level=events_pb2.RatingLevel.Name(level), **fields)


async def completed(office: Office, news: News) -> tuple[Principal, application_pb2.Application]:  # noqa: F811
    caller, application = await filed(office)
    await news.tell(application.id, process.ApplicationCompleted(complete_time=timestamp(NOW)))
    return caller, application


async def rated(
    office: Office,
    news: News,  # noqa: F811
    level: int = BAD,
    comment: str = "等了很久 😡",
) -> tuple[Principal, str, str]:
    """Who rated, the application, the rating's id."""
    caller, application = await completed(office, news)
    await rate.rate(office, request_for(application.id, level, comment=comment), caller)
    rating_id = await office.store._pool.fetchval("SELECT id FROM ratings WHERE application_id = $1", application.id)
    return caller, application.id, rating_id


async def said(pool: asyncpg.Pool, application_id: str, kind: type) -> list:
    name = kind.DESCRIPTOR.full_name
    rows = await pool.fetch("SELECT payload FROM outbox WHERE key = $1 AND type = $2 ORDER BY id", application_id, name)
    return [kind.FromString(row["payload"]) for row in rows]


async def listed(office: Office, caller: Principal, **more: object) -> dict[str, pb.FollowUp]:
    found: dict[str, pb.FollowUp] = {}
    token = ""
    while True:
        request = pb.ListFollowUpsRequest(page_size=100, page_token=token, **more)
        page = await follow_ups.list_(office, request, caller)
        found |= {each.id: each for each in page.follow_ups}
        token = page.next_page_token
        if not token:
            return found


def answer(rating_id: str, **changes: object) -> pb.ResolveFollowUpRequest:
    fields = {"request_id": fresh("request"), "call_back": pb.CALL_BACK_REACHED, "measures": "已整改", "answer": "抱歉"}
    return pb.ResolveFollowUpRequest(id=rating_id, **{**fields, **changes})


def appeal(rating_id: str, **changes: object) -> pb.AppealRatingRequest:
    return pb.AppealRatingRequest(id=rating_id, **{"request_id": fresh("request"), "reasons": "恶意", **changes})


def judgement(rating_id: str, malicious: bool, **changes: object) -> pb.DecideRatingAppealRequest:
    fields = {"request_id": fresh("request"), "reasons": "经核实", **changes}
    return pb.DecideRatingAppealRequest(id=rating_id, malicious=malicious, **fields)


async def test_a_completed_application_is_rated_once_and_a_repeated_call_is_the_same_one(
    office: Office, pool: asyncpg.Pool, news: News  # noqa: F811
) -> None:  # fmt: skip
    caller, application = await completed(office, news)
    request = request_for(application.id, comment="等了很久 😡👨‍👩‍👧")
    answers = [(await rate.rate(office, request, caller)).application for _ in range(3)]
    assert answers[0].rating == answers[2].rating
    assert (answers[0].rating.level, answers[0].rating.channel) == (BAD, catalog_pb2.CHANNEL_ONLINE)
    assert answers[0].timeline[-1].text.zh == "您的评价:不满意。谢谢"
    [event] = await said(pool, application.id, events_pb2.ApplicationRated)
    assert (event.level, event.department.code, event.item_code) == (BAD, DEPARTMENT, "graduate-residence")
    assert event.department.name.zh
    with pytest.raises(AlreadyRated):
        await rate.rate(office, request_for(application.id), caller)
    with pytest.raises(RequestIdReused):
        await rate.rate(office, request_for(application.id, GOOD, request_id=request.request_id), caller)


async def test_of_two_ratings_at_once_one_is_taken(office: Office, pool: asyncpg.Pool, news: News) -> None:  # noqa: F811
    caller, application = await completed(office, news)
    calls = [rate.rate(office, request_for(application.id, level), caller) for level in (BAD, GOOD, WORST)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyRated"] * 2 + ["RateApplicationResponse"]
    assert len(await said(pool, application.id, events_pb2.ApplicationRated)) == 1


async def test_only_what_is_completed_is_rated_and_only_by_those_it_concerns(
    office: Office, news: News  # noqa: F811
) -> None:  # fmt: skip
    caller, application = await filed(office)
    with pytest.raises(NotCompleted):
        await rate.rate(office, request_for(application.id), caller)
    await news.tell(application.id, process.ApplicationWithdrawn(withdraw_time=timestamp(NOW)))
    with pytest.raises(NotCompleted):
        await rate.rate(office, request_for(application.id), caller)
    for stranger in (principal(fresh(), "applicant"), principal(fresh(), "agent")):
        with pytest.raises(NotFound):
            await rate.rate(office, request_for(application.id), stranger)


async def test_a_clerk_rates_for_somebody_on_the_phone_and_names_the_channel(
    office: Office, news: News  # noqa: F811
) -> None:  # fmt: skip
    _, application = await completed(office, news)
    clerk = principal(fresh(), "clerk", department="service-hall")
    for channel in (catalog_pb2.CHANNEL_UNSPECIFIED, catalog_pb2.CHANNEL_ONLINE):
        with pytest.raises(InvalidInput):
            await rate.rate(office, request_for(application.id, channel=channel), clerk)
    request = request_for(application.id, GOOD, channel=catalog_pb2.CHANNEL_PHONE)
    assert (await rate.rate(office, request, clerk)).application.rating.channel == catalog_pb2.CHANNEL_PHONE


async def test_what_is_wrong_with_a_rating_is_told_field_by_field(office: Office, news: News) -> None:  # noqa: F811
    caller, application = await completed(office, news)
    wrong = service_pb2.RateApplicationRequest(
        id=application.id, request_id="x", comment="n" * 501, channel=catalog_pb2.CHANNEL_POST
    )
    with pytest.raises(InvalidInput) as caught:
        await rate.rate(office, wrong, caller)
    assert [each.field for each in caught.value.fields] == ["request_id", "level", "comment", "channel"]
    with pytest.raises(InvalidInput):
        await rate.rate(office, request_for(application.id, comment="\u202eabc"), caller)


async def test_the_applicant_sees_until_when_it_is_answered_and_how_it_ended(
    office: Office, news: News  # noqa: F811
) -> None:  # fmt: skip
    caller, application_id, _ = await rated(office, news)
    due = process.DueDate(date="2026-12-02")
    await news.tell(
        application_id,
        process.FollowUpOpened(department=DEPARTMENT, due=due, open_time=timestamp(NOW)),
        process.FollowUpLightChanged(light=state_pb2.LIGHT_RED, change_time=timestamp(NOW + timedelta(days=8))),
        process.FollowUpLightChanged(light=state_pb2.LIGHT_YELLOW, change_time=timestamp(NOW + timedelta(days=6))),
    )
    view = await read(office, application_id, caller)
    assert view.rating.follow_up_due == due
    assert "2026-12-02" in view.timeline[-1].text.zh
    moved = process.DueDate(date="2026-12-04", provisional=True)
    await news.tell(application_id, process.FollowUpDueMoved(due=moved, move_time=timestamp(NOW + timedelta(days=8))))
    view = await read(office, application_id, caller)
    assert view.rating.follow_up_due == moved
    assert "2026-12-02" in view.timeline[-1].text.zh, "a day that moves is no event of the application"
    await news.tell(
        application_id,
        process.FollowUpClosed(
            outcome=process.FOLLOW_UP_OUTCOME_ANSWERED, close_time=timestamp(NOW + timedelta(days=9))
        ),
    )
    view = await read(office, application_id, caller)
    assert view.rating.follow_up_outcome == process.FOLLOW_UP_OUTCOME_ANSWERED
    assert view.timeline[-1].kind == "FOLLOW_UP_ANSWERED"


async def test_a_department_sees_its_bad_ratings_without_who_rated_or_of_what_and_the_person_sees_the_look(
    office: Office, pool: asyncpg.Pool, news: News  # noqa: F811
) -> None:  # fmt: skip
    caller, application_id, rating_id = await rated(office, news)
    _, _, good = await rated(office, news, GOOD)
    due = process.DueDate(date="2026-12-02")
    await news.tell(application_id, process.FollowUpOpened(department=DEPARTMENT, due=due, open_time=timestamp(NOW)))
    mine = officer()
    shown = (await listed(office, mine))[rating_id]
    assert (shown.comment, shown.level, shown.department, shown.due) == ("等了很久 😡", BAD, DEPARTMENT, due)
    for secret in (application_id, caller.subject, (await read(office, application_id, caller)).tracking_number):
        assert secret not in str(shown)
    everybodys = await listed(office, supervisor())
    assert rating_id in everybodys
    assert good not in everybodys
    assert rating_id in await listed(office, supervisor(DEPARTMENT))
    for stranger in (officer("fire-rescue"), supervisor("fire-rescue"), principal(fresh(), "officer")):
        assert rating_id not in await listed(office, stranger)
    reads = await said(pool, application_id, RecordAccess)
    assert {(each.reader == mine.subject, each.purpose) for each in reads} == {
        (True, "FOLLOW_UP"),
        (False, "FOLLOW_UP"),
    }
    assert all(each.person_id == caller.subject for each in reads)
    with pytest.raises(BadPageToken):
        await follow_ups.list_(office, pb.ListFollowUpsRequest(page_token="x"), mine)


async def test_the_departments_answer_ends_it_and_goes_to_who_rated(
    office: Office, pool: asyncpg.Pool, news: News  # noqa: F811
) -> None:  # fmt: skip
    _, application_id, rating_id = await rated(office, news)
    request, mine = answer(rating_id, answer="对不起,已整改"), officer()
    for _ in range(2):
        assert (await follow_ups.resolve(office, request, mine)).follow_up.id == rating_id
    [event] = await said(pool, application_id, events_pb2.FollowUpResolved)
    opened = sealer().open(f"application/{application_id}", event.sealed_reasons, f"DecisionText:{application_id}")
    assert DecisionText.FromString(opened).reasons == "对不起,已整改"
    assert rating_id not in await listed(office, mine)
    for late in (
        lambda: follow_ups.resolve(office, answer(rating_id), mine),
        lambda: follow_ups.appeal(office, appeal(rating_id), mine),
        lambda: follow_ups.decide(office, judgement(rating_id, True), supervisor()),
    ):
        with pytest.raises(FollowUpClosed):
            await late()
    with pytest.raises(RequestIdReused):
        await follow_ups.resolve(office, answer(rating_id, request_id=request.request_id), mine)


async def test_a_malicious_rating_is_set_aside_by_a_supervisor_who_did_not_appeal(
    office: Office, pool: asyncpg.Pool, news: News  # noqa: F811
) -> None:  # fmt: skip
    _, application_id, rating_id = await rated(office, news)
    mine = officer()
    with pytest.raises(NothingAppealed):
        await follow_ups.decide(office, judgement(rating_id, True), supervisor())
    view = (await follow_ups.appeal(office, appeal(rating_id), mine)).follow_up
    assert view.appeal == pb.RATING_APPEAL_STATE_PENDING
    with pytest.raises(AlreadyAppealed):
        await follow_ups.appeal(office, appeal(rating_id), mine)
    with pytest.raises(AppealPending):
        await follow_ups.resolve(office, answer(rating_id), mine)
    both = principal(mine.subject, "officer", "supervisor", department=DEPARTMENT)
    with pytest.raises(OwnAppeal):
        await follow_ups.decide(office, judgement(rating_id, True), both)
    waiting = await listed(office, supervisor(), appealed=True)
    assert waiting[rating_id].appeal_reasons == "恶意"
    assert (await listed(office, mine))[rating_id].appeal_reasons == ""
    decided = (await follow_ups.decide(office, judgement(rating_id, True), supervisor())).follow_up
    assert decided.appeal == pb.RATING_APPEAL_STATE_UPHELD
    [event] = await said(pool, application_id, events_pb2.RatingAppealDecided)
    assert event.malicious
    assert rating_id not in await listed(office, supervisor())
    with pytest.raises(FollowUpClosed):
        await follow_ups.resolve(office, answer(rating_id), mine)


async def test_a_rejected_appeal_leaves_the_answer_due_and_is_the_last(office: Office, news: News) -> None:  # noqa: F811
    _, _, rating_id = await rated(office, news)
    mine = officer()
    await follow_ups.appeal(office, appeal(rating_id), mine)
    await follow_ups.decide(office, judgement(rating_id, False), supervisor(DEPARTMENT))
    with pytest.raises(AlreadyAppealed):
        await follow_ups.appeal(office, appeal(rating_id), mine)
    with pytest.raises(NothingAppealed):
        await follow_ups.decide(office, judgement(rating_id, True), supervisor())
    resolved = (await follow_ups.resolve(office, answer(rating_id), mine)).follow_up
    assert resolved.appeal == pb.RATING_APPEAL_STATE_REJECTED


async def test_answer_and_judgement_at_once_have_one_winner(
    office: Office, pool: asyncpg.Pool, news: News  # noqa: F811
) -> None:  # fmt: skip
    for _ in range(5):
        _, application_id, rating_id = await rated(office, news)
        mine = officer()
        await asyncio.gather(
            follow_ups.appeal(office, appeal(rating_id), mine),
            follow_ups.resolve(office, answer(rating_id), mine),
            return_exceptions=True,
        )
        await asyncio.gather(
            follow_ups.resolve(office, answer(rating_id), mine),
            follow_ups.decide(office, judgement(rating_id, True), supervisor()),
            return_exceptions=True,
        )
        ended = await said(pool, application_id, events_pb2.FollowUpResolved)
        ended += [each for each in await said(pool, application_id, events_pb2.RatingAppealDecided) if each.malicious]
        assert len(ended) == 1


async def test_nobody_touches_their_own_rating_nor_another_departments(office: Office, news: News) -> None:  # noqa: F811
    caller, _, rating_id = await rated(office, news)
    own = principal(caller.subject, "officer", department=DEPARTMENT)
    with pytest.raises(OwnApplication):
        await follow_ups.resolve(office, answer(rating_id), own)
    for stranger in (officer("fire-rescue"), principal(fresh(), "officer")):
        for call in (
            lambda who: follow_ups.resolve(office, answer(rating_id), who),
            lambda who: follow_ups.appeal(office, appeal(rating_id), who),
        ):
            with pytest.raises(NotFound):
                await call(stranger)
    _, _, good = await rated(office, news, GOOD)
    for absent in ("", "x", "a" * 26, good):
        with pytest.raises(NotFound):
            await follow_ups.resolve(office, answer(absent), officer())


async def test_what_is_wrong_with_an_answer_is_told_field_by_field(office: Office) -> None:
    with pytest.raises(InvalidInput) as caught:
        await follow_ups.resolve(
            office, pb.ResolveFollowUpRequest(id="x", request_id="x", answer="n" * 2001), officer()
        )
    assert [each.field for each in caught.value.fields] == ["request_id", "call_back", "measures", "answer"]
    with pytest.raises(InvalidInput) as caught:
        await follow_ups.appeal(office, pb.AppealRatingRequest(id="x"), officer())
    assert [each.field for each in caught.value.fields] == ["request_id", "reasons"]


async def test_counts_leave_out_malicious_ratings_and_small_groups_and_name_nobody(
    office: Office, clock: FrozenClock, pool: asyncpg.Pool, news: News  # noqa: F811
) -> None:  # fmt: skip
    clock.instant = NOW.replace(year=2031, month=5)
    request = pb.GetRatingStatisticsRequest(from_month="2031-05", until_month="2031-05")
    for level in (GOOD, GOOD, GOOD, BAD):
        await rated(office, news, level)
    few = await rating_statistics.count(office, request, supervisor())
    assert few.total.suppressed
    assert few.items[0].suppressed
    _, _, rating_id = await rated(office, news, WORST)
    counted = await rating_statistics.count(office, request, supervisor())
    assert (counted.total.count, list(counted.total.levels)) == (5, [1, 1, 0, 3, 0])
    assert [(each.code, each.count) for each in counted.items] == [("graduate-residence", 5)]
    assert [each.code for each in counted.departments] == [DEPARTMENT]
    assert [each.code for each in counted.channels] == ["CHANNEL_ONLINE"]
    assert (await rating_statistics.count(office, request, supervisor("fire-rescue"))).total.count == 0
    await follow_ups.appeal(office, appeal(rating_id), officer())
    await follow_ups.decide(office, judgement(rating_id, True), supervisor())
    assert (await rating_statistics.count(office, request, supervisor())).total.suppressed


@pytest.mark.parametrize("months", [("2026-13", ""), ("x", ""), ("", "2026-1"), ("2026-05", "2026-04")])
async def test_months_that_are_none_are_refused(office: Office, months: tuple[str, str]) -> None:
    request = pb.GetRatingStatisticsRequest(from_month=months[0], until_month=months[1])
    with pytest.raises(InvalidInput):
        await rating_statistics.count(office, request, supervisor())


async def test_no_word_of_a_rating_is_stored_in_the_clear(office: Office, pool: asyncpg.Pool, news: News) -> None:  # noqa: F811
    _, application_id, rating_id = await rated(office, news, comment="金丝雀评价")
    await follow_ups.appeal(office, appeal(rating_id, reasons="金丝雀申诉"), officer())
    await follow_ups.decide(office, judgement(rating_id, False, reasons="金丝雀裁定"), supervisor())
    await follow_ups.resolve(office, answer(rating_id, measures="金丝雀整改", answer="金丝雀答复"), officer())
    rows = [await pool.fetchval("SELECT r::text FROM ratings r WHERE id = $1", rating_id)]
    rows += [row[0] for row in await pool.fetch("SELECT o::text FROM outbox o WHERE key = $1", application_id)]
    for text in rows:
        assert "金丝雀" not in text
        assert "金丝雀".encode().hex() not in text
