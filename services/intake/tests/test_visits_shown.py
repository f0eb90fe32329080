"""Presences that departments ask for, as the applicant sees them: when to be there, what was spared, what to choose."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.approval.v1 import visits_pb2
from onetrip.catalog.v1 import catalog_pb2
from onetrip.process.v1 import events_pb2 as process
from services.intake.office import Office
from services.intake.tests.bench import NOW
from services.intake.tests.test_following import News, filed, read
from services.intake.view import timestamp

pytestmark = pytest.mark.engines

# 14:30 in Beijing.
AT = datetime(2026, 11, 27, 6, 30, tzinfo=UTC)
DEPARTMENT = "human-resources"


@pytest.fixture
def news(pool: asyncpg.Pool) -> News:
    return News(pool)


def requested(case_id: str, appointment: int = 1, at: datetime = AT) -> approval.VisitRequested:
    return approval.VisitRequested(
        visit_id="v1", case_id=case_id, department=DEPARTMENT, kind=approval.VISIT_KIND_APPEARANCE,
        appointment=appointment, visit_time=timestamp(at), sealed_place=b"sealed", visits_used=1,
        request_time=timestamp(NOW + timedelta(minutes=appointment)),
    )  # fmt: skip


async def test_a_visit_is_shown_with_its_time_on_the_citys_clock_and_the_place_is_left_to_the_notice(
    office: Office, news: News
) -> None:
    caller, application = await filed(office)
    case_id = f"{application.id}.graduate-residence"
    await news.tell(application.id, process.ApplicationAccepted(), requested(case_id))
    await news.tell(application.id, requested(case_id, 2, AT + timedelta(hours=1)), requested(case_id))
    view = await read(office, application.id, caller)
    assert [entry.kind for entry in view.timeline][-2:] == ["VISIT_REQUESTED", "VISIT_MOVED"]
    assert "2026-11-27 14:30" in view.timeline[-2].text.zh
    assert view.waits_for.en.startswith("You, to be there at 2026-11-27 15:30")
    (visit,) = view.visits
    assert (visit.state, visit.visit_time) == (visits_pb2.VISIT_STATE_BOOKED, timestamp(AT + timedelta(hours=1)))
    assert view.visits_used == 1
    await news.tell(
        application.id, approval.CaseDecided(case_id=case_id, outcome="CASE_OUTCOME_GRANTED", decide_time=timestamp(AT))
    )
    assert "2026-11-27" not in (await read(office, application.id, caller)).waits_for.en


async def test_an_appointment_called_off_is_no_visit_and_is_waited_for_no_more(office: Office, news: News) -> None:
    caller, application = await filed(office)
    case_id = f"{application.id}.graduate-residence"
    cancelled = approval.VisitCancelled(
        visit_id="v1", case_id=case_id, department=DEPARTMENT, kind=approval.VISIT_KIND_APPEARANCE,
        visit_time=timestamp(AT), visits_used=0, cancel_time=timestamp(NOW + timedelta(hours=1)),
    )  # fmt: skip
    await news.tell(application.id, process.ApplicationAccepted(), requested(case_id), cancelled)
    view = await read(office, application.id, caller)
    assert "2026-11-27 14:30" in view.timeline[-1].text.zh
    assert (view.timeline[-1].kind, view.visits_used) == ("VISIT_CANCELLED", 0)
    assert view.visits[0].state == visits_pb2.VISIT_STATE_CANCELLED
    assert "2026-11-27" not in view.waits_for.en


async def test_a_refused_visit_names_what_can_replace_it_and_then_what_does(office: Office, news: News) -> None:
    caller, application = await filed(office)
    case_id = f"{application.id}.graduate-residence"
    options = [
        approval.ConversionOption(conversion=approval.CONVERSION_VIDEO, cost_working_days=1),
        approval.ConversionOption(conversion=approval.CONVERSION_AGENT, cost_working_days=0),
    ]
    refused = approval.VisitRefused(
        visit_id="v2", case_id=case_id, department=DEPARTMENT, options=options, refuse_time=timestamp(NOW)
    )
    await news.tell(application.id, process.ApplicationAccepted(), refused)
    view = await read(office, application.id, caller)
    assert list(view.visits[0].options) == options
    assert view.visits[0].state == visits_pb2.VISIT_STATE_REFUSED
    assert "a call by video, an agent who goes for you" in view.timeline[-1].text.en
    assert "choose" in view.waits_for.en
    converted = approval.VisitConverted(
        visit_id="v2", case_id=case_id, department=DEPARTMENT, chosen=options[0],
        convert_time=timestamp(NOW + timedelta(hours=1)),
    )  # fmt: skip
    await news.tell(application.id, converted, refused)
    view = await read(office, application.id, caller)
    assert (view.visits[0].state, view.visits[0].chosen) == (visits_pb2.VISIT_STATE_CONVERTED, options[0])
    assert view.timeline[-1].text.en == "No further visit is needed; instead: a call by video, working days: 1"
    assert "choose" not in view.waits_for.en


async def test_a_parcels_way_is_in_the_timeline_and_a_result_that_did_not_arrive_comes_another_way(
    office: Office, news: News
) -> None:
    caller, application = await filed(office)
    courier, home = catalog_pb2.DELIVERY_METHOD_COURIER, catalog_pb2.DELIVERY_METHOD_HOME_VISIT

    def reported(report: approval.DeliveryReport, hours: int) -> approval.DeliveryReported:
        return approval.DeliveryReported(
            delivery_id="d", way=1, report=report, happen_time=timestamp(NOW + timedelta(hours=hours))
        )

    await news.tell(
        application.id,
        approval.ApplicationOpened(visits_used=0, delivery_method=courier),
        process.ApplicationDecided(),
        approval.DeliveryStarted(delivery_id="d", delivery_method=courier, start_time=timestamp(NOW)),
        reported(approval.DELIVERY_REPORT_COLLECTED, 1),
        reported(approval.DELIVERY_REPORT_FAILED, 2),
        reported(approval.DELIVERY_REPORT_FAILED, 3),
        approval.DeliveryRerouted(
            delivery_id="d", way=2, delivery_method=home, reroute_time=timestamp(NOW + timedelta(hours=3))
        ),
    )
    view = await read(office, application.id, caller)
    kinds = [entry.kind for entry in view.timeline]
    assert kinds[-5:] == [
        "DELIVERY_STARTED", "DELIVERY_COLLECTED", "DELIVERY_FAILED", "DELIVERY_FAILED", "DELIVERY_REROUTED",
    ]  # fmt: skip
    assert view.delivery_method == home
    assert view.waits_for.en == "The result to be handed over, by staff who bring it to you"
    await news.tell(
        application.id,
        approval.ResultDelivered(delivery_id="d", delivery_method=home, deliver_time=timestamp(NOW), visits_used=0),
        process.ApplicationCompleted(),
    )
    view = await read(office, application.id, caller)
    assert (view.visits_used, view.delivery_method) == (0, home)
