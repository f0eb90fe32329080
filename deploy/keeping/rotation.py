"""Changing the master key while everything runs: each data key is wrapped anew, and what it sealed stays as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from typing import Any

from runtime.data_keys import wrapped_anew
from runtime.sealing import Header, Sealer

PAGE = 500

_PAGE = """
SELECT owner, wrapped FROM keys.data_keys WHERE owner > $1 AND wrapped IS NOT NULL ORDER BY owner LIMIT $2
"""
# Only what is still as it was read: a key that was destroyed meanwhile is not brought back.
_REWRAP = """
UPDATE keys.data_keys k SET wrapped = new.wrapped
FROM unnest($1::text[], $2::bytea[], $3::bytea[]) AS new (owner, before, wrapped)
WHERE k.owner = new.owner AND k.wrapped = new.before
"""


async def standing(connection: Any) -> Mapping[str, int]:
    """How many data keys are sealed under each master key, by its id."""
    return Counter([Header.of(wrapped).key_id async for _, wrapped in _all(connection)])


async def rewrap(connection: Any, master: Sealer, active: str) -> int:
    """Wrap under the active master key what is wrapped under another; safe to repeat and to interrupt.

    Returns how many were. Raises SealBroken for one whose master key is not here: it stays as it is.
    """
    count, page = 0, []
    async for owner, wrapped in _all(connection):
        if Header.of(wrapped).key_id != active:
            page.append((owner, wrapped, wrapped_anew(master, owner, wrapped)))
        if len(page) >= PAGE:
            count += await _write(connection, page)
            page = []
    return count + await _write(connection, page)


async def _write(connection: Any, page: list[tuple[str, bytes, bytes]]) -> int:
    if not page:
        return 0
    tag = await connection.execute(_REWRAP, *map(list, zip(*page, strict=True)))
    return int(tag.split()[-1])


async def _all(connection: Any) -> AsyncIterator[tuple[str, bytes]]:
    after = ""
    while rows := await connection.fetch(_PAGE, after, PAGE):
        for row in rows:
            yield row["owner"], row["wrapped"]
        after = rows[-1]["owner"]
