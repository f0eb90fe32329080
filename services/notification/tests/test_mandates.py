"""An agent reads what they filed for somebody while the mandate lives; who they acted for reads it always."""

from datetime import datetime, timedelta

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.catalog.v1.catalog_pb2 import APPLICANT_KIND_ORGANISATION
from onetrip.intake.v1.events_pb2 import FILING_ROLE_AGENT, ApplicationSubmitted, MandateChanged
from onetrip.notification.v1 import notice_service_pb2 as pb
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import NotFound
from runtime.ids import new_id
from runtime.rpc_calls import Context
from services.notification.tests.conftest import SetClock
from services.notification.tests.house import House, caller
from services.notification.tests.samples import NOW, Story

pytestmark = pytest.mark.engines

AGENT = caller("pagent", "agent")
ENDS = NOW + timedelta(days=1)


def mandate(
    story: Story,
    *,
    id_: str = "",
    ends: datetime = ENDS,
    revoked: bool = False,
    items: tuple[str, ...] = (),
    organisation: str = "",
) -> MandateChanged:
    """Intake says how a mandate of the applicant's for the agent stands."""
    return MandateChanged(
        mandate_id=id_ or new_id(),
        principal_id=story.applicant,
        agent_id="pagent",
        item_codes=items,
        expire_time=_stamp(ends),
        revoke_time=_stamp(NOW) if revoked else None,
        organisation=organisation,
    )


def _stamp(at: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(at)
    return stamp


async def listed(house: House, who: Context) -> list[str]:
    """Ids of the notices somebody sees; each of them is read and printed too."""
    ids = [each.id for each in (await house.notices.list_notices(pb.ListNoticesRequest(), who)).notices]
    for notice_id in ids:
        await house.notices.get_notice(pb.GetNoticeRequest(id=notice_id), who)
        assert [each async for each in house.notices.download_notice(pb.DownloadNoticeRequest(id=notice_id), who)]
    return ids


async def absent(house: House, notice_id: str, who: Context) -> bool:
    """Whether a notice is there in no way: not in the list, not its text, not as a document."""
    with pytest.raises(NotFound):
        await house.notices.get_notice(pb.GetNoticeRequest(id=notice_id), who)
    with pytest.raises(NotFound):
        [each async for each in house.notices.download_notice(pb.DownloadNoticeRequest(id=notice_id), who)]
    return notice_id not in await listed(house, who)


async def filed(house: House, story: Story, *mandates: MandateChanged) -> str:
    """The agent has filed, under these mandates; returns the receipt's id."""
    await house.hear(*mandates, story.submitted(filed_by="pagent", filed_as=FILING_ROLE_AGENT))
    await house.work()
    [receipt] = await listed(house, caller(story.applicant))
    return receipt


async def test_a_mandate_stops_at_its_instant_for_the_agent_and_not_for_the_person(
    house: House, story: Story, clock: SetClock
) -> None:
    receipt = await filed(house, story, mandate(story))
    clock.instant = ENDS - timedelta(microseconds=1)
    assert await listed(house, AGENT) == [receipt]
    clock.instant = ENDS
    assert await absent(house, receipt, AGENT)
    assert await listed(house, caller(story.applicant)) == [receipt]


async def test_a_withdrawn_mandate_stops_when_it_is_heard_and_in_whatever_order(house: House, story: Story) -> None:
    living = mandate(story)
    receipt = await filed(house, story, living)
    assert await listed(house, AGENT) == [receipt]
    await house.hear(mandate(story, id_=living.mandate_id, revoked=True))
    assert await absent(house, receipt, AGENT)
    await house.hear(living)
    assert await absent(house, receipt, AGENT)
    assert await listed(house, caller(story.applicant)) == [receipt]


async def test_a_mandate_covers_the_items_it_names_and_another_one_may_live_on(house: House, story: Story) -> None:
    receipt = await filed(house, story, mandate(story, revoked=True), mandate(story, items=("food-licence",)))
    assert await absent(house, receipt, AGENT), "a part of the bundle is not the bundle"
    again = Story(story.office, new_id(), story.applicant)
    await house.hear(mandate(story, items=("restaurant",)))
    await house.hear(again.submitted(filed_by="pagent", filed_as=FILING_ROLE_AGENT))
    await house.work()
    assert len(await listed(house, AGENT)) == 1


async def test_what_is_issued_after_the_end_goes_to_the_applicant_only(house: House, story: Story) -> None:
    living = mandate(story)
    receipt = await filed(house, story, living)
    await house.hear(mandate(story, id_=living.mandate_id, revoked=True), story.decided())
    await house.work()
    assert len(await listed(house, caller(story.applicant))) == 2
    # A new mandate is none for what was not the agent's to read.
    await house.hear(mandate(story))
    assert await listed(house, AGENT) == [receipt]


async def test_who_filed_without_a_mandate_that_lives_reads_nothing(house: House, story: Story) -> None:
    receipt = await filed(house, story, mandate(story, ends=NOW))
    assert await absent(house, receipt, AGENT)


async def test_a_mandate_for_one_company_is_none_for_another(house: House, story: Story) -> None:
    by_company = story.submitted(filed_by="pagent", filed_as=FILING_ROLE_AGENT)
    by_company.MergeFrom(ApplicationSubmitted(applicant_kind=APPLICANT_KIND_ORGANISATION, organisation="company-a"))
    await house.hear(*(mandate(story, organisation=each) for each in ("company-b", "")), by_company)
    await house.work()
    assert not await listed(house, AGENT)
    again = Story(story.office, new_id(), story.applicant)
    second = again.submitted(filed_by="pagent", filed_as=FILING_ROLE_AGENT)
    second.MergeFrom(ApplicationSubmitted(applicant_kind=APPLICANT_KIND_ORGANISATION, organisation="company-a"))
    await house.hear(mandate(story, organisation="company-a"), second)
    await house.work()
    assert len(await listed(house, AGENT)) == 1


async def test_what_an_agent_reads_is_in_the_log_of_whom_they_act_for_and_their_own_is_in_none(
    house: House, story: Story
) -> None:
    receipt = await filed(house, story, mandate(story))
    own = Story(story.office, new_id(), "pagent")
    await house.hear(own.submitted())
    await house.work()
    assert not [each for each in await house.said(story.id) if isinstance(each, RecordAccess)], "the person's own reads"
    assert receipt in await listed(house, AGENT)
    noted = [each for each in await house.said(story.id) if isinstance(each, RecordAccess)]
    assert {(each.person_id, each.reader, each.role, each.purpose) for each in noted} == {
        (story.applicant, "pagent", "agent", "MANDATE")
    }
    assert [list(each.fields) for each in noted] == [["notice"], ["notice"], ["name", "notice"]]
    assert not [each for each in await house.said(own.id) if isinstance(each, RecordAccess)]


async def test_an_agents_own_matters_need_no_mandate(house: House, story: Story) -> None:
    own = Story(story.office, new_id(), "pagent")
    await house.hear(mandate(story, revoked=True), own.submitted())
    await house.work()
    assert len(await listed(house, AGENT)) == 1
