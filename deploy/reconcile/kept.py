"""What a repair left, kept in `process` for who is called when it stays (the alert GapsStay, decision 0067)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_KEEP = """
INSERT INTO reconciled (kind, gaps, looked_at)
SELECT kind, gaps, $3 FROM unnest($1::text[], $2::integer[]) AS new (kind, gaps)
ON CONFLICT (kind) DO UPDATE SET gaps = excluded.gaps, looked_at = excluded.looked_at
"""


async def keep(process: Any, left: Mapping[str, int]) -> None:
    """Write down how many gaps of each kind are left, in the place of what was left before."""
    await process.execute(_KEEP, list(left), list(left.values()), datetime.now(UTC))
