"""What the visit ledger says of every application, for `onetrip report visits`: it reads what the constraint keeps."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg

# The rows that a cursor brings at once.
PREFETCH = 1_000

_REPORT = """
SELECT a.id, a.tracking_number, d.code, a.visits_budget,
       (SELECT count(*) FROM visits v WHERE v.application_id = a.id),
       coalesce((SELECT json_agg(json_build_array(c.kind, c.stage, c.replaced_by, c.cost_working_days)
                                 ORDER BY c.recorded_at, c.kind, c.stage)
                 FROM conversions c WHERE c.application_id = a.id), '[]')
FROM applications a JOIN definitions d ON d.digest = a.definition_digest
ORDER BY a.received_at, a.id
"""


@dataclass(frozen=True)
class Converted:
    """A visit that was not made: of which kind and for which step (``<item>/<stage>``), and what it cost instead."""

    visit: str
    step: str
    replaced_by: str
    cost_working_days: int


@dataclass(frozen=True)
class Standing:
    """One application: visits promised, used or reserved, and converted."""

    application_id: str
    tracking_number: str
    item: str
    promised: int
    used: int
    conversions: tuple[Converted, ...]

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        return self.used <= self.promised


async def standings(connection: asyncpg.Connection) -> AsyncIterator[Standing]:
    """Every application that was opened, in the order of receipt."""
    async with connection.transaction(readonly=True):
        async for record in connection.cursor(_REPORT, prefetch=PREFETCH):
            application_id, number, item, promised, used, text = record
            conversions = tuple(Converted(*each) for each in json.loads(text))
            yield Standing(application_id, number, item, promised, used, conversions)
