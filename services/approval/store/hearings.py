"""Interested parties, what they stated, and who may ask for a hearing: rows that are added, days that were computed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from services.approval.domain.hearings import APPLICANT, Right, Standing, Times
from services.approval.store import sittings

_NAME = """
WITH named AS (
    INSERT INTO interested_parties (application_id, person_id, case_id, organisation, named_by, named_at)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING application_id
)
UPDATE applications SET interested = array_append(array_remove(interested, $2), $2)
FROM named WHERE applications.id = named.application_id RETURNING id
"""
_CONCERNED = """
SELECT DISTINCT person_id FROM interested_parties WHERE application_id = $1 AND case_id IN ('', $2) ORDER BY person_id
"""
_INTERESTS = """
SELECT c.id, array_agg(DISTINCT p.person_id ORDER BY p.person_id)
FROM cases c
JOIN applications a ON a.id = c.application_id AND a.accepted_on IS NOT NULL
JOIN interested_parties p ON p.application_id = a.id AND p.case_id IN ('', c.id)
WHERE c.id = ANY ($1)
GROUP BY c.id ORDER BY c.id
"""
_CASES_OF = """
SELECT cases.id, cases.item_code, cases.department, outcomes.outcome
FROM cases LEFT JOIN outcomes ON outcomes.case_id = cases.id
WHERE cases.application_id = $1
  AND ($2 = '' OR EXISTS (SELECT FROM interested_parties p
                          WHERE p.application_id = $1 AND p.person_id = $2 AND p.case_id IN ('', cases.id)))
ORDER BY cases.position
"""
_STATE = """
INSERT INTO views_stated (id, application_id, case_id, person_id, by_applicant, sealed_text, stated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_STATED = """
SELECT id, case_id, person_id, by_applicant, sealed_text, stated_at FROM views_stated
WHERE application_id = $1 ORDER BY stated_at, id
"""
_ANSWER = """
INSERT INTO view_answers (statement_id, case_id, application_id, sealed_answer, answered_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (statement_id, case_id) DO UPDATE
SET sealed_answer = excluded.sealed_answer, answered_at = excluded.answered_at
"""
_ANSWERS = """
SELECT a.statement_id, a.sealed_answer FROM view_answers a JOIN cases ON cases.id = a.case_id
WHERE a.application_id = $1 AND EXISTS (SELECT FROM outcomes WHERE outcomes.case_id = a.case_id)
ORDER BY cases.position
"""
_OPEN_RIGHT = """
INSERT INTO hearing_rights (application_id, case_id, person_id, request_by, provisional, told_on)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (case_id, person_id) DO UPDATE SET
    request_by = coalesce(excluded.request_by, hearing_rights.request_by), provisional = excluded.provisional
"""
_RIGHTS = """
SELECT person_id, request_by, provisional,
       EXISTS (SELECT FROM hearing_waivers w WHERE w.case_id = r.case_id AND w.person_id = r.person_id) AS waived,
       told_on
FROM hearing_rights r WHERE case_id = $1
"""
_WAIVE = """
INSERT INTO hearing_waivers (application_id, case_id, person_id, waived_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING RETURNING true
"""
_REQUEST = """
INSERT INTO hearings (case_id, application_id, procedure_id, requested_by, requested_at) VALUES ($1, $2, $3, $4, $5)
"""
_SET_TIMES = """
INSERT INTO hearing_times (case_id, hold_by, provisional, working_days, notice_days) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (case_id) DO UPDATE SET hold_by = excluded.hold_by, provisional = excluded.provisional,
    working_days = excluded.working_days, notice_days = excluded.notice_days
"""


@dataclass(frozen=True)
class CaseRow:
    """A case that concerns somebody; ``outcome`` None while it is open."""

    id: str
    item_code: str
    department: str
    outcome: str | None


@dataclass(frozen=True)
class StatementRow:
    """A view stated; ``case_id`` empty: about all cases. ``text`` is a sealed DecisionText."""

    id: str
    case_id: str
    person_id: str
    by_applicant: bool
    text: bytes
    stated_at: datetime


@dataclass(frozen=True)
class RightRow:
    """Until when one person may ask for a hearing; None: the notice of it is on its way. ``told_on`` None: not kept."""

    person_id: str
    request_by: date | None
    provisional: bool
    waived: bool
    told_on: date | None


async def name(
    connection: asyncpg.Connection,
    application_id: str,
    person_id: str,
    case_id: str,
    organisation: bool,
    by: str,
    now: datetime,
) -> bool:
    """Note an interested party. False: named before."""
    return await connection.fetchval(_NAME, application_id, person_id, case_id, organisation, by, now) is not None


async def concerned(connection: asyncpg.Connection, application_id: str, case_id: str) -> list[str]:
    """Pseudonymous ids of the interested parties of a case."""
    return [record[0] for record in await connection.fetch(_CONCERNED, application_id, case_id)]


async def interests(connection: asyncpg.Connection, case_ids: Sequence[str]) -> list[tuple[str, list[str]]]:
    """(case, pseudonymous ids of its interested parties), of cases that were accepted: of others nobody is told."""
    return [(case_id, people) for case_id, people in await connection.fetch(_INTERESTS, list(case_ids))]


async def cases_of(connection: asyncpg.Connection, application_id: str, person_id: str) -> list[CaseRow]:
    """The cases that concern an interested party; an empty person is the applicant's side: all."""
    return [CaseRow(*record) for record in await connection.fetch(_CASES_OF, application_id, person_id)]


async def state(connection: asyncpg.Connection, application_id: str, row: StatementRow) -> None:
    """Keep a view."""
    await connection.execute(
        _STATE, row.id, application_id, row.case_id, row.person_id, row.by_applicant, row.text, row.stated_at
    )


async def stated(connection: asyncpg.Connection, application_id: str) -> list[StatementRow]:
    """Every view stated in an application, oldest first."""
    return [StatementRow(*record) for record in await connection.fetch(_STATED, application_id)]


async def answer(
    connection: asyncpg.Connection, application_id: str, case_id: str, statement_id: str, sealed: bytes, now: datetime
) -> None:
    """Note what a decision on its way answers to a view: a sealed DecisionText."""
    await connection.execute(_ANSWER, statement_id, case_id, application_id, sealed, now)


async def answers(connection: asyncpg.Connection, application_id: str) -> list[tuple[str, bytes]]:
    """(view, sealed answer) of every decision made, in the order of the cases."""
    return [(record[0], record[1]) for record in await connection.fetch(_ANSWERS, application_id)]


async def open_right(
    connection: asyncpg.Connection,
    application_id: str,
    case_id: str,
    person_id: str,
    by: date | None,
    provisional: bool,
    told_on: date,
) -> None:
    """Note until when somebody may ask for a hearing; None: they may, and what tells them is on its way.

    ``told_on``: the day of it; told again, the first day stands.
    """
    await connection.execute(_OPEN_RIGHT, application_id, case_id, person_id, by, provisional, told_on)


async def rights(connection: asyncpg.Connection, case_id: str) -> list[RightRow]:
    """The rights to a hearing that were told in a case."""
    return [RightRow(*record) for record in await connection.fetch(_RIGHTS, case_id)]


async def standing(connection: asyncpg.Connection, application_id: str, case_id: str, *, gives_right: bool) -> Standing:
    """Where the hearing of a case stands. ``gives_right``: whether its item gives a right to one."""
    told = {row.person_id: row for row in await rights(connection, case_id)}
    entitled = [APPLICANT, *await concerned(connection, application_id, case_id)] if gives_right else []
    found = await sittings.hearing(connection, sittings.BEFORE_DECISION, case_id)
    return Standing(
        rights=[
            Right(
                *(each, told[each].request_by, told[each].waived),
                provisional=told[each].provisional,
                told_on=told[each].told_on,
            )
            if each in told
            else Right(each, None, waived=False, told=False)
            for each in entitled
        ],
        requested=found is not None,
        held=found is not None and found.recorded_at is not None,
    )


async def waive(
    connection: asyncpg.Connection, application_id: str, case_id: str, person_id: str, now: datetime
) -> bool:
    """Note that somebody gave the right to a hearing up; said twice it means the same. Returns whether it is new."""
    return bool(await connection.fetchval(_WAIVE, application_id, case_id, person_id, now))


async def request(
    connection: asyncpg.Connection, application_id: str, case_id: str, procedure_id: str, by: str, now: datetime
) -> None:
    """Note that a hearing was asked for. The caller knows under the lock that it is the first."""
    await connection.execute(_REQUEST, case_id, application_id, procedure_id, by, now)


async def set_times(connection: asyncpg.Connection, case_id: str, times: Times, provisional: bool) -> None:
    """Note in what time a hearing is held, as the process computed it."""
    await connection.execute(
        _SET_TIMES, case_id, times.hold_by, provisional, list(times.working_days), times.notice_days
    )
