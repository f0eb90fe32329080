"""Interested parties are reached like applicants: as they said, in writing, by a call, in the end publicly."""

from datetime import timedelta
from typing import Any, cast

import pytest

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.notification.v1 import events_pb2 as events
from onetrip.notification.v1 import notice_service_pb2 as pb
from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1 import messages_pb2 as verification
from onetrip.verification.v1.facts_pb2 import Contact
from runtime.ids import new_id
from runtime.messages import type_of
from services.notification.domain import PARTY_ERRAND_MAX, Channel, Route, route_of_party
from services.notification.tests.house import House, caller
from services.notification.tests.samples import NOW, Story, named
from services.notification.tests.test_rpcs import DONE, NO_ANSWER, WRONG, close, errands

NEIGHBOUR = "pneighbour"
ADDRESS = "示范市南坪区和平里16号"


def told(story: Story, *, calendar: int = 0) -> process.RightsTold:
    """The neighbour is to be told of the matter and of their rights."""
    return process.RightsTold(
        application_id=story.id, case_id=f"{story.id}.food-licence", person_id=NEIGHBOUR,
        department="market-regulation", calendar_number=calendar,
    )  # fmt: skip


def found(story: Story, person: str = NEIGHBOUR, *, settled: bool = True, **contact: str) -> verification.ContactFound:
    """The register says how somebody is reached."""
    office = story.office
    sealed = office.sealer.seal(
        f"application/{story.id}", Contact(**contact).SerializeToString(), f"Contact:{story.id}:{person}"
    )
    return verification.ContactFound(application_id=story.id, person_id=person, sealed_contact=sealed, settled=settled)


async def rights_tries(house: House, story: Story) -> dict[str, str]:
    """State by channel of what tells the neighbour of their rights."""
    return {channel: state for (kind, channel), state in (await house.tries(story.id)).items() if kind == "RIGHTS"}


async def reached(house: House, story: Story, person: str = NEIGHBOUR) -> list[tuple[str, str, str]]:
    """(case, channel, day) of the news that something has reached the neighbour."""
    return [
        (event.case_id, events.NoticeChannel.Name(event.channel)[15:], event.reach_date)
        for event in await house.said(story.id)
        if isinstance(event, events.PartyReached) and event.person_id == person
    ]


async def read(house: House, story: Story, kind: int) -> list[str]:
    """What the neighbour's notices of a kind say."""
    listed = await house.notices.list_notices(pb.ListNoticesRequest(application_id=story.id), caller(NEIGHBOUR))
    return [
        (await house.notices.get_notice(pb.GetNoticeRequest(id=each.id), caller(NEIGHBOUR))).notice.text.zh
        for each in listed.notices
        if each.kind == kind
    ]


async def announced(house: House) -> list[pb.Announcement]:
    """What anybody can read."""
    nobody = cast(Any, None)
    return list((await house.notices.list_announcements(pb.ListAnnouncementsRequest(), nobody)).announcements)


def test_who_said_nothing_is_written_to_and_then_called() -> None:
    assert route_of_party([]) == Route((Channel.IN_APP, Channel.POST), (Channel.PHONE,))
    assert route_of_party([Channel.SMS]).first == (Channel.IN_APP, Channel.SMS)
    assert route_of_party([Channel.IN_APP]) == Route((Channel.IN_APP,), ())
    assert route_of_party([], Channel.PHONE) == Route((Channel.IN_APP, Channel.PHONE), (Channel.POST,))
    assert route_of_party([], Channel.POST) == route_of_party([])


@pytest.mark.engines
async def test_a_party_without_an_inbox_is_sent_a_letter_at_its_own_address(house: House, story: Story) -> None:
    await house.hear(story.submitted(phone="13812345678", address="示范市中山路1号"), told(story))
    await house.work()
    assert await errands(house, application_id=story.id) == []  # nobody knows where to yet
    asked = await house.pool.fetch("SELECT payload FROM outbox WHERE key = $1 AND type = $2", story.id,
                                   type_of(verification.FindContact))  # fmt: skip
    assert [verification.FindContact.FromString(row["payload"]).person_id for row in asked] == [NEIGHBOUR]
    await house.hear(found(story, name="王小红", address=ADDRESS, phone="13900000000"))
    await house.work()
    (letter,) = await errands(house, application_id=story.id)
    assert (letter.name, letter.target, letter.channel) == ("王小红", ADDRESS, Channel.POST)
    assert "和平里" in letter.target and "13812345678" not in str(letter)
    (read,) = [one for one in await house.said(story.id) if one.DESCRIPTOR.name == "RecordAccess"]
    assert read.person_id == NEIGHBOUR  # type: ignore[attr-defined]
    assert await reached(house, story) == []  # what lies in an inbox has not reached whom nobody knows to read it
    await close(house, letter, DONE)
    assert await reached(house, story) == [(f"{story.id}.food-licence", "POST", "2026-11-25")]
    assert ("RIGHTS", "POST") not in await house.delivered(story.id)  # no news of the applicant's
    assert await rights_tries(house, story) == {"IN_APP": "delivered", "POST": "delivered"}
    assert story.id not in [one.application_id for one in await announced(house)]


@pytest.mark.engines
async def test_a_letter_that_does_not_arrive_is_followed_by_a_call_and_that_by_an_announcement(
    house: House, story: Story
) -> None:
    await house.hear(story.submitted(), told(story), found(story, address=ADDRESS, phone="13900000000"))
    await house.work()
    (letter,) = await errands(house, application_id=story.id)
    await close(house, letter, WRONG)
    (call,) = await errands(house, application_id=story.id)
    assert (call.channel, call.target) == (Channel.PHONE, "13900000000")
    for _ in range(3):
        await close(house, call, NO_ANSWER)
    (up,) = [one for one in await announced(house) if one.application_id == story.id]
    assert up.end_date == (NOW + timedelta(days=30)).date().isoformat()
    assert await reached(house, story) == [(f"{story.id}.food-licence", "UNSPECIFIED", up.end_date)]
    assert story.id in up.text.zh and "30" not in up.text.en.partition("Up until")[0]
    for personal in (NEIGHBOUR, "王小明", story.applicant, ADDRESS, story.tracking_number):
        assert personal not in str(up)


@pytest.mark.engines
async def test_whose_address_nobody_knows_is_told_publicly_until_the_days_are_over(house: House, story: Story) -> None:
    await house.hear(story.submitted(address="示范市中山路1号"), told(story), found(story, name="王小红"))
    await house.work()
    assert await errands(house, application_id=story.id) == []
    assert await rights_tries(house, story) == {"IN_APP": "delivered", "POST": "failed", "PHONE": "failed"}
    assert story.id in [one.application_id for one in await announced(house)]
    await house.pool.execute(
        "UPDATE announcements SET until_on = $2 FROM notices n WHERE n.id = notice_id AND n.application_id = $1",
        story.id,
        (NOW - timedelta(days=1)).date(),
    )
    assert story.id not in [one.application_id for one in await announced(house)]


@pytest.mark.engines
async def test_what_is_sealed_for_one_person_is_read_for_no_other(house: House, story: Story) -> None:
    other = found(story, "pother", address=ADDRESS)
    other.person_id = NEIGHBOUR
    with pytest.raises(Exception, match="seal"):
        await house.hear(other)


@pytest.mark.engines
async def test_a_hearing_is_announced_to_a_party_in_writing_too(house: House, story: Story) -> None:
    place = story.office.seal(story.id, approval.DecisionText(reasons="政务大厅三楼"))
    hearing = approval.HearingAnnounced(
        application_id=story.id, case_id=f"{story.id}.food-licence", department="market-regulation", number=1,
        hearing_time=NOW, sealed_place=place, person_ids=[NEIGHBOUR],
    )  # fmt: skip
    await house.hear(story.submitted(), hearing, found(story, address=ADDRESS))
    await house.work()
    assert [errand.target for errand in await errands(house, application_id=story.id)] == [ADDRESS]
    mine = await house.notices.list_notices(pb.ListNoticesRequest(application_id=story.id), caller(NEIGHBOUR))
    assert len(mine.notices) == 1


@pytest.mark.engines
async def test_a_letter_that_nobody_posts_holds_nothing_up_for_ever(house: House, story: Story) -> None:
    clock = cast(Any, house.office.clock)
    await house.hear(story.submitted(), told(story), found(story, address=ADDRESS, phone="13900000000"))
    await house.work()
    clock.instant += PARTY_ERRAND_MAX - timedelta(minutes=1)
    await house.overdue.work()
    assert (await rights_tries(house, story))["POST"] == "pending"
    for channel in ("POST", "PHONE"):
        clock.instant += PARTY_ERRAND_MAX
        await house.overdue.work()
        await house.work()
        assert (await rights_tries(house, story))[channel] == "failed"
    until = (NOW + 3 * PARTY_ERRAND_MAX + timedelta(days=30) - timedelta(minutes=1)).date().isoformat()
    assert await reached(house, story) == [(f"{story.id}.food-licence", "UNSPECIFIED", until)]
    assert story.id in [one.application_id for one in await announced(house)]


@pytest.mark.engines
async def test_who_wants_nothing_but_the_inbox_is_reached_by_it_and_who_wants_a_message_by_that(
    house: House, story: Story
) -> None:
    for wanted, by in ((Channel.IN_APP, "IN_APP"), (Channel.SMS, "SMS")):
        other, person = Story.begin(story.office), f"p{new_id()}"
        await house.notices.update_preferences(pb.UpdatePreferencesRequest(channels=[int(wanted)]), caller(person))
        rights = told(other)
        rights.person_id = person
        await house.hear(other.submitted(), rights, found(other, person, phone="13900000000"))
        await house.work()
        assert [channel for _, channel, _ in await reached(house, other, person)] == [by]


@pytest.mark.engines
async def test_whoever_was_reached_learns_the_decision_the_same_way_and_nothing_of_the_applicant(
    house: House, story: Story
) -> None:
    await house.hear(story.submitted(), told(story), found(story, address=ADDRESS, phone="13900000000"))
    await house.work()
    (letter,) = await errands(house, application_id=story.id)
    await close(house, letter, WRONG)
    (call,) = await errands(house, application_id=story.id)
    await close(house, call, DONE)
    decided = story.decided(interested_person_ids=[NEIGHBOUR], certificate_number="JY1")
    await house.hear(decided, found(story, address=ADDRESS, phone="13900000000"))
    await house.work()
    (call,) = await errands(house, application_id=story.id)
    assert (call.channel, call.kind) == (Channel.PHONE, events.NOTICE_KIND_PARTY_DECISION)
    for words in ("作出决定：予以批准", "救济途径", story.id):
        assert words in call.text.zh
    for personal in ("JY1", "符合条件", story.tracking_number, "王小明", story.applicant):
        assert personal not in call.text.zh
    own = await house.notices.list_notices(pb.ListNoticesRequest(application_id=story.id), caller(story.applicant))
    assert {notice.kind for notice in own.notices} & {events.NOTICE_KIND_PARTY_DECISION} == set()


@pytest.mark.engines
async def test_whoever_was_told_of_a_decision_is_told_that_it_was_corrected_and_taken_back(
    house: House, story: Story
) -> None:
    about = {
        "application_id": story.id, "case_id": f"{story.id}.food-licence", "item_code": "food-licence",
        "department": "market-regulation", "interested_person_ids": [NEIGHBOUR],
        "sealed_reasons": story.office.seal(story.id, approval.DecisionText(reasons="承诺不实")),
        "remedy": named("可申请行政复议", "Reconsideration"),
    }  # fmt: skip
    corrected = approval.DecisionCorrected(**about, number=1, correct_time=NOW)
    revoked = approval.DecisionRevoked(
        **about, certificate_number="JY1", certificate_name=named("许可证", "Licence"), revoke_time=NOW,
        marked_until_date="2027-11-25",
    )  # fmt: skip
    await house.hear(story.submitted(), story.decided(interested_person_ids=[NEIGHBOUR]), corrected, revoked)
    await house.hear(revoked)
    await house.work()
    texts = await read(house, story, events.NOTICE_KIND_PARTY_AMENDMENT)
    assert sorted(["更正" in text, "撤销" in text.partition("救济")[0]] for text in texts) == [
        [False, True],
        [True, False],
    ]
    for personal in ("JY1", "承诺不实", "2027", story.tracking_number, "王小明", story.applicant):
        assert not any(personal in text for text in texts)


@pytest.mark.engines
async def test_whoever_was_told_of_a_matter_is_told_once_that_it_ended_undecided_and_not_why(
    house: House, story: Story
) -> None:
    case_id = f"{story.id}.food-licence"
    interests = [approval.CaseInterest(case_id=case_id, person_ids=[NEIGHBOUR])]
    withdrawn = approval.WithdrawalSettled(
        application_id=story.id, withdrawn=True, withdrawn_case_ids=[case_id], interests=interests, settle_time=NOW
    )
    ended = approval.UndecidedEnded(application_id=story.id, ended_case_ids=[case_id], interests=interests)
    await house.hear(story.submitted(), told(story), withdrawn, ended)
    await house.work()
    (text,) = await read(house, story, events.NOTICE_KIND_PARTY_END)
    assert "食品经营许可" in text and story.id in text and "撤回" not in text
    for personal in (story.tracking_number, "王小明", story.applicant):
        assert personal not in text
