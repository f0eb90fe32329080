"""The RPCs, on a real PostgreSQL: own notices, preferences, the clerks' work list."""

import asyncio
from typing import Any

import asyncpg
import pytest

from contracts.errors.applications import EtagMismatch, RequestIdReused
from contracts.errors.deliveries import ErrandClosed
from onetrip.intake.v1.events_pb2 import FILING_ROLE_CLERK
from onetrip.notification.v1 import events_pb2 as events
from onetrip.notification.v1 import notice_service_pb2 as pb
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import InvalidInput, NotFound
from runtime.ids import new_id
from runtime.pages import BadPageToken
from services.notification.office import Office
from services.notification.tests.house import House, caller
from services.notification.tests.samples import Story

pytestmark = pytest.mark.engines

CLERK = caller("pclerk", "clerk")
DONE, NO_ANSWER, WRONG = pb.ERRAND_OUTCOME_DONE, pb.ERRAND_OUTCOME_NO_ANSWER, pb.ERRAND_OUTCOME_WRONG_TARGET
PHONE, POST = events.NOTICE_CHANNEL_PHONE, events.NOTICE_CHANNEL_POST


async def file_by_clerk(house: House, story: Story, **contact: str) -> None:
    known = contact or {"name": "王小明", "phone": "13812345678", "address": "示范市中山路1号"}
    await house.hear(story.submitted(filed_by="pclerk", filed_as=FILING_ROLE_CLERK), story.verified(**known))
    await house.work()


async def errands(house: House, **filters: Any) -> list[pb.Errand]:
    answer = await house.outreach.list_errands(pb.ListErrandsRequest(**filters), CLERK)
    return list(answer.errands)


async def close(house: House, errand: pb.Errand, outcome: int, request_id: str = "", note: str = "") -> Any:
    request = pb.RecordOutcomeRequest(
        id=errand.id, request_id=request_id or new_id(), outcome=pb.ErrandOutcome.Name(outcome), note=note
    )
    answer = await house.outreach.record_outcome(request, CLERK)
    await house.work()
    return answer


async def test_a_notice_is_read_whole_by_its_owner_and_absent_for_others(house: House, story: Story) -> None:
    await house.hear(story.submitted(phone="13812345678"), story.decided())
    await house.work()
    listed = await house.notices.list_notices(pb.ListNoticesRequest(application_id=story.id), caller(story.applicant))
    decision = next(each for each in listed.notices if each.kind == events.NOTICE_KIND_DECISION)
    assert decision.title.zh == "批准决定书"
    assert not decision.HasField("text")
    read = await house.notices.get_notice(pb.GetNoticeRequest(id=decision.id), caller(story.applicant))
    assert "符合条件 {not a placeholder}" in read.notice.text.zh
    assert [each.channel for each in read.notice.deliveries] == [1, 2]
    for notice_id, subject in ((decision.id, "pother"), (new_id(), story.applicant), ("x' OR 1=1", story.applicant)):
        with pytest.raises(NotFound) as caught:
            await house.notices.get_notice(pb.GetNoticeRequest(id=notice_id), caller(subject))
        assert caught.value.message == "there is no such notice"


async def test_pages_are_complete_without_repetition_and_bound_to_the_caller(house: House, office: Office) -> None:
    story = Story.begin(office)
    await house.hear(
        story.submitted(), story.accepted(), story.decided(), story.decided("signboard"), story.delivered()
    )
    await house.work()
    token, seen = "", []
    while True:
        request = pb.ListNoticesRequest(page_size=2, page_token=token)
        page = await house.notices.list_notices(request, caller(story.applicant))
        seen += [notice.number for notice in page.notices]
        if not page.next_page_token:
            break
        token = page.next_page_token
        for wrong, subject in (
            (pb.ListNoticesRequest(page_token=token), "pother"),
            (pb.ListNoticesRequest(page_token=token, application_id=story.id), story.applicant),
            (pb.ListNoticesRequest(page_token=token[:-3] + "abc"), story.applicant),
        ):
            with pytest.raises(BadPageToken):
                await house.notices.list_notices(wrong, caller(subject))
    assert len(seen) == len(set(seen)) == 5
    with pytest.raises(InvalidInput):
        await house.notices.list_notices(pb.ListNoticesRequest(page_size=-1), caller(story.applicant))


async def test_preferences_have_a_default_and_change_by_etag(house: House) -> None:
    me = caller(f"p{new_id()}")
    first = (await house.notices.get_preferences(pb.GetPreferencesRequest(), me)).preferences
    assert list(first.channels) == [2, 3, 5, 4]
    change = pb.UpdatePreferencesRequest(channels=[events.NOTICE_CHANNEL_EMAIL], etag=first.etag)
    second = (await house.notices.update_preferences(change, me)).preferences
    assert list(second.channels) == [events.NOTICE_CHANNEL_EMAIL]
    for stale in (first.etag, "7", "x"):
        with pytest.raises(EtagMismatch):
            await house.notices.update_preferences(pb.UpdatePreferencesRequest(channels=[2], etag=stale), me)
    blind = pb.UpdatePreferencesRequest(channels=[events.NOTICE_CHANNEL_POST])
    third = (await house.notices.update_preferences(blind, me)).preferences
    assert (await house.notices.get_preferences(pb.GetPreferencesRequest(), me)).preferences == third
    for wrong in ([], [2, 2], [0], [9], [1, 2, 3, 4, 5, 1]):
        with pytest.raises(InvalidInput) as caught:
            await house.notices.update_preferences(pb.UpdatePreferencesRequest(channels=wrong), me)
        assert caught.value.fields[0].field.startswith("channels")


async def test_reading_the_work_list_is_written_to_the_persons_log(house: House, story: Story) -> None:
    await file_by_clerk(house, story)
    listed = await errands(house, application_id=story.id)
    assert {(errand.channel, errand.target) for errand in listed} == {(PHONE, "13812345678"), (POST, "示范市中山路1号")}
    assert all("接收回执" in errand.text.zh and errand.name == "王小明" for errand in listed)
    [access] = [each for each in await house.said(story.id) if isinstance(each, RecordAccess)]
    assert (access.person_id, access.reader, access.purpose) == (story.applicant, "pclerk", "ERRAND")
    assert list(access.fields) == ["address", "name", "notice", "phone"]


async def test_errands_are_closed_with_their_outcome(house: House, story: Story) -> None:
    await file_by_clerk(house, story)
    call, letter = await errands(house, application_id=story.id)
    answer = await close(house, call, NO_ANSWER, note="没人接")
    assert (answer.closed, answer.errand.attempts, answer.errand.target) == (False, 1, "")
    assert (await close(house, call, DONE)).closed
    assert (await close(house, letter, DONE)).closed
    assert await house.delivered(story.id) == [("RECEIPT", "PHONE"), ("RECEIPT", "POST")]
    assert await errands(house, application_id=story.id) == []
    with pytest.raises(ErrandClosed):
        await close(house, call, DONE)
    mine = await house.notices.list_notices(pb.ListNoticesRequest(application_id=story.id), caller(story.applicant))
    assert [each.state for each in mine.notices[0].deliveries] == [2, 2]


async def test_a_call_that_fails_gives_way_to_a_letter_and_then_somebody_is_told(house: House, story: Story) -> None:
    await house.notices.update_preferences(pb.UpdatePreferencesRequest(channels=[PHONE]), caller(story.applicant))
    await file_by_clerk(house, story)
    [call] = await errands(house, application_id=story.id)
    for expected in (False, False, True):
        assert (await close(house, call, NO_ANSWER)).closed is expected
    [letter] = await errands(house, application_id=story.id)
    assert letter.channel == POST
    assert (await close(house, letter, WRONG)).closed
    # The inbox had it, so it is not lost.
    assert not [each for each in await house.said(story.id) if isinstance(each, events.NoticeFailed)]


async def test_a_notice_that_nothing_reaches_fails_once_for_all(house: House, story: Story) -> None:
    await file_by_clerk(house, story, name="王小明", phone="13812345678")
    tries = await house.tries(story.id)
    assert tries == {("RECEIPT", "PHONE"): "pending", ("RECEIPT", "POST"): "failed"}
    [call] = await errands(house, application_id=story.id)
    await close(house, call, WRONG)
    failed = [each for each in await house.said(story.id) if isinstance(each, events.NoticeFailed)]
    assert [each.channel for each in failed] == [PHONE]


async def test_the_same_request_counts_once_and_another_body_is_refused(house: House, story: Story) -> None:
    await file_by_clerk(house, story)
    call, letter = await errands(house, application_id=story.id)
    answers = [await close(house, call, NO_ANSWER, "request-1") for _ in range(2)]
    assert answers[0] == answers[1]
    for errand, outcome in ((call, DONE), (letter, NO_ANSWER)):
        with pytest.raises(RequestIdReused):
            await close(house, errand, outcome, "request-1")
    assert (await close(house, call, DONE, "request-2")) == (await close(house, call, DONE, "request-2"))


async def test_two_clerks_at_once_one_wins(house: House, story: Story) -> None:
    await file_by_clerk(house, story)
    call, _ = await errands(house, application_id=story.id)
    results = await asyncio.gather(*(close(house, call, DONE) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(result, ErrandClosed) for result in results) == 3
    assert await house.delivered(story.id) == [("RECEIPT", "PHONE")]


async def test_the_work_list_pages_and_filters(house: House, office: Office) -> None:
    for _ in range(3):
        await file_by_clerk(house, Story.begin(office))
    token, seen = "", []
    while True:
        request = pb.ListErrandsRequest(page_size=2, page_token=token, channel=PHONE)
        page = await house.outreach.list_errands(request, CLERK)
        seen += page.errands
        token = page.next_page_token
        if not token:
            break
    assert len({errand.id for errand in seen}) == len(seen) == 3
    assert await errands(house, application_id="nonsense") == []
    with pytest.raises(InvalidInput):
        await errands(house, channel=events.NOTICE_CHANNEL_SMS)


async def test_what_is_wrong_with_an_outcome_is_told_field_by_field(house: House, pool: asyncpg.Pool) -> None:
    with pytest.raises(InvalidInput) as caught:
        await house.outreach.record_outcome(pb.RecordOutcomeRequest(request_id="x", note="n" * 501), CLERK)
    assert [each.field for each in caught.value.fields] == ["request_id", "outcome", "note"]
    for unknown in ("", "x", f"{new_id()}.4", f"{new_id()}.2"):
        with pytest.raises(NotFound):
            await close(house, pb.Errand(id=unknown), DONE)
