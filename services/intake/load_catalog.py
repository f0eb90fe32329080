"""Publishing the catalogue: `python -m services.intake.load_catalog catalog/`.

Loading the same content again changes nothing. A published version never changes: different content under the same
version is refused, raise the version in the file.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from contracts.errors.applications import VersionChanged
from onetrip.catalog.v1 import catalog_pb2
from runtime.settings import DatabaseSettings, load
from services.intake.catalog import CatalogInvalid, duplicate_rules, guides, load_catalog, registers, service_items
from services.intake.store import CatalogueTable, PublishedVersion

EXIT_INVALID = 1
# One loader at a time: a number of our own for the advisory lock of this schema's role.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('intake.load_catalog'))"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: codes with versions that were new, and how many were there already."""

    published: tuple[str, ...]
    unchanged: int


def content_hash(item: catalog_pb2.ServiceItem) -> bytes:
    """Return the SHA-256 of an item's content."""
    return hashlib.sha256(item.SerializeToString(deterministic=True)).digest()


async def publish(
    connection: asyncpg.Connection,
    items: list[catalog_pb2.ServiceItem],
    now: datetime,
    registers: Sequence[catalog_pb2.Register] | None = None,
    guides: Sequence[catalog_pb2.Guide] | None = None,
    duplicate_rules: Sequence[catalog_pb2.DuplicateRule] | None = None,
) -> Loaded:
    """Publish what is new, all or nothing. Raises VersionChanged naming every item at fault.

    `registers`: those connected from now on; `guides`: the questions asked from now on;
    `duplicate_rules`: what is compared from now on. None leaves them as they are.
    """
    async with connection.transaction():
        await connection.execute(_LOCK)
        table = CatalogueTable(connection)
        known = await table.hashes()
        changed = sorted(
            item.code
            for item in items
            if known.get((item.code, item.version), content_hash(item)) != content_hash(item)
        )
        if changed:
            raise VersionChanged(f"published under the same version with other content: {', '.join(changed)}")
        new = [item for item in items if (item.code, item.version) not in known]
        await table.publish(
            [
                PublishedVersion(
                    item.code, item.version, content_hash(item), item.SerializeToString(deterministic=True)
                )
                for item in new
            ],
            now,
        )
        if registers is not None:
            connected = [(one.code, one.SerializeToString(deterministic=True)) for one in registers]
            await table.connect(connected, now)
        if guides is not None:
            await table.ask([(one.item_code, one.SerializeToString(deterministic=True)) for one in guides], now)
        if duplicate_rules is not None:
            compared = [(one.item_code, one.SerializeToString(deterministic=True)) for one in duplicate_rules]
            await table.compare(compared, now)
    return Loaded(tuple(f"{item.code} {item.version}" for item in new), len(items) - len(new))


async def load_folder(database_url: str, folder: Path) -> Loaded:
    """Check a folder of YAML files and publish it. Raises CatalogInvalid or VersionChanged."""
    catalog = load_catalog(folder)
    connection = await asyncpg.connect(database_url)
    try:
        beside = (registers(catalog), guides(catalog), duplicate_rules(catalog))
        return await publish(connection, service_items(catalog), datetime.now(UTC), *beside)
    finally:
        await connection.close()


def main(arguments: list[str]) -> int:
    """Load the folder named; returns the exit code."""
    folder = Path(arguments[0] if arguments else "catalog")
    settings = load(DatabaseSettings)
    try:
        loaded = asyncio.run(load_folder(settings.database_url, folder))
    except (CatalogInvalid, VersionChanged) as error:
        print(error, file=sys.stderr)
        return EXIT_INVALID
    print(f"published: {', '.join(loaded.published) or 'nothing new'}; unchanged: {loaded.unchanged}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
