"""A proactive run over a register of many people: how fast it is read and judged, and whether memory stays flat."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import psutil
from grpc import aio  # pyright: ignore[reportAttributeAccessIssue] - the stubs lack it
from joserfc.jwk import KeySet, OKPKey

from bench.figures import Sample
from bench.ground import Ground, Size
from bench.results import Result
from contracts.register_statements import key_id
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.registers.v1 import registers_pb2 as pb
from onetrip.registers.v1 import registers_pb2_grpc
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.clock import Clock
from runtime.ids import new_id
from runtime.messages import Envelope, type_of
from runtime.tokens import SharedKey
from services.intake.catalog import load_catalog, service_items
from services.registers.adapters.port import Surroundings
from services.registers.adapters.postgres import PostgresAdapter
from services.registers.api import RegisterService
from services.registers.descriptions import load_descriptions
from services.registers.desk import Desk
from services.registers.seed.rows import Population
from services.registers.signing import Signatures
from services.registers.source import Source
from services.verification.entitled import Finder
from services.verification.registers.scans import GrpcScans
from services.verification.registers.witness import Witness

CATALOG = Path(__file__).parents[2] / "catalog"
ITEM = "senior-allowance"
REGISTER = "population"
CITY = "示范市"
MEBIBYTE = 1024 * 1024
MILLION = 1_000_000
MINUTE_SECONDS = 60
KEY = SharedKey(b"k" * 32)
# Pages of what an operator may ask for at most; the default is smaller, so that openings come evenly.
PAGE = 1000
# Memory is looked at from here on: the first pages fill pools and caches.
WARM_SHARE = 0.1
NOTE = (
    "A register of people over eighty, all of whom its source has to show: each page read from PostgreSQL by its"
    " cursor, signed, sent over gRPC, its signature checked, the item's rule evaluated over every record, every read"
    " appended to the access log with its hash, the answer written to the outbox, all of a page in one transaction."
    " Registers and verification run in this process: its resident memory after a tenth of the people and at the end is"
    " both of theirs. A million is extrapolated at the same rate: pages are alike, and memory does not grow with them."
    " Opening is not in it: that is paced on purpose, 5 a second by default."
)


@dataclass(frozen=True)
class Read:
    """What came of it: people read and entitled, seconds, seconds of each page, resident bytes early and at the end."""

    people: int
    entitled: int
    seconds: float
    pages: tuple[float, ...]
    early: int
    end: int


async def measure(ground: Ground, size: Size) -> list[Result]:
    """Return the people read and judged in a second. Raises ValueError when somebody was left out."""
    people = size.registered
    register_url, url = ground.stack.database_url("registers"), ground.stack.database_url("verification")
    await _fill(register_url, people)
    async with (
        asyncpg.create_pool(register_url, min_size=1, max_size=4) as pool,
        asyncpg.create_pool(url, min_size=1, max_size=2) as log,
        _served(pool) as (target, keys),
    ):
        witness = Witness.from_json(json.dumps(keys.as_dict(private=False)), Clock.real())
        scans = GrpcScans(target, KEY, witness)
        nobody: Any = None  # no dry run: nothing is looked up besides
        finder = Finder(scans, nobody, Clock.real(), ZoneInfo("Asia/Shanghai"))
        read = await _run(finder, log, people)
        await scans.stop()
    if read.people != people or read.entitled != people:
        raise ValueError(f"{read.people} of {people} were read, {read.entitled} found")
    rates = Sample.of(PAGE / seconds for seconds in read.pages)
    whole = read.people / read.seconds
    return [
        Result(
            name=f"a proactive run over {people:,} people, read and judged",
            unit="people/s",
            ours=whole,
            spread=rates.spread,
            samples=len(read.pages),
            note=NOTE,
            beside={
                "resident memory after a tenth (MiB)": read.early / MEBIBYTE,
                "resident memory at the end (MiB)": read.end / MEBIBYTE,
                "grown by (MiB)": (read.end - read.early) / MEBIBYTE,
                "a million, by extrapolation (minutes)": MILLION / whole / MINUTE_SECONDS,
            },
        )
    ]


async def _run(finder: Finder, log: asyncpg.Pool, people: int) -> Read:
    """Read page after page, as the run's workflow commands it."""
    item, run_id, process = _item(), new_id(), psutil.Process()
    after, read, entitled, pages, early = "", 0, 0, [], 0
    began = time.perf_counter()
    while True:
        page = len(pages) + 1
        command = messages.FindEntitled(
            run_id=run_id, page=page, attempt=page, definition=item, after=after, limit=PAGE
        )
        at = time.perf_counter()
        async with log.acquire() as connection, connection.transaction():
            await finder.find(connection, _envelope(command), command)
            found = await connection.fetchval(
                "SELECT payload FROM outbox WHERE message_id = $1", f"{run_id}:{page}:answered"
            )
        pages.append(time.perf_counter() - at)
        answer = messages.EntitledFound.FromString(found)
        if answer.outcome != messages.SCAN_OUTCOME_READ:
            raise ValueError("a page was not read")
        after, read, entitled = answer.after, read + answer.scanned, entitled + len(answer.person_ids)
        if not early and read >= people * WARM_SHARE:
            early = process.memory_info().rss
        if answer.last:
            break
    return Read(read, entitled, time.perf_counter() - began, tuple(pages), early, process.memory_info().rss)


def _envelope(command: messages.FindEntitled) -> Envelope:
    return Envelope(
        id=f"{command.run_id}:{command.page}",
        type=type_of(command),
        source="bench",
        subject=command.run_id,
        time=datetime.now(UTC),
        payload=b"",
        traceparent=None,
        topic="bench",
        partition=0,
        offset=0,
    )


def _item() -> catalog.ServiceItem:
    return next(one for one in service_items(load_catalog(CATALOG)) if one.code == ITEM)


async def _fill(url: str, people: int) -> None:
    """Have the register hold so many people of 85 and nobody else."""
    as_of = datetime.now(UTC) - timedelta(days=1)
    born = date(as_of.year - 85, 1, 1)
    rows = (
        Population(f"777700{number:012}", new_id(), "赵玉兰", born, "female", CITY, CITY, False, None, as_of)
        for number in range(people)
    )
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("TRUNCATE population")
        await connection.copy_records_to_table("population", records=rows, columns=Population._fields)
        await connection.execute("ANALYZE population")
    finally:
        await connection.close()


class _Served(registers_pb2_grpc.RegisterServiceServicer):
    def __init__(self, service: RegisterService) -> None:
        self._service = service

    async def Scan(self, request: pb.ScanRequest, context: Any) -> pb.ScanResponse:
        return await self._service.scan(request, context)


@asynccontextmanager
async def _served(pool: asyncpg.Pool) -> AsyncIterator[tuple[str, KeySet]]:
    """The register's real adapter behind its real interface."""
    described, clock = load_descriptions(CATALOG / "registers")[REGISTER], Clock.real()

    async def own(_: str | None) -> asyncpg.Pool:
        return pool

    adapter = await PostgresAdapter.open(described.register, described.source, Surroundings(clock, own))
    key = OKPKey.generate_key("Ed25519", {"kid": key_id(REGISTER, 1)})
    desk = Desk({REGISTER: Source(described.register, adapter, clock)})
    service = RegisterService({REGISTER: described.register}, desk, Signatures({REGISTER: key}), clock)
    server = aio.server()
    registers_pb2_grpc.add_RegisterServiceServicer_to_server(_Served(service), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield f"127.0.0.1:{port}", KeySet([key])
    finally:
        await server.stop(0)
