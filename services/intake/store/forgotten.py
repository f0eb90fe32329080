"""Writing what this database has forgotten, since it was set back to an earlier moment (decision 0067)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from onetrip.intake.v1.events_pb2 import GivenMaterial
from services.intake.store.applications import NewApplication

_SAID = "SELECT EXISTS (SELECT FROM outbox WHERE topic = $1 AND message_id = $2)"
_APPLICATION = """
WITH told AS (
    INSERT INTO timeline (application_id, key, kind, event_time) VALUES ($1, 'RECEIVED', 'RECEIVED', $15)
    ON CONFLICT DO NOTHING
)
INSERT INTO applications (
    id, tracking_number, item_code, item_version, channel, applicant_id, applicant_kind, filed_by, filed_as,
    delivery_method, subject_hash, sealed_form, sealed_name, progress, state, receive_time, update_time, organisation
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '{}', $14, $15, $15, $16)
ON CONFLICT (id) DO NOTHING
"""
# Where the bytes of an upload lie was known here only: what is named so is told as unavailable.
_UPLOADS = """
INSERT INTO materials
    (id, object_name, uploaded_by, held_for, content_type, size_bytes, sha256, uploaded_at, scan_state)
SELECT id, 'forgotten/' || id, $1, $1, content_type, size_bytes, sha256, $2, scan_state
FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::smallint[])
     AS new (id, content_type, size_bytes, sha256, scan_state)
ON CONFLICT (id) DO UPDATE SET held_for = excluded.held_for
"""
_COLUMNS = ("material_id", "content_type", "size_bytes", "sha256", "scan_state")


class Forgotten:
    """Puts rows back that were here; those that are here stay as they are."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    async def said(self, topic: str, message_id: str) -> bool:
        """Whether a message is known to have been said."""
        return await self._executor.fetchval(_SAID, topic, message_id)

    async def application(self, new: NewApplication) -> bool:
        """The row of an application and the first line of its timeline. False: it is here."""
        status: str = await self._executor.execute(
            _APPLICATION,
            *(new.id, new.tracking_number, new.item_code, new.item_version, new.channel, new.applicant_id),
            *(new.applicant_kind, new.filed_by, new.filed_as, new.delivery_method, new.subject_hash),
            *(new.sealed_form, new.sealed_name, new.state, new.receive_time, new.organisation),
        )
        return status.endswith(" 1")

    async def uploads(self, applicant_id: str, materials: Sequence[GivenMaterial], now: datetime) -> None:
        """The rows of documents that were given for an applicant."""
        if materials:
            values = [[getattr(one, name) for one in materials] for name in _COLUMNS]
            await self._executor.execute(_UPLOADS, applicant_id, now, *values)
