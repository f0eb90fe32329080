"""Whom a clerk serves by the notice that they answer: its code and the name on it, and nobody by anything else."""

from datetime import timedelta
from typing import Any

import pytest

from contracts import served as contract
from contracts.errors.counter import ClerkConcerned, PersonNotIdentified
from onetrip.catalog.v1 import catalog_pb2
from onetrip.notification.v1 import events_pb2 as events
from onetrip.notification.v1 import notice_service_pb2 as pb
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import InvalidInput, NotFound
from services.notification.tests.conftest import SetClock
from services.notification.tests.house import House, caller
from services.notification.tests.samples import NOW, Story
from services.notification.tests.test_parties import ADDRESS, NEIGHBOUR, found, told

pytestmark = pytest.mark.engines
CLERK = caller("pclerk", "clerk")
NAME = "钱望舒"


async def rights_of(house: House, story: Story, name: str = NAME) -> pb.Notice:
    """What the neighbour was told by letter; their name is known only after it was issued."""
    await house.hear(story.submitted(), told(story))
    await house.work()
    await house.hear(found(story, name=name, address=ADDRESS))
    request = pb.ListNoticesRequest(application_id=story.id)
    listed = (await house.notices.list_notices(request, caller(NEIGHBOUR))).notices
    (notice,) = [each for each in listed if each.kind == events.NOTICE_KIND_RIGHTS]
    return notice


def asked(code: str, **changes: Any) -> pb.IdentifyByNoticeRequest:
    """A clerk has somebody on the phone who reads the code out."""
    fields: dict[str, Any] = {"code": code, "name": NAME, "channel": catalog_pb2.CHANNEL_PHONE, **changes}
    return pb.IdentifyByNoticeRequest(**fields)


async def test_who_answers_a_letter_is_known_by_its_code_and_name_and_finds_that_in_their_log(
    house: House, story: Story, clock: SetClock
) -> None:
    notice = await rights_of(house, story)
    clock.instant = NOW + timedelta(days=5)
    letter = {"channel": catalog_pb2.CHANNEL_POST, "receive_date": "2026-11-27"}
    request = asked(notice.verification_code.lower(), **letter)
    answer = await house.outreach.identify_by_notice(request, CLERK)
    assert answer.application_id == story.id
    served = contract.opened(story.office.sealer, answer.served, "pclerk", story.id)
    assert served is not None
    assert (served.person_id, served.channel, served.receive_date) == (
        *(NEIGHBOUR, catalog_pb2.CHANNEL_POST, "2026-11-27"),
    )
    assert contract.opened(story.office.sealer, answer.served, "panother", story.id) is None
    (read,) = [each for each in await house.said(story.id) if isinstance(each, RecordAccess)]
    assert (read.person_id, read.reader, read.purpose, list(read.fields)) == (
        *(NEIGHBOUR, "pclerk", "COUNTER_ACT", ["name"]),
    )


async def test_another_name_or_no_name_known_identifies_nobody_and_that_it_was_tried_is_in_the_log(
    house: House, story: Story
) -> None:
    notice = await rights_of(house, story, name="")
    with pytest.raises(PersonNotIdentified):
        await house.outreach.identify_by_notice(asked(notice.verification_code), CLERK)
    await house.hear(found(story, name="王小红", address=ADDRESS))
    with pytest.raises(PersonNotIdentified):
        await house.outreach.identify_by_notice(asked(notice.verification_code), CLERK)
    assert [type(each) for each in await house.said(story.id)].count(RecordAccess) == 2


async def test_a_code_of_nothing_and_of_what_people_show_to_others_identifies_nobody(
    house: House, story: Story
) -> None:
    await rights_of(house, story)
    request = pb.ListNoticesRequest(application_id=story.id)
    own = (await house.notices.list_notices(request, caller(story.applicant))).notices
    (receipt,) = [each for each in own if each.kind == events.NOTICE_KIND_RECEIPT]
    for code in ("", "made-up", "AAAA-AAAA-AAAA-AAAA", receipt.verification_code):
        with pytest.raises(NotFound):
            await house.outreach.identify_by_notice(asked(code), CLERK)


async def test_a_clerk_is_not_served_by_themselves_nor_in_their_own_matter(house: House, story: Story) -> None:
    notice = await rights_of(house, story)
    for own in (NEIGHBOUR, story.applicant):
        with pytest.raises(ClerkConcerned):
            await house.outreach.identify_by_notice(asked(notice.verification_code), caller(own, "clerk"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"channel": catalog_pb2.CHANNEL_ONLINE},
        {"receive_date": "2026-11-25"},
        {"channel": catalog_pb2.CHANNEL_POST},
        {"channel": catalog_pb2.CHANNEL_POST, "receive_date": "2026-11-24"},
        {"channel": catalog_pb2.CHANNEL_POST, "receive_date": "2026-11-26"},
        {"channel": catalog_pb2.CHANNEL_POST, "receive_date": "20261125"},
    ],
)
async def test_a_letter_has_a_day_that_is_neither_ahead_nor_before_its_notice(
    house: House, story: Story, wrong: dict[str, Any]
) -> None:
    notice = await rights_of(house, story)
    with pytest.raises(InvalidInput):
        await house.outreach.identify_by_notice(asked(notice.verification_code, **wrong), CLERK)
