"""Whom a matter concerned besides the applicant is named with whatever becomes of it later."""

import pytest

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import decision_service_pb2 as decisions_pb
from onetrip.approval.v1 import events_pb2 as events
from onetrip.intake.v1.events_pb2 import InterestedParty, WithdrawalRequested
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Desk
from services.approval.tests.message_bench import Bench
from services.approval.tests.test_amending import approver
from services.approval.tests.test_hearings import Hearing

pytestmark = pytest.mark.engines


@pytest.fixture
def hearing(bench: Bench, office: Office, desk: Desk) -> Hearing:
    made = Hearing(bench, office, desk)
    made.item.ClearField("hearing")
    return made


async def test_what_corrects_or_takes_back_a_decision_names_whom_it_concerned(hearing: Hearing) -> None:
    task = await hearing.reviewed("pneighbour")
    await hearing.name(task, "plate")
    await hearing.decide(task)
    (decided,) = await hearing.said(events.CaseDecided)
    correct = decisions_pb.CorrectDecisionRequest(
        id=decided.decision_id, request_id=new_id(), reason="A slip.", corrected_reasons="As it should read."
    )
    await hearing.desk.decisions.correct_decision(correct, approver())
    revoke = decisions_pb.RevokeDecisionRequest(id=decided.decision_id, request_id=new_id(), reason="Forged.")
    await hearing.desk.decisions.revoke_decision(revoke, approver())
    for kind in (events.DecisionCorrected, events.DecisionRevoked):
        (said,) = await hearing.said(kind)
        assert list(said.interested_person_ids) == list(decided.interested_person_ids) == ["plate", "pneighbour"]


async def test_a_withdrawal_names_whom_it_concerned(hearing: Hearing) -> None:
    await hearing.reviewed("pneighbour")
    await hearing.bench.send(WithdrawalRequested(application_id=hearing.bench.application_id), new_id())
    (settled,) = await hearing.said(events.WithdrawalSettled)
    assert [(each.case_id, list(each.person_ids)) for each in settled.interests] == [(hearing.case, ["pneighbour"])]


async def test_an_end_names_whom_it_concerned_once_they_were_told_of_the_matter_at_all(
    hearing: Hearing, office: Office
) -> None:
    opening = samples.opening(hearing.bench.application_id, hearing.item)
    opening.interested_parties.append(InterestedParty(person_id="pneighbour"))
    await hearing.bench.send(opening, new_id())
    lapse = commands.EndUndecided(
        application_id=hearing.bench.application_id, reason=commands.END_REASON_LAPSED, case_ids=[hearing.case]
    )
    await hearing.bench.send(lapse, new_id())
    (ended,) = await hearing.said(events.UndecidedEnded)
    assert list(ended.ended_case_ids) == [hearing.case]
    assert not ended.interests  # nothing was accepted, so they have not heard of it
