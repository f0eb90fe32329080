"""Temporal's database is lost while applications are open at several stages: all are rebuilt, deadlines unchanged.

A real PostgreSQL, bridge and workflow; Temporal is a development server that is thrown away for another.
"""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg
import pytest

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.verification.v1 import messages_pb2 as verification
from workflows.calendars import store as calendars
from workflows.tests.filings import bundle, item, missing, submitted
from workflows.tests.town import YEARS, Town, decided, temporal, verified

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.engines]

INCOMPLETE = verification.VERIFICATION_OUTCOME_INCOMPLETE
SUPPLEMENT, WINDOW, REVIEW, BUNDLE, COURIER = ("s" * 26, "w" * 26, "r" * 26, "b" * 26, "c" * 26)


async def open_at_several_stages(town: Town) -> None:
    now = datetime.now(UTC)
    two = bundle((item("one"), ()), (item("two"), ()))
    courier = catalog.DELIVERY_METHOD_COURIER
    for application_id, filed in {
        SUPPLEMENT: submitted(item(), now, application_id=SUPPLEMENT),
        WINDOW: submitted(item(window=True), now, application_id=WINDOW),
        REVIEW: submitted(item(), now, application_id=REVIEW),
        BUNDLE: submitted(two, now, application_id=BUNDLE),
        COURIER: submitted(item(), now, courier, application_id=COURIER),
    }.items():
        await town.hear(application_id, "submitted", filed)
    lacks = [missing("layout")]
    await town.hear(SUPPLEMENT, "verified", verified(SUPPLEMENT, outcome=INCOMPLETE, missing=lacks))
    await town.step(SUPPLEMENT, "supplement-proposed:1")
    await town.hear(SUPPLEMENT, "asked", approval.SupplementAsked(application_id=SUPPLEMENT, round=1, missing=lacks))
    for application_id in (WINDOW, REVIEW, BUNDLE, COURIER):
        await town.hear(application_id, "verified", verified(application_id))
    await town.step(SUPPLEMENT, "supplement-requested:1")
    await town.step(WINDOW, "acceptance-requested:1")
    for application_id in (REVIEW, BUNDLE, COURIER):
        await town.step(application_id, "acceptance")
    # No step follows from the first of two decisions: only what was heard keeps it.
    await town.hear(BUNDLE, "decided-one", decided(BUNDLE, "one"))
    await town.hear(COURIER, "decided", decided(COURIER, "permit"))
    await town.step(COURIER, "decided")


async def test_every_workflow_is_rebuilt_with_its_deadlines_and_goes_on_to_its_end(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection, connection.transaction():
        calendar = await calendars.begin_with(connection, YEARS, "Asia/Shanghai")
    everybody = (SUPPLEMENT, WINDOW, REVIEW, BUNDLE, COURIER)
    async with temporal() as client, Town(pool, client, calendar).working() as town:
        await open_at_several_stages(town)
        assert await town.recovery.look() == 0, "nothing is lost, nothing is rebuilt"
        before = {each: (await town.deadlines(each), await town.shown(each)) for each in everybody}

    async with temporal() as client, Town(pool, client, calendar).working() as town:
        assert await town.recovery.look() == len(everybody)
        assert {each: (await town.deadlines(each), await town.shown(each)) for each in everybody} == before
        assert await town.recovery.look() == 0

        await town.hear(BUNDLE, "decided-two", decided(BUNDLE, "two"))
        await town.step(BUNDLE, "decided")
        await town.hear(REVIEW, "decided", decided(REVIEW, "permit"))
        await town.hear(REVIEW, "delivered", approval.ResultDelivered(application_id=REVIEW))
        await town.hear(COURIER, "delivered", approval.ResultDelivered(application_id=COURIER))
        await town.step(REVIEW, "completed")
        await town.step(COURIER, "completed")
        # What came in the very moment of an end is forgotten by whoever looks next.
        await town.recovery.look()
        heard = "SELECT count(*) FROM heard WHERE application_id = ANY ($1::text[])"
        assert await pool.fetchval(heard, [REVIEW, COURIER]) == 0, "what is over keeps nothing"
