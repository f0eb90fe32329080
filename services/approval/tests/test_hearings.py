"""Who is heard before a decision: interested parties, views that are answered, hearings asked for in time."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.errors.applications import ApplicationEnded, RequestIdReused
from contracts.errors.clocks import SpecialProcedureOpen, SpecialProcedureUnknown
from contracts.errors.hearings import (
    HearingAlreadyRequested,
    HearingBeyondLimit,
    HearingByHandler,
    HearingNotHeld,
    HearingNoticeTooShort,
    HearingRequestTooLate,
    HearingRightRuns,
    HearingTimesUnknown,
    HearingWaived,
    NoHearingRequested,
    NoHearingRight,
    PartyConcernedAlready,
    StatementUnanswered,
)
from contracts.errors.tasks import OwnApplication
from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import decision_service_pb2 as decisions_pb
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import party_service_pb2 as pb
from onetrip.approval.v1 import review_service_pb2 as review_pb
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import InterestedParty
from onetrip.process.v1 import state_pb2
from onetrip.process.v1.events_pb2 import DueDate
from runtime.errors import InvalidInput, LimitExceeded, NotFound
from runtime.ids import new_id
from services.approval.codec import timestamp
from services.approval.domain.hearings import Times, check_date
from services.approval.handlers.office import Office
from services.approval.policy import STATEMENTS_MAX
from services.approval.tests import samples
from services.approval.tests.conftest import NOW
from services.approval.tests.desk import Call, Desk, officer, principal
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

DEPARTMENT = "human-resources"
HANDLER = officer("phandler", DEPARTMENT)
APPLICANT = Call(principal(samples.APPLICANT, "applicant"))
NEIGHBOUR = Call(principal("pneighbour", "applicant"))
STRANGER = Call(principal("pstranger", "applicant"))
REQUEST_BY, TODAY = "2026-12-02", date(2026, 11, 25)
APPROVE = review_pb.TASK_OUTCOME_APPROVE


def contested() -> catalog.ServiceItem:
    """An item whose decision bears directly on major interests."""
    item = samples.graduate()
    item.ClearField("instant")
    item.hearing.CopyFrom(catalog.Hearing(request_working_days=5, hold_working_days=20, notice_working_days=7))
    return item


class Hearing:
    """One application that concerns a neighbour too."""

    def __init__(self, bench: Bench, office: Office, desk: Desk) -> None:
        self.bench, self.office, self.desk = bench, office, desk
        self.item = contested()
        self.case = f"{bench.application_id}.{self.item.code}"

    async def reviewed(self, *named: str) -> review_pb.Task:
        """Under review, the handler holds it; `named` at filing."""
        opening = samples.opening(self.bench.application_id, self.item)
        opening.interested_parties.extend(InterestedParty(person_id=each) for each in named)
        await self.bench.send(opening, new_id())
        stage = self.item.stages[0].code
        await self.bench.send(samples.review(self.office, self.bench.application_id, self.item, stage), new_id())
        return await self.desk.claimed(HANDLER, self.bench.application_id)

    async def told(self, person_id: str = "", until: str = REQUEST_BY, *, provisional: bool = False) -> None:
        """The process has told somebody of the right; `until` empty: what tells them is on its way."""
        right = commands.OpenHearingRight(
            application_id=self.bench.application_id,
            case_id=self.case,
            person_id=person_id,
            request_by=DueDate(date=until, provisional=provisional) if until else None,
        )
        await self.bench.send(right, new_id())

    async def times_known(self) -> None:
        """The process has computed in what time a hearing asked for today is held."""
        days = [TODAY + timedelta(days=n) for n in range(1, 80) if (TODAY + timedelta(days=n)).weekday() < 5]
        times = commands.SetHearingTimes(
            application_id=self.bench.application_id,
            case_id=self.case,
            hold_by=DueDate(date=days[19].isoformat()),
            working_days=[day.isoformat() for day in days],
            notice_working_days=7,
        )
        await self.bench.send(times, new_id())

    async def ask(self, call: Call, **more: str) -> pb.ConcernedCase:
        """Ask for a hearing."""
        fields = {"case_id": self.case, "request_id": new_id(), **more}
        request = pb.RequestHearingRequest(application_id=self.bench.application_id, **fields)
        return (await self.desk.parties.request_hearing(request, call)).case

    async def waive(self, call: Call) -> pb.ConcernedCase:
        """Give the right up."""
        request = pb.WaiveHearingRequest(
            application_id=self.bench.application_id, request_id=new_id(), case_id=self.case
        )
        return (await self.desk.parties.waive_hearing(request, call)).case

    async def state(self, call: Call, text: str, **more: str) -> pb.OwnStatement:
        """State a view."""
        fields = {"request_id": new_id(), **more}
        request = pb.StateViewRequest(application_id=self.bench.application_id, text=text, **fields)
        return (await self.desk.parties.state_view(request, call)).statement

    async def matter(self, call: Call) -> pb.GetMatterResponse:
        """The matter as the caller sees it."""
        return await self.desk.parties.get_matter(pb.GetMatterRequest(application_id=self.bench.application_id), call)

    async def name(self, task: review_pb.Task, person_id: str) -> None:
        """An officer names an interested party."""
        request = review_pb.NameInterestedPartyRequest(id=task.id, request_id=new_id(), person_id=person_id)
        await self.desk.review.name_interested_party(request, HANDLER)

    async def announce(self, task: review_pb.Task, days: int, chair: str = "pchair") -> review_pb.CaseHearing:
        """Set the date, so many days from now."""
        request = review_pb.AnnounceHearingRequest(
            id=task.id,
            request_id=new_id(),
            hearing_time=timestamp(NOW + timedelta(days=days)),
            place="行政服务中心三楼",
            chair=chair,
        )
        return (await self.desk.review.announce_hearing(request, HANDLER)).hearing

    async def record(self, task: review_pb.Task) -> review_pb.CaseHearing:
        """File the record."""
        request = review_pb.RecordHearingRequest(id=task.id, request_id=new_id(), record="Everybody was heard.")
        return (await self.desk.review.record_hearing(request, HANDLER)).hearing

    async def decide(self, task: review_pb.Task, **answers: str) -> review_pb.DecideTaskResponse:
        """Grant it."""
        given = [review_pb.StatementAnswer(statement_id=id_, answer=answer) for id_, answer in answers.items()]
        request = review_pb.DecideTaskRequest(
            id=task.id, request_id=new_id(), outcome=APPROVE, reasons="In order.", answers=given
        )
        return await self.desk.review.decide_task(request, HANDLER)

    def pass_days(self, days: int) -> None:
        """Time passes."""
        clock: Any = self.office.clock
        clock.instant += timedelta(days=days)

    async def said(self, kind: type[Any]) -> list[Any]:
        """Events of one kind."""
        return [event for event in await self.bench.said() if isinstance(event, kind)]


@pytest.fixture
def hearing(bench: Bench, office: Office, desk: Desk) -> Hearing:
    return Hearing(bench, office, desk)


async def test_a_party_named_at_filing_or_by_an_officer_sees_what_concerns_it_and_nobody_else_anything(
    hearing: Hearing,
) -> None:
    task = await hearing.reviewed("pneighbour")
    await hearing.name(task, "plate")
    named = await hearing.said(events.InterestedPartyNamed)
    assert [(each.person_id, each.case_id) for each in named] == [("pneighbour", ""), ("plate", hearing.case)]
    for call in (NEIGHBOUR, Call(principal("plate", "applicant"))):
        (case,) = (await hearing.matter(call)).cases
        assert (case.item_name, case.hearing_right) == (hearing.item.name, pb.HEARING_RIGHT_UNSPECIFIED)
        assert samples.APPLICANT not in str(case)
    for wrong in ("pneighbour", "plate", samples.APPLICANT):
        with pytest.raises(PartyConcernedAlready):
            await hearing.name(task, wrong)
    with pytest.raises(OwnApplication):
        await hearing.name(task, "phandler")
    for attempt in (hearing.matter(STRANGER), hearing.state(STRANGER, "Let me in."), hearing.ask(STRANGER)):
        with pytest.raises(NotFound):
            await attempt


async def test_whom_a_matter_concerns_does_not_handle_it(hearing: Hearing, desk: Desk) -> None:
    task = await hearing.reviewed("pother")
    await desk.review.release_task(review_pb.ReleaseTaskRequest(id=task.id), HANDLER)
    with pytest.raises(OwnApplication):
        await desk.review.claim_task(review_pb.ClaimTaskRequest(id=task.id), officer("pother", DEPARTMENT))


async def test_many_neighbours_can_each_say_much(hearing: Hearing) -> None:
    hearing.item.ClearField("hearing")
    await hearing.reviewed("pneighbour")
    for number in range(STATEMENTS_MAX):
        await hearing.state(NEIGHBOUR, f"View {number}.")
    with pytest.raises(LimitExceeded):
        await hearing.state(NEIGHBOUR, "One more.")
    assert STATEMENTS_MAX == 100


async def test_a_view_is_kept_sealed_seen_by_who_stated_it_and_answered_in_the_reasons(hearing: Hearing) -> None:
    hearing.item.ClearField("hearing")
    task = await hearing.reviewed("pneighbour")
    request_id = new_id()
    view = await hearing.state(NEIGHBOUR, " 影响采光。 ", request_id=request_id)
    assert await hearing.state(NEIGHBOUR, "影响采光。", request_id=request_id) == view
    with pytest.raises(RequestIdReused):
        await hearing.state(NEIGHBOUR, "Something else.", request_id=request_id)
    own = await hearing.state(APPLICANT, "离得很远。")
    assert [each.text for each in (await hearing.matter(NEIGHBOUR)).statements] == ["影响采光。"]
    assert [each.by_applicant for each in await hearing.said(events.ViewStated)] == [False, True]
    assert "采光".encode() not in b"".join(each.SerializeToString() for each in await hearing.bench.said())
    shown = (await hearing.desk.review.get_task(review_pb.GetTaskRequest(id=task.id), HANDLER)).task.statements
    assert {(each.id, each.text) for each in shown} == {(view.id, "影响采光。"), (own.id, "离得很远。")}
    with pytest.raises(StatementUnanswered) as refusal:
        await hearing.decide(task, **{view.id: "日照符合标准。"})
    assert refusal.value.metadata == {"statements": own.id}
    await hearing.decide(task, **{view.id: "日照符合标准。", own.id: "采纳。"})
    listed = decisions_pb.ListDecisionsRequest(application_id=hearing.bench.application_id)
    (decision,) = (await hearing.desk.decisions.list_decisions(listed, APPLICANT)).decisions
    assert "日照符合标准" in decision.reasons and "采纳" in decision.reasons
    assert [list(each.answers) for each in (await hearing.matter(NEIGHBOUR)).statements] == [["日照符合标准。"]]
    (decided,) = await hearing.said(events.CaseDecided)
    assert list(decided.interested_person_ids) == ["pneighbour"]
    with pytest.raises(ApplicationEnded):
        await hearing.state(NEIGHBOUR, "Too late.")


async def test_nothing_is_decided_while_a_hearing_can_be_asked_for_unless_everybody_gave_that_up(
    hearing: Hearing,
) -> None:
    task = await hearing.reviewed("pneighbour")
    with pytest.raises(HearingRightRuns):
        await hearing.decide(task)  # nobody has been told yet
    await hearing.told()
    await hearing.told("pneighbour")
    assert (await hearing.matter(NEIGHBOUR)).cases[0].hearing_right == pb.HEARING_RIGHT_OPEN
    assert (await hearing.waive(APPLICANT)).hearing_right == pb.HEARING_RIGHT_WAIVED
    with pytest.raises(HearingRightRuns):
        await hearing.decide(task)
    with pytest.raises(HearingWaived):
        await hearing.ask(APPLICANT)
    await hearing.waive(NEIGHBOUR)
    await hearing.waive(NEIGHBOUR)
    assert [each.person_id for each in await hearing.said(events.HearingWaived)] == ["", "pneighbour"]
    assert (await hearing.decide(task)).case_outcome == state_pb2.CASE_OUTCOME_GRANTED


async def test_the_last_of_the_five_days_is_still_one_of_them(hearing: Hearing) -> None:
    task = await hearing.reviewed()
    await hearing.told()
    hearing.pass_days(7)  # 2 December
    with pytest.raises(HearingRightRuns):
        await hearing.decide(task)
    hearing.pass_days(1)
    with pytest.raises(HearingRequestTooLate):
        await hearing.ask(APPLICANT)
    assert (await hearing.matter(APPLICANT)).cases[0].hearing_right == pb.HEARING_RIGHT_OVER
    await hearing.decide(task)
    assert await hearing.said(events.HearingRequested) == []


async def test_no_right_is_over_on_a_day_that_may_still_move(hearing: Hearing) -> None:
    task = await hearing.reviewed()
    await hearing.told(provisional=True)
    hearing.pass_days(8)  # 3 December
    with pytest.raises(HearingRightRuns):
        await hearing.decide(task)
    assert (await hearing.matter(APPLICANT)).cases[0].hearing_right == pb.HEARING_RIGHT_OPEN
    await hearing.told()  # the calendar is published
    assert (await hearing.matter(APPLICANT)).cases[0].hearing_right == pb.HEARING_RIGHT_OVER
    await hearing.told(provisional=True)
    await hearing.ask(APPLICANT)


async def test_nothing_is_decided_before_a_party_was_reached_and_its_days_are_over(hearing: Hearing) -> None:
    task = await hearing.reviewed("pneighbour")
    await hearing.told()
    await hearing.told("pneighbour", until="")
    hearing.pass_days(40)
    with pytest.raises(HearingRightRuns) as refusal:
        await hearing.decide(task)
    assert refusal.value.metadata == {"unreached": "1"}
    (case,) = (await hearing.matter(NEIGHBOUR)).cases
    assert (case.hearing_right, case.HasField("request_by")) == (pb.HEARING_RIGHT_OPEN, False)
    await hearing.told("pneighbour", "2027-01-12")
    await hearing.told("pneighbour", until="")  # asked again after silence: the day stands
    assert (await hearing.matter(NEIGHBOUR)).cases[0].request_by.date == "2027-01-12"
    hearing.pass_days(8)
    with pytest.raises(HearingRightRuns):
        await hearing.decide(task)
    hearing.pass_days(1)
    with pytest.raises(HearingRequestTooLate):
        await hearing.ask(NEIGHBOUR)
    await hearing.decide(task)


async def test_who_knows_of_it_before_the_letter_arrives_may_ask_or_give_it_up(hearing: Hearing) -> None:
    task = await hearing.reviewed("pneighbour", "pother")
    await hearing.told()
    await hearing.told("pneighbour", until="")
    await hearing.told("pother", until="")
    await hearing.waive(APPLICANT)
    await hearing.waive(Call(principal("pother", "applicant")))
    with pytest.raises(HearingRightRuns):
        await hearing.decide(task)
    assert (await hearing.ask(NEIGHBOUR)).hearing_right == pb.HEARING_RIGHT_REQUESTED


async def test_who_is_named_late_has_five_days_of_their_own(hearing: Hearing) -> None:
    task = await hearing.reviewed()
    await hearing.told()
    hearing.pass_days(8)
    await hearing.name(task, "pneighbour")
    with pytest.raises(HearingRightRuns):
        await hearing.decide(task)
    await hearing.told("pneighbour", "2026-12-10")
    assert (await hearing.ask(NEIGHBOUR)).hearing_right == pb.HEARING_RIGHT_REQUESTED


async def test_without_a_right_there_is_no_hearing(hearing: Hearing) -> None:
    hearing.item.ClearField("hearing")
    task = await hearing.reviewed("pneighbour")
    for attempt in (hearing.ask(NEIGHBOUR), hearing.ask(APPLICANT), hearing.waive(NEIGHBOUR)):
        with pytest.raises(NoHearingRight):
            await attempt
    with pytest.raises(NoHearingRequested):
        await hearing.announce(task, 12)
    await hearing.decide(task)


async def test_a_hearing_asked_for_stops_the_clock_until_its_record_and_the_decision_rests_on_it(
    hearing: Hearing,
) -> None:
    task = await hearing.reviewed("pneighbour")
    await hearing.told()
    await hearing.told("pneighbour")
    request_id = new_id()
    first = await hearing.ask(NEIGHBOUR, request_id=request_id)
    assert await hearing.ask(NEIGHBOUR, request_id=request_id) == first
    (started,) = await hearing.said(events.SpecialProcedureStarted)
    assert (started.kind, started.expected_working_days) == (state_pb2.SPECIAL_PROCEDURE_HEARING, 20)
    with pytest.raises(HearingAlreadyRequested):
        await hearing.ask(APPLICANT)
    finish = review_pb.FinishSpecialProcedureRequest(id=task.id, request_id=new_id(), procedure_id=started.procedure_id)
    with pytest.raises(SpecialProcedureUnknown):
        await hearing.desk.review.finish_special_procedure(finish, HANDLER)
    with pytest.raises(HearingTimesUnknown):
        await hearing.announce(task, 12)
    await hearing.times_known()
    with pytest.raises(HearingNotHeld):
        await hearing.record(task)
    announced = await hearing.announce(task, 12)
    assert announced.hold_by.date == "2026-12-23"
    (said,) = await hearing.said(events.HearingAnnounced)
    assert (list(said.person_ids), said.number) == (["pneighbour"], 1)
    assert (await hearing.matter(NEIGHBOUR)).cases[0].hearing_place == "行政服务中心三楼"
    hearing.pass_days(12)
    hearing.pass_days(1)
    assert (await hearing.record(task)).record == "Everybody was heard."
    assert (await hearing.bench.names())[-2:] == ["HearingHeld", "SpecialProcedureEnded"]
    with pytest.raises(NoHearingRequested):
        await hearing.record(task)
    await hearing.decide(task)
    listed = decisions_pb.ListDecisionsRequest(application_id=hearing.bench.application_id)
    (decision,) = (await hearing.desk.decisions.list_decisions(listed, APPLICANT)).decisions
    assert "根据2026-12-07听证笔录作出" in decision.reasons


async def test_a_decision_before_the_record_is_refused_by_rule_and_by_the_database(hearing: Hearing) -> None:
    task = await hearing.reviewed()
    await hearing.told()
    await hearing.ask(APPLICANT)
    with pytest.raises(SpecialProcedureOpen):
        await hearing.decide(task)
    with pytest.raises(Exception, match="has no record"):
        await hearing.bench.pool.execute(
            "INSERT INTO outcomes (case_id, application_id, outcome, basis, decision_id, cause, decided_at)"
            " VALUES ($1, $2, 'granted', 'officer', $3, 'c', now())",
            hearing.case, hearing.bench.application_id, new_id(),
        )  # fmt: skip


async def test_seven_days_of_notice_twenty_to_hold_it_and_somebody_else_presides(hearing: Hearing) -> None:
    task = await hearing.reviewed("pneighbour")
    await hearing.told()
    await hearing.ask(APPLICANT)
    await hearing.times_known()
    with pytest.raises(HearingNoticeTooShort) as short:
        await hearing.announce(task, 8)  # 3 December, the sixth working day
    assert short.value.metadata == {"earliest": "2026-12-04"}
    with pytest.raises(HearingBeyondLimit):
        await hearing.announce(task, 29)  # 24 December
    for chair in ("phandler", "pneighbour", samples.APPLICANT):
        with pytest.raises(HearingByHandler):
            await hearing.announce(task, 9, chair)
    with pytest.raises(InvalidInput):
        await hearing.announce(task, -1)
    await hearing.announce(task, 9)
    await hearing.announce(task, 28)
    assert [each.number for each in await hearing.said(events.HearingAnnounced)] == [1, 2]


@pytest.mark.parametrize("attempt", range(4))
async def test_a_request_and_a_waiver_and_a_decision_at_once_leave_one_state_of_things(
    hearing: Hearing, attempt: int
) -> None:
    task = await hearing.reviewed()
    await hearing.told()
    calls = [hearing.ask(APPLICANT), hearing.waive(APPLICANT), hearing.decide(task)]
    await asyncio.gather(*(calls[::-1] if attempt % 2 else calls), return_exceptions=True)
    asked, decided = await hearing.said(events.HearingRequested), await hearing.said(events.CaseDecided)
    assert len(asked) + len(decided) <= 1, "what was decided is heard no more, and what is to be heard is not decided"


async def test_no_rule_decides_at_once_what_somebody_is_to_be_heard_about(bench: Bench, office: Office) -> None:
    item = samples.graduate()
    opening = samples.opening(bench.application_id, item)
    opening.interested_parties.append(InterestedParty(person_id="pneighbour"))
    await bench.send(opening, new_id())
    await bench.send(samples.review(office, bench.application_id, item), new_id())
    assert (await bench.names())[-1] == "InstantDeclined"


def test_a_hearing_that_is_late_is_held_as_soon_as_notice_allows() -> None:
    days = [date(2026, 12, day) for day in range(1, 29)]
    times = Times(date(2026, 12, 10), days, 7)
    check_date(times, date(2026, 12, 10), date(2026, 12, 3))
    check_date(times, date(2026, 12, 15), date(2026, 12, 8))
    with pytest.raises(HearingBeyondLimit):
        check_date(times, date(2026, 12, 16), date(2026, 12, 8))
    with pytest.raises(HearingNoticeTooShort):
        check_date(times, date(2027, 1, 5), date(2026, 12, 27))
