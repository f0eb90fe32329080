"""A batch is answered in its time with what is there, whatever one register takes."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from services.registers.adapters.port import Reason, RegisterUnavailable
from services.registers.desk import Desk, Outcome
from services.registers.domain import Limits, Lookup, Record, SubjectKind
from services.registers.source import Source
from services.registers.tests.served import NOW, REGISTERS, clock_at

RESIDENT_ID = "777700199901010012"
VALUES = {"resident_id": RESIDENT_ID, "degree": "bachelor", "has_record": False}
# A register whose own deadline is far beyond the batch's time stands for two deadlines after each other.
BATCH_SECONDS, LATE_MS = 0.3, 600_000


class Department:
    """Answers at once, but in the registers of `after`: there once it is let, which may be never."""

    def __init__(self, **after: asyncio.Event) -> None:
        self.after = after
        self.asked: list[str] = []
        self.under_way = 0

    async def check(self) -> None:
        pass

    async def stop(self) -> None:
        pass

    async def find(self, lookup: Lookup) -> Sequence[Record]:
        self.asked.append(lookup.register.name)
        self.under_way += 1
        try:
            if lookup.register.name in self.after:
                await self.after[lookup.register.name].wait()
        finally:
            self.under_way -= 1
        return [Record({field: VALUES[field] for field in lookup.fields}, NOW)]


def desk(department: Department, deadline_ms: int = LATE_MS) -> tuple[Desk, dict[str, Source]]:
    limits = Limits(deadline_ms=deadline_ms, breaker_failures_max=1, attempts_max=1)
    sources = {
        name: Source(replace(REGISTERS[name], limits=limits), department, clock_at())
        for name in ("population", "education", "criminal-record")
    }
    return Desk(sources, BATCH_SECONDS), sources


def about(sources: dict[str, Source], register: str, field: str, kind: SubjectKind) -> Lookup:
    subject = RESIDENT_ID if kind is SubjectKind.RESIDENT_ID else "pabc"
    return Lookup(sources[register].register, kind, subject, (field,))


def reason(outcome: Outcome) -> Reason | None:
    return outcome.reason if isinstance(outcome, RegisterUnavailable) else None


async def test_a_person_resolved_slowly_and_then_a_slow_register_cost_the_others_nothing() -> None:
    resolving = asyncio.Event()
    department = Department(population=resolving, education=asyncio.Event())
    front, sources = desk(department)
    asyncio.get_running_loop().call_later(0.05, resolving.set)
    batch = [
        about(sources, "education", "degree", SubjectKind.PERSON_ID),
        about(sources, "criminal-record", "has_record", SubjectKind.RESIDENT_ID),
    ]
    async with asyncio.timeout(60):
        slow, fine = await front.ask(batch)
    await front.stop()
    assert (reason(slow), reason(fine)) == (Reason.SLOW, None)


async def test_what_a_batch_did_not_wait_for_ends_by_its_own_deadline_and_its_breaker_knows() -> None:
    department = Department(education=asyncio.Event())
    front, sources = desk(department, deadline_ms=600)
    degree = about(sources, "education", "degree", SubjectKind.RESIDENT_ID)
    assert [reason(one) for one in await front.ask([degree])] == [Reason.SLOW]
    await asyncio.gather(*front._late)
    assert department.under_way == 0
    assert [reason(one) for one in await front.ask([degree])] == [Reason.RESTING]


async def test_nobody_is_asked_any_more_for_whom_the_batch_was_too_slow() -> None:
    resolving = asyncio.Event()
    department = Department(population=resolving)
    front, sources = desk(department)
    batch = [about(sources, "education", "degree", SubjectKind.PERSON_ID)]
    assert [reason(one) for one in await front.ask(batch)] == [Reason.SLOW]
    resolving.set()
    await asyncio.gather(*front._late, return_exceptions=True)
    assert department.asked == ["population"]


@pytest.mark.parametrize("stop", [False, True])
async def test_a_caller_who_goes_and_a_process_that_stops_leave_nothing_behind(stop: bool) -> None:
    department = Department(education=asyncio.Event(), population=asyncio.Event())
    front, sources = desk(department)
    degree = about(sources, "education", "degree", SubjectKind.RESIDENT_ID)
    person = about(sources, "education", "degree", SubjectKind.PERSON_ID)
    asking = asyncio.create_task(front.ask([degree, person]))
    if stop:
        await asking
        await front.stop()
    else:
        await asyncio.sleep(0.05)
        asking.cancel()
    await asyncio.gather(asking, *front._late, return_exceptions=True)
    for _ in range(10):
        await asyncio.sleep(0)
    assert department.under_way == 0
