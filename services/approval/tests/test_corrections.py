"""Corrections on the spot (licensing law, art. 32(3)): asked then and there, no supplement notice, nothing refused."""

from datetime import timedelta

import pytest

from contracts.errors.supplements import CorrectionAwaited, NothingToCorrect
from contracts.errors.tasks import TaskNotClaimed
from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import corrections_pb2 as corrections_pb
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.intake.v1.events_pb2 import ApplicationSupplemented, GivenMaterial
from runtime.ids import new_id
from services.approval.codec import timestamp
from services.approval.definitions import case_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.conftest import NOW
from services.approval.tests.desk import Desk, officer
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

ITEM = "graduate-residence"
OFFICER = officer(department="human-resources")
DOCUMENT = "kitchen-layout"  # what samples.review hands in


async def in_hand(bench: Bench, office: Office, desk: Desk, due: str = "2026-12-21") -> pb.Task:
    """A review that an officer holds, of an answer and a document."""
    item = samples.graduate()
    await bench.send(samples.opening(bench.application_id, item), new_id())
    await bench.send(samples.review(office, bench.application_id, item, stage="personal-review", due=due), new_id())
    return await desk.claimed(OFFICER, bench.application_id)


async def let_correct(
    desk: Desk, task: pb.Task, *fields: str, documents: tuple[str, ...] = (), request_id: str = ""
) -> corrections_pb.Correction:
    """Ask the applicant to correct it."""
    request = corrections_pb.RequestCorrectionRequest(
        id=task.id,
        request_id=request_id or new_id(),
        fields=fields,
        material_codes=documents,
        reasons="The degree is written as another one.",
    )
    return (await desk.review.request_correction(request, OFFICER)).correction


def answer(bench: Bench, number: int) -> ApplicationSupplemented:
    """The applicant corrects it."""
    return ApplicationSupplemented(
        application_id=bench.application_id, sequence=1, corrections=[number], receive_time=timestamp(NOW)
    )


async def test_all_that_can_be_corrected_is_asked_at_once_and_the_task_goes_on(
    bench: Bench, office: Office, desk: Desk
) -> None:
    task = await in_hand(bench, office, desk)
    key = new_id()
    asked = await let_correct(desk, task, "degree", documents=(DOCUMENT,), request_id=key)
    assert await let_correct(desk, task, "degree", documents=(DOCUMENT,), request_id=key) == asked
    said = (await bench.said())[-1]
    assert isinstance(said, events.CorrectionRequested)
    assert [(item.field, item.material_code) for item in said.items] == [("degree", ""), ("", DOCUMENT)]
    assert (said.number, said.case_id) == (1, case_id(bench.application_id, ITEM))
    assert office.open_words(bench.application_id, said.sealed_reasons) == "The degree is written as another one."
    seen = (await desk.review.get_task(pb.GetTaskRequest(id=task.id), OFFICER)).task
    assert (seen.state, list(seen.corrections)) == (pb.TASK_STATE_CLAIMED, [asked])
    assert (await bench.names()).count("CorrectionRequested") == 1


async def test_it_is_no_supplement_notice(bench: Bench, office: Office, desk: Desk) -> None:
    await bench.send(samples.opening(bench.application_id, samples.restaurant()), new_id())
    request = samples.acceptance(office, bench.application_id)
    request.materials.append(GivenMaterial(code=DOCUMENT, material_id="m1"))
    await bench.send(request, new_id())
    window = officer()
    task = await desk.claimed(window, bench.application_id)
    await desk.review.request_correction(
        corrections_pb.RequestCorrectionRequest(
            id=task.id, request_id=new_id(), material_codes=[DOCUMENT], reasons="Blurred."
        ),
        window,
    )
    # The one notice is still there to be sent, without a new fact.
    await desk.ask(window, task, DOCUMENT)
    assert (await bench.names())[-1] == "SupplementAsked"


async def test_what_was_not_given_is_missing_and_no_error(bench: Bench, office: Office, desk: Desk) -> None:
    task = await in_hand(bench, office, desk)
    with pytest.raises(NothingToCorrect) as refused:
        await let_correct(desk, task, "degree", "income", documents=("diploma",))
    assert [violation.field for violation in refused.value.fields] == ["fields[1]", "material_codes[0]"]
    assert "CorrectionRequested" not in await bench.names()


async def test_only_who_holds_the_task_asks(bench: Bench, office: Office, desk: Desk) -> None:
    task = await in_hand(bench, office, desk)
    await desk.review.release_task(pb.ReleaseTaskRequest(id=task.id), OFFICER)
    with pytest.raises(TaskNotClaimed):
        await let_correct(desk, task, "degree")


async def test_everything_is_named_at_once_until_it_is_answered(bench: Bench, office: Office, desk: Desk) -> None:
    task = await in_hand(bench, office, desk)
    await let_correct(desk, task, "degree")
    with pytest.raises(CorrectionAwaited):
        await let_correct(desk, task, documents=(DOCUMENT,))
    await bench.send(answer(bench, 1), new_id())
    assert (await let_correct(desk, task, documents=(DOCUMENT,))).number == 2


async def test_nothing_is_refused_on_the_day_unless_the_correction_is_in(
    bench: Bench, office: Office, desk: Desk
) -> None:
    task = await in_hand(bench, office, desk)
    await let_correct(desk, task, "degree")
    with pytest.raises(CorrectionAwaited):
        await desk.decide(OFFICER, task, pb.TASK_OUTCOME_REFUSE)
    await bench.send(answer(bench, 1), new_id())
    await desk.decide(OFFICER, task, pb.TASK_OUTCOME_REFUSE)
    assert (await bench.names())[-1] == "CaseDecided"


@pytest.mark.parametrize("outcome", [pb.TASK_OUTCOME_APPROVE, pb.TASK_OUTCOME_REFUSE])
async def test_no_clock_waits_for_it(bench: Bench, office: Office, desk: Desk, outcome: pb.TaskOutcome) -> None:
    """Who approves need not wait; and on the last day of the limit nobody does."""
    due = "2026-11-25" if outcome == pb.TASK_OUTCOME_REFUSE else "2026-12-21"
    task = await in_hand(bench, office, desk, due)
    await let_correct(desk, task, "degree")
    await desk.decide(OFFICER, task, outcome)
    assert "CaseDecided" in await bench.names()


async def test_the_day_after_it_is_decided_on_what_there_is(bench: Bench, office: Office, desk: Desk) -> None:
    task = await in_hand(bench, office, desk)
    await let_correct(desk, task, "degree")
    office.clock.instant = NOW + timedelta(days=1)  # type: ignore[attr-defined]
    await desk.decide(OFFICER, task, pb.TASK_OUTCOME_REFUSE)
    assert (await bench.names())[-1] == "CaseDecided"


async def test_the_officer_sees_what_was_corrected(bench: Bench, office: Office, desk: Desk) -> None:
    task = await in_hand(bench, office, desk)
    await let_correct(desk, task, "degree", documents=(DOCUMENT,))
    await bench.send(answer(bench, 1), new_id())
    facts = samples.graduate_facts()
    facts.answers["degree"] = "doctor"
    renewed = commands.RenewedCase(case_id=case_id(bench.application_id, ITEM), item_code=ITEM)
    sealed = samples.sealed(office, bench.application_id, facts)
    materials = [GivenMaterial(code=DOCUMENT, material_id=each) for each in ("m1", "m2")]
    await bench.send(
        commands.RenewFacts(
            application_id=bench.application_id, round=1010, sealed_facts=sealed, cases=[renewed], materials=materials
        ),
        new_id(),
    )
    seen = (await desk.review.get_task(pb.GetTaskRequest(id=task.id), OFFICER)).task
    assert seen.facts.answers["degree"] == "doctor"
    assert [material.material_id for material in seen.materials] == ["m1", "m2"]
    assert seen.corrections[0].HasField("answer_time")
