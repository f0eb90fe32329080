"""Adapters as another package brings them: found by an entry point, whatever they do when they are checked."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

from services.registers.adapters import GROUP
from services.registers.adapters.port import Reason, RegisterUnavailable, SourceInvalid, Surroundings
from services.registers.domain import Lookup, Record, Register
from services.registers.scans import Found, Scan
from services.registers.tests.served import NOW


class Brought:
    """Holds one record of whoever is asked about; the classes below differ in what comes of the check."""

    def __init__(self, register: Register) -> None:
        self._register = register

    @classmethod
    async def open(cls, register: Register, source: Mapping[str, Any], surroundings: Surroundings) -> Self:
        return cls(register)

    async def check(self) -> None:
        pass

    async def find(self, lookup: Lookup) -> Sequence[Record]:
        return [Record(dict.fromkeys(lookup.fields), NOW)]

    async def stop(self) -> None:
        pass


class Paged(Brought):
    """Can be read page by page besides."""

    async def scan(self, scan: Scan) -> Sequence[Found]:
        return []


async def opened(register: Register, source: Mapping[str, Any], surroundings: Surroundings) -> Brought:
    """Says nothing of what it opens before it has."""
    return Brought(register)


class Silent(Brought):
    """Its system accepts a connection and says nothing more."""

    async def check(self) -> None:
        await asyncio.Event().wait()


class Stubborn(Brought):
    """Does not let go when it is told to."""

    let_go: ClassVar[asyncio.Event]

    async def check(self) -> None:
        while not self.let_go.is_set():
            try:
                await self.let_go.wait()
            except asyncio.CancelledError:
                continue


class Refused(Brought):
    """Its password was changed."""

    async def check(self) -> None:
        raise RegisterUnavailable(Reason.REFUSED)


class Changed(Brought):
    """Its table has lost a column."""

    async def check(self) -> None:
        raise SourceInvalid("no such column")


class Broken(Brought):
    """Fails in a way of its own."""

    async def check(self) -> None:
        raise KeyError("777700199901010012")


class Together(Brought):
    """Is checked once all of them are being checked."""

    checks: ClassVar[asyncio.Barrier]
    checked: ClassVar[list[str]]

    async def check(self) -> None:
        await self.checks.wait()
        self.checked.append(self._register.name)


def install(folder: Path, *adapters: type) -> None:
    """Put a package into a folder of the path that names each adapter by its class, and one by a function."""
    package = folder / "brought-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: brought\nVersion: 1\n")
    lines = [f"{adapter.__name__.lower()} = {adapter.__module__}:{adapter.__name__}.open" for adapter in adapters]
    lines.append(f"{opened.__name__} = {opened.__module__}:{opened.__name__}")
    (package / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *lines]) + "\n")
