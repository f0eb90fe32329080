"""From events to notices in the applicant's hands, on a real PostgreSQL."""

from datetime import datetime

import pytest

from onetrip.approval.v1.commands_pb2 import END_REASON_LAPSED, END_REASON_PREREQUISITE_REFUSED
from onetrip.approval.v1.events_pb2 import DecisionText, UndecidedEnded
from onetrip.intake.v1.events_pb2 import FILING_ROLE_AGENT, FILING_ROLE_CLERK
from onetrip.notification.v1 import notice_service_pb2 as pb
from onetrip.process.v1 import events_pb2 as process
from runtime.sealing import SealBroken
from services.notification.tests.house import House, caller
from services.notification.tests.samples import NOW, REFUSED, Story
from services.notification.tests.test_mandates import mandate

pytestmark = pytest.mark.engines

AGENT = caller("pagent", "agent")
INSTANT = ["RECEIPT", "ACCEPTANCE", "DECISION", "DELIVERY_RECEIPT"]


async def test_an_instant_application_has_four_notices_in_the_inbox_and_four_text_messages(
    house: House, story: Story
) -> None:
    await house.hear(story.submitted(), story.verified(phone="13812345678"), story.accepted(), story.decided())
    await house.hear(story.delivered())
    await house.work()
    # The copies by text message are not news: the inbox had them.
    assert await house.delivered(story.id) == [(kind, "IN_APP") for kind in INSTANT]
    assert await house.tries(story.id) == {
        (kind, channel): "delivered" for kind in INSTANT for channel in ("IN_APP", "SMS")
    }
    assert [letter.to for letter in house.sms.letters] == ["13812345678"] * 4
    listed = await house.notices.list_notices(pb.ListNoticesRequest(), caller(story.applicant))
    assert [notice.number for notice in listed.notices] == [
        "市监送达〔2026〕1号", "市监决定〔2026〕1号", "市监受理〔2026〕1号", "市监收件〔2026〕1号",
    ]  # fmt: skip


async def test_events_in_any_order_and_more_than_once_make_each_notice_once(house: House, story: Story) -> None:
    late = [story.decided(), story.accepted(), story.verified(phone="13812345678"), story.delivered()]
    await house.hear(*late)
    await house.work()
    assert await house.delivered(story.id) == []
    await house.hear(story.submitted())
    await house.hear(*late, story.submitted())
    await house.work()
    await house.hear(*late)
    await house.work()
    assert sorted(await house.delivered(story.id)) == sorted((kind, "IN_APP") for kind in INSTANT)
    assert len(house.sms.letters) == 4


async def test_a_notice_that_a_database_forgot_is_made_again_as_the_one_that_gateways_know(
    house: House, story: Story
) -> None:
    told = (story.submitted(), story.verified(phone="13812345678"), story.accepted())
    other = Story.begin(house.office)
    await house.hear(*told)
    await house.work()
    ids = [letter.id for letter in house.sms.letters]
    printed = await numbers_of(house, story)
    news = await house.pool.fetch("SELECT message_id FROM outbox WHERE key = $1", story.id)
    # Set back to before it was filed (decision 0067).
    await house.pool.execute("DELETE FROM outbox WHERE key = $1 AND message_id NOT LIKE '%:delivered:1'", story.id)
    await house.pool.execute("DELETE FROM deliveries WHERE application_id = $1", story.id)
    await house.pool.execute("DELETE FROM notices WHERE application_id = $1", story.id)
    await house.pool.execute("DELETE FROM numbering")
    await house.hear(*reversed(told))
    await house.work()
    assert sorted(letter.id for letter in house.sms.letters) == sorted([*ids, *ids])
    again = await house.pool.fetch("SELECT message_id FROM outbox WHERE key = $1", story.id)
    assert sorted(again) == sorted(news)
    # As on the paper that the applicant has: the same numbers, dates and codes, and the next one follows after them.
    assert await numbers_of(house, story) == printed
    await house.hear(other.submitted())
    await house.work()
    assert {kind: number for kind, number, *_ in await numbers_of(house, other)} == {1: 2}


async def numbers_of(house: House, story: Story) -> list[tuple[int, int, str, datetime]]:
    query = "SELECT kind, number, code, issued_at FROM notices WHERE application_id = $1 ORDER BY kind"
    return [tuple(row) for row in await house.pool.fetch(query, story.id)]


async def test_a_person_without_an_account_is_called_and_written_to(house: House, story: Story) -> None:
    submitted = story.submitted(
        filed_by="pclerk", filed_as=FILING_ROLE_CLERK, person_name="王小明", phone="075512345678"
    )
    await house.hear(submitted)
    await house.work()
    first = await house.outreach.list_errands(pb.ListErrandsRequest(), caller("pclerk", "clerk"))
    assert [(errand.name, errand.target) for errand in first.errands] == [("王小明", "075512345678")]
    await house.hear(story.verified(name="王小明", address="示范市中山路1号", phone="13800000000"))
    await house.work()
    listed = await house.outreach.list_errands(pb.ListErrandsRequest(), caller("pclerk", "clerk"))
    # What was given with the application goes before what the registers have.
    assert {errand.target for errand in listed.errands} == {"075512345678", "示范市中山路1号"}
    assert await house.tries(story.id) == {("RECEIPT", "PHONE"): "pending", ("RECEIPT", "POST"): "pending"}
    assert await house.delivered(story.id) == []


async def test_an_agent_reads_the_notices_of_what_they_filed_and_nobody_else_does(house: House, story: Story) -> None:
    await house.hear(mandate(story), story.submitted(filed_by="pagent", filed_as=FILING_ROLE_AGENT))
    await house.work()
    for who, count in ((caller(story.applicant), 1), (AGENT, 1), (caller("pother"), 0), (caller("pagent"), 0)):
        listed = await house.notices.list_notices(pb.ListNoticesRequest(), who)
        assert len(listed.notices) == count


async def test_what_cannot_be_opened_is_refused_when_it_comes_in(house: House, story: Story) -> None:
    event = story.decided()
    event.sealed_reasons = event.sealed_reasons[:-1] + b"x"
    with pytest.raises(SealBroken):
        await house.hear(event)


async def test_a_bundle_has_one_decision_notice_for_each_case(house: House, story: Story) -> None:
    ended = UndecidedEnded(
        application_id=story.id,
        ended_case_ids=[f"{story.id}.signboard"],
        decided_case_ids=[f"{story.id}.food-licence"],
        reason=END_REASON_PREREQUISITE_REFUSED,
    )
    lapsed = UndecidedEnded(application_id=story.id, ended_case_ids=["x"], reason=END_REASON_LAPSED)
    await house.hear(story.submitted(), story.decided(outcome=REFUSED), ended, lapsed)
    await house.work()
    listed = await house.notices.list_notices(pb.ListNoticesRequest(), caller(story.applicant))
    assert sorted(notice.title.en for notice in listed.notices) == [
        "Ended without a decision: Signboard",
        "Receipt of your application",
        "Refused: Food licence",
    ]


async def test_a_second_supplement_is_a_notice_of_its_own(house: House, story: Story) -> None:
    await house.hear(story.submitted(), story.supplement(), story.supplement(), story.supplement(round_=2))
    await house.work()
    assert [kind for kind, _ in await house.delivered(story.id)] == ["RECEIPT", "SUPPLEMENT", "SUPPLEMENT"]


async def test_an_interested_party_finds_a_notice_of_its_own_and_none_of_the_applicants(
    house: House, story: Story
) -> None:
    told = [
        process.RightsTold(
            application_id=story.id,
            case_id=f"{story.id}.food-licence",
            person_id=person,
            department="market-regulation",
            request_by=process.DueDate(date="2026-12-02"),
        )
        for person in ("", "pneighbour")
    ]
    await house.hear(mandate(story), story.submitted(filed_by="pagent", filed_as=FILING_ROLE_AGENT), *told, *told)
    await house.hear(story.verified(name="王小明", phone="13812345678"))
    await house.work()
    titles = {}
    for who in (caller("pneighbour"), caller(story.applicant), AGENT):
        subject = who.caller.subject
        listed = await house.notices.list_notices(pb.ListNoticesRequest(), who)
        titles[subject] = [notice.title.zh for notice in listed.notices]
        assert all("王小明" not in str(notice) for notice in listed.notices if subject == "pneighbour")
    assert titles["pneighbour"] == ["利害关系人权利告知书"]
    assert sorted(titles[story.applicant]) == sorted(titles["pagent"]) == ["申请接收回执", "陈述、听证权利告知书"]
    # The telephone known is the applicant's: nothing about the other's notice goes to it, nor into the timeline.
    assert len(house.sms.letters) == 2
    assert await house.delivered(story.id) == [("RECEIPT", "IN_APP"), ("RIGHTS", "IN_APP")]


async def test_that_a_grant_is_to_be_revoked_is_told_once_and_once_more_for_a_calendar_that_moved_its_day(
    house: House, story: Story
) -> None:
    await house.hear(story.submitted(), story.verified(phone="13812345678"), story.accepted(), story.decided())
    proposed = process.RevocationProposed(
        application_id=story.id,
        case_id=f"{story.id}.food-licence",
        item_code="food-licence",
        department="market-regulation",
        sealed_reasons=story.office.seal(story.id, DecisionText(reasons="承诺不实")),
        due=process.DueDate(date="2026-12-16"),
        propose_time=NOW,
    )
    moved = process.RevocationProposed()
    moved.CopyFrom(proposed)
    moved.due.date, moved.calendar_number = "2026-12-17", 2
    await house.hear(proposed, proposed, moved, moved)
    await house.work()
    delivered = await house.delivered(story.id)
    assert delivered.count(("REVOCATION_PROPOSED", "IN_APP")) == 2
