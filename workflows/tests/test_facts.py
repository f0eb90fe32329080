"""Facts are the same whatever the order of the topics, and however often an event comes."""

from hypothesis import given
from hypothesis import strategies as st

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.notification.v1 import events_pb2 as notification
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1 import messages_pb2 as verification
from workflows.facts import EVENTS, Facts, message_of
from workflows.tests import filings
from workflows.tests.filings import case, decided, verified

APPLICATION = filings.APPLICATION
STORY = [
    verification.FactsChanged(application_id=APPLICATION, ticket_id="t1"),
    verified(1),
    verified(2),
    filings.supplemented(1, filings.datetime(2026, 3, 2, tzinfo=filings.UTC), "layout"),
    approval.SupplementAsked(application_id=APPLICATION, round=1),
    approval.SupplementDenied(application_id=APPLICATION, round=2, reason="SECOND"),
    filings.window_decided(filings.datetime(2026, 3, 3, tzinfo=filings.UTC)),
    approval.InstantDeclined(application_id=APPLICATION, case_id=case("a")),
    approval.StageCompleted(application_id=APPLICATION, case_id=case("a"), stage="papers"),
    filings.withheld(case("a"), "site"),
    filings.released(case("a")),
    decided(case("a"), state.CASE_OUTCOME_REFUSED),
    approval.UndecidedEnded(
        application_id=APPLICATION, ended_case_ids=[case("a"), case("b")], reason=commands.END_REASON_LAPSED
    ),
    approval.WithdrawalSettled(
        application_id=APPLICATION, withdrawn=True, withdrawn_case_ids=[case("c")], decided_case_ids=[case("a")]
    ),
    approval.SpecialProcedureStarted(application_id=APPLICATION, case_id=case("a"), procedure_id="p1"),
    approval.SpecialProcedureEnded(application_id=APPLICATION, case_id=case("a"), procedure_id="p1"),
    approval.ProcedureCorrected(application_id=APPLICATION, case_id=case("a"), procedure_id="p1", number=1),
    approval.ProcedureCorrected(application_id=APPLICATION, case_id=case("a"), procedure_id="p1", request_id="r2"),
    approval.DeadlineExtended(application_id=APPLICATION, case_id=case("a"), working_days=10),
    approval.InterestedPartyNamed(application_id=APPLICATION, person_id="pneighbour"),
    notification.PartyReached(
        application_id=APPLICATION,
        case_id=case("a"),
        person_id="pneighbour",
        reach_date="2026-03-10",
        kind=notification.NOTICE_KIND_RIGHTS,
    ),
    notification.PartyReached(application_id=APPLICATION, case_id=case("a"), person_id="pneighbour", notice_id="n2"),
    approval.HearingWaived(application_id=APPLICATION, case_id=case("a"), person_id="pneighbour"),
    approval.LaterSupplementAsked(application_id=APPLICATION, case_id=case("a"), procedure_id="p2"),
    approval.HearingRequested(application_id=APPLICATION, case_id=case("a"), procedure_id="p1"),
    approval.ResultDelivered(application_id=APPLICATION),
    approval.DeliveryStopped(application_id=APPLICATION),
]


def told(events: list) -> Facts:
    facts = Facts()
    for event in events:
        facts.take(event)
    return facts


@given(st.permutations(STORY), st.lists(st.sampled_from(STORY), max_size=10))
def test_order_and_repetition_change_nothing(events: list, again: list) -> None:
    assert told([*events, *again]) == told(STORY)


def test_a_decision_stands_against_an_end_without_decision() -> None:
    facts = told(STORY)
    assert facts.outcomes[case("a")] == state.CASE_OUTCOME_REFUSED
    assert facts.outcomes[case("b")] == facts.outcomes[case("c")] == state.CASE_OUTCOME_ENDED
    assert not facts.withdrawn, "what was decided first stands"


def test_every_event_is_parsed_by_its_name_and_others_are_of_no_concern() -> None:
    for event in STORY:
        assert message_of(event.DESCRIPTOR.full_name, event.SerializeToString()) == event
    assert message_of("onetrip.approval.v1.TaskClaimed", b"") is None
    assert {type(event) for event in STORY} == set(EVENTS.values())
