"""Late material 容缺 at the door: what may be chosen, what the applicant sees, what is taken after acceptance."""

from datetime import date
from typing import Any

import asyncpg
import pytest
from google.protobuf.message import Message

from contracts.errors.supplements import LateMaterialNotAllowed, NothingAsked
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1 import application_pb2, events_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from runtime.errors import InvalidInput
from runtime.ids import new_id
from runtime.tokens import Principal
from services.intake.catalogue import Definition
from services.intake.domain import Progress
from services.intake.filing import check_filing
from services.intake.handlers import supplement
from services.intake.handlers.submit import submit
from services.intake.office import Office
from services.intake.projections.table import PROJECTIONS
from services.intake.tests.bench import NOW, principal
from services.intake.tests.samples import CREDIT_CODE, fresh, item
from services.intake.tests.test_following import News, outbox, read
from services.intake.view import timestamp

FIRE, PLAN = "restaurant-fire-check", "fire-emergency-plan"


@pytest.fixture
def news(pool: asyncpg.Pool) -> News:
    return News(pool)


def request(*late: str) -> service_pb2.SubmitApplicationRequest:
    return service_pb2.SubmitApplicationRequest(
        request_id=fresh("request"),
        item_code=FIRE,
        credit_code=CREDIT_CODE,
        answers={"premises_number": fresh("P"), "fire_safety_statement": "true"},
        late_materials=late,
    )


def check(*late: str) -> list[str]:
    applicant = principal("p-a", "applicant")
    return list(check_filing(request(*late), applicant, Definition(item(FIRE)), date(2026, 11, 25)).late)


def accepted(case_id: str, day: str = "2026-11-28") -> process.ApplicationAccepted:
    plan = MissingMaterial(item_code=FIRE, material_code=PLAN, secondary=True, promised=True)
    plan.name.zh, plan.name.en = "应急预案", "Emergency plan"
    late = process.LateMaterial(material=plan, due=process.DueDate(date=day), case_ids=[case_id])
    return process.ApplicationAccepted(accept_time=timestamp(NOW), late_materials=[late])


def after(*news: Message) -> Progress:
    progress = Progress()
    for message in news:
        progress, _ = PROJECTIONS[type(message)](progress, message, NOW)
    return progress


def test_only_a_secondary_material_may_be_chosen_to_come_late() -> None:
    assert check(PLAN, PLAN) == [PLAN]
    with pytest.raises(LateMaterialNotAllowed):
        check(PLAN, "kitchen-layout")
    with pytest.raises(InvalidInput) as refused:
        check("no-such")
    assert [violation.field for violation in refused.value.fields] == ["late_materials[0]"]


def test_what_is_promised_is_awaited_until_it_is_in_or_nothing_needs_it_any_more() -> None:
    progress = after(accepted("a.fire"))
    assert progress.late_codes == {PLAN}
    assert not progress.with_late_received([PLAN]).late_awaited
    assert not after(accepted("a.fire"), approval.UndecidedEnded(ended_case_ids=["a.fire"])).late_awaited
    assert after(accepted("a.fire"), process.ApplicationLapsed()).late_awaited == ()


def test_another_calendar_moves_the_day_by_which_it_has_to_come() -> None:
    moved = process.DeadlineMoved(case_id="a.fire", cause=process.MOVE_CAUSE_CALENDAR, move_time=timestamp(NOW))
    moved.late_materials.append(accepted("a.fire", "2026-11-30").late_materials[0])
    assert [late.due.date for late in after(accepted("a.fire"), moved).late] == ["2026-11-30"]


async def _filed(office: Office, news: News) -> tuple[Principal, application_pb2.Application]:
    caller = principal(fresh(), "applicant")
    application = (await submit(office, request(PLAN), caller)).application
    await news.tell(application.id, accepted(f"{application.id}.{FIRE}"))
    return caller, application


async def _supply(
    office: Office, pool: asyncpg.Pool, application_id: str, caller: Principal, *codes: str, **more: Any
) -> application_pb2.Application:
    materials = []
    for code in codes:
        material_id = new_id()
        await pool.execute(
            """INSERT INTO materials (id, object_name, uploaded_by, content_type, size_bytes, sha256, uploaded_at)
               VALUES ($1, $1, $2, 'application/pdf', 9, $3, $4)""",
            material_id, caller.subject, "0" * 64, NOW,
        )  # fmt: skip
        materials.append(service_pb2.MaterialRef(code=code, material_id=material_id))
    asked = service_pb2.SupplementApplicationRequest(
        id=application_id, request_id=fresh("request"), materials=materials, **more
    )
    return (await supplement.supplement(office, asked, caller)).application


@pytest.mark.engines
async def test_the_choice_is_told_with_the_filing_and_its_day_is_shown_and_waited_for(
    office: Office, news: News, pool: asyncpg.Pool
) -> None:
    caller, application = await _filed(office, news)
    [submitted] = await outbox(pool, application.id, events_pb2.ApplicationSubmitted)
    assert list(submitted.late_materials) == [PLAN]
    view = await read(office, application.id, caller)
    [late] = view.late_materials
    assert (late.material.material_code, late.due.date, late.received) == (PLAN, "2026-11-28", False)
    assert "应急预案" in view.waits_for.zh and "2026-11-28" in view.waits_for.zh
    assert view.timeline[-1].kind == "LATE_PROMISED" and "应急预案" in view.timeline[-1].text.zh


@pytest.mark.engines
async def test_after_acceptance_what_was_promised_is_taken_and_nothing_else(
    office: Office, news: News, pool: asyncpg.Pool
) -> None:
    caller, application = await _filed(office, news)
    for codes, more in ((["kitchen-layout"], {}), ([PLAN, "kitchen-layout"], {}), ([], {"late_materials": [PLAN]})):
        with pytest.raises(LateMaterialNotAllowed):
            await _supply(office, pool, application.id, caller, *codes, **more)
    view = await _supply(office, pool, application.id, caller, PLAN)
    assert [late.received for late in view.late_materials] == [True]
    [said] = await outbox(pool, application.id, events_pb2.ApplicationSupplemented)
    assert [material.code for material in said.materials] == [PLAN]
    with pytest.raises(NothingAsked):
        await _supply(office, pool, application.id, caller, PLAN)


@pytest.mark.engines
async def test_a_review_that_is_passed_is_told_though_nothing_is_decided(office: Office, news: News) -> None:
    caller, application = await _filed(office, news)
    held = approval.CaseWithheld(
        case_id=f"{application.id}.{FIRE}",
        department="fire-rescue",
        stage="document-review",
        withhold_time=timestamp(NOW),
    )
    await news.tell(application.id, held)
    view = await read(office, application.id, caller)
    assert view.timeline[-1].kind == "CASE_WITHHELD"
    assert view.state == state_pb2.APPLICATION_STATE_IN_REVIEW
    assert not view.cases[0].outcome and not view.cases[0].claimed


@pytest.mark.engines
async def test_after_acceptance_nothing_is_taken_but_what_officers_have_asked_for(
    office: Office, news: News, pool: asyncpg.Pool
) -> None:
    caller = principal(fresh(), "applicant")
    application = (await submit(office, request(), caller)).application
    await news.tell(application.id, process.ApplicationAccepted(accept_time=timestamp(NOW)))
    with pytest.raises(NothingAsked):
        await _supply(office, pool, application.id, caller, PLAN)
    plan = MissingMaterial(item_code=FIRE, material_code=PLAN)
    asked = process.SupplementRequested(
        round=1, missing=[plan], due=process.DueDate(date="2026-12-16"), case_id=f"{application.id}.{FIRE}"
    )
    await news.tell(application.id, asked)
    view = await read(office, application.id, caller)
    assert (view.state, view.supplement.open) == (state_pb2.APPLICATION_STATE_ACCEPTED, True)
    assert view.waits_for.en == "You, to supply what is missing (1) by 2026-12-16"
    for beyond in ({"late_materials": [PLAN]}, {"answers": {"fire_safety_statement": "true"}}):
        with pytest.raises(NothingAsked):
            await _supply(office, pool, application.id, caller, **beyond)
    view = await _supply(office, pool, application.id, caller, PLAN)
    assert not view.supplement.open
    (event,) = await outbox(pool, application.id, events_pb2.ApplicationSupplemented)
    assert ([material.code for material in event.materials], event.corrections_only) == ([PLAN], False)
