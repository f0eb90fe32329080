"""Corrections on the spot (licensing law, art. 32(3)) as the applicant sees and makes them, and a clerk for them."""

import asyncpg
import pytest

from contracts.errors.supplements import NothingAsked
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1.catalog_pb2 import LocalizedText
from onetrip.intake.v1 import application_pb2, events_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2
from runtime.tokens import Principal
from services.intake.handlers import supplement
from services.intake.office import Office
from services.intake.tests.bench import NOW, principal
from services.intake.tests.samples import fresh
from services.intake.tests.test_following import News, filed, outbox, read
from services.intake.view import timestamp

pytestmark = pytest.mark.engines

DEPARTMENT = "human-resources"


@pytest.fixture
def news(pool: asyncpg.Pool) -> News:
    return News(pool)


def requested(*fields: str, case_id: str = "", number: int = 1) -> approval.CorrectionRequested:
    """An officer lets answers be corrected."""
    items = [approval.CorrectionItem(field=field, name=LocalizedText(zh=f"字段{field}", en=field)) for field in fields]
    return approval.CorrectionRequested(
        number=number, case_id=case_id, department=DEPARTMENT, items=items, request_time=timestamp(NOW),
        sealed_reasons=b"sealed",
    )  # fmt: skip


async def correct(
    office: Office, application_id: str, caller: Principal, **answers: str
) -> application_pb2.Application:
    """Correct answers."""
    asked = service_pb2.SupplementApplicationRequest(id=application_id, request_id=fresh("request"), answers=answers)
    return (await supplement.supplement(office, asked, caller)).application


async def test_the_applicant_is_asked_then_and_there_and_corrects_it_in_review(
    office: Office, news: News, pool: asyncpg.Pool
) -> None:
    caller, application = await filed(office)
    case_id = f"{application.id}.graduate-residence"
    await news.tell(application.id, process.ApplicationAccepted(), requested("degree", case_id=case_id))
    asked = await read(office, application.id, caller)
    assert [(one.open, one.items[0].field) for one in asked.corrections] == [(True, "degree")]
    assert "字段degree" in asked.waits_for.zh
    assert asked.timeline[-1].kind == "CORRECTION_REQUESTED" and "字段degree" in asked.timeline[-1].text.zh
    assert not asked.HasField("supplement")
    view = await correct(office, application.id, caller, degree="master")
    assert [one.open for one in view.corrections] == [False]
    assert (view.timeline[-1].kind, view.state) == ("CORRECTED", asked.state)
    [said] = await outbox(pool, application.id, events_pb2.ApplicationSupplemented)
    assert (list(said.corrections), said.corrections_only) == ([1], True)
    with pytest.raises(NothingAsked):
        await correct(office, application.id, caller, degree="doctor")


async def test_a_clerk_corrects_it_for_the_person_at_the_counter(office: Office, news: News) -> None:
    _, application = await filed(office)
    await news.tell(application.id, requested("degree"))
    clerk = principal("p-clerk", "clerk", department=DEPARTMENT)
    view = await correct(office, application.id, clerk, degree="master")
    assert view.timeline[-1].kind == "CORRECTED"


async def test_nothing_is_taken_but_what_is_to_be_corrected_and_a_part_leaves_the_rest(
    office: Office, news: News
) -> None:
    caller, application = await filed(office)
    address = {"destination_address": "示范市南坪区和平里16号"}
    await news.tell(application.id, requested("degree"))
    with pytest.raises(NothingAsked):
        await correct(office, application.id, caller, degree="master", **address)
    await news.tell(application.id, requested("degree", "destination_address", number=2))
    view = await correct(office, application.id, caller, degree="master")
    assert [(one.open, [item.field for item in one.items]) for one in view.corrections] == [
        (False, ["degree"]),
        (True, ["destination_address"]),
    ]


async def test_what_the_acceptance_asked_for_is_over_with_it_and_what_a_case_did_with_its_outcome(
    office: Office, news: News
) -> None:
    caller, application = await filed(office)
    case_id = f"{application.id}.graduate-residence"
    await news.tell(application.id, requested("degree"), process.ApplicationAccepted())
    assert [one.open for one in (await read(office, application.id, caller)).corrections] == [False]
    await news.tell(application.id, requested("degree", case_id=case_id, number=2))
    assert [one.open for one in (await read(office, application.id, caller)).corrections] == [False, True]
    decided = approval.CaseDecided(case_id=case_id, outcome=state_pb2.CASE_OUTCOME_REFUSED, decide_time=timestamp(NOW))
    await news.tell(application.id, decided)
    assert [one.open for one in (await read(office, application.id, caller)).corrections] == [False, False]
