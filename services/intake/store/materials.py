"""Documents: what was uploaded by whom, and with which applications it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_COLUMNS = "id, object_name, uploaded_by, held_for, content_type, size_bytes, sha256, scan_state"
_ANNOUNCE = "INSERT INTO incoming_uploads (object_name, started_at) VALUES ($1, $2)"
_ARRIVED = "DELETE FROM incoming_uploads WHERE object_name = ANY ($1::text[])"
_LOST = "SELECT object_name FROM incoming_uploads WHERE started_at < $1 ORDER BY started_at LIMIT $2"
_ADD = """
WITH arrived AS (DELETE FROM incoming_uploads WHERE object_name = $2)
INSERT INTO materials (id, object_name, uploaded_by, content_type, size_bytes, sha256, uploaded_at, scan_state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_READ = f"SELECT {_COLUMNS} FROM materials WHERE id = $1"
# A given order of locks, so that two calls with the same documents do not wait for each other.
_LOCK = f"SELECT {_COLUMNS} FROM materials WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE"
_HOLD = "UPDATE materials SET held_for = $2 WHERE id = ANY ($1::text[])"
_UNATTACHED = "SELECT count(*) FROM materials WHERE uploaded_by = $1 AND held_for IS NULL AND uploaded_at > $2"
_GIVE = """
INSERT INTO given_materials (application_id, position, code, material_id)
SELECT $1, (SELECT count(*) FROM given_materials WHERE application_id = $1) + ordinality, code, material_id
FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS new (code, material_id, ordinality)
"""
_GIVEN_WITH = """
SELECT g.application_id, g.code, a.item_code, a.applicant_id FROM given_materials g
JOIN applications a ON a.id = g.application_id WHERE g.material_id = $1 ORDER BY a.receive_time DESC
"""
_ABANDONED = "SELECT id, object_name FROM materials WHERE held_for IS NULL AND uploaded_at < $1 ORDER BY id LIMIT $2"
_FORGET = "DELETE FROM materials WHERE id = ANY ($1::text[]) AND held_for IS NULL RETURNING object_name"


@dataclass(frozen=True, slots=True)
class StoredMaterial:
    """A document. `held_for`: the applicant it belongs to, None until it is given with an application.

    `scan_state`: intake.v1.ScanState.
    """

    id: str
    object_name: str
    uploaded_by: str
    held_for: str | None
    content_type: str
    size_bytes: int
    sha256: str
    scan_state: Any = 0


@dataclass(frozen=True, slots=True)
class Giving:
    """One application with which a document was given."""

    application_id: str
    code: str
    item_code: str
    applicant_id: str


class Materials:
    """The tables `materials` and `given_materials`."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    async def announce(self, object_name: str, now: datetime) -> None:
        """Note that an object is being written."""
        await self._executor.execute(_ANNOUNCE, object_name, now)

    async def arrived(self, object_names: Sequence[str]) -> None:
        """Note that nothing is to be looked for under these names any more."""
        await self._executor.execute(_ARRIVED, list(object_names))

    async def lost(self, before: datetime, limit: int) -> list[str]:
        """Return the names of objects that began to be written before this and never became an upload."""
        return [row["object_name"] for row in await self._executor.fetch(_LOST, before, limit)]

    async def add(self, material: StoredMaterial, now: datetime) -> None:
        """Add an upload that belongs to no application yet; it has arrived."""
        await self._executor.execute(
            _ADD,
            material.id,
            material.object_name,
            material.uploaded_by,
            material.content_type,
            material.size_bytes,
            material.sha256,
            now,
            material.scan_state,
        )

    async def read(self, material_id: str) -> StoredMaterial | None:
        """Return a document."""
        row = await self._executor.fetchrow(_READ, material_id)
        return StoredMaterial(**row) if row else None

    async def lock(self, material_ids: Sequence[str]) -> dict[str, StoredMaterial]:
        """Return those of the documents that exist, locked."""
        rows = await self._executor.fetch(_LOCK, list(material_ids))
        return {row["id"]: StoredMaterial(**row) for row in rows}

    async def hold(self, material_ids: Sequence[str], applicant_id: str) -> None:
        """Say whose the documents are from now on."""
        await self._executor.execute(_HOLD, list(material_ids), applicant_id)

    async def give(self, application_id: str, given: Sequence[tuple[str, str]]) -> None:
        """Note (code, material id) as given with an application; its row is locked or new."""
        codes, ids = [code for code, _ in given], [material_id for _, material_id in given]
        await self._executor.execute(_GIVE, application_id, codes, ids)

    async def given_with(self, material_id: str) -> Sequence[Giving]:
        """Return the applications with which a document was given, newest first."""
        return [Giving(**row) for row in await self._executor.fetch(_GIVEN_WITH, material_id)]

    async def unattached_count(self, uploaded_by: str, since: datetime) -> int:
        """Return how many of a caller's uploads since then belong to no application."""
        return await self._executor.fetchval(_UNATTACHED, uploaded_by, since)

    async def abandoned(self, before: datetime, limit: int) -> Sequence[tuple[str, str]]:
        """Return (id, object name) of uploads older than this that belong to no application."""
        return [(row["id"], row["object_name"]) for row in await self._executor.fetch(_ABANDONED, before, limit)]

    async def forget(self, material_ids: Sequence[str]) -> list[str]:
        """Delete uploads that still belong to no application; returns the names of their objects."""
        return [row["object_name"] for row in await self._executor.fetch(_FORGET, list(material_ids))]
