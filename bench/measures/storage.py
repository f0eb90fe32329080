"""What an instant application leaves on disk: in each schema of PostgreSQL, in Kafka's logs, in Temporal's database."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg

from bench.ground import Ground, Size
from bench.results import Result
from deploy.local.database import DATABASE
from onetrip.approval.v1 import events_pb2 as approval

KIBIBYTE = 1024
IN_FLIGHT = 16
WAIT_SECONDS_MAX = 60.0
SETTLE_SECONDS = 5.0
_SIZES = """
SELECT n.nspname, sum(pg_total_relation_size(c.oid))::bigint
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname IN ('intake', 'audit', 'verification', 'approval', 'notification', 'process')
GROUP BY 1
"""
NOTE = (
    "Instant applications without uploads, from filing to delivery: by how much tables with their indexes, Kafka's logs"
    " and Temporal's database (the development server's, in SQLite) grew, divided by their number. Tables are vacuumed"
    " before each look. Kafka keeps its logs for as long as a topic says, Temporal a closed workflow for its"
    " retention; PostgreSQL keeps everything."
)


async def measure(ground: Ground, size: Size) -> list[Result]:
    """Return the KiB that one application leaves."""
    await ground.graduates_for(2 * size.waiting)
    # The first ones make pages and files that the next ones fill.
    await _file(ground, size.waiting)
    before = await _sizes(ground)
    await _file(ground, size.waiting)
    after = await _sizes(ground)
    grown = {name: (after[name] - before.get(name, 0)) / size.waiting / KIBIBYTE for name in after}
    whole = sum(grown.values())
    beside = {f"{name} (KiB)": each for name, each in sorted(grown.items(), key=lambda item: -item[1])}
    name = "disk space of an instant application"
    return [Result(name, "KiB", whole, (whole, whole), size.waiting, NOTE, beside=beside)]


async def _sizes(ground: Ground) -> dict[str, int]:
    await ground.observer.until_quiet()
    await asyncio.sleep(SETTLE_SECONDS)
    connection = await asyncpg.connect(ground.stack.environment.postgres.url(DATABASE))
    try:
        await connection.execute("VACUUM")
        sizes = {f"postgres {name}": size for name, size in await connection.fetch(_SIZES)}
    finally:
        await connection.close()
    folder = ground.stack.state_dir
    # Kafka's indexes are made at their full size, and are small in the long run.
    sizes["kafka"] = await asyncio.to_thread(_bytes, folder / "kafka", "*.log")
    sizes["temporal"] = await asyncio.to_thread(_bytes, folder / "temporal", "*")
    return sizes


def _bytes(folder: Path, pattern: str) -> int:
    return sum(file.stat().st_size for file in folder.rglob(pattern) if file.is_file())


async def _file(ground: Ground, count: int) -> None:
    left = iter(ground.registered(count))

    async def one_after_another() -> None:
        for applicant in left:
            application_id, *_ = await ground.desk.submit(applicant)
            await ground.observer.until(application_id, approval.CaseDecided, WAIT_SECONDS_MAX)

    async with asyncio.TaskGroup() as group:
        for _ in range(IN_FLIGHT):
            group.create_task(one_after_another())
