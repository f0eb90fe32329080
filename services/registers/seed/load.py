"""Fills the tables by COPY, all in one transaction: readers see the old data or the new, never half."""

import hashlib
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg

from services.registers.seed import personas, rows
from services.registers.seed.people import PeopleGenerator
from services.registers.seed.records import Records

# Rows held in memory before they are copied; bounds memory whatever the number of people.
ROWS_PER_COPY = 50_000
_CODE = Path(__file__).parent


@dataclass(frozen=True)
class Seeding:
    """What to generate. `people` counts the random ones; the personas come on top."""

    people: int
    seed: int
    reference: date
    zone: ZoneInfo
    pseudonym_of: Callable[[str], str]

    def fingerprint(self) -> str:
        """Differs when the data would: by the numbers asked for, the pseudonym key, the personas and this code."""
        digest = hashlib.sha256(repr((self.people, self.seed, self.reference, self.zone.key)).encode())
        digest.update(self.pseudonym_of("fingerprint").encode())
        for path in [personas.PERSONAS_FILE, *sorted(_CODE.glob("*.py"))]:
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def rows(self) -> Iterator[rows.Row]:
        """Yield every row: the personas first, then the households."""
        document = personas.load()
        yield from personas.PersonaRecords(document, self.pseudonym_of, self.reference, self.zone).all()
        # Two sequences, so that a change of what is recorded does not change who the people are.
        generator = PeopleGenerator(random.Random(f"people {self.seed}"))  # noqa: S311 - data, not secrets
        records = Records(random.Random(f"records {self.seed}"), self.pseudonym_of, self.reference, self.zone)  # noqa: S311
        for household in generator.households(self.people):
            yield from records.of_household(household)


async def load(connection: asyncpg.Connection, seeding: Seeding, on_progress: Callable[[int], None]) -> int | None:
    """Replace what the registers hold. Returns the number of rows, or None when they hold just this already.

    `on_progress` is called with the rows copied so far.
    """
    async with connection.transaction():
        # One seeding at a time; lookups go on reading what is there until the commit.
        await connection.execute("LOCK TABLE seeding IN EXCLUSIVE MODE")
        if await connection.fetchval("SELECT fingerprint FROM seeding") == seeding.fingerprint():
            return None
        for table in rows.TABLES.values():
            await connection.execute(f"DELETE FROM {table}")
        count = await _copy(connection, seeding.rows(), on_progress)
        await connection.execute(
            "INSERT INTO seeding (fingerprint) VALUES ($1) ON CONFLICT (only_row) DO UPDATE SET fingerprint = $1",
            seeding.fingerprint(),
        )
    await connection.execute("ANALYZE " + ", ".join(rows.TABLES.values()))
    return count


async def _copy(
    connection: asyncpg.Connection, all_rows: Iterable[rows.Row], on_progress: Callable[[int], None]
) -> int:
    count = 0
    waiting: dict[type[rows.Row], list[rows.Row]] = defaultdict(list)
    for row in all_rows:
        waiting[type(row)].append(row)
        count += 1
        if count % ROWS_PER_COPY == 0:
            await _flush(connection, waiting)
            on_progress(count)
    await _flush(connection, waiting)
    return count


async def _flush(connection: asyncpg.Connection, waiting: dict[type[rows.Row], list[rows.Row]]) -> None:
    for row_type, batch in waiting.items():
        await connection.copy_records_to_table(rows.TABLES[row_type], records=batch, columns=row_type._fields)
    waiting.clear()
