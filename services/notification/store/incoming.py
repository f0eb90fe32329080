"""What comes in by events: applications, contacts, notices that are due. Inserts only, one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.notification.domain import Channel

# Where a contact comes from; the lower one comes first when both name a target.
GIVEN, REGISTERED = 1, 2


class Application(NamedTuple):
    """What is kept of an application. `matter` is JSON without personal data.

    `organisation`: keyed hash of the one that applies, empty for a person, None where that was not told.
    """

    id: str
    tracking_number: str
    person_id: str
    agent_id: str | None
    by_clerk: bool
    matter: str
    item_code: str
    organisation: str | None


class KnownContact(NamedTuple):
    """How an applicant is reached, sealed; for which channels it has a target; whether nothing more is coming."""

    source: int
    sealed: bytes
    reachable: Sequence[Channel]
    settled: bool


class Due(NamedTuple):
    """A notice to issue, with the event it is made of. `recipient_id`: who it is for; empty: the applicant."""

    id: str
    application_id: str
    kind: int
    version: str
    due_at: datetime
    event_type: str
    event: bytes
    recipient_id: str = ""


_ADD_CONTACT = """
INSERT INTO contacts (application_id, person_id, source, sealed, reachable, settled) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (application_id, person_id, source) DO UPDATE
SET sealed = excluded.sealed, reachable = excluded.reachable, settled = contacts.settled OR excluded.settled
WHERE excluded.settled OR NOT contacts.settled
"""
_ADD_APPLICATION = """
WITH application AS (
    INSERT INTO applications (id, tracking_number, person_id, agent_id, by_clerk, matter, item_code, organisation)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
), contact AS (
    INSERT INTO contacts (application_id, source, sealed, reachable, settled)
    VALUES ($1, $9, $10, $11, $12) ON CONFLICT DO NOTHING
)
INSERT INTO notices (id, application_id, kind, version, due_at, event_type, event, recipient_id)
VALUES ($13, $14, $15, $16, $17, $18, $19, $20) ON CONFLICT (application_id, kind, version) DO NOTHING
"""
_ADD_DUE = """
INSERT INTO notices (id, application_id, kind, version, due_at, event_type, event, recipient_id)
SELECT * FROM unnest($1::text[], $2::text[], $3::smallint[], $4::text[], $5::timestamptz[], $6::text[], $7::bytea[],
                     $8::text[])
ON CONFLICT (application_id, kind, version) DO NOTHING
"""


async def add_application(connection: Any, application: Application, contact: KnownContact, receipt: Due) -> None:
    """Keep an application, what it says about reaching the applicant, and make its receipt due."""
    await connection.execute(_ADD_APPLICATION, *application, *contact, *receipt)


async def add_contact(connection: Any, application_id: str, contact: KnownContact, person_id: str = "") -> None:
    """Keep how an applicant is reached, or an interested party: `person_id`.

    A later round of the same source replaces it unless it knows less.
    """
    await connection.execute(_ADD_CONTACT, application_id, person_id, *contact)


async def add_due(connection: Any, due: Sequence[Due]) -> None:
    """Make notices due. One of the same application, kind and version that is there stays as it is."""
    if due:
        await connection.execute(_ADD_DUE, *map(list, zip(*due, strict=True)))
