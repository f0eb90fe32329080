"""How notices reach people when all goes well, and when it does not; on a real PostgreSQL."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from onetrip.intake.v1.events_pb2 import FILING_ROLE_CLERK, FILING_ROLE_PROACTIVE, ApplicationSubmitted
from onetrip.notification.v1 import events_pb2 as events
from onetrip.notification.v1 import notice_service_pb2 as pb
from onetrip.verification.v1.messages_pb2 import VERIFICATION_OUTCOME_UNAVAILABLE
from services.notification.domain import CONTACT_WAIT_MAX, Channel, DeliveryState
from services.notification.gateways import SandboxGateway, Sent, open_sandbox
from services.notification.office import Office
from services.notification.tests.conftest import SetClock
from services.notification.tests.house import House, caller
from services.notification.tests.samples import Story

pytestmark = pytest.mark.engines


async def test_a_message_waits_until_it_is_known_where_to(house: House, story: Story) -> None:
    await house.hear(story.submitted())
    await house.work()
    assert await house.tries(story.id) == {("RECEIPT", "IN_APP"): "delivered", ("RECEIPT", "SMS"): "pending"}
    await house.hear(story.verified(VERIFICATION_OUTCOME_UNAVAILABLE, address="示范市"))
    await house.work()
    assert not house.sms.letters
    await house.hear(story.verified(round_=2, phone="13812345678"))
    await house.work()
    assert [letter.to for letter in house.sms.letters] == ["13812345678"]


async def test_a_number_given_with_the_application_is_used_at_once(house: House, story: Story) -> None:
    await house.hear(story.submitted(phone="13900000000"))
    await house.work()
    assert [letter.to for letter in house.sms.letters] == ["13900000000"]
    assert story.tracking_number in house.sms.letters[0].text


async def test_nobody_waits_for_ever_for_registers_that_do_not_answer(
    house: House, story: Story, clock: SetClock
) -> None:
    await house.hear(story.submitted(address="示范市中山路1号"))
    await house.work()
    clock.instant += CONTACT_WAIT_MAX + timedelta(seconds=1)
    await house.work()
    assert await house.tries(story.id) == {
        ("RECEIPT", "IN_APP"): "delivered",
        ("RECEIPT", "SMS"): "failed",
        ("RECEIPT", "EMAIL"): "pending",
    }
    clock.instant += CONTACT_WAIT_MAX + timedelta(seconds=1)
    await house.work()
    listed = await house.outreach.list_errands(pb.ListErrandsRequest(), caller("pclerk", "clerk"))
    assert [errand.target for errand in listed.errands] == ["示范市中山路1号"]


async def test_a_channel_without_a_target_gives_way_down_to_a_letter(house: House, story: Story) -> None:
    await house.hear(story.submitted(), story.verified(name="王小明", address="示范市中山路1号"))
    await house.work()
    tries = await house.tries(story.id)
    assert [tries["RECEIPT", each] for each in ("SMS", "EMAIL", "POST")] == ["failed"] * 2 + ["pending"]
    assert ("RECEIPT", "PHONE") not in tries, "who can be written to is not called"
    assert not [each for each in await house.said(story.id) if isinstance(each, events.NoticeFailed)]


async def test_a_gateway_that_is_away_is_asked_again_with_the_same_id_and_then_given_up(
    house: House, story: Story
) -> None:
    house.sms.answers = [Sent.AWAY] * 5
    await house.hear(story.submitted(), story.verified(phone="13812345678", email="a@example.com"))
    await house.work()
    for _ in range(4):
        await house.skip_waits()
        await house.work()
    assert len(house.sms.letters) == 5
    assert len({letter.id for letter in house.sms.letters}) == 1
    assert (await house.tries(story.id))["RECEIPT", "SMS"] == "failed"
    assert [letter.to for letter in house.email.letters] == ["a@example.com"]
    assert "接收回执" in house.email.letters[0].text


async def test_one_who_dies_while_sending_leaves_it_to_another_with_the_same_id(house: House, story: Story) -> None:
    class Dying(Exception):
        pass

    async def die(letters):
        house.sms.letters += letters
        raise Dying

    send, house.sms.send = house.sms.send, die
    await house.hear(story.submitted(phone="13812345678"))
    with pytest.raises(Dying):
        await house.work()
    house.sms.send = send
    await house.work()
    assert len(house.sms.letters) == 1, "the claim still holds"
    await house.skip_waits()
    await house.work()
    assert len(house.sms.letters) == 2
    assert len({letter.id for letter in house.sms.letters}) == 1
    assert (await house.tries(story.id))["RECEIPT", "SMS"] == "delivered"


async def test_several_issuers_and_dispatchers_at_once_number_without_a_gap_and_send_once(
    house: House, pool: asyncpg.Pool, office: Office
) -> None:
    stories = [Story.begin(office) for _ in range(30)]
    for story in stories:
        await house.hear(story.submitted(phone="13812345678"), story.accepted())
    houses = [house, *(House(pool, office, house.gateways) for _ in range(2))]
    for _ in range(3):
        await asyncio.gather(*(each.work() for each in houses))
    numbers = await pool.fetch("SELECT kind, array_agg(number ORDER BY number) AS all FROM notices GROUP BY kind")
    assert [row["all"] for row in numbers] == [list(range(1, 31))] * 2
    assert len(house.sms.letters) == len({letter.id for letter in house.sms.letters}) == 60


async def test_numbers_begin_anew_with_the_year_in_beijing(house: House, office: Office, clock: SetClock) -> None:
    last, first = Story.begin(office), Story.begin(office)
    clock.instant = clock.instant.replace(month=12, day=31, hour=15, minute=59)
    await house.hear(last.submitted())
    await house.work()
    clock.instant += timedelta(minutes=2)
    await house.hear(first.submitted())
    await house.work()
    numbers = []
    for story in (last, first):
        listed = await house.notices.list_notices(pb.ListNoticesRequest(), caller(story.applicant))
        numbers.append(listed.notices[0].number)
    assert numbers == ["市监收件〔2026〕1号", "市监收件〔2027〕1号"]


async def test_a_notice_that_cannot_be_written_takes_no_number_and_holds_up_no_other(
    house: House, office: Office, pool: asyncpg.Pool
) -> None:
    bad, good = Story.begin(office), Story.begin(office)
    await house.hear(bad.submitted(), good.submitted())
    await pool.execute("UPDATE applications SET matter = '{}' WHERE id = $1", bad.id)
    await house.work()
    assert await house.delivered(bad.id) == []
    assert await house.delivered(good.id) == [("RECEIPT", "IN_APP")]
    await pool.execute(
        "UPDATE applications SET matter = (SELECT matter FROM applications WHERE id = $1) WHERE id = $2",
        good.id,
        bad.id,
    )
    await house.issuer.start()
    await house.work()
    listed = await house.notices.list_notices(pb.ListNoticesRequest(), caller(bad.applicant))
    assert [notice.number for notice in listed.notices] == ["市监收件〔2026〕2号"]


async def test_a_notice_that_cannot_be_put_into_a_message_goes_to_a_clerk_and_holds_up_no_other(
    house: House, office: Office, pool: asyncpg.Pool
) -> None:
    bad, good = Story.begin(office), Story.begin(office)
    await house.hear(bad.submitted(phone="13812345678"), good.submitted(phone="13812345679"))
    await house.issuer.work()
    notice_id = await pool.fetchval("SELECT id FROM notices WHERE application_id = $1", bad.id)
    nonsense = office.sealer.seal(f"application/{bad.id}", b"\0\0\0\2\xff\xff", f"Notice:{notice_id}")
    await pool.execute("UPDATE notices SET sealed_text = $2 WHERE id = $1", notice_id, nonsense)
    await house.dispatcher.work()
    assert [letter.to for letter in house.sms.letters] == ["13812345679"]
    states = await pool.fetch("SELECT channel, state FROM deliveries WHERE application_id = $1 ORDER BY 1", bad.id)
    assert (Channel.SMS, DeliveryState.FAILED) in [tuple(row) for row in states]


async def test_who_prefers_the_inbox_is_sent_nothing(house: House, story: Story) -> None:
    prefer = pb.UpdatePreferencesRequest(channels=[events.NOTICE_CHANNEL_IN_APP])
    await house.notices.update_preferences(prefer, caller(story.applicant))
    await house.hear(story.submitted(filed_by="pclerk", filed_as=FILING_ROLE_CLERK, phone="13812345678"))
    await house.work()
    assert await house.tries(story.id) == {("RECEIPT", "IN_APP"): "delivered"}


def unasked(story: Story) -> ApplicationSubmitted:
    """Opened for somebody who has not asked (免申即享): the item says how to reach them."""
    event = story.submitted(filed_by="service:proactive", filed_as=FILING_ROLE_PROACTIVE)
    assert isinstance(event, ApplicationSubmitted)
    event.definition.proactive.channels.extend(["post", "phone"])
    return event


async def test_who_has_not_asked_is_reached_as_the_item_says(house: House, story: Story) -> None:
    await house.hear(unasked(story), story.verified(phone="13812345678", address="示范市南坪区1号"))
    await house.work()
    assert await house.tries(story.id) == {("RECEIPT", "IN_APP"): "delivered", ("RECEIPT", "POST"): "pending"}
    assert not house.sms.letters


async def test_who_has_not_asked_and_has_said_how_is_reached_so(house: House, story: Story) -> None:
    prefer = pb.UpdatePreferencesRequest(channels=[events.NOTICE_CHANNEL_SMS])
    await house.notices.update_preferences(prefer, caller(story.applicant))
    await house.hear(unasked(story), story.verified(phone="13812345678", address="示范市南坪区1号"))
    await house.work()
    assert ("RECEIPT", "SMS") in await house.tries(story.id)
    assert ("RECEIPT", "POST") not in await house.tries(story.id)


async def test_the_sandbox_keeps_each_message_once_and_sealed(
    house: House, pool: asyncpg.Pool, office: Office, story: Story
) -> None:
    house.gateways[Channel.SMS] = SandboxGateway(pool, office.sealer, Channel.SMS)  # type: ignore[assignment]
    await house.hear(story.submitted(phone="13812345678"))
    await house.work()
    await pool.execute("UPDATE deliveries SET state = 1, try_at = now() WHERE channel = 2")
    await house.work()
    [row] = await pool.fetch("SELECT * FROM sandbox_messages")
    assert b"13812345678" not in row["sealed"]
    assert open_sandbox(office.sealer, row["id"], row["sealed"])[0] == "13812345678"


async def test_nothing_personal_is_stored_in_the_clear(house: House, pool: asyncpg.Pool, story: Story) -> None:
    canaries = {"person_name": "甲乙丙丁", "phone": "13898765432", "email": "canary@example.com", "address": "金丝雀路"}
    await house.hear(story.submitted(**canaries), story.verified(phone="13887654321"))
    await house.hear(story.decided(reasons="因为金丝雀"))
    await house.work()
    tables = await pool.fetch("SELECT table_name FROM information_schema.tables WHERE table_schema = 'notification'")
    for table in tables:
        for row in await pool.fetch(f"SELECT t::text AS text FROM {table['table_name']} t"):
            # bytea shows as hexadecimal
            for secret in (*canaries.values(), "13887654321", "因为金丝雀"):
                assert secret not in row["text"]
                assert secret.encode().hex() not in row["text"]
