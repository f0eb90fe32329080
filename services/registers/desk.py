"""The desk in front of all registers: many lookups at once, each with its own outcome."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from services.registers.adapters.port import Reason, RegisterUnavailable
from services.registers.domain import Lookup, Record, SubjectKind
from services.registers.scans import Found, Scan
from services.registers.source import Source

# Resolves person ids; other departments have never heard of them (decision record 0008).
POPULATION = "population"
RESIDENT_ID = "resident_id"
# Whoever asks waits for 5 s (services/verification/registers/client.py): by then the answers that are there have to be
# on their way. To resolve a person and then to ask are two deadlines, of at most 4 s each.
BATCH_SECONDS_MAX = 4.5

Outcome = Sequence[Record] | RegisterUnavailable
Written = TypeVar("Written")
Person = asyncio.Task[str | RegisterUnavailable | None]


class Desk:
    """Asks the sources, by the names of their registers. Whom a token names is looked up once for a whole batch."""

    def __init__(self, sources: Mapping[str, Source], batch_seconds_max: float = BATCH_SECONDS_MAX) -> None:
        self._sources = sources
        self._batch_seconds_max = batch_seconds_max
        self._late: set[asyncio.Task[Any]] = set()

    async def ask(self, lookups: Sequence[Lookup]) -> list[Outcome]:
        """Ask in parallel. One entry for each lookup, in their order; never raises for a register that is down."""
        return await self.ask_and_write(lookups, lambda _, outcome: outcome)

    async def ask_and_write(self, lookups: Sequence[Lookup], write: Callable[[int, Outcome], Written]) -> list[Written]:
        """Ask in parallel, and make of each outcome (by its place) what is wanted, while slower ones are waited for.

        What has not come of a lookup within `BATCH_SECONDS_MAX` is SLOW: it costs the others nothing.
        """
        made: dict[int, Written] = {}
        over = False

        async def make(place: int, lookup: Lookup) -> None:
            outcome = await self._outcome(lookup, resolved.get(lookup.value))
            if not over:
                made[place] = write(place, outcome)

        people: dict[str, bool] = {}
        for lookup in filter(_is_foreign, lookups):
            people[lookup.value] = lookup.anew or people.get(lookup.value, False)
        resolved = {value: asyncio.create_task(self._resident_id(value, anew)) for value, anew in people.items()}
        asked = [asyncio.create_task(make(place, lookup)) for place, lookup in enumerate(lookups)]
        try:
            done, late = await asyncio.wait(asked, timeout=self._batch_seconds_max)
        except asyncio.CancelledError:
            _let_go(*asked, *resolved.values())
            raise
        over = True
        for task in done:
            task.result()
        # Who has not been asked yet is not asked any more; the others end by their own deadlines, which their breakers
        # have to know about.
        _let_go(*(task for task, one in zip(asked, lookups, strict=True) if not _is_known(one, resolved)))
        self._let_end(*late, *resolved.values())
        slow = RegisterUnavailable(Reason.SLOW, "the batch did not wait for it")
        return [made[place] if place in made else write(place, slow) for place in range(len(lookups))]

    def scans(self, register: str) -> bool:
        """Whether a register can be read page by page."""
        return register in self._sources and self._sources[register].scans

    async def scan(self, scan: Scan) -> Sequence[Found]:
        """Return a page. Raises RegisterUnavailable."""
        return await self._sources[scan.register.name].scan(scan)

    async def stop(self) -> None:
        """Let go of every system."""
        _let_go(*self._late)
        for source in self._sources.values():
            await source.stop()

    def _let_end(self, *tasks: asyncio.Task[Any]) -> None:
        for task in tasks:
            if not task.done():
                self._late.add(task)
                task.add_done_callback(self._late.discard)

    async def _outcome(self, lookup: Lookup, person: Person | None) -> Outcome:
        try:
            if person is not None and _is_foreign(lookup):
                resident_id = await asyncio.shield(person)
                if isinstance(resident_id, RegisterUnavailable):
                    return resident_id
                if resident_id is None:
                    # Only the population register has said that it holds no record; this one has not been asked.
                    return RegisterUnavailable(Reason.NOT_ASKED, "the person id is not known")
                lookup = replace(lookup, kind=SubjectKind.RESIDENT_ID, value=resident_id)
            return await self._sources[lookup.register.name].ask(lookup)
        except RegisterUnavailable as error:
            return error

    async def _resident_id(self, person_id: str, anew: bool) -> str | RegisterUnavailable | None:
        """None: the register holds no such person. One that knows two people by one id knows neither."""
        source = self._sources.get(POPULATION)
        if source is None:
            return RegisterUnavailable(Reason.AWAY, "no register resolves person ids")
        try:
            question = Lookup(source.register, SubjectKind.PERSON_ID, person_id, (RESIDENT_ID,), anew)
            records = await source.ask(question)
        except RegisterUnavailable as error:
            return error
        found = {record.values[RESIDENT_ID] for record in records}
        if len(found) > 1 or None in found:
            return RegisterUnavailable(Reason.MALFORMED, "one person id and not one resident ID")
        return str(found.pop()) if found else None


def _is_foreign(lookup: Lookup) -> bool:
    """Whether the register's own system does not know person ids."""
    return lookup.kind is SubjectKind.PERSON_ID and SubjectKind.PERSON_ID not in lookup.register.keys


def _is_known(lookup: Lookup, resolved: Mapping[str, Person]) -> bool:
    """Whether it is known whom a lookup is about in the register's own words, so that it was asked."""
    return not _is_foreign(lookup) or resolved[lookup.value].done()


def _let_go(*tasks: asyncio.Task[Any]) -> None:
    """Not waited for: an adapter may take its time even to be told."""
    for task in tasks:
        task.cancel()
