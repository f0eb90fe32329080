"""Tickets to sources, and the applications that wait for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from runtime.ids import id_of
from services.verification.tickets.domain import Answer, Disputed, Kind, Ticket

_COLUMNS = """id, kind, source, department, fact, application_id, opened_at, due_on, due_provisional, light, answer,
              answered_at,
              (SELECT count(DISTINCT waits.application_id) FROM ticket_applications waits WHERE waits.ticket_id = id)
              AS applications"""
_OPEN = """
INSERT INTO tickets (id, kind, source, department, fact, subject, application_id, opened_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id
"""
_BEFORE = "SELECT count(*) FROM tickets WHERE subject = $1 AND kind = $2"
_OPEN_OF_SUBJECT = "SELECT id FROM tickets WHERE subject = $1 AND kind = $2 AND answered_at IS NULL FOR UPDATE"
_WAIT = """
INSERT INTO ticket_applications (ticket_id, application_id, item_code, fact, kind, person_id, content, waits_since,
                                 source)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, source FROM tickets WHERE id = $1
"""
_WAITING = """
SELECT ticket_id, application_id, item_code, fact, person_id, content, words FROM ticket_applications
WHERE ticket_id = $1 ORDER BY waits_since, application_id, item_code, fact
"""
_OF_APPLICATION = f"""
SELECT item_code, ticket_applications.fact AS of_fact, content, words, tickets.*
FROM ticket_applications JOIN (SELECT {_COLUMNS} FROM tickets) tickets ON tickets.id = ticket_id
WHERE ticket_applications.application_id = $1 ORDER BY waits_since, tickets.id
"""
_DISPUTED = """
SELECT item_code, ticket_applications.fact FROM ticket_applications JOIN tickets ON tickets.id = ticket_id
WHERE ticket_applications.application_id = $1 AND tickets.kind = 3 AND answered_at IS NULL
"""
_PAGE = f"""
SELECT {_COLUMNS} FROM tickets
WHERE answered_at IS NULL AND ($1 = '' OR department = $1) AND light >= $2
  AND (coalesce(due_on, 'infinity'), id) > ($3, $4)
ORDER BY coalesce(due_on, 'infinity'), id LIMIT $5
"""
_ANSWERED = f"""
SELECT {_COLUMNS} FROM tickets
WHERE answered_at IS NOT NULL AND ($1 = '' OR department = $1) AND light >= $2 AND (answered_at, id) < ($3, $4)
ORDER BY answered_at DESC, id DESC LIMIT $5
"""
_ANSWER = "UPDATE tickets SET answer = $2, answered_by = $3, answered_at = $4 WHERE id = $1"
# A light never turns back, and a late one of an answered ticket tells only what was.
_LIGHT = """
UPDATE tickets SET due_on = $2, due_provisional = $3, light = greatest(light, $4) WHERE id = $1
"""
_REPORT = """
SELECT source, department, count(*) AS opened,
       count(*) FILTER (WHERE answered_at IS NULL) AS open,
       count(*) FILTER (WHERE answered_at IS NULL AND light = 3) AS overdue,
       count(*) FILTER (WHERE kind = 1) AS contradicted,
       count(*) FILTER (WHERE kind = 2) AS stale,
       count(*) FILTER (WHERE kind = 3) AS disputed,
       count(*) FILTER (WHERE answer = 1) AS corrected,
       count(*) FILTER (WHERE answer = 2) AS right,
       coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - opened_at)), 0)::bigint
       AS answer_seconds_median,
       coalesce(max(extract(epoch FROM answered_at - opened_at)), 0)::bigint AS answer_seconds_max
FROM tickets GROUP BY source, department ORDER BY source, department
"""
_VERIFICATION = """
SELECT completed, person_id FROM verifications WHERE application_id = $1 ORDER BY round DESC LIMIT 1
"""


@dataclass(frozen=True)
class NewTicket:
    """A ticket to open. `subject`: the keyed hash of what it is about."""

    kind: Kind
    source: str
    department: str
    fact: str
    subject: bytes
    application_id: str
    opened_at: datetime


@dataclass(frozen=True)
class Waiting:
    """An application that waits for a ticket. `content` and `words` are sealed for it."""

    ticket_id: str
    application_id: str
    item_code: str
    fact: str
    person_id: str
    content: bytes
    words: bytes | None = None


@dataclass(frozen=True)
class FactTicket:
    """A ticket about a fact of one application."""

    item_code: str
    fact: str
    ticket: Ticket
    words: bytes | None


async def open_or_join(connection: Any, ticket: NewTicket) -> tuple[str, bool]:
    """Open a ticket, or join the open one about the same thing. Returns its id, and whether it is new.

    The id is made of what it is about, and of how many there were before: whichever application comes upon it first
    when it is opened again (decision 0067), it is the ticket that the others know.
    """
    while True:
        before = await connection.fetchval(_BEFORE, ticket.subject, ticket.kind)
        opened = await connection.fetchval(
            _OPEN,
            id_of("ticket", ticket.subject.hex(), str(int(ticket.kind)), str(before)),
            ticket.kind,
            ticket.source,
            ticket.department,
            ticket.fact,
            ticket.subject,
            ticket.application_id,
            ticket.opened_at,
        )
        if opened is not None:
            return opened, True
        # Locked, so that it is not answered before this application waits for it.
        joined = await connection.fetchval(_OPEN_OF_SUBJECT, ticket.subject, ticket.kind)
        if joined is not None:
            return joined, False


async def wait(connection: Any, kind: Kind, waiting: Waiting, now: datetime) -> None:
    """Have an application wait for a ticket."""
    await connection.execute(
        _WAIT,
        waiting.ticket_id,
        waiting.application_id,
        waiting.item_code,
        waiting.fact,
        kind,
        waiting.person_id,
        waiting.content,
        now,
    )


async def waiting(connection: Any, ticket_id: str) -> list[Waiting]:
    """The applications that wait for a ticket, the first first."""
    return [Waiting(*row) for row in await connection.fetch(_WAITING, ticket_id)]


async def of_application(connection: Any, application_id: str) -> list[FactTicket]:
    """The tickets about an application's facts, in the order in which it came to wait for them."""
    rows = await connection.fetch(_OF_APPLICATION, application_id)
    return [FactTicket(row["item_code"], row["of_fact"], _ticket(row), row["words"]) for row in rows]


async def disputed(connection: Any, application_id: str) -> Disputed:
    """The facts of an application whose source has not answered a dispute."""
    return frozenset((row[0], row[1]) for row in await connection.fetch(_DISPUTED, application_id))


async def get(connection: Any, ticket_id: str, *, for_update: bool = False) -> Ticket | None:
    """One ticket; locked, where it is to be answered."""
    lock = " FOR UPDATE" if for_update else ""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM tickets WHERE id = $1{lock}", ticket_id)
    return None if row is None else _ticket(row)


async def page(connection: Any, department: str, light: int, after: tuple[date, str], limit: int) -> Sequence[Ticket]:
    """Open tickets after a position, the earliest due first; of all departments when none is named."""
    return [_ticket(row) for row in await connection.fetch(_PAGE, department, light, *after, limit)]


async def page_answered(
    connection: Any, department: str, light: int, before: tuple[datetime, str], limit: int
) -> Sequence[Ticket]:
    """Answered tickets before a position, the last answered first."""
    return [_ticket(row) for row in await connection.fetch(_ANSWERED, department, light, *before, limit)]


async def answer(connection: Any, ticket_id: str, answer: Answer, officer: str, now: datetime) -> None:
    """Write the answer. The caller holds the ticket."""
    await connection.execute(_ANSWER, ticket_id, answer, officer, now)


async def tell(connection: Any, waiting: Waiting, words: bytes) -> None:
    """Keep the words of the answer for one application, sealed for it."""
    await connection.execute(
        "UPDATE ticket_applications SET words = $3 WHERE ticket_id = $1 AND application_id = $2",
        waiting.ticket_id,
        waiting.application_id,
        words,
    )


async def note_light(connection: Any, ticket_id: str, due: date | None, *, provisional: bool, light: int) -> None:
    """Keep by when a ticket is due and how it stands, as the process says."""
    await connection.execute(_LIGHT, ticket_id, due, provisional, light)


async def report(connection: Any) -> Sequence[dict[str, Any]]:
    """The statistics of each source; times in seconds."""
    return [dict(row) for row in await connection.fetch(_REPORT)]


async def latest(connection: Any, application_id: str) -> tuple[bytes, str] | None:
    """The latest round of an application as it was answered, and whose it is; None when there is none."""
    row = await connection.fetchrow(_VERIFICATION, application_id)
    return None if row is None else (row["completed"], row["person_id"])


def _ticket(row: Any) -> Ticket:
    return Ticket(
        row["id"],
        Kind(row["kind"]),
        row["source"],
        row["department"],
        row["fact"],
        row["application_id"],
        row["opened_at"],
        row["due_on"],
        row["due_provisional"],
        row["light"],
        None if row["answer"] is None else Answer(row["answer"]),
        row["answered_at"],
        row["applications"],
    )
