"""What runs beside an application under a journal of its own, in the schema `process`: its steps, and what it hears.

Applications have more to them (engine/store.py), assignments keep no journal (assignment_store.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from onetrip.process.v1.workflow_pb2 import Event, StartCommitmentCheck, StartFollowUp, Step, StepRecord
from workflows.engine.store import Kept, publish, stood

_HEARD = "SELECT event FROM heard WHERE application_id = $1 AND event_id <> ALL ($2::text[])"


@dataclass(frozen=True)
class Journaled:
    """One kind: its table and that of its steps, both by the column `key`; `begun`: what began it, until it is over."""

    table: str
    steps: str
    key: str
    begun: str

    async def establish(self, connection: Any, step: Step, key: str) -> StepRecord | None:
        """Writes a step with its messages, in the caller's transaction.

        Returns the step as it stood before, and None when this one stands now. Raises Unavailable when the start has
        not been committed yet.
        """
        fresh = await connection.fetchval(
            self._establish,
            key,
            None if step.closes else step.journal.SerializeToString(),
            step.calendar_version,
            step.record.time.ToDatetime(UTC),
            step.closes,
            step.record.id,
            step.record.detail,
        )
        if fresh is None:
            return await stood(connection, self._find, step, key)
        await publish(connection, step)
        return None

    async def hear(self, connection: Any, key: str, event: Event) -> None:
        """Keeps what a workflow is told, in the caller's transaction, until it is over."""
        await connection.execute(self._hear, key, event.id, event.SerializeToString())

    async def open(self, connection: Any) -> list[str]:
        """The keys of those whose workflows have to run."""
        query = f"SELECT {self.key} FROM {self.table} WHERE closed_at IS NULL ORDER BY established_at"
        return [row[0] for row in await connection.fetch(query)]

    async def kept(
        self, connection: Any, key: str, started: Callable[[Any], StartFollowUp | StartCommitmentCheck]
    ) -> Kept | None:
        """What an open one's workflow can be rebuilt from; None for one that is not open.

        `started`: the start of its row, to which its journal comes: that of the last step, and what was heard since.
        """
        query = f"SELECT * FROM {self.table} WHERE {self.key} = $1 AND closed_at IS NULL"
        row = await connection.fetchrow(query, key)
        if row is None:
            return None
        start = started(row)
        start.journal.ParseFromString(row["journal"])
        seen = [event.id for event in start.journal.events]
        heard = await connection.fetch(_HEARD, key, seen)
        start.journal.events.extend(Event.FromString(each["event"]) for each in heard)
        return Kept(start, row["calendar_version"])

    @property
    def _establish(self) -> str:
        """Nothing of a closed one changes, and no step is established twice."""
        return f"""
WITH this AS (
    UPDATE {self.table} SET journal = $2, calendar_version = $3, established_at = $4::timestamptz,
        closed_at = CASE WHEN $5 THEN $4::timestamptz END, {self.begun} = CASE WHEN $5 THEN NULL ELSE {self.begun} END
    WHERE {self.key} = $1 AND closed_at IS NULL
      AND NOT EXISTS (SELECT FROM {self.steps} WHERE {self.key} = $1 AND step_id = $6::text)
    RETURNING {self.key}
), forgotten AS (
    DELETE FROM heard USING this WHERE $5 AND heard.application_id = this.{self.key}
)
INSERT INTO {self.steps} ({self.key}, step_id, established_at, detail)
SELECT {self.key}, $6::text, $4::timestamptz, $7::text FROM this RETURNING step_id
"""

    @property
    def _find(self) -> str:
        return f"""
SELECT this.closed_at, steps.step_id, steps.established_at, steps.detail
FROM {self.table} this LEFT JOIN {self.steps} steps ON steps.{self.key} = this.{self.key} AND steps.step_id = $2
WHERE this.{self.key} = $1
"""

    @property
    def _hear(self) -> str:
        """Once over, nothing is kept: a late event is told to nobody."""
        return f"""
INSERT INTO heard (application_id, event_id, event)
SELECT $1, $2, $3 WHERE EXISTS (SELECT FROM {self.table} WHERE {self.key} = $1 AND closed_at IS NULL)
ON CONFLICT DO NOTHING
"""
