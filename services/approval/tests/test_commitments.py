"""Commitments 告知承诺: a grant says so and is checked; a false one is revoked after a hearing, and leaves a mark."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from contracts.errors.commitments import (
    NoRevocationProposed,
    OwnFinding,
    StatementPeriodOpen,
    StatementPeriodOver,
)
from contracts.errors.decisions import AlreadyDecided, OutcomeNotPossible, OwnDecision
from contracts.errors.hearings import (
    HearingAlreadyRequested,
    HearingByHandler,
    HearingNotHeld,
    HearingNoticeTooShort,
    HearingWaived,
    NoHearingRequested,
)
from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import decision_service_pb2 as pb
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as review_pb
from onetrip.approval.v1 import supervision_service_pb2 as supervision
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import SignedCommitment
from onetrip.process.v1.events_pb2 import DueDate
from onetrip.verification.v1.facts_pb2 import FactSet
from runtime.errors import LimitExceeded, NotFound
from runtime.ids import new_id
from services.approval.definitions import case_id
from services.approval.domain.commitments import (
    HearingEnding,
    Standing,
    check_ending,
    check_heard,
    check_statement,
    check_uphold,
    check_waive,
    is_proposed,
    mark_until,
)
from services.approval.handlers.office import Office
from services.approval.policy import REVOCATION_STATEMENTS_MAX
from services.approval.tests import samples
from services.approval.tests.desk import Call, Desk, officer, principal, supervisor
from services.approval.tests.message_bench import Bench

DEPARTMENT = "fire-rescue"
OFFICER, CHECKER = officer("pofficer", DEPARTMENT), officer("pchecker", DEPARTMENT)
RECORDER = officer("precorder", DEPARTMENT)
APPLICANT = Call(principal(samples.APPLICANT, "applicant"))
APPROVER = Call(principal("papprover", "approver", department=DEPARTMENT))
TODAY = date(2026, 11, 27)
SIGNED = SignedCommitment(material_code="lease", version=1, text=samples.text("the lease is mine"), signed_by="p")


def item() -> catalog.ServiceItem:
    """A sample item that takes a commitment instead of the lease."""
    sample = samples.fire_check()
    commitment = catalog.Commitment(version=1, text=samples.text("the lease is mine"), check_working_days=40)
    sample.materials.add(code="lease", name=samples.text("lease"), required=True, commitment=commitment)
    sample.limits.yellow_percent = 60
    return sample


ITEM = item()


def proposed(**changes: object) -> Standing:
    fields = {"found_by": "pchecker", "upheld": False, "revoked": False, "heard_until": TODAY, "hearing_open": False}
    return Standing(**{**fields, **changes})  # type: ignore[arg-type]


def test_the_applicant_is_heard_until_the_end_of_the_last_day_and_only_before_a_revocation() -> None:
    check_statement(proposed(), TODAY)
    check_statement(proposed(heard_until=None), TODAY)
    with pytest.raises(StatementPeriodOver):
        check_statement(proposed(), TODAY + timedelta(days=1))
    for none in (None, proposed(upheld=True), proposed(revoked=True)):
        assert not is_proposed(none)
        with pytest.raises(NoRevocationProposed):
            check_statement(none, TODAY)
        with pytest.raises(NoRevocationProposed):
            check_uphold(none, "papprover", TODAY)


@pytest.mark.parametrize("until", [None, TODAY])
def test_nobody_is_revoked_for_a_false_commitment_before_the_time_to_be_heard_is_over(until: date | None) -> None:
    with pytest.raises(StatementPeriodOpen):
        check_heard(proposed(heard_until=until), "papprover", TODAY)
    check_heard(proposed(), "papprover", TODAY + timedelta(days=1))
    with pytest.raises(OwnFinding):
        check_heard(proposed(), "pchecker", TODAY + timedelta(days=1))


def test_who_gives_up_being_heard_need_not_be_waited_for_and_says_nothing_more() -> None:
    check_waive(proposed(), TODAY)
    check_heard(proposed(waived=True), "papprover", TODAY)
    check_uphold(proposed(waived=True, heard_until=None), "papprover", TODAY)
    for over in (check_statement, check_waive):
        with pytest.raises(HearingWaived):
            over(proposed(waived=True), TODAY)
    with pytest.raises(HearingAlreadyRequested):
        check_waive(proposed(hearing_open=True), TODAY)
    with pytest.raises(StatementPeriodOver):
        check_waive(proposed(), TODAY + timedelta(days=1))


def test_a_hearing_asked_for_comes_before_a_revocation_but_not_before_what_the_applicant_wants() -> None:
    after = TODAY + timedelta(days=1)
    with pytest.raises(HearingNotHeld):
        check_heard(proposed(hearing_open=True), "papprover", after)
    check_uphold(proposed(hearing_open=True), "papprover", after)


@pytest.mark.parametrize("ending", [HearingEnding.HELD, HearingEnding.NOT_ATTENDED])
def test_what_came_of_a_hearing_is_on_record_after_its_time_but_who_gives_it_up_is_believed(
    ending: HearingEnding,
) -> None:
    now = datetime(2026, 11, 27, tzinfo=UTC)
    for time in (None, now + timedelta(hours=1)):
        with pytest.raises(HearingNotHeld):
            check_ending(ending, time, now)
        check_ending(HearingEnding.GIVEN_UP, time, now)
    check_ending(ending, now, now)


def test_a_mark_lasts_its_calendar_days() -> None:
    assert mark_until(date(2027, 3, 1), 365) == date(2028, 2, 29)


async def _granted(bench: Bench, office: Office, desk: Desk) -> pb.Decision:
    await bench.send(samples.opening(bench.application_id, ITEM), new_id())
    review = samples.review(office, bench.application_id, ITEM, "document-review", facts=FactSet())
    review.commitments.append(SIGNED)
    await bench.send(review, new_id())
    task = await desk.claimed(OFFICER, bench.application_id)
    shown = (await desk.review.get_task(review_pb.GetTaskRequest(id=task.id), OFFICER)).task
    assert list(shown.commitments) == [SIGNED]
    await desk.decide(OFFICER, task, review_pb.TASK_OUTCOME_APPROVE)
    return await _decision(bench, desk)


async def _decision(bench: Bench, desk: Desk, call: Call = APPLICANT) -> pb.Decision:
    request = pb.ListDecisionsRequest(application_id=bench.application_id)
    (decision,) = (await desk.decisions.list_decisions(request, call)).decisions
    return decision


def _case(bench: Bench) -> dict[str, str]:
    return {"application_id": bench.application_id, "case_id": case_id(bench.application_id, ITEM.code)}


async def _checked(
    bench: Bench, office: Office, desk: Desk, outcome: review_pb.TaskOutcome, heard_until: str = ""
) -> pb.Decision:
    """A grant whose commitment was checked. `heard_until`: the last day for statements, where that is told."""
    decision = await _granted(bench, office, desk)
    await bench.send(commands.CheckCommitment(**_case(bench), due=DueDate(date="2027-01-22")), new_id())
    await desk.decide(CHECKER, await desk.claimed(CHECKER, bench.application_id), outcome)
    if heard_until:
        await bench.send(commands.HearStatement(**_case(bench), due=DueDate(date=heard_until)), new_id())
    return decision


def _revoke(decision: pb.Decision) -> pb.RevokeDecisionRequest:
    return pb.RevokeDecisionRequest(id=decision.id, request_id=new_id(), reason="The lease is not theirs.")


def _state(decision: pb.Decision, words: str = "It is mine.", *, hearing: bool = True) -> pb.MakeStatementRequest:
    return pb.MakeStatementRequest(id=decision.id, request_id=new_id(), words=words, hearing=hearing)


@pytest.mark.engines
async def test_a_grant_on_a_commitment_says_so_in_decision_certificate_and_news(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision = await _granted(bench, office, desk)
    assert list(decision.commitments) == [SIGNED]
    assert "凭告知承诺颁发" in decision.certificate_note.zh and "lease" in decision.certificate_note.en
    (told,) = [event for event in await bench.said() if isinstance(event, events.CaseDecided)]
    assert [(each.material_code, each.check_working_days) for each in told.commitments] == [("lease", 40)]
    assert told.certificate_note == decision.certificate_note
    assert told.yellow_percent == 60, "the check's light is the item's too"


@pytest.mark.engines
async def test_the_check_is_a_task_of_the_department_and_the_supervisor_sees_it_though_the_case_is_granted(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await _granted(bench, office, desk)
    command = commands.CheckCommitment(**_case(bench), due=DueDate(date="2027-01-22"))
    for _ in range(3):
        await bench.send(command, f"{bench.application_id}:check")
    (task,) = await desk.tasks(CHECKER, bench.application_id)
    assert (task.kind, task.due.date) == (review_pb.TASK_KIND_COMMITMENT_CHECK, "2027-01-22")
    moved = commands.CheckCommitment(**_case(bench), due=DueDate(date="2027-01-25"))
    await bench.send(moved, f"{bench.application_id}:check-commitment-calendar:2")
    (task,) = await desk.tasks(CHECKER, bench.application_id)
    assert task.due.date == "2027-01-25", "a calendar that came into force moved it"
    assert list((await desk.review.get_task(review_pb.GetTaskRequest(id=task.id), CHECKER)).task.commitments) == [
        SIGNED
    ]
    listing = supervision.ListCasesRequest(state=supervision.CASE_STATE_GRANTED, page_size=200)
    listed = (await desk.supervision.list_cases(listing, supervisor(DEPARTMENT))).cases
    (case,) = [case for case in listed if case.application_id == bench.application_id]
    assert case.waits_for == supervision.WAITS_FOR_CLAIM
    held = await desk.claimed(CHECKER, bench.application_id)
    with pytest.raises(OutcomeNotPossible):
        await desk.decide(CHECKER, held, review_pb.TASK_OUTCOME_APPROVE)
    with pytest.raises(AlreadyDecided):
        extension = review_pb.ExtendDeadlineRequest(id=held.id, request_id=new_id(), working_days=1, reasons="why")
        await desk.review.extend_deadline(extension, APPROVER)


@pytest.mark.engines
async def test_a_true_commitment_ends_it(bench: Bench, office: Office, desk: Desk) -> None:
    decision = await _checked(bench, office, desk, review_pb.TASK_OUTCOME_COMMITMENT_KEPT)
    told = (await bench.said())[-1]
    assert isinstance(told, events.CommitmentChecked) and told.kept and not told.upheld
    finding = (await _decision(bench, desk)).finding
    assert finding.kept and finding.reasons == "The papers are in order."
    with pytest.raises(NoRevocationProposed):
        await desk.decisions.make_statement(_state(decision), APPLICANT)


@pytest.mark.engines
async def test_a_false_one_revokes_nothing_before_the_applicant_was_heard(
    bench: Bench, office: Office, desk: Desk, pool: asyncpg.Pool
) -> None:
    decision = await _checked(bench, office, desk, review_pb.TASK_OUTCOME_COMMITMENT_FALSE)
    with pytest.raises(StatementPeriodOpen):
        await desk.decisions.revoke_decision(_revoke(decision), APPROVER)
    with pytest.raises(asyncpg.CheckViolationError):
        await pool.execute(
            "INSERT INTO amendments VALUES ($1, 1, $2, 'revocation', '', 'p', now())", decision.id, bench.application_id
        )
    await bench.send(commands.HearStatement(**_case(bench), due=DueDate(date="2099-12-31")), new_id())
    with pytest.raises(StatementPeriodOpen):
        await desk.decisions.revoke_decision(_revoke(decision), APPROVER)
    request = _state(decision)
    answer = await desk.decisions.make_statement(request, APPLICANT)
    assert await desk.decisions.make_statement(request, APPLICANT) == answer
    shown = await _decision(bench, desk, APPROVER)
    assert [(each.words, each.hearing) for each in shown.finding.statements] == [("It is mine.", True)]
    assert shown.finding.statement_due.date == "2099-12-31" and not shown.revoked
    with pytest.raises(NotFound):
        await desk.decisions.make_statement(_state(decision), Call(principal("pstranger", "applicant")))


@pytest.mark.engines
async def test_an_applicant_who_gives_up_being_heard_is_believed_once_and_nobody_waits(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision = await _checked(bench, office, desk, review_pb.TASK_OUTCOME_COMMITMENT_FALSE, "2099-12-31")
    waive = pb.WaiveStatementRequest(id=decision.id, request_id=new_id())
    with pytest.raises(NotFound):
        await desk.decisions.waive_statement(waive, Call(principal("pstranger", "applicant")))
    answer = await desk.decisions.waive_statement(waive, APPLICANT)
    assert await desk.decisions.waive_statement(waive, APPLICANT) == answer
    (said,) = [event for event in await bench.said() if isinstance(event, events.StatementWaived)]
    assert (said.department, said.waive_time) == (DEPARTMENT, answer.waive_time)
    with pytest.raises(HearingWaived):
        await desk.decisions.make_statement(_state(decision), APPLICANT)
    await desk.decisions.revoke_decision(_revoke(decision), APPROVER)
    assert (await _decision(bench, desk)).revoked


@pytest.mark.engines
async def test_after_that_another_approver_revokes_it_with_a_mark_that_is_on_record(
    bench: Bench, office: Office, desk: Desk, pool: asyncpg.Pool
) -> None:
    decision = await _checked(bench, office, desk, review_pb.TASK_OUTCOME_COMMITMENT_FALSE, "2026-01-05")
    await bench.send(commands.ReviewRevocation(**_case(bench), due=DueDate(date="2027-02-22")), new_id())
    (task,) = await desk.tasks(APPROVER, bench.application_id)
    assert task.kind == review_pb.TASK_KIND_REVOCATION
    with pytest.raises(StatementPeriodOver):
        await desk.decisions.make_statement(_state(decision), APPLICANT)
    for subject, error in (("pchecker", OwnFinding), ("pofficer", OwnDecision)):
        with pytest.raises(error):
            call = Call(principal(subject, "approver", department=DEPARTMENT))
            await desk.decisions.revoke_decision(_revoke(decision), call)
    await desk.decisions.revoke_decision(_revoke(decision), APPROVER)
    assert await desk.tasks(APPROVER, bench.application_id) == []
    assert (await _decision(bench, desk)).revoked
    until = (office.day_of(office.clock.now()) + timedelta(days=365)).isoformat()
    marked, revoked = (await bench.said())[-2:]
    assert isinstance(marked, events.ApplicantMarked) and marked.until_date == until
    assert isinstance(revoked, events.DecisionRevoked) and revoked.marked_until_date == until
    row = await pool.fetchrow("SELECT applicant_id, until_on FROM marks WHERE case_id = $1", revoked.case_id)
    assert (row["applicant_id"], row["until_on"].isoformat()) == (samples.APPLICANT, until)


@pytest.mark.engines
async def test_a_day_that_may_still_move_is_open_until_the_process_says_that_it_is_past(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision = await _checked(bench, office, desk, review_pb.TASK_OUTCOME_COMMITMENT_FALSE)
    unpublished = DueDate(date="2026-01-05", provisional=True)
    await bench.send(commands.HearStatement(**_case(bench), due=unpublished), new_id())
    with pytest.raises(StatementPeriodOpen):
        await desk.decisions.revoke_decision(_revoke(decision), APPROVER)
    await bench.send(commands.ReviewRevocation(**_case(bench), due=DueDate(date="2027-02-22")), new_id())
    with pytest.raises(StatementPeriodOver):
        await desk.decisions.make_statement(_state(decision), APPLICANT)
    await desk.decisions.revoke_decision(_revoke(decision), APPROVER)
    assert (await _decision(bench, desk)).revoked


@pytest.mark.engines
async def test_a_statement_that_convinces_lets_the_grant_stand_without_a_mark(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision = await _checked(bench, office, desk, review_pb.TASK_OUTCOME_COMMITMENT_FALSE, "2026-01-05")
    request = pb.UpholdDecisionRequest(id=decision.id, request_id=new_id(), reason="The lease was shown.")
    answer = await desk.decisions.uphold_decision(request, APPROVER)
    assert await desk.decisions.uphold_decision(request, APPROVER) == answer
    assert answer.finding.kept
    told = (await bench.said())[-1]
    assert isinstance(told, events.CommitmentChecked) and told.kept and told.upheld
    assert not (await _decision(bench, desk)).revoked
    assert "ApplicantMarked" not in await bench.names()
    with pytest.raises(NoRevocationProposed):
        request.request_id = new_id()
        await desk.decisions.uphold_decision(request, APPROVER)


@pytest.mark.engines
async def test_a_grant_revoked_for_something_else_ends_the_check_without_a_mark(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision = await _granted(bench, office, desk)
    await bench.send(commands.CheckCommitment(**_case(bench), due=DueDate(date="2027-01-22")), new_id())
    await desk.decisions.revoke_decision(_revoke(decision), APPROVER)
    assert await desk.tasks(CHECKER, bench.application_id) == []
    assert (await bench.said())[-1].marked_until_date == ""  # type: ignore[attr-defined]
    await bench.send(commands.CheckCommitment(**_case(bench), due=DueDate(date="2027-01-22")), new_id())
    assert await desk.tasks(CHECKER, bench.application_id) == []


@pytest.mark.engines
async def test_statements_have_a_limit(bench: Bench, office: Office, desk: Desk) -> None:
    decision = await _checked(bench, office, desk, review_pb.TASK_OUTCOME_COMMITMENT_FALSE)
    for _ in range(REVOCATION_STATEMENTS_MAX):
        await desk.decisions.make_statement(_state(decision), APPLICANT)
    with pytest.raises(LimitExceeded):
        await desk.decisions.make_statement(_state(decision), APPLICANT)


def _pass_days(office: Office, days: int) -> None:
    clock: Any = office.clock
    clock.instant += timedelta(days=days)


async def _wished(bench: Bench, office: Office, desk: Desk) -> tuple[pb.Decision, review_pb.Task]:
    """A false commitment whose giver asks for a hearing, with the time for statements over and its task held."""
    decision = await _checked(bench, office, desk, review_pb.TASK_OUTCOME_COMMITMENT_FALSE, "2026-11-25")
    await desk.decisions.make_statement(_state(decision), APPLICANT)
    await desk.decisions.make_statement(_state(decision, hearing=False), APPLICANT)
    _pass_days(office, 1)
    await bench.send(commands.ReviewRevocation(**_case(bench), due=DueDate(date="2027-02-22")), new_id())
    return decision, await desk.claimed(RECORDER, bench.application_id)


def _hearing(
    task: review_pb.Task, office: Office, days: int, chair: str = "pchair"
) -> review_pb.AnnounceHearingRequest:
    request = review_pb.AnnounceHearingRequest(id=task.id, request_id=new_id(), place="行政服务中心三楼", chair=chair)
    request.hearing_time.FromDatetime(office.clock.now() + timedelta(days=days))
    return request


def _minutes(
    task: review_pb.Task, ending: review_pb.HearingEnding = review_pb.HEARING_ENDING_UNSPECIFIED
) -> review_pb.RecordHearingRequest:
    return review_pb.RecordHearingRequest(id=task.id, request_id=new_id(), record="They were heard.", ending=ending)


@pytest.mark.engines
async def test_a_hearing_asked_for_is_held_before_the_revocation_and_its_minutes_stand_beside_it(
    bench: Bench, office: Office, desk: Desk, pool: asyncpg.Pool
) -> None:
    decision, task = await _wished(bench, office, desk)
    with pytest.raises(HearingNotHeld):
        await desk.decisions.revoke_decision(_revoke(decision), APPROVER)
    with pytest.raises(asyncpg.CheckViolationError):
        await pool.execute(
            "INSERT INTO amendments VALUES ($1, 1, $2, 'revocation', '', 'p', now())", decision.id, bench.application_id
        )
    with pytest.raises(HearingNotHeld):
        await desk.review.record_hearing(_minutes(task), RECORDER)
    with pytest.raises(HearingNoticeTooShort):
        await desk.review.announce_hearing(_hearing(task, office, 13), RECORDER)
    with pytest.raises(HearingByHandler):
        await desk.review.announce_hearing(_hearing(task, office, 14, "pchecker"), RECORDER)
    await desk.review.announce_hearing(_hearing(task, office, 14), RECORDER)
    await desk.review.announce_hearing(_hearing(task, office, 15), RECORDER)
    told = [event for event in await bench.said() if isinstance(event, events.HearingAnnounced)]
    assert [(each.number, list(each.person_ids)) for each in told] == [(1, []), (2, [])]
    _pass_days(office, 15)
    assert (await desk.review.record_hearing(_minutes(task), RECORDER)).hearing.record == "They were heard."
    assert (await bench.names())[-1] == "HearingHeld"
    with pytest.raises(NoHearingRequested):
        await desk.review.record_hearing(_minutes(task), RECORDER)
    shown = (await _decision(bench, desk, APPROVER)).finding.hearing
    assert (shown.record, shown.ending) == ("They were heard.", review_pb.HEARING_ENDING_HELD)
    await desk.decisions.revoke_decision(_revoke(decision), APPROVER)
    assert (await _decision(bench, desk)).revoked


@pytest.mark.engines
async def test_who_gives_the_hearing_up_keeps_no_grant_waiting_and_it_is_on_record(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision, task = await _wished(bench, office, desk)
    await desk.review.record_hearing(_minutes(task, review_pb.HEARING_ENDING_GIVEN_UP), RECORDER)
    assert "HearingHeld" not in await bench.names()
    await desk.decisions.revoke_decision(_revoke(decision), APPROVER)
    assert (await _decision(bench, desk)).finding.hearing.ending == review_pb.HEARING_ENDING_GIVEN_UP


@pytest.mark.engines
async def test_a_grant_can_be_upheld_without_the_hearing(bench: Bench, office: Office, desk: Desk) -> None:
    decision, _ = await _wished(bench, office, desk)
    request = pb.UpholdDecisionRequest(id=decision.id, request_id=new_id(), reason="The lease was shown.")
    assert (await desk.decisions.uphold_decision(request, APPROVER)).finding.kept
