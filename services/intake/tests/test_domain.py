"""The state machine of the view keeps its promises whatever order the news comes in, and however often."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.topics.names import INTAKE
from contracts.topics.table import TOPICS
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.notification.v1 import events_pb2 as notification
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1 import facts_pb2
from onetrip.verification.v1 import messages_pb2 as verification
from services.intake.codec import decode_progress, encode_progress
from services.intake.domain import FINAL, Due, Outcome, Progress, State
from services.intake.projections.table import PROJECTIONS
from services.intake.tests.bench import NOW

CASES = ("app.one", "app.two")
ENDINGS = (
    process.ApplicationCompleted,
    process.ApplicationLapsed,
    process.ApplicationWithdrawn,
    process.ApplicationNotAccepted,
    process.ApplicationRevoked,
)
Told = tuple[Message, datetime]


def at(minutes: int) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(NOW + timedelta(minutes=minutes))
    return stamp


def missing(*codes: str) -> list[facts_pb2.MissingMaterial]:
    return [facts_pb2.MissingMaterial(item_code="one", material_code=code) for code in codes]


minutes = st.integers(0, 500)
rounds = st.integers(1, 3)
case_ids = st.sampled_from(CASES)
# Enough to find a wrong order; the whole unit run has 15 seconds.
few = settings(max_examples=40, deadline=None)


def progress_of(case_id: str, outcome: int = 0) -> process.CaseProgress:
    due = process.DueDate(date="2026-12-24")
    return process.CaseProgress(case_id=case_id, due=due, promised=due, outcome=outcome)  # pyright: ignore


NEWS: st.SearchStrategy[Message] = st.one_of(
    # What a round says depends on the round alone: one round is told once, perhaps several times over.
    st.builds(lambda r: process.VerificationStarted(round=r, start_time=at(r * 60)), rounds),
    st.builds(lambda r: process.RegisterAwaited(round=r, registers=[f"register-{r}"], wait_time=at(r * 60)), rounds),
    st.builds(
        lambda r: verification.VerificationCompleted(
            round=r,
            outcome=1 + r % 3,  # pyright: ignore
            missing=missing("lease") if 1 + r % 3 == 2 else (),
            proofs_spared=r,
        ),
        rounds,
    ),
    st.builds(
        lambda r: process.SupplementRequested(
            round=r, missing=missing("lease"), due=process.DueDate(date="2026-12-16"), request_time=at(r * 60 + 30)
        ),
        rounds,
    ),
    st.builds(
        lambda r: process.OperatorActed(kind=r, request_id=f"r{r}", act_time=at(r * 60)),  # pyright: ignore
        rounds,
    ),
    st.builds(lambda: process.ApplicationAccepted(accept_time=at(300), cases=map(progress_of, CASES))),
    st.builds(lambda: process.ApplicationDecided(decide_time=at(400), cases=map(progress_of, CASES))),
    st.builds(lambda c, m: process.LightChanged(case_id=c, light=1 + m % 3, change_time=at(m)), case_ids, minutes),  # pyright: ignore
    # Each of these is said once, each minute's with other dates.
    st.builds(
        lambda c, m: process.DeadlineMoved(
            case_id=c,
            cause=1 + m % 3,  # pyright: ignore
            procedure_id=f"procedure-{m // 3 % 3}" if m % 3 < 2 else "",
            procedure=state_pb2.SPECIAL_PROCEDURE_HEARING,
            due=process.DueDate(date=f"2027-01-{1 + m % 28:02}"),
            move_time=at(m),
        ),
        case_ids,
        minutes,
    ),
    st.builds(lambda: approval.ApplicationOpened(visits_budget=1, visits_used=1)),
    st.builds(
        lambda c, m: approval.TaskClaimed(case_id=c, task_id=f"{c}{m}", department="d", claim_time=at(m)),
        case_ids,
        minutes,
    ),
    st.builds(
        lambda c, m: approval.TaskReassigned(case_id=c, task_id=c, department="d", reassign_time=at(m)),
        case_ids,
        minutes,
    ),
    st.builds(lambda c: approval.StageCompleted(case_id=c, stage="s", complete_time=at(350)), case_ids),
    st.builds(lambda c: approval.CaseDecided(case_id=c, outcome=1, decide_time=at(390)), case_ids),  # pyright: ignore
    st.builds(lambda c: approval.UndecidedEnded(ended_case_ids=[c], end_time=at(380)), case_ids),
    st.builds(lambda: approval.DeliveryStarted(delivery_id="d", start_time=at(410))),
    st.builds(lambda: approval.ResultDelivered(delivery_id="d", deliver_time=at(420))),
    st.builds(lambda: approval.DeliveryStopped(delivery_id="e", visits_used=0, stop_time=at(425))),
    st.builds(
        lambda w: approval.DeliveryRerouted(delivery_id="d", way=w, visits_used=1, reroute_time=at(415 + w)), rounds
    ),
    st.builds(
        lambda m: approval.VisitRequested(visit_id="v", appointment=m, visits_used=1, request_time=at(m)), minutes
    ),
    st.builds(lambda: approval.VisitRefused(visit_id="w", refuse_time=at(200))),
    st.builds(lambda: approval.VisitConverted(visit_id="w", convert_time=at(210))),
    st.builds(lambda: approval.WithdrawalSettled(settle_time=at(395), decided_case_ids=CASES)),
    st.builds(lambda m: notification.NoticeDelivered(notice_id=f"n{m}", deliver_time=at(m)), minutes),
)


def told_at(message: Message) -> datetime:
    """When a message without a time of its own was said: its round says it."""
    return NOW + timedelta(minutes=getattr(message, "round", 1) * 60 + 10)


def after(news: list[Message], progress: Progress | None = None) -> Progress:
    progress = progress or Progress()
    for message in news:
        progress, _ = PROJECTIONS[type(message)](progress, message, told_at(message))
    return progress


def ending(kind: type[Any]) -> Message:
    return kind()


def test_every_event_for_intake_has_a_projection() -> None:
    events = [topic for topic in TOPICS if ".events." in topic.name]
    agreed = set().union(*(topic.consumers.get(INTAKE, frozenset()) for topic in events))
    assert PROJECTIONS.keys() == agreed


def test_states_and_outcomes_are_numbered_as_in_the_protos() -> None:
    for state in State:
        assert state_pb2.ApplicationState.Value(f"APPLICATION_STATE_{state.name}") == state
    for outcome in Outcome:
        name = "UNSPECIFIED" if outcome is Outcome.NONE else outcome.name
        assert state_pb2.CaseOutcome.Value(f"CASE_OUTCOME_{name}") == outcome


@few
@given(st.lists(NEWS, max_size=12), st.randoms())
def test_the_order_of_the_news_does_not_matter(news: list[Message], random: Any) -> None:
    shuffled = list(news)
    random.shuffle(shuffled)
    one, other = after(news), after(shuffled)
    assert one.state == other.state
    assert {id_: case.outcome for id_, case in one.cases.items()} == {
        id_: case.outcome for id_, case in other.cases.items()
    }
    assert one.supplement == other.supplement
    assert one.verification == other.verification
    assert one.supplement_open == other.supplement_open


@few
@given(st.lists(NEWS, max_size=12), st.integers(0, 11))
def test_news_told_twice_changes_nothing_more(news: list[Message], index: int) -> None:
    once = after(news)
    again = after(news[index : index + 1], once)
    assert again == once


@few
@given(NEWS, st.lists(NEWS, max_size=6), st.lists(NEWS, max_size=6))
def test_an_entry_has_the_same_key_whenever_it_is_told(
    message: Message, before: list[Message], later: list[Message]
) -> None:
    first = PROJECTIONS[type(message)](after(before), message, told_at(message))[1]
    second = PROJECTIONS[type(message)](after(later), message, told_at(message))[1]
    if not isinstance(message, process.LightChanged):
        assert first == second


@few
@given(st.lists(NEWS, max_size=10), st.sampled_from(ENDINGS), st.lists(NEWS, max_size=10), st.sampled_from(ENDINGS))
def test_a_final_state_never_changes(
    before: list[Message], kind: type[Any], later: list[Message], other: type[Any]
) -> None:
    ended = after([*before, ending(kind)])
    assert ended.state in FINAL
    assert ended.ended
    assert after([*later, ending(other)], ended).state is ended.state


@few
@given(st.lists(NEWS, max_size=14))
def test_after_acceptance_nothing_is_asked_and_no_step_is_taken_back(news: list[Message]) -> None:
    progress = Progress()
    highest = State.RECEIVED
    for message in news:
        progress = after([message], progress)
        if highest >= State.ACCEPTED:
            assert progress.state >= highest
            assert not progress.supplement_open
        highest = max(highest, progress.state)


@few
@given(st.lists(NEWS, max_size=12), st.booleans())
def test_progress_survives_its_column(news: list[Message], ended: bool) -> None:
    progress = after([*news, process.ApplicationCompleted(complete_time=at(500))] if ended else news)
    assert decode_progress(encode_progress(progress)) == progress


@few
@given(st.lists(st.tuples(case_ids, st.sampled_from(list(Outcome))), max_size=8))
def test_a_decision_is_never_taken_back(outcomes: list[tuple[str, Outcome]]) -> None:
    progress = Progress()
    decided_first: dict[str, Outcome] = {}
    for case_id, outcome in outcomes:
        progress = progress.with_outcome(case_id, outcome)
        if outcome in (Outcome.GRANTED, Outcome.REFUSED):
            decided_first.setdefault(case_id, outcome)
    for case_id, outcome in decided_first.items():
        assert progress.cases[case_id].outcome is outcome


def test_a_part_of_the_supplement_leaves_the_wait_open() -> None:
    asked = [
        verification.VerificationCompleted(round=1, outcome=2, missing=missing("lease", "layout")),  # pyright: ignore
        process.SupplementRequested(round=1, missing=missing("lease", "layout"), request_time=at(80)),
    ]
    progress = after(asked)
    assert progress.state is State.SUPPLEMENT_REQUESTED
    progress = after([process.VerificationStarted(round=2, start_time=at(120))], progress)
    assert progress.state is State.VERIFYING
    assert progress.supplement_open
    part = verification.VerificationCompleted(round=2, outcome=2, missing=missing("layout"))  # pyright: ignore
    progress = after([part], progress)
    assert progress.state is State.SUPPLEMENT_REQUESTED
    assert [each.material_code for each in progress.still_missing] == ["layout"]
    progress = after([verification.VerificationCompleted(round=3, outcome=1)], progress)  # pyright: ignore
    assert not progress.supplement_open
    assert progress.state is State.VERIFYING


def test_what_a_window_asked_for_is_awaited_until_each_is_brought_whatever_verification_misses() -> None:
    asked = process.SupplementRequested(
        round=1, missing=missing("lease", "layout"), request_time=at(80), department="construction"
    )
    complete = verification.VerificationCompleted(round=2, outcome=1)  # pyright: ignore
    progress = after([verification.VerificationCompleted(round=1, outcome=1), asked])  # pyright: ignore
    corrected = after([process.VerificationStarted(round=2, start_time=at(120)), complete], progress)
    assert (corrected.state, corrected.supplement_open) == (State.SUPPLEMENT_REQUESTED, True)
    part = after([process.VerificationStarted(round=2, start_time=at(120))], progress.with_given({"lease"}))
    assert [each.material_code for each in part.still_missing] == ["layout"]
    part = after([complete], part)
    assert (part.state, part.supplement_open) == (State.SUPPLEMENT_REQUESTED, True)
    assert [each.material_code for each in part.still_missing] == ["layout"]
    whole = after([verification.VerificationCompleted(round=3, outcome=1)], part.with_given({"layout"}))  # pyright: ignore
    assert (whole.state, whole.supplement_open) == (State.VERIFYING, False)


def test_what_is_asked_for_after_acceptance_is_awaited_until_it_is_in_or_its_wait_is_over() -> None:
    asked = process.SupplementRequested(round=2, missing=missing("lease", "layout"), request_time=at(200), case_id="c")
    progress = after([process.ApplicationAccepted(accept_time=at(100)), asked])
    assert (progress.state, progress.supplement_open) == (State.ACCEPTED, True)
    part = progress.with_given({"lease"})
    assert [each.material_code for each in part.still_missing] == ["layout"]
    assert not part.with_given({"layout"}).supplement_open
    over = process.LaterSupplementOver(round=2, case_id="c", missing=missing("layout"), over_time=at(300))
    told, (entry,) = PROJECTIONS[process.LaterSupplementOver](part, over, NOW)
    assert (told.supplement_open, entry.kind) == (False, "LATER_SUPPLEMENT_OVER")
    decided = approval.CaseDecided(case_id="c", outcome=2, decide_time=at(300))  # pyright: ignore
    assert not after([decided], part).supplement_open


def test_what_is_promised_for_later_alone_does_not_keep_the_wait_open() -> None:
    late = facts_pb2.MissingMaterial(material_code="photo", secondary=True, promised=True)
    progress = after(
        [
            process.SupplementRequested(round=1, missing=[*missing("lease"), late], request_time=at(61)),
            verification.VerificationCompleted(round=2, outcome=2, missing=[late]),  # pyright: ignore
        ]
    )
    assert not progress.supplement_open


def test_a_case_is_held_until_its_stage_is_done() -> None:
    claimed = approval.TaskClaimed(case_id="app.one", task_id="t", department="fire-rescue", claim_time=at(10))
    progress = after([claimed])
    stages = {"fire-check": "fire-rescue"}
    assert progress.cases["app.one"].holders(stages) == ("fire-rescue",)
    progress = after([approval.StageCompleted(case_id="app.one", stage="fire-check", complete_time=at(20))], progress)
    assert progress.cases["app.one"].holders(stages) == ()


def test_a_case_that_is_given_back_is_held_by_nobody_until_it_is_taken_again() -> None:
    def claimed(minute: int) -> approval.TaskClaimed:
        return approval.TaskClaimed(case_id="app.one", task_id="t", department="fire-rescue", claim_time=at(minute))

    released = approval.TaskReleased(case_id="app.one", task_id="t", department="fire-rescue", release_time=at(20))
    progress = after([claimed(10), released])
    assert progress.cases["app.one"].holders({}) == ()
    assert after([claimed(30)], progress).cases["app.one"].holders({}) == ("fire-rescue",)


def test_a_withdrawal_is_pending_until_it_is_settled() -> None:
    progress = replace(Progress(), withdrawal_asked_at=NOW)
    assert progress.withdrawal_pending
    assert not after([approval.WithdrawalSettled(settle_time=at(1))], progress).withdrawal_pending
    assert not after([process.ApplicationWithdrawn(withdraw_time=at(1))], progress).withdrawal_pending


def test_a_case_that_changed_hands_is_held_by_its_department_still() -> None:
    reassigned = approval.TaskReassigned(case_id="app.one", task_id="t", department="d", reassign_time=at(20))
    released = approval.TaskReleased(case_id="app.one", task_id="t", department="d", release_time=at(10))
    progress, (entry,) = PROJECTIONS[type(reassigned)](after([released]), reassigned, told_at(reassigned))
    assert progress.cases["app.one"].holders({}) == ("d",)
    assert (entry.kind, entry.department) == ("TASK_REASSIGNED", "d")


def test_a_steps_light_leaves_the_cases_light_alone() -> None:
    case = process.LightChanged(case_id="app.one", light=state_pb2.LIGHT_YELLOW, change_time=at(1))
    step = process.LightChanged(case_id="app.one", light=state_pb2.LIGHT_RED, stage="s", change_time=at(2))
    assert after([case, step]).cases["app.one"].light == state_pb2.LIGHT_YELLOW


def test_a_grant_taken_back_is_marked_and_stays_a_grant_on_record() -> None:
    decided = approval.CaseDecided(case_id="app.one", outcome=1, decide_time=at(1), certificate_number="C-1")  # pyright: ignore
    revoked = approval.DecisionRevoked(case_id="app.one", department="d", revoke_time=at(2))
    corrected = approval.DecisionCorrected(case_id="app.one", department="d", number=1, correct_time=at(2))
    case = after([decided, corrected, revoked, revoked]).cases["app.one"]
    assert (case.outcome, case.certificate_number, case.revoked) == (Outcome.GRANTED, "C-1", True)
    kinds = [PROJECTIONS[type(event)](Progress(), event, NOW)[1][0].kind for event in (revoked, corrected)]
    assert kinds == ["DECISION_REVOKED", "DECISION_CORRECTED"]


def test_a_grant_revoked_on_its_way_ends_it_without_a_result_and_a_visit_given_back_is_not_counted() -> None:
    started = approval.DeliveryStarted(delivery_id="d", start_time=at(410))
    rerouted = approval.DeliveryRerouted(delivery_id="d", way=2, visits_used=1, reroute_time=at(415))
    stopped = approval.DeliveryStopped(delivery_id="d", visits_used=0, stop_time=at(420))
    revoked = process.ApplicationRevoked(revoke_time=at(421))
    for news in ([started, rerouted, stopped, revoked], [revoked, stopped, started, rerouted]):
        progress = after(news)
        assert (progress.state, progress.visits_used) == (State.REVOKED, 0)
        assert not progress.delivered_at


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (approval.RULE_REVIEW_ANSWER_CONFIRMED, "REVIEW_CONFIRMED"),
        (approval.RULE_REVIEW_ANSWER_CORRECTED, "REVIEW_CHANGED"),
        (approval.RULE_REVIEW_ANSWER_REVOKED, "REVIEW_CHANGED"),
    ],
)
def test_a_review_that_was_asked_for_is_in_the_timeline_and_a_sample_is_not(
    answer: approval.RuleReviewAnswer, kind: str
) -> None:
    for sampled, shown in ((False, ["REVIEW_REQUESTED", kind]), (True, [])):
        events = [
            approval.RuleReviewOpened(case_id="app.one", review_id="r", sampled=sampled, open_time=at(1)),
            approval.RuleReviewAnswered(
                case_id="app.one", review_id="r", sampled=sampled, answer=answer, answer_time=at(2)
            ),
        ]
        entries = [entry for event in events for entry in PROJECTIONS[type(event)](Progress(), event, NOW)[1]]
        assert [entry.kind for entry in entries] == shown


def test_a_calendar_moves_what_is_shown_and_is_told_of_once() -> None:
    moved = process.DeadlineMoved(
        case_id=CASES[0],
        cause=process.MOVE_CAUSE_CALENDAR,
        due=process.DueDate(date="2026-12-29"),
        promised=process.DueDate(date="2026-12-25"),
        calendar_number=2,
        move_time=at(310),
    )
    accepted = process.ApplicationAccepted(accept_time=at(300), cases=map(progress_of, CASES))

    progress, (entry,) = PROJECTIONS[process.DeadlineMoved](after([accepted]), moved, NOW)

    shown = progress.cases[CASES[0]]
    assert (shown.due, shown.promised) == (Due("2026-12-29"), Due("2026-12-25"))
    assert progress.cases[CASES[1]].due == Due("2026-12-24")
    assert (entry.key, entry.details) == (f"DEADLINE_MOVED_BY_CALENDAR:2:{CASES[0]}", {"date": "2026-12-25"})


def test_a_date_that_only_becomes_certain_is_shown_without_a_line_in_the_timeline() -> None:
    due = process.DueDate(date="2027-01-04", provisional=True)
    asked = process.SupplementRequested(round=1, missing=missing("lease"), due=due, request_time=at(30))
    moved = process.DeadlineMoved(
        cause=process.MOVE_CAUSE_CALENDAR,
        limit=process.APPLICATION_LIMIT_SUPPLEMENT,
        due=process.DueDate(date="2027-01-04"),
        same_dates=True,
        calendar_number=2,
        move_time=at(310),
    )

    progress, entries = PROJECTIONS[process.DeadlineMoved](after([asked]), moved, NOW)

    assert progress.supplement is not None
    assert (progress.supplement.due, entries) == (Due("2027-01-04"), [])


def test_a_renewal_that_silence_granted_is_told_as_that() -> None:
    granted = approval.CaseDecided(case_id=CASES[0], outcome=1, by_silence=True, decide_time=at(390))  # pyright: ignore
    _, (entry,) = PROJECTIONS[approval.CaseDecided](Progress(), granted, NOW)
    assert (entry.kind, entry.key) == ("CASE_GRANTED_BY_SILENCE", f"CASE_OUTCOME:{CASES[0]}")


def test_rights_views_and_hearings_are_told_and_others_are_not_named() -> None:
    due = process.DueDate(date="2026-12-02")
    told = [
        process.RightsTold(case_id="c", department="d", request_by=due),
        process.RightsTold(case_id="c", person_id="pneighbour", department="d", request_by=due),
        notification.PartyReached(
            case_id="c", notice_id="n", kind=notification.NOTICE_KIND_RIGHTS, person_id="pneighbour", channel=5
        ),  # pyright: ignore
        notification.PartyReached(case_id="c", notice_id="o", kind=notification.NOTICE_KIND_RIGHTS),
        approval.ViewStated(statement_id="s", by_applicant=True),
        approval.ViewStated(statement_id="t"),
        approval.HearingWaived(case_id="c"),
        approval.HearingWaived(case_id="c", person_id="pneighbour"),
        approval.HearingAnnounced(case_id="c", department="d", number=1),
        approval.HearingHeld(case_id="c", department="d"),
    ]
    entries = [PROJECTIONS[type(event)](Progress(), event, NOW)[1][0] for event in told]
    assert [entry.kind for entry in entries] == [
        "HEARING_RIGHT_TOLD", "INTERESTED_PARTY_TOLD", "INTERESTED_PARTY_REACHED", "INTERESTED_PARTY_ANNOUNCED",
        "VIEW_STATED", "VIEW_STATED_BY_ANOTHER", "HEARING_WAIVED", "HEARING_WAIVED_BY_ANOTHER", "HEARING_ANNOUNCED",
        "HEARING_HELD",
    ]  # fmt: skip
    assert len({entry.key for entry in entries}) == len(entries)
    assert all("pneighbour" not in str(entry.details) for entry in entries)
