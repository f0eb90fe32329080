"""Published versions of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_KEYS = "SELECT code, version FROM catalogue_versions"
_READ = """
SELECT code, version, definition FROM catalogue_versions
WHERE (code, version) IN (SELECT * FROM unnest($1::text[], $2::integer[]))
"""
_HASHES = "SELECT code, version, content_hash FROM catalogue_versions"
_PUBLISH = """
INSERT INTO catalogue_versions (code, version, content_hash, definition, loaded_at)
SELECT code, version, content_hash, definition, $5
FROM unnest($1::text[], $2::integer[], $3::bytea[], $4::bytea[]) AS new (code, version, content_hash, definition)
"""

_GUIDES = "SELECT definition FROM guides ORDER BY item_code"
_GUIDE = """
WITH gone AS (DELETE FROM guides WHERE item_code <> ALL ($1::text[]))
INSERT INTO guides (item_code, definition, loaded_at)
SELECT code, definition, $3 FROM unnest($1::text[], $2::bytea[]) AS new (code, definition)
ON CONFLICT (item_code) DO UPDATE SET definition = excluded.definition, loaded_at = excluded.loaded_at
WHERE guides.definition <> excluded.definition
"""
_DUPLICATE_RULES = "SELECT definition FROM duplicate_rules ORDER BY item_code"
_COMPARE = """
WITH gone AS (DELETE FROM duplicate_rules WHERE item_code <> ALL ($1::text[]))
INSERT INTO duplicate_rules (item_code, definition, loaded_at)
SELECT code, definition, $3 FROM unnest($1::text[], $2::bytea[]) AS new (code, definition)
ON CONFLICT (item_code) DO UPDATE SET definition = excluded.definition, loaded_at = excluded.loaded_at
WHERE duplicate_rules.definition <> excluded.definition
"""
_REGISTERS = "SELECT definition FROM connected_registers ORDER BY code"
_CONNECT = """
WITH gone AS (DELETE FROM connected_registers WHERE code <> ALL ($1::text[]))
INSERT INTO connected_registers (code, definition, loaded_at)
SELECT code, definition, $3 FROM unnest($1::text[], $2::bytea[]) AS new (code, definition)
ON CONFLICT (code) DO UPDATE SET definition = excluded.definition, loaded_at = excluded.loaded_at
WHERE connected_registers.definition <> excluded.definition
"""


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """One version of one item, as its serialised `ServiceItem`."""

    code: str
    version: int
    content_hash: bytes
    definition: bytes


class CatalogueTable:
    """The table `catalogue_versions`."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    async def keys(self) -> set[tuple[str, int]]:
        """Return (code, version) of all that is published."""
        return {(row["code"], row["version"]) for row in await self._executor.fetch(_KEYS)}

    async def read(self, keys: Sequence[tuple[str, int]]) -> list[bytes]:
        """Return the definitions of these versions."""
        codes, versions = [code for code, _ in keys], [version for _, version in keys]
        return [row["definition"] for row in await self._executor.fetch(_READ, codes, versions)]

    async def hashes(self) -> dict[tuple[str, int], bytes]:
        """Return the content hash of every published version."""
        rows = await self._executor.fetch(_HASHES)
        return {(row["code"], row["version"]): row["content_hash"] for row in rows}

    async def publish(self, versions: Sequence[PublishedVersion], now: datetime) -> None:
        """Add versions."""
        await self._executor.execute(
            _PUBLISH,
            [version.code for version in versions],
            [version.version for version in versions],
            [version.content_hash for version in versions],
            [version.definition for version in versions],
            now,
        )

    async def registers(self) -> list[bytes]:
        """Return the registers connected, each a serialised `Register`."""
        return [row["definition"] for row in await self._executor.fetch(_REGISTERS)]

    async def connect(self, registers: Sequence[tuple[str, bytes]], now: datetime) -> None:
        """Have these registers, (code, definition), be the ones connected."""
        codes, definitions = [code for code, _ in registers], [definition for _, definition in registers]
        await self._executor.execute(_CONNECT, codes, definitions, now)

    async def guides(self) -> list[bytes]:
        """Return the questions of guides, each a serialised `Guide`."""
        return [row["definition"] for row in await self._executor.fetch(_GUIDES)]

    async def ask(self, guides: Sequence[tuple[str, bytes]], now: datetime) -> None:
        """Have these guides' questions, (item code, definition), be the ones asked."""
        codes, definitions = [code for code, _ in guides], [definition for _, definition in guides]
        await self._executor.execute(_GUIDE, codes, definitions, now)

    async def duplicate_rules(self) -> list[bytes]:
        """Return by what near-duplicates are found, each a serialised `DuplicateRule`."""
        return [row["definition"] for row in await self._executor.fetch(_DUPLICATE_RULES)]

    async def compare(self, rules: Sequence[tuple[str, bytes]], now: datetime) -> None:
        """Have these rules, (item code, definition), be the ones that near-duplicates are found by."""
        codes, definitions = [code for code, _ in rules], [definition for _, definition in rules]
        await self._executor.execute(_COMPARE, codes, definitions, now)
