"""Silence grants a renewal: one of decision, withdrawal and silence stands, and approval judges the date itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.errors.applications import UnknownMatter
from contracts.errors.decisions import RenewalGrantedBySilence
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.approval.v1.commands_pb2 import GrantBySilence
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import WithdrawalRequested
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1.facts_pb2 import FACT_QUALITY_CONTRADICTED, FACT_QUALITY_FRESH, Fact, FactSet
from runtime.ids import new_id
from services.approval.domain.renewals import granted_by_silence
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Desk, officer
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

# Received on 23 November 2026 (samples.RECEIVED): in time for a licence that is valid until 23 December or longer.
LAST_DAY = "2026-12-24"
AFTER = datetime(2026, 12, 24, 16, 0, tzinfo=UTC)


def permit() -> catalog.ServiceItem:
    """A renewal that one officer decides."""
    definition = samples.food_licence()
    del definition.stages[1:]
    definition.renewal.CopyFrom(catalog.Renewal(expires_on_fact="expires_on", ask_before_days=30))
    return definition


def facts(day: str = LAST_DAY, quality: int = FACT_QUALITY_FRESH) -> FactSet:
    fact = Fact(name="expires_on", item_code=permit().code, value=day, source="residence", quality=quality)  # pyright: ignore
    return FactSet(applicant_name="王小明", facts=[fact])


async def opened(bench: Bench, office: Office, known: FactSet) -> GrantBySilence:
    """A case with an officer's task; the command that silence gives."""
    await bench.send(samples.opening(bench.application_id, permit()), new_id())
    stage = permit().stages[0].code
    review = samples.review(office, bench.application_id, permit(), stage, facts=known, due="2027-01-29")
    await bench.send(review, new_id())
    return GrantBySilence(
        application_id=bench.application_id,
        case_id=review.case_id,
        item_code=review.item_code,
        sealed_facts=review.sealed_facts,
    )


def at(office: Office, instant: datetime) -> None:
    office.clock.instant = instant  # pyright: ignore[reportAttributeAccessIssue]


async def test_silence_grants_with_a_certificate_ends_the_task_and_shows_the_supervisor(
    bench: Bench, office: Office, desk: Desk
) -> None:
    silence = await opened(bench, office, facts())
    at(office, AFTER)

    await bench.send(silence, f"{bench.application_id}:silence")

    decided = (await bench.said())[-1]
    assert isinstance(decided, events.CaseDecided)
    assert decided.by_silence and decided.outcome == state_pb2.CASE_OUTCOME_GRANTED
    assert decided.certificate_number
    assert "第五十条" in office.open_words(bench.application_id, decided.sealed_reasons)
    assert await desk.tasks(officer(), bench.application_id) == []
    escalated = "SELECT light, due_on::text FROM escalations WHERE case_id = $1"
    assert [tuple(row) for row in await bench.pool.fetch(escalated, silence.case_id)] == [(3, LAST_DAY)]


async def test_a_clock_that_lags_behind_the_process_parks_no_grant(bench: Bench, office: Office) -> None:
    silence = await opened(bench, office, facts())
    at(office, AFTER - timedelta(seconds=2))

    await bench.send(silence, f"{bench.application_id}:silence", said_at=AFTER)

    assert (await bench.names())[-1] == "CaseDecided"


async def test_asked_again_it_is_answered_again_and_nothing_happens_twice(bench: Bench, office: Office) -> None:
    silence = await opened(bench, office, facts())
    at(office, AFTER)
    await bench.send(silence, f"{bench.application_id}:silence")
    await bench.mark_all_sent()
    await bench.send(silence, f"{bench.application_id}:silence")
    assert await bench.unsent() == ["CaseDecided"]
    assert (await bench.names()).count("CaseDecided") == 1


async def test_a_decision_in_time_stands(bench: Bench, office: Office, desk: Desk) -> None:
    silence = await opened(bench, office, facts())
    task = await desk.claimed(officer(), bench.application_id)
    await desk.decide(officer(), task, pb.TASK_OUTCOME_REFUSE)
    at(office, AFTER)
    await bench.send(silence, f"{bench.application_id}:silence")
    decided = [message for message in await bench.said() if isinstance(message, events.CaseDecided)]
    assert [message.outcome for message in decided] == [state_pb2.CASE_OUTCOME_REFUSED]


async def test_a_decision_after_the_last_day_comes_too_late_even_before_the_grant_is_written(
    bench: Bench, office: Office, desk: Desk
) -> None:
    silence = await opened(bench, office, facts())
    task = await desk.claimed(officer(), bench.application_id)
    at(office, AFTER)
    with pytest.raises(RenewalGrantedBySilence):
        await desk.decide(officer(), task, pb.TASK_OUTCOME_REFUSE)
    await bench.send(silence, f"{bench.application_id}:silence")
    assert (await bench.names())[-1] == "CaseDecided"


async def test_what_was_withdrawn_before_silence_does_not_grant(bench: Bench, office: Office) -> None:
    silence = await opened(bench, office, facts())
    await bench.send(WithdrawalRequested(application_id=bench.application_id), new_id())
    at(office, AFTER)
    await bench.send(silence, f"{bench.application_id}:silence")
    assert "CaseDecided" not in await bench.names()


@pytest.mark.parametrize(
    ("known", "instant"),
    [
        (facts(), datetime(2026, 12, 24, 15, 59, tzinfo=UTC)),  # its last day is not over
        (facts("2026-12-22"), AFTER),  # asked for a day too late
        (facts(quality=FACT_QUALITY_CONTRADICTED), AFTER),
        (FactSet(), AFTER),
    ],
)
async def test_what_the_law_has_not_granted_is_not_granted(
    bench: Bench, office: Office, known: FactSet, instant: datetime
) -> None:
    silence = await opened(bench, office, known)
    at(office, instant)
    with pytest.raises(UnknownMatter):
        await bench.send(silence, f"{bench.application_id}:silence")
    assert "CaseDecided" not in await bench.names()


async def test_silence_never_refuses(bench: Bench, office: Office) -> None:
    silence = await opened(bench, office, facts())
    at(office, AFTER)
    await bench.send(silence, f"{bench.application_id}:silence")
    with pytest.raises(Exception, match="outcomes_silence_check"):
        await bench.pool.execute("UPDATE outcomes SET outcome = 'refused' WHERE case_id = $1", silence.case_id)


def test_the_day_asked_and_the_day_after_expiry_are_the_bounds() -> None:
    asked, last = date(2026, 11, 24), date(2026, 12, 24)
    assert granted_by_silence(asked, last, 30, date(2026, 12, 25))
    assert not granted_by_silence(asked, last, 30, last)
    assert not granted_by_silence(date(2026, 11, 25), last, 30, date(2026, 12, 25))
