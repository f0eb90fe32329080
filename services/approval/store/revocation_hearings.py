"""Hearings that were asked for before a grant is revoked: when they are, and what came of them."""

from datetime import datetime

import asyncpg

from services.approval.domain.commitments import HearingEnding
from services.approval.store.hearings import HearingRow

_HEARING = """
SELECT (SELECT min(made_at) FROM statements WHERE case_id = $1 AND hearing) AS requested_at,
       greatest((SELECT max(number) FROM hearing_dates WHERE case_id = $1), d.number, 0) AS number,
       d.hearing_time, d.sealed_place, r.sealed_record, r.recorded_at, r.ending
FROM (SELECT $1::text AS case_id) AS the_case
     LEFT JOIN LATERAL (
         SELECT number, hearing_time, sealed_place FROM revocation_hearing_dates
         WHERE revocation_hearing_dates.case_id = the_case.case_id ORDER BY number DESC LIMIT 1
     ) AS d ON true
     LEFT JOIN revocation_hearing_records r ON r.case_id = the_case.case_id
"""
_SET_DATE = """
INSERT INTO revocation_hearing_dates (case_id, number, hearing_time, sealed_place, chair, set_by, set_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_RECORD = """
INSERT INTO revocation_hearing_records (case_id, ending, sealed_record, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5)
"""


async def hearing(connection: asyncpg.Connection, case_id: str) -> HearingRow | None:
    """The hearing of a case before its revocation; None: no statement asks for one. The process computes no times."""
    record = await connection.fetchrow(_HEARING, case_id)
    if record is None or record["requested_at"] is None:
        return None
    return HearingRow(
        procedure_id="",
        requested_at=record["requested_at"],
        hold_by=None,
        provisional=False,
        working_days=(),
        notice_days=0,
        number=record["number"],
        hearing_time=record["hearing_time"],
        place=record["sealed_place"] or b"",
        record=record["sealed_record"] or b"",
        recorded_at=record["recorded_at"],
        ending=HearingEnding(record["ending"]) if record["ending"] else None,
    )


async def set_date(
    connection: asyncpg.Connection,
    case_id: str,
    number: int,
    hearing_time: datetime,
    place: bytes,
    chair: str,
    by: str,
    now: datetime,
) -> None:
    """Set when and where it is; ``place`` is a sealed DecisionText."""
    await connection.execute(_SET_DATE, case_id, number, hearing_time, place, chair, by, now)


async def record(
    connection: asyncpg.Connection, case_id: str, ending: HearingEnding, sealed_record: bytes, by: str, now: datetime
) -> None:
    """File its record, a sealed DecisionText, or why there was no hearing."""
    await connection.execute(_RECORD, case_id, ending.value, sealed_record, by, now)
