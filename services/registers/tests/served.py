"""The registers of the catalogue, with keys for their signatures and systems that tests make up."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from joserfc.jwk import KeySet, OKPKey

from contracts.register_statements import key_id
from runtime.clock import Clock
from services.registers.adapters.port import Reason, RegisterAdapter, RegisterUnavailable
from services.registers.api import RegisterService
from services.registers.descriptions import load_descriptions
from services.registers.desk import Desk
from services.registers.domain import Lookup, Record, Register
from services.registers.signing import Signatures
from services.registers.source import Source

FOLDER = Path(__file__).parents[3] / "catalog" / "registers"
DESCRIPTIONS = load_descriptions(FOLDER)
REGISTERS = {name: description.register for name, description in DESCRIPTIONS.items()}
NOW = datetime(2026, 11, 1, 4, tzinfo=UTC)


def clock_at(now: datetime = NOW) -> Clock:
    return Clock(now, datetime.now(UTC), 1.0)


@cache
def keys() -> KeySet:
    """A private key for each register."""
    made = [OKPKey.generate_key("Ed25519", {"kid": key_id(name, 1)}) for name in REGISTERS]
    return KeySet(made)


def signatures() -> Signatures:
    return Signatures(dict(zip(REGISTERS, keys().keys, strict=True)))


class FakeDepartment:
    """A department's system: holds records by register name; one in `down` does not answer, one in `hanging` never."""

    def __init__(
        self,
        records: Mapping[str, Sequence[Record]] | None = None,
        down: Sequence[str] = (),
        hanging: Sequence[str] = (),
    ) -> None:
        self.records = dict(records or {})
        self.down, self.hanging = set(down), set(hanging)
        self.asked: list[Lookup] = []

    async def check(self) -> None:
        pass

    async def find(self, lookup: Lookup) -> Sequence[Record]:
        self.asked.append(lookup)
        name = lookup.register.name
        if name in self.hanging:
            await asyncio.Event().wait()
        if name in self.down:
            raise RegisterUnavailable(Reason.AWAY)
        return self.records.get(name, [])

    async def stop(self) -> None:
        pass


def service(
    adapter: RegisterAdapter, registers: Mapping[str, Register] = REGISTERS, clock: Clock | None = None
) -> RegisterService:
    """The lookup interface over one system for all registers."""
    clock = clock or clock_at()
    desk = Desk({name: Source(register, adapter, clock) for name, register in registers.items()})
    return RegisterService(registers, desk, signatures(), clock)
