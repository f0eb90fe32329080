"""A real PostgreSQL with verification's schema, for the tests marked `engines`, and a round of verification to try."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from google.protobuf import symbol_database
from google.protobuf.message import Message

from deploy.local.database import DATABASE, MIGRATIONS, create_roles
from deploy.local.engines.postgres import Postgres
from deploy.local.supervisor import Supervisor
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import FormContent
from onetrip.registers.v1 import registers_pb2 as registers_pb
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.clock import Clock
from runtime.ids import new_id
from runtime.messages import Envelope, type_of
from runtime.sealing import LookupHash, Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from runtime.tokens import Principal
from services.verification.api import EvidenceService
from services.verification.domain import Answer, Answered
from services.verification.entitled import Finder
from services.verification.evidence.held import Evidence
from services.verification.evidence.signatures import KeyRing
from services.verification.handlers import Verifier
from services.verification.registers.client import Purpose, Question
from services.verification.registers.representing import Representatives
from services.verification.registers.scans import Doubtful, Page
from services.verification.tickets.api import DataQualityService
from services.verification.tickets.disputing import Disputes
from services.verification.tickets.sources import Source
from services.verification.tickets.ticketing import TicketDesk
from services.verification.wording import Wording

SCHEMAS = ("audit", "verification")
CATALOG = Path(__file__).parents[3] / "catalog"
PASSWORD = "test"
# Noon of Wednesday 25 November 2026 in Beijing.
NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
ITEM = "graduate-residence"
SOURCES = {"education": Source("education", 5), "population": Source("public-security", 3)}


@dataclass
class FakeRegisters:
    """Registers that hold what a test says; what it does not say has no record."""

    held: dict[tuple[str, str], Answer] = field(default_factory=dict)

    def holds(self, register: str, name: str, value: str, answered: Answered = Answered.FRESH) -> None:
        """From now on a register answers so."""
        self.held[register, name] = Answer(answered, value, register, NOW)

    async def ask(self, questions: Sequence[Question], purpose: Purpose) -> dict[Question, Answer]:
        """See Registers."""
        return {one: self.held.get((one.register, one.field), Answer(Answered.NO_RECORD)) for one in questions}


@dataclass
class FakeScans:
    """Registers that are read page by page: what a test says they hold, and what it says they do instead."""

    records: dict[str, dict[str, Answer]] = field(default_factory=dict)
    asked: list[registers_pb.ScanRequest] = field(default_factory=list)
    silent: bool = False
    doubtful: bool = False

    async def page(self, request: registers_pb.ScanRequest) -> Page | None:
        """See Scans."""
        self.asked.append(request)
        if self.doubtful:
            raise Doubtful("signed by nobody known for it")
        if self.silent:
            return None
        after = [(one, self.records[one]) for one in sorted(self.records) if one > request.after]
        return Page(after[: request.limit], len(after) <= request.limit)


class Frozen(Clock):
    """A clock that a test sets."""

    def __init__(self, instant: datetime) -> None:
        super().__init__(instant, instant, 1.0)
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


class SilentRelay:
    """A relay that sends nothing."""

    def wake(self) -> None:
        """See Relay."""


@dataclass(frozen=True)
class Call:
    """The part of a Context that the RPCs read."""

    caller: Principal


def call(subject: str, *roles: str, department: str | None = None) -> Any:
    """Somebody's call."""
    return Call(Principal(subject, frozenset(roles), department, 2, None))


class Bench:
    """Verification's messages in and out, and its RPCs, over a real database."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.clock = Frozen(NOW)
        self.registers = FakeRegisters()
        self.definition = definition()
        self.sealer = Sealer({"test": bytes(32)}, "test", SUITE, DATA_KEYS)
        desk = TicketDesk(self.sealer, LookupHash(bytes(32), SUITE), SOURCES)
        keys, zone = KeyRing('{"keys": []}'), ZoneInfo("Asia/Shanghai")
        held = Evidence(self.sealer, LookupHash(bytes(32), SUITE), keys, self.clock, zone)
        self.verifier = Verifier(self.registers, self.sealer, self.clock, desk, held)
        self.scans = FakeScans()
        self.finder = Finder(self.scans, self.registers, self.clock, zone)
        relay: Any = SilentRelay()
        wording = Wording.load(CATALOG / "departments.yaml", CATALOG / "registers", "Asia/Shanghai")
        self.quality = DataQualityService(pool, relay, desk, self.clock)
        disputes = Disputes(desk, self.clock)
        self.evidence = EvidenceService(
            pool, self.sealer, relay, disputes, wording, held, Representatives(self.registers)
        )

    async def verify(
        self, application_id: str, person: str, round_: int = 1, *, claimed: str = "", anew: bool = False
    ) -> messages.VerificationCompleted:
        """One round about somebody's degree. Returns what is said of it."""
        form = FormContent(answers={"degree": claimed} if claimed else {})
        scope, about = f"application/{application_id}", f"FormContent:{application_id}"
        command = messages.VerifyApplication(
            application_id=application_id,
            round=round_,
            definition=self.definition,
            applicant_id=person,
            applicant_kind=catalog.APPLICANT_KIND_PERSON,
            sealed_form=self.sealer.seal(scope, form.SerializeToString(), about),
            anew=anew,
        )
        command.receive_time.FromDatetime(NOW)
        await self.send(command, application_id)
        return (await self.said(application_id, messages.VerificationCompleted))[-1]

    async def send(self, message: Message, key: str) -> None:
        """Handle one message in a transaction of its own (the inbox is the consumer's)."""
        envelope = Envelope(
            id=new_id(),
            type=type_of(message),
            source="test",
            subject=key,
            time=self.clock.now(),
            payload=message.SerializeToString(),
            traceparent=None,
            topic="test",
            partition=0,
            offset=0,
        )
        async with self.pool.acquire() as connection, connection.transaction():
            await self.verifier.table(self.finder).handle(connection, envelope)

    async def said(self, application_id: str, kind: Any) -> list[Any]:
        """What verification has said of an application, of one kind, in order."""
        rows = await self.pool.fetch(
            "SELECT type, payload FROM outbox WHERE key = $1 AND type = $2 ORDER BY id",
            application_id,
            kind.DESCRIPTOR.full_name,
        )
        return [symbol_database.Default().GetSymbol(row["type"]).FromString(row["payload"]) for row in rows]


def definition() -> catalog.ServiceItem:
    """An item that needs a degree."""
    need = {"subject": "applicant", "required": True, "type": catalog.VALUE_TYPE_ENUM}
    return catalog.ServiceItem(
        code=ITEM,
        kind=catalog.ITEM_KIND_ITEM,
        version=1,
        name=catalog.LocalizedText(zh="落户", en="Residence"),
        facts=[
            catalog.FactNeed(
                name="degree",
                register="education",
                field="degree",
                claimed_by_form_field="degree",
                freshness_days=365,
                **need,
            )
        ],
    )


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """Verification's own login on a server with the migrations applied; nothing of it is left behind."""
    with tempfile.TemporaryDirectory(prefix="onetrip-test-") as folder, asyncio.Runner() as runner:
        Path(folder).chmod(0o755)  # PostgreSQL runs as an account of its own when the tests run as root
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = Postgres(Path(folder) / "data", port, password=PASSWORD)
        supervisor = Supervisor([server.process()], Path(folder))
        runner.run(supervisor.start())
        try:
            runner.run(_migrate(server))
            yield server.url(DATABASE, "verification", PASSWORD)
        finally:
            runner.run(supervisor.stop())


@pytest.fixture
async def bench(database_url: str) -> AsyncIterator[Bench]:
    """Verification over it. Tests share the schema and use ids of their own."""
    async with asyncpg.create_pool(database_url, min_size=1, max_size=4) as pool:
        yield Bench(pool)


async def _migrate(server: Postgres) -> None:
    await create_roles(server, dict.fromkeys(SCHEMAS, PASSWORD))
    for schema in SCHEMAS:
        connection = await asyncpg.connect(server.url(DATABASE, schema, PASSWORD))
        for file in sorted(MIGRATIONS[schema].glob("*.sql")):
            await connection.execute(file.read_text("utf-8").partition("-- migrate:down")[0])
        await connection.close()
