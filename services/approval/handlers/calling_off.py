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
    connection: asyncpg.Connection,
    application_id: str,
    case_ids: Sequence[str],
    cause: str | None,
    now: datetime,
    *,
    free: bool = True,
) -> None:
    """Call off what cases that ended now would have needed the applicant for, and say VisitCancelled of each step.

    A presence at which another case's step is done too stays. ``free``: whether what was only reserved is given back.
    The caller holds the referee's row. Source: domain.md, "The visit guarantee": what is not made does not count.
    """
    if not case_ids:
        return
    if free:
        await visits.free(connection, application_id, case_ids)
    ahead = await visits.ahead(connection, application_id, case_ids, now)
    # A presence is off once nobody is left at it; then each step that was to be done there is.
    off = {visit.visit_time for visit in ahead if await visits.cancel(connection, visit.id, CASE_ENDED, now)}
    for visit in ahead:
        if visit.visit_time is None or visit.visit_time not in off:
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
        # One command may end several steps: the news of each has an id of its own.
        await say(connection, application_id, cancelled, cause=cause and f"{cause}:{visit.id}", now=now)
