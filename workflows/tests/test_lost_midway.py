"""Temporal's database is lost in the midst of what lasts: a dependent case, a pause, late material, a licence's end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting
from workflows.calendars import store as calendars
from workflows.limits.open_deadlines import Limit
from workflows.limits.process_clock import clock_setting
from workflows.tests import filings
from workflows.tests.filings import bundle, item, missing, stage, submitted
from workflows.tests.town import YEARS, Town, decided, temporal, verified

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.engines]

BUNDLE, PAUSED, LATE, COMMITTED, RENEWAL = ("b" * 26, "p" * 26, "l" * 26, "c" * 26, "n" * 26)
EVERYBODY = (BUNDLE, PAUSED, LATE, COMMITTED, RENEWAL)
BEIJING = ZoneInfo("Asia/Shanghai")
# Temporal is away for so long.
AWAY = timedelta(days=3)


def of(application_id: str, message: Message, code: str = "permit") -> Message:
    """What is said of another application than the one of all tests."""
    message.application_id = application_id  # pyright: ignore[reportAttributeAccessIssue]
    message.case_id = f"{application_id}.{code}"  # pyright: ignore[reportAttributeAccessIssue]
    return message


def renewal() -> catalog.ServiceItem:
    definition = item(stages=[stage("review", days=0)])
    definition.renewal.CopyFrom(catalog.Renewal(expires_on_fact="expires_on", ask_before_days=30))
    return definition


def committed(now: datetime) -> intake.ApplicationSubmitted:
    definition = item()
    definition.materials.add(code="deed", required=True, name=catalog.LocalizedText(zh="证明"))
    filed = submitted(definition, now, application_id=COMMITTED)
    filed.commitments.add(material_code="deed", version=1, signed_by=filed.applicant_id)
    return filed


async def calendar_of(pool: asyncpg.Pool) -> Calendar:
    async with pool.acquire() as connection, connection.transaction():
        return await calendars.begin_with(connection, YEARS, "Asia/Shanghai")


async def open_midway(town: Town, expires_on: date) -> None:
    now = datetime.now(UTC)
    chain = bundle((item("record"), ()), (item("household"), ("record",)), (item("card"), ("household",)))
    answers = {each: verified(each) for each in EVERYBODY}
    answers[LATE].missing.append(missing("photo", promised=True))
    answers[COMMITTED].commitments.append("deed")
    answers[RENEWAL].expiries.add(item_code="permit", date=expires_on.isoformat())
    for filed in (
        submitted(chain, now, application_id=BUNDLE),
        submitted(item(stages=[stage("review", days=0)]), now, application_id=PAUSED),
        submitted(item(late=("photo", 3)), now, application_id=LATE),
        committed(now),
        submitted(renewal(), now - timedelta(days=40), application_id=RENEWAL),
    ):
        await town.hear(filed.application_id, "submitted", filed)
    for application_id in EVERYBODY:
        await town.hear(application_id, "verified", answers[application_id])
    for application_id in EVERYBODY:
        await town.step(application_id, "acceptance")
    await town.hear(BUNDLE, "decided-record", decided(BUNDLE, "record"))
    await town.step(BUNDLE, "case-started:household")
    await town.hear(PAUSED, "paused", of(PAUSED, filings.procedure_started("p1", now)))
    await town.step(PAUSED, "clock-paused:permit:p1")


async def go_on_to_their_ends(town: Town) -> None:
    now = datetime.now(UTC)
    await town.hear(BUNDLE, "decided-household", decided(BUNDLE, "household"))
    await town.step(BUNDLE, "case-started:card")
    await town.hear(BUNDLE, "decided-card", decided(BUNDLE, "card"))
    await town.hear(PAUSED, "runs", of(PAUSED, filings.procedure_ended("p1", now)))
    await town.step(PAUSED, "clock-resumed:permit:p1")
    photo = filings.supplemented(1, now, "photo")
    photo.application_id = LATE
    await town.hear(LATE, "photo", photo)
    await town.step(LATE, "late-received:permit")
    for application_id in (PAUSED, LATE, COMMITTED):
        await town.hear(application_id, "decided", decided(application_id, "permit"))
    for application_id in (BUNDLE, PAUSED, LATE, COMMITTED):
        await town.hear(application_id, "delivered", approval.ResultDelivered(application_id=application_id))
        await town.step(application_id, "completed")


async def test_what_lasts_is_rebuilt_with_its_deadlines_and_a_licence_that_ended_meanwhile_is_renewed(
    pool: asyncpg.Pool,
) -> None:
    calendar = await calendar_of(pool)
    tomorrow = datetime.now(BEIJING).date() + timedelta(days=1)
    async with temporal() as client, Town(pool, client, calendar).working() as town:
        await open_midway(town, tomorrow)
        before = {each: (await town.deadlines(each), await town.shown(each)) for each in EVERYBODY}
        running = {each: {deadline.limit for deadline in deadlines} for each, (deadlines, _) in before.items()}
        assert Limit.LATE in running[LATE]
        assert {deadline.case_id.partition(".")[2] for deadline in before[BUNDLE][0]} == {"household", "card"}
        assert before[PAUSED][0][0].due.provisional, "the clock stands still"

    async with temporal() as client, Town(pool, client, calendar).working() as town:
        assert await town.recovery.look() == len(EVERYBODY)
        assert {each: (await town.deadlines(each), await town.shown(each)) for each in EVERYBODY} == before
        await go_on_to_their_ends(town)

    # Once more, and the licence's last day passes before anybody is there to see it.
    real = datetime.now(UTC)
    later: ClockSetting = clock_setting(real + AWAY, real, 1.0)
    async with temporal() as client, Town(pool, client, calendar, later).working() as town:
        assert await town.recovery.look() == 1
        assert await town.deadlines(RENEWAL) == before[RENEWAL][0]
        await town.step(RENEWAL, "silence-renews:permit")
        await town.hear(RENEWAL, "decided", decided(RENEWAL, "permit"))
        await town.hear(RENEWAL, "delivered", approval.ResultDelivered(application_id=RENEWAL))
        await town.step(RENEWAL, "completed")
