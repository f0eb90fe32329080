"""Hearings that were asked for: when they are and what came of them, before a decision or a revocation alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import asyncpg

from services.approval.domain.commitments import HearingEnding
from services.approval.domain.hearings import Times


@dataclass(frozen=True)
class Kept:
    """Where the hearings of one kind are kept: the statements that find one, set its date and file its record.

    They take and return the same; the record of one before a revocation has its ending beside it.
    """

    find: str
    set_date: str
    record: str


BEFORE_DECISION = Kept(
    find="""
SELECT h.procedure_id, h.requested_at, t.hold_by, coalesce(t.provisional, false), coalesce(t.working_days, '{}'),
       coalesce(t.notice_days, 0), coalesce(d.number, 0), d.hearing_time, coalesce(d.sealed_place, ''),
       coalesce(r.sealed_record, ''), r.recorded_at, NULL
FROM hearings h
     LEFT JOIN hearing_times t ON t.case_id = h.case_id
     LEFT JOIN LATERAL (
         SELECT number, hearing_time, sealed_place FROM hearing_dates
         WHERE hearing_dates.case_id = h.case_id ORDER BY number DESC LIMIT 1
     ) AS d ON true
     LEFT JOIN hearing_records r ON r.case_id = h.case_id
WHERE h.case_id = $1
""",
    set_date="""
INSERT INTO hearing_dates (case_id, number, hearing_time, sealed_place, chair, set_by, set_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
""",
    record="INSERT INTO hearing_records (case_id, sealed_record, recorded_by, recorded_at) VALUES ($1, $2, $3, $4)",
)
# No procedure stops a clock, and the process computes no times. The numbers go on from those before the decision.
BEFORE_REVOCATION = Kept(
    find="""
SELECT '', asked.at, NULL::date, false, '{}'::date[], 0,
       greatest((SELECT max(number) FROM hearing_dates WHERE case_id = $1), d.number, 0),
       d.hearing_time, coalesce(d.sealed_place, ''), coalesce(r.sealed_record, ''), r.recorded_at, r.ending
FROM (SELECT min(made_at) AS at FROM statements WHERE case_id = $1 AND hearing) AS asked
     LEFT JOIN LATERAL (
         SELECT number, hearing_time, sealed_place FROM revocation_hearing_dates
         WHERE case_id = $1 ORDER BY number DESC LIMIT 1
     ) AS d ON true
     LEFT JOIN revocation_hearing_records r ON r.case_id = $1
WHERE asked.at IS NOT NULL
""",
    set_date="""
INSERT INTO revocation_hearing_dates (case_id, number, hearing_time, sealed_place, chair, set_by, set_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
""",
    record="""
INSERT INTO revocation_hearing_records (case_id, sealed_record, recorded_by, recorded_at, ending)
VALUES ($1, $2, $3, $4, $5)
""",
)


@dataclass(frozen=True)
class HearingRow:
    """A hearing asked for. What is None has not been computed, set or recorded yet. ``ending``: before a revocation."""

    procedure_id: str
    requested_at: datetime
    hold_by: date | None
    provisional: bool
    working_days: Sequence[date]
    notice_days: int
    number: int
    hearing_time: datetime | None
    place: bytes
    record: bytes
    recorded_at: datetime | None
    ending: HearingEnding | None

    @property
    def times(self) -> Times | None:
        """In what time it is held; None until the process has computed it."""
        return Times(self.hold_by, self.working_days, self.notice_days) if self.hold_by else None


async def hearing(connection: asyncpg.Connection, kept: Kept, case_id: str) -> HearingRow | None:
    """The hearing of a case; None: nobody has asked for one."""
    record = await connection.fetchrow(kept.find, case_id)
    if record is None:
        return None
    found = HearingRow(*record)
    return replace(found, ending=HearingEnding(found.ending)) if found.ending else found


async def set_date(
    connection: asyncpg.Connection,
    kept: Kept,
    case_id: str,
    number: int,
    hearing_time: datetime,
    place: bytes,
    chair: str,
    by: str,
    now: datetime,
) -> None:
    """Set when and where it is; ``place`` is a sealed DecisionText."""
    await connection.execute(kept.set_date, case_id, number, hearing_time, place, chair, by, now)


async def record(
    connection: asyncpg.Connection,
    kept: Kept,
    case_id: str,
    sealed_record: bytes,
    by: str,
    now: datetime,
    ending: HearingEnding | None = None,
) -> None:
    """File its record, a sealed DecisionText; before a revocation with ``ending``, which may be why there was none."""
    beside = () if ending is None else (ending.value,)
    await connection.execute(kept.record, case_id, sealed_record, by, now, *beside)
