"""What a clerk writes down for somebody without an account: the right is theirs, both identities are kept."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.errors.applications import ApplicationEnded, RequestIdReused
from contracts.errors.clocks import SpecialProcedureOpen
from contracts.errors.counter import ClerkConcerned, PersonNotIdentified, ReceivedBeforeNotice
from contracts.errors.hearings import HearingRequestTooLate, HearingWaived
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import party_service_pb2 as pb
from onetrip.catalog.v1 import catalog_pb2 as catalog
from runtime.errors import InvalidInput, NotFound, PermissionDenied
from runtime.ids import new_id
from services.approval.codec import timestamp
from services.approval.handlers.office import Office
from services.approval.tests import samples, window
from services.approval.tests.desk import Call, Desk, principal
from services.approval.tests.message_bench import Bench
from services.approval.tests.test_hearings import APPLICANT, NEIGHBOUR, Hearing
from services.approval.tests.window import CLERK

pytestmark = pytest.mark.engines

TODAY, LAST_DAY = "2026-11-25", "2026-12-02"


class Counter(Hearing):
    """The same, with a clerk who serves people."""

    def serve(self, person_id: str, channel: catalog.Channel = catalog.CHANNEL_PHONE, **changes: object) -> str:
        """Whom the clerk serves."""
        fields: dict[str, object] = {"channel": channel, "application_id": self.bench.application_id, **changes}
        application_id = str(fields.pop("application_id"))
        return window.serve(self.office, application_id, person_id, **fields)

    def letter(self, person_id: str, received_on: str) -> str:
        """Whose letter it is."""
        return window.letter(self.office, self.bench.application_id, person_id, received_on)

    async def acts(self) -> list[tuple[object, ...]]:
        """What is kept of who wrote what down for whom."""
        return await window.kept(self.bench.pool, self.bench.application_id)

    async def logged(self) -> list[tuple[str, ...]]:
        """What is said to access logs of what a clerk saw or did."""
        return await window.logged(self.bench.pool, self.bench.application_id)

    async def look(self, served: str, call: Call = CLERK) -> pb.GetMatterResponse:
        """The matter as whom a clerk serves may see it."""
        request = pb.GetMatterRequest(application_id=self.bench.application_id, served=served)
        return await self.desk.parties.get_matter(request, call)

    async def waived(self, served: str) -> pb.ConcernedCase:
        """Give a right up for somebody."""
        fields = {"case_id": self.case, "request_id": new_id(), "served": served}
        request = pb.WaiveHearingRequest(application_id=self.bench.application_id, **fields)
        return (await self.desk.parties.waive_hearing(request, CLERK)).case


@pytest.fixture
def counter(bench: Bench, office: Office, desk: Desk) -> Counter:
    return Counter(bench, office, desk)


async def test_a_neighbours_letter_that_came_in_within_the_days_is_a_request_though_it_is_written_down_later(
    counter: Counter,
) -> None:
    task = await counter.reviewed("pneighbour")
    for person_id in ("", "pneighbour"):
        await counter.told(person_id)
    counter.pass_days(9)  # 4 December: the days are over, and nothing is decided yet
    with pytest.raises(HearingRequestTooLate):
        await counter.ask(NEIGHBOUR)
    request_id, letter = new_id(), counter.letter("pneighbour", LAST_DAY)
    case = await counter.ask(CLERK, served=letter, request_id=request_id)
    assert case.hearing_right == pb.HEARING_RIGHT_REQUESTED
    again = counter.letter("pneighbour", LAST_DAY)  # identified anew: the same person says the same
    assert again != letter
    assert await counter.ask(CLERK, served=again, request_id=request_id) == case
    with pytest.raises(SpecialProcedureOpen):
        await counter.decide(task)
    (asked,) = await counter.said(events.HearingRequested)
    (stopped,) = await counter.said(events.SpecialProcedureStarted)
    assert asked.request_time.ToDatetime(UTC) == datetime(2026, 12, 2, 4, tzinfo=UTC)  # noon in Beijing
    assert stopped.start_time.ToDatetime(UTC) == counter.office.clock.now()  # no pause begins in the past
    kept = ("hearing-request", "pneighbour", "pclerk", "post", date(2026, 12, 2))
    assert await counter.acts() == [kept]
    (said,) = await counter.said(events.ActRecorded)
    assert (said.act, said.clerk_id, said.channel, said.receive_date, said.by_applicant, said.case_id) == (
        *(events.RECORDED_ACT_HEARING_REQUEST, "pclerk", catalog.CHANNEL_POST, LAST_DAY, False, counter.case),
    )
    assert "pneighbour" not in str(said)
    assert await counter.logged() == [("pneighbour", "pclerk", "COUNTER_ACT", "hall", "matter")]
    row = await counter.bench.pool.fetchval("SELECT requested_by FROM hearings WHERE case_id = $1", counter.case)
    assert row == "pneighbour"


@pytest.mark.parametrize("received_on", ["2026-12-03", "2026-12-04"])
async def test_a_letter_that_came_in_after_the_days_is_too_late(counter: Counter, received_on: str) -> None:
    await counter.reviewed("pneighbour")
    await counter.told("pneighbour")
    counter.pass_days(9)
    with pytest.raises(HearingRequestTooLate):
        await counter.ask(CLERK, served=counter.letter("pneighbour", received_on))
    assert await counter.acts() == []


async def test_no_letter_is_older_than_the_notice_that_it_answers_in_time(counter: Counter) -> None:
    await counter.reviewed("pneighbour")
    await counter.told("pneighbour")
    counter.pass_days(8)
    with pytest.raises(ReceivedBeforeNotice):
        await counter.ask(CLERK, served=counter.letter("pneighbour", "2026-11-24"))


async def test_a_letter_that_crossed_the_notice_counts_from_the_notice_while_the_days_run(counter: Counter) -> None:
    await counter.reviewed("pneighbour")
    counter.pass_days(1)
    await counter.told("pneighbour", until="")
    await counter.ask(CLERK, served=counter.letter("pneighbour", TODAY))
    (asked,) = await counter.said(events.HearingRequested)
    assert asked.request_time.ToDatetime(UTC).date() == date(2026, 11, 26)


async def test_what_is_said_at_a_counter_or_on_the_phone_counts_now(counter: Counter) -> None:
    await counter.reviewed()
    await counter.told()
    counter.pass_days(8)
    for channel in (catalog.CHANNEL_COUNTER, catalog.CHANNEL_PHONE):
        with pytest.raises(HearingRequestTooLate):
            await counter.ask(CLERK, served=counter.serve(samples.APPLICANT, channel))


async def test_once_the_case_is_decided_a_letter_of_before_changes_nothing(counter: Counter) -> None:
    task = await counter.reviewed("pneighbour")
    for person_id in ("", "pneighbour"):
        await counter.told(person_id)
    counter.pass_days(8)
    await counter.decide(task)
    with pytest.raises(ApplicationEnded):
        await counter.ask(CLERK, served=counter.letter("pneighbour", LAST_DAY))
    assert (await counter.acts(), await counter.logged()) == ([], [])


async def test_the_applicant_without_an_account_sees_the_matter_states_a_view_and_gives_the_hearing_up(
    counter: Counter,
) -> None:
    await counter.reviewed()
    await counter.told()
    served = counter.serve(samples.APPLICANT, catalog.CHANNEL_COUNTER)
    assert [each.case_id for each in (await counter.look(served)).cases] == [counter.case]
    view = await counter.state(CLERK, "离得很远。", served=served)
    assert [each.id for each in (await counter.look(served)).statements] == [view.id]
    assert (await counter.matter(APPLICANT)).statements[0].id == view.id  # as if said online
    assert (await counter.waived(served)).hearing_right == pb.HEARING_RIGHT_WAIVED
    await counter.waived(served)  # said twice it means the same, and is kept once
    with pytest.raises(HearingWaived):
        await counter.ask(CLERK, served=served)
    by = (samples.APPLICANT, "pclerk", "counter", None)
    assert await counter.acts() == [("hearing-waiver", *by), ("view", *by)]
    said = await counter.said(events.ActRecorded)
    assert [(each.by_applicant, each.about_id) for each in said] == [(True, view.id), (True, counter.case)]
    assert len(await counter.logged()) == 4  # two looks, two acts


async def test_a_neighbour_served_sees_nothing_of_what_others_said(counter: Counter) -> None:
    await counter.reviewed("pneighbour")
    await counter.state(APPLICANT, "Mine.")
    await counter.state(CLERK, "Theirs.", served=counter.serve("pneighbour"))
    matter = await counter.look(counter.serve("pneighbour"))
    assert [each.text for each in matter.statements] == ["Theirs."]
    assert samples.APPLICANT not in str(matter)


async def test_a_clerk_serves_whom_they_identified_for_this_matter_and_nobody_else(counter: Counter) -> None:
    await counter.reviewed("pneighbour")
    await counter.told()
    await counter.told("pneighbour")
    for wrong in (
        counter.serve("pneighbour", clerk_id="panother"),
        counter.serve("pneighbour", application_id=new_id()),
        counter.serve("pneighbour", expire_time=timestamp(datetime.now(UTC) - timedelta(seconds=1))),
        "made-up",
        "é",
        "A" * 2000,
    ):
        for attempt in (counter.look(wrong), counter.ask(CLERK, served=wrong), counter.waived(wrong)):
            with pytest.raises(PersonNotIdentified):
                await attempt
    for attempt in (counter.look(""), counter.ask(CLERK), counter.state(CLERK, "Whose?")):
        with pytest.raises(InvalidInput):
            await attempt
    assert await counter.said(events.ActRecorded) == []


async def test_whom_a_matter_does_not_concern_gets_nothing_at_a_counter_either(counter: Counter) -> None:
    await counter.reviewed("pneighbour")
    await counter.told()
    stranger = counter.serve("pstranger")
    for attempt in (counter.look(stranger), counter.ask(CLERK, served=stranger), counter.waived(stranger)):
        with pytest.raises(NotFound):
            await attempt


async def test_only_a_clerk_serves_and_none_in_a_matter_of_their_own(counter: Counter) -> None:
    await counter.reviewed("pclerk")
    await counter.told()
    with pytest.raises(PermissionDenied):
        await counter.ask(NEIGHBOUR, served=counter.serve(samples.APPLICANT, clerk_id="pneighbour"))
    with pytest.raises(ClerkConcerned):
        await counter.ask(CLERK, served=counter.serve(samples.APPLICANT))
    applicant = Call(principal(samples.APPLICANT, "clerk"))
    with pytest.raises(ClerkConcerned):
        await counter.ask(applicant, served=counter.serve("pclerk", clerk_id=samples.APPLICANT))


async def test_a_clerks_key_with_another_person_is_another_body(counter: Counter) -> None:
    await counter.reviewed("pneighbour", "plate")
    request_id = new_id()
    await counter.state(CLERK, "Too loud.", served=counter.serve("pneighbour"), request_id=request_id)
    for other in (counter.serve("plate"), counter.letter("pneighbour", TODAY)):
        with pytest.raises(RequestIdReused):
            await counter.state(CLERK, "Too loud.", served=other, request_id=request_id)
