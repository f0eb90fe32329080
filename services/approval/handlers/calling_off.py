"""Presences that nothing is left to come for: their case has ended. The ledger is free again, the applicant is told."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from onetrip.approval.v1.events_pb2 import VisitCancelled
from services.approval.codec import VISIT_TO_PROTO, timestamp
from services.approval.handlers.office import say
from services.approval.store import visits

CASE_ENDED = "case-ended"
# Stands for a case where the window asked the applicant to come, before acceptance.
WINDOW = ""


async def call_off(
    connection: asyncpg.Connection, application_id: str, case_ids: Sequence[str], cause: str | None, now: datetime
) -> None:
    """Call off what cases that ended now would have needed the applicant for, and say VisitCancelled of each presence.

    One at which another case's step is done too stays. The caller holds the referee's row. Source: domain.md, "The
    visit guarantee": what is not made does not count.
    """
    if not case_ids:
        return
    await visits.free(connection, application_id, case_ids)
    for visit in await visits.ahead(connection, application_id, case_ids, now):
        if visit.visit_time is None or not await visits.cancel(connection, visit.id, CASE_ENDED, now):
            continue
        cancelled = VisitCancelled(
            application_id=application_id,
            visit_id=visit.id,
            case_id=visit.case_id,
            department=visit.department,
            kind=VISIT_TO_PROTO[visit.kind],
            visit_time=timestamp(visit.visit_time),
            visits_used=await visits.used(connection, application_id),
            cancel_time=timestamp(now),
            case_ended=True,
        )
        await say(connection, application_id, cancelled, cause=cause, now=now)
