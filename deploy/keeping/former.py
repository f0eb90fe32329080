"""Cases that another system decided 历史办件, taken in from a file (decision 0071; docs/operate/import.md).

Every line is looked at before the first is written. Lines are read one by one; what was taken in before is left as it
is, so that it may be interrupted and repeated.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import asyncpg

from deploy.keeping.retention import over_before, years_of
from deploy.roles import connected
from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from runtime.clock import Clock
from runtime.ids import new_id
from runtime.sealing import LookupHash, Sealer
from services.intake.catalogue import Catalogue
from services.intake.former.lines import LINE_BYTES_MAX, Checking, Fault, FormerCase, Reason
from services.intake.former.taking import Took, former_id, outcome_of, take_in
from services.intake.office import Office
from services.intake.store import Store
from services.intake.store.former import FormerFile
from services.intake.texts import Texts
from services.intake.view import Views
from services.verification import codes
from services.verification.evidence.store import case_of

LINES_MAX = 1_000_000
"""Of one file: its certificates' numbers are compared in memory."""
FAULTS_KEPT_MAX = 1000
NAME_CHARACTERS_MAX = 200

Seen = Callable[[int], None]

NUMBER_TAKEN = Fault(Reason.NUMBER_TAKEN, "certificate.number", "another case's certificate has this number")
TAKEN_IN_OTHERWISE = Fault(
    Reason.TAKEN_IN_OTHERWISE, "number", "this case was taken in before, and the line says something else now"
)


class TooLong(ValueError):
    """The file has more lines than one may have."""


@dataclass(frozen=True)
class Keys:
    """What opens and finds, and how long what is known about people is kept."""

    sealer: Sealer
    lookup: LookupHash
    pseudonym_key: bytes
    zone: Any
    years: int


@dataclass
class Account:
    """What came of a file, or would. `faults`: by line, from 1, at most FAULTS_KEPT_MAX; `faulty`: lines with any."""

    lines: int = 0
    sha256: str = ""
    came: Counter[Took] = field(default_factory=Counter)
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    faulty: int = 0

    def note(self, line: int, faults: list[Fault]) -> None:
        """A line that is not taken in."""
        self.faulty += 1
        self.faults += [(line, each) for each in faults[: FAULTS_KEPT_MAX - len(self.faults)]]


class _NoRelay:
    """Intake's own relay looks at its outbox by itself."""

    def wake(self) -> None:
        """Nothing waits for it here."""


class Importer:
    """Takes files in, as intake, beside intake's processes."""

    def __init__(self, office: Office, verification: Any, years: int) -> None:
        self._office = office
        self._verification = verification
        self._years = years

    @classmethod
    @asynccontextmanager
    async def open(cls, url: Callable[[str], str], keys: Keys) -> AsyncIterator[Importer]:
        """Connect as intake and verification, which are at `url(role)`, until the end of the block."""
        async with asyncpg.create_pool(url("intake"), min_size=1, max_size=2) as pool:
            store = Store(pool, _NoRelay())
            office = Office(
                store=store,
                catalogue=Catalogue(store.catalogue),
                views=Views(Texts.load(), keys.sealer, keys.zone),
                sealer=keys.sealer,
                lookup=keys.lookup,
                pseudonym_key=keys.pseudonym_key,
                clock=Clock.real(),
                zone=keys.zone,
            )
            async with connected({"verification": url("verification")}) as roles:
                yield cls(office, roles["verification"], keys.years)

    async def look(self, file: Path, seen: Seen = lambda _: None) -> Account:
        """What would come of a file. Writes nothing. `seen` is told how many lines were looked at.

        Raises OSError, and TooLong for one of more than LINES_MAX lines.
        """
        with file.open("rb") as whole:
            account = Account(sha256=hashlib.file_digest(whole, "sha256").hexdigest())
        await self._each(file, account, lambda case: outcome_of(self._office, case), seen)
        return account

    async def take(self, file: Path, looked: Account, by: str, seen: Seen = lambda _: None) -> Account:
        """Take in every line that has no fault. `looked`: what `look` said of the file; `by`: who takes it in.

        Raises as `look` does, and Unavailable.
        """
        office, account = self._office, Account(sha256=looked.sha256)
        name = file.name[:NAME_CHARACTERS_MAX]
        told = FormerFile(new_id(), name, looked.sha256, looked.lines, by, office.clock.now())
        await office.store.former.file(told)
        await self._each(file, account, lambda case: take_in(office, case, told), seen)
        return account

    async def _each(
        self, file: Path, account: Account, do: Callable[[FormerCase], Awaitable[Took]], seen: Seen
    ) -> None:
        """Do it with the case of every line that has none of the faults that can be seen beforehand."""
        checking, numbers = await self._checking(), dict[bytes, str]()
        for line, raw in _lines(file):
            account.lines = line
            case = checking.read(raw.rstrip(b"\r\n"))
            if isinstance(case, list):
                account.note(line, case)
            elif await self._is_anothers(case, numbers):
                account.note(line, [NUMBER_TAKEN])
            elif (took := await do(case)) is Took.OTHERWISE:
                account.note(line, [TAKEN_IN_OTHERWISE])
            else:
                account.came[took] += 1
            seen(line)

    async def _checking(self) -> Checking:
        await self._office.catalogue.start()
        definitions = {each.item.code: each for each in self._office.catalogue.in_force()}
        return Checking(definitions, self._office.today(), self._office.zone, self._over)

    def _over(self, item: ServiceItem, closed_on: date) -> bool:
        """Whether the next end of retention would destroy it."""
        zone = self._office.zone
        years = years_of(item) or self._years
        return datetime.combine(closed_on, time(), zone) < over_before(self._office.today(), years, zone)

    async def _is_anothers(self, case: FormerCase, numbers: dict[bytes, str]) -> bool:
        """Whether another case has a certificate of this number. `numbers`: those of this file so far, with whose."""
        if not case.certificate_number:
            return False
        id_ = former_id(self._office, case.line.system, case.line.number)
        hashed = codes.hash_of(self._office.lookup, codes.NUMBER, case.certificate_number)
        if numbers.setdefault(hashed, id_) != id_:
            return True
        return await case_of(self._verification, hashed) not in (None, f"{id_}.{case.item.code}")


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file, from 1; of one that is too long no more than is needed to say so. Empty ones are none."""
    with file.open("rb") as opened:
        number = 0
        while raw := opened.readline(LINE_BYTES_MAX + 2):
            number += 1
            if number > LINES_MAX:
                raise TooLong(f"a file has at most {LINES_MAX} lines: divide it")
            if raw.strip():
                yield number, raw
            while not raw.endswith(b"\n") and (raw := opened.readline(LINE_BYTES_MAX)):
                pass
