"""Applications as filed, where they stand, and their timeline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg

from onetrip.intake.v1.events_pb2 import SignedCommitment
from runtime.outbox import Row
from services.intake.codec import decode_progress, encode_details, encode_progress
from services.intake.domain import Entry, Progress
from services.intake.store.mandates import COVERS
from services.intake.store.requests import DuplicateRequest, RequestKey

# Everything a submission writes, in one statement and so in one round trip and one transaction: all or nothing.
_FILE = """
WITH answered AS (
    INSERT INTO requests (caller, request_id, body_hash, result_id, created_at) VALUES ($16, $17, $18, $1, $15)
), told AS (
    INSERT INTO timeline (application_id, key, kind, event_time) VALUES ($1, 'RECEIVED', 'RECEIVED', $15)
), sent AS (
    INSERT INTO outbox (shard, topic, key, message_id, type, source, time, traceparent, payload)
    VALUES ($19, $20, $1, $21, $22, $23, $15, $24, $25)
)
INSERT INTO applications (
    id, tracking_number, item_code, item_version, channel, applicant_id, applicant_kind, filed_by, filed_as,
    delivery_method, subject_hash, sealed_form, sealed_name, progress, state, receive_time, update_time, organisation
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '{}', $14, $15, $15, $26)
"""
_COLUMNS = """
a.id, a.tracking_number, a.item_code, a.item_version, a.channel, a.applicant_id, a.applicant_kind, a.filed_by,
a.filed_as, a.delivery_method, a.sealed_form, a.sealed_name, a.progress, a.version, a.receive_time, a.update_time
"""
_GIVEN = """
(SELECT jsonb_agg(
    jsonb_build_array(g.code, m.id, m.sha256, m.content_type, m.size_bytes, m.scan_state) ORDER BY g.position)
 FROM given_materials g JOIN materials m ON m.id = g.material_id WHERE g.application_id = a.id) AS given
"""
_TIMELINE = """
(SELECT jsonb_agg(jsonb_build_array(key, kind, event_time, case_id, department, details)
                  ORDER BY key <> 'RECEIVED', event_time, recorded)
 FROM timeline WHERE application_id = a.id) AS timeline
"""
_COMMITTED = """
ARRAY(SELECT content FROM commitments WHERE application_id = a.id ORDER BY material_code) AS commitments
"""
# In one order, so that transactions that lock several wait for each other and never deadlock.
_LOCK = f"SELECT {_COLUMNS} FROM applications a WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE"
_READ = f"SELECT {_COLUMNS}, {_GIVEN}, {_TIMELINE}, {_COMMITTED} FROM applications a WHERE id = $1"
_STANDING = "SELECT id FROM applications WHERE applicant_id = $1 AND item_code = $2 AND subject_hash = $3 AND stands"
_RELEASE = "UPDATE applications SET stands = false WHERE id = $1 AND ended"
_FIND = f"SELECT {_COLUMNS}, {_GIVEN} FROM applications a WHERE tracking_number = $1"
_OF_PERSON = f"""
SELECT {_COLUMNS}, {_GIVEN} FROM applications a
WHERE applicant_id = $1 AND ($2::timestamptz IS NULL OR (receive_time, id) < ($2, $3))
ORDER BY receive_time DESC, id DESC LIMIT $4
"""
# A person's own, and those that a live mandate covers.
_VISIBLE_TO = f"""
SELECT {_COLUMNS}, {_GIVEN} FROM applications a
WHERE ((applicant_id = $1 AND $5) OR ($6 AND EXISTS (
        SELECT FROM mandates m WHERE m.agent_id = $1 AND m.principal_id = a.applicant_id AND m.revoke_time IS NULL
          AND m.expire_time > $7 AND {COVERS})))
  AND applicant_id = ANY (ARRAY[$1] || ARRAY(SELECT principal_id FROM mandates WHERE agent_id = $1 AND $6))
  AND ($2::timestamptz IS NULL OR (receive_time, id) < ($2, $3))
ORDER BY receive_time DESC, id DESC LIMIT $4
"""
_CHANGE = """
WITH told AS (
    INSERT INTO timeline (application_id, key, kind, event_time, case_id, department, details)
    SELECT * FROM unnest($8::text[], $9::text[], $10::text[], $11::timestamptz[], $12::text[], $13::text[],
                         $14::jsonb[])
    ON CONFLICT (application_id, key) DO NOTHING
)
UPDATE applications a SET progress = new.progress, state = new.state, ended = new.ended,
       stands = a.stands AND new.stands, version = version + 1,
       update_time = greatest(update_time, $7), sealed_name = coalesce(new.sealed_name, a.sealed_name),
       sealed_form = coalesce(new.sealed_form, a.sealed_form),
       subject_hash = coalesce(new.subject_hash, a.subject_hash)
FROM unnest($1::text[], $2::jsonb[], $3::smallint[], $4::boolean[], $5::bytea[], $6::bytea[], $15::boolean[],
            $16::bytea[]) AS new (id, progress, state, ended, sealed_name, sealed_form, stands, subject_hash)
WHERE a.id = new.id
"""
_TELL = """
INSERT INTO timeline (application_id, key, kind, event_time, case_id, department, details)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb)
"""
_VERSIONS = "SELECT id, version FROM applications WHERE id = ANY ($1::text[])"


class DuplicateApplication(Exception):
    """The applicant has a live application for the same item and subject, or one whose result stands."""


class TrackingNumberTaken(Exception):
    """The random number is in use; draw another one."""


@dataclass(frozen=True, slots=True)
class NewApplication:
    """An application to be taken in; the names are the columns'. `commitments` are rows of their own.

    `organisation`: keyed hash of the code of the one that applies; empty when a person does.
    """

    id: str
    tracking_number: str
    item_code: str
    item_version: int
    channel: int
    applicant_id: str
    applicant_kind: int
    filed_by: str
    filed_as: int
    delivery_method: int
    subject_hash: bytes
    organisation: str
    sealed_form: bytes
    sealed_name: bytes | None
    state: int
    receive_time: datetime
    commitments: tuple[SignedCommitment, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenDocument:
    """A document as it was given."""

    code: str
    material_id: str
    sha256: str
    content_type: str
    size_bytes: int
    scan_state: Any = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """An application as it stands. `given`, `timeline` and `commitments` are empty where nobody asked for them."""

    id: str
    tracking_number: str
    item_code: str
    item_version: int
    channel: int
    applicant_id: str
    applicant_kind: int
    filed_by: str
    filed_as: int
    delivery_method: int
    sealed_form: bytes
    sealed_name: bytes | None
    progress: Progress
    version: int
    receive_time: datetime
    update_time: datetime
    given: tuple[GivenDocument, ...] = ()
    timeline: tuple[Entry, ...] = field(default=())
    commitments: tuple[SignedCommitment, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """How an application stands now, and the lines of its timeline that are new. None: as it was."""

    id: str
    progress: Progress
    entries: Sequence[Entry] = ()
    sealed_name: bytes | None = None
    sealed_form: bytes | None = None
    subject_hash: bytes | None = None


def _stored(row: Any) -> Stored:
    values = dict(row)
    values["progress"] = decode_progress(values["progress"])
    values["given"] = tuple(GivenDocument(*given) for given in json.loads(values.get("given") or "[]"))
    values["timeline"] = tuple(
        Entry(key, kind, datetime.fromisoformat(at), case_id, department, details)
        for key, kind, at, case_id, department, details in json.loads(values.get("timeline") or "[]")
    )
    values["commitments"] = tuple(SignedCommitment.FromString(raw) for raw in values.get("commitments") or ())
    return Stored(**values)


class Applications:
    """The tables `applications` and `timeline`."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    async def file(self, application: NewApplication, request: RequestKey, event: Row) -> None:
        """Take an application in: its row, the timeline's first line, the answered request, the event to send.

        Raises DuplicateRequest, DuplicateApplication or TrackingNumberTaken, and then nothing is written.
        """
        new = application
        shard, topic, _key, message_id, type_, source, _time, traceparent, _headers, payload, _cause = event
        try:
            await self._executor.execute(
                _FILE,
                *(new.id, new.tracking_number, new.item_code, new.item_version, new.channel, new.applicant_id),
                *(new.applicant_kind, new.filed_by, new.filed_as, new.delivery_method, new.subject_hash),
                *(new.sealed_form, new.sealed_name, new.state, new.receive_time),
                *(request.caller, request.request_id, request.body_hash),
                *(shard, topic, message_id, type_, source, traceparent, payload),
                new.organisation,
            )
        except asyncpg.UniqueViolationError as error:
            raise meaning_of(error) from None

    async def lock(self, application_id: str) -> Stored | None:
        """Return an application, locked: the first statement of every transaction that changes it."""
        return (await self.lock_all([application_id])).get(application_id)

    async def lock_all(self, application_ids: Sequence[str]) -> dict[str, Stored]:
        """Return those of the applications that exist, locked."""
        rows = await self._executor.fetch(_LOCK, list(application_ids))
        return {row["id"]: _stored(row) for row in rows}

    async def read(self, application_id: str) -> Stored | None:
        """Return an application with its timeline, oldest first."""
        row = await self._executor.fetchrow(_READ, application_id)
        return _stored(row) if row else None

    async def standing(self, applicant_id: str, item_code: str, subject_hash: bytes) -> str | None:
        """Return the id of the applicant's application for this matter that is live or whose result stands."""
        return await self._executor.fetchval(_STANDING, applicant_id, item_code, subject_hash)

    async def release(self, application_id: str) -> None:
        """Let the matter of an application that has ended be applied for again."""
        await self._executor.execute(_RELEASE, application_id)

    async def find(self, tracking_number: str) -> Stored | None:
        """Return the application with this tracking number."""
        row = await self._executor.fetchrow(_FIND, tracking_number)
        return _stored(row) if row else None

    async def of_person(self, applicant_id: str, after: tuple[datetime, str] | None, limit: int) -> Sequence[Stored]:
        """Return a person's applications, newest first, after a (receive_time, id)."""
        receive_time, application_id = after or (None, None)
        rows = await self._executor.fetch(_OF_PERSON, applicant_id, receive_time, application_id, limit)
        return [_stored(row) for row in rows]

    async def visible_to(
        self,
        person_id: str,
        after: tuple[datetime, str] | None,
        limit: int,
        *,
        own: bool,
        as_agent: bool,
        now: datetime,
    ) -> Sequence[Stored]:
        """Return a person's own applications and, for an agent, those a live mandate covers."""
        receive_time, application_id = after or (None, None)
        rows = await self._executor.fetch(
            _VISIBLE_TO, person_id, receive_time, application_id, limit, own, as_agent, now
        )
        return [_stored(row) for row in rows]

    async def change(self, changes: Sequence[Change], now: datetime) -> None:
        """Write how locked applications stand now, and what happened: each once, all in one statement.

        Raises DuplicateApplication for one that would be about what another of the applicant's is about.
        """
        entries = [(change.id, entry) for change in changes for entry in change.entries]
        try:
            await self._executor.execute(
                _CHANGE,
                [change.id for change in changes],
                [encode_progress(change.progress) for change in changes],
                [int(change.progress.state) for change in changes],
                [change.progress.ended for change in changes],
                [change.sealed_name for change in changes],
                [change.sealed_form for change in changes],
                now,
                [application_id for application_id, _ in entries],
                [entry.key for _, entry in entries],
                [entry.kind for _, entry in entries],
                [entry.at for _, entry in entries],
                [entry.case_id for _, entry in entries],
                [entry.department for _, entry in entries],
                [encode_details(entry.details) for _, entry in entries],
                [change.progress.stands for change in changes],
                [change.subject_hash for change in changes],
            )
        except asyncpg.UniqueViolationError as error:
            raise meaning_of(error) from None

    async def tell(self, application_id: str, entries: Sequence[Entry]) -> None:
        """Write the first lines of the timeline of an application that was not filed here."""
        await self._executor.executemany(
            _TELL,
            [
                (application_id, one.key, one.kind, one.at, one.case_id, one.department, encode_details(one.details))
                for one in entries
            ],
        )

    async def versions(self, application_ids: Sequence[str]) -> dict[str, int]:
        """Return the version of each of these applications."""
        rows = await self._executor.fetch(_VERSIONS, list(application_ids))
        return {row["id"]: row["version"] for row in rows}


def meaning_of(error: asyncpg.UniqueViolationError) -> Exception:
    """Return what a unique constraint says of a submission, or of a change."""
    meanings = {
        "requests_pkey": DuplicateRequest,
        "applications_live": DuplicateApplication,
        "applications_tracking_number_key": TrackingNumberTaken,
    }
    meaning = meanings.get(error.constraint_name or "")
    return meaning() if meaning else error
