"""Verification of an application with six registers beside one lookup in the slowest of them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from grpc import aio  # pyright: ignore[reportAttributeAccessIssue] - the stubs lack it
from joserfc.jwk import KeySet, OKPKey

from bench.figures import Sample
from bench.ground import Ground, Size
from bench.results import Result
from contracts.register_statements import key_id
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import FormContent
from onetrip.registers.v1 import registers_pb2 as pb
from onetrip.registers.v1 import registers_pb2_grpc
from onetrip.verification.v1.messages_pb2 import VerifyApplication
from runtime.clock import Clock
from runtime.ids import new_id
from runtime.sealing import LookupHash, Sealer
from runtime.tokens import SharedKey
from services.registers.api import RegisterService
from services.registers.descriptions import load_descriptions
from services.registers.desk import Desk
from services.registers.domain import Lookup, Record, Value
from services.registers.signing import Signatures
from services.registers.source import Source
from services.verification.evidence.held import Evidence
from services.verification.evidence.signatures import KeyRing
from services.verification.handlers import Verifier
from services.verification.registers.client import GrpcRegisters
from services.verification.registers.witness import Witness
from services.verification.tickets.ticketing import TicketDesk

DESCRIPTIONS = Path(__file__).parents[2] / "catalog" / "registers"
MILLISECONDS = 1e3
GOAL = 1.2
# What each register's system takes, in ms; the fields are one fact of each, with what it holds.
SYSTEMS: dict[str, tuple[float, str, Value]] = {
    "population": (5, "name", "林晓月"),
    "education": (20, "degree", "bachelor"),
    "social-insurance": (30, "insured_city", "示范市"),
    "criminal-record": (40, "has_record", False),
    "credit": (40, "bad_record", False),
    "driving": (50, "licence_class", "C1"),
}
SLOWEST = "driving"
KEY = SharedKey(b"k" * 32)
NOTE = (
    "Six registers whose systems take 5 to 50 ms, asked over gRPC by the verification of one application: person id"
    " resolved, answers signed and checked, facts judged and sealed. The reference is one lookup, over gRPC too, in the"
    " slowest. Systems that only wait; in this process, no stack."
)


class WaitingSystem:
    """Departments' systems that take their time."""

    async def check(self) -> None:
        """Nothing to check."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def find(self, lookup: Lookup) -> Sequence[Record]:
        """Answer after the register's time."""
        milliseconds, _, held = SYSTEMS[lookup.register.name]
        await asyncio.sleep(milliseconds / MILLISECONDS)
        values: dict[str, Value | None] = {
            field: held if isinstance(held, bool) else str(held) for field in lookup.fields
        }
        if "resident_id" in values:
            values["resident_id"] = "777700200301010019"
        return [Record(values, Clock.real().now() - timedelta(days=1))]


class _Served(registers_pb2_grpc.RegisterServiceServicer):
    def __init__(self, service: RegisterService) -> None:
        self._service = service

    async def Lookup(self, request: pb.LookupRequest, context: Any) -> pb.LookupResponse:
        return await self._service.lookup(request, context)

    async def LookupBatch(self, request: pb.LookupBatchRequest, context: Any) -> Any:
        return await self._service.lookup_batch(request, context)


async def measure(_ground: Ground, size: Size) -> list[Result]:
    """Return the time of a verification beside a lookup's. Raises ValueError when it did not find every fact."""
    ours: list[float] = []
    single: list[float] = []
    async with _registers() as (target, keys):
        witness = Witness.from_json(json.dumps(keys.as_dict(private=False)), Clock.real())
        registers, sealer = GrpcRegisters(target, KEY, witness), Sealer({"k": b"k" * 32}, "k")
        lookup = LookupHash(b"k" * 32)
        evidence = Evidence(sealer, lookup, KeyRing('{"keys": []}'), Clock.real(), ZoneInfo("Asia/Shanghai"))
        verifier = Verifier(registers, sealer, Clock.real(), TicketDesk(sealer, lookup, {}), evidence)
        async with aio.insecure_channel(target) as channel:
            stub = registers_pb2_grpc.RegisterServiceStub(channel)
            for _ in range(size.journeys):
                at = time.perf_counter()
                _, completed = await verifier.establish(_command(), FormContent())
                ours.append((time.perf_counter() - at) * MILLISECONDS)
                if completed.findings or completed.missing:
                    raise ValueError("a register was not heard")
                at = time.perf_counter()
                await stub.Lookup(_lookup())
                single.append((time.perf_counter() - at) * MILLISECONDS)
        await registers.stop()
    one, other = Sample.of(ours), Sample.of(single)
    return [
        Result(
            name="verification with six registers",
            unit="ms",
            ours=one.p50,
            spread=one.spread,
            samples=len(ours),
            note=NOTE,
            reference=other.p50,
            reference_spread=other.spread,
            goal=GOAL,
        )
    ]


@asynccontextmanager
async def _registers() -> AsyncIterator[tuple[str, KeySet]]:
    registers = {name: one.register for name, one in load_descriptions(DESCRIPTIONS).items() if name in SYSTEMS}
    made = {name: OKPKey.generate_key("Ed25519", {"kid": key_id(name, 1)}) for name in registers}
    clock, system = Clock.real(), WaitingSystem()
    desk = Desk({name: Source(register, system, clock) for name, register in registers.items()})
    server = aio.server()
    served = _Served(RegisterService(registers, desk, Signatures(made), clock))
    registers_pb2_grpc.add_RegisterServiceServicer_to_server(served, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield f"127.0.0.1:{port}", KeySet(list(made.values()))
    finally:
        await server.stop(0)


def _command() -> VerifyApplication:
    facts = [
        catalog.FactNeed(name=f"fact_{number}", register=register, field=field, subject="applicant", required=True)
        for number, (register, (_, field, _held)) in enumerate(SYSTEMS.items())
    ]
    item = catalog.ServiceItem(code="bench", version=1, facts=facts, name=catalog.LocalizedText(zh="测", en="bench"))
    command = VerifyApplication(application_id=new_id(), round=1, definition=item, applicant_id="pgraduate")
    command.receive_time.FromDatetime(Clock.real().now())
    return command


def _lookup() -> pb.LookupRequest:
    return pb.LookupRequest(
        register=SLOWEST,
        subject=pb.Subject(kind=pb.SUBJECT_KIND_PERSON_ID, value="pgraduate"),
        fields=[SYSTEMS[SLOWEST][1]],
        purpose="bench",
        legal_basis="bench",
        application_id="bench",
        requester=pb.Requester(rule="bench"),
        nonce=new_id(),
    )
