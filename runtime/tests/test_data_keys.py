"""Data keys: one for each owner, the same for every process, gone for good once destroyed, never done without."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping

import asyncpg
import pytest

from runtime import data_keys
from runtime.data_keys import DataKeys, PostgresKeys, Wrapped
from runtime.errors import Unavailable
from runtime.failures import heals_by_waiting
from runtime.sealing import Header, SealBroken, Sealer, Shredded
from runtime.suites import NAMES, SuiteName
from runtime.tests.engines import Engines

MASTERS = {"one": b"1" * 32, "two": b"2" * 32}
SCOPE = "application/a"


class FakeTable:
    """The table in memory, as every process sees it."""

    def __init__(self) -> None:
        self.rows: dict[str, bytes | None] = {}
        self.reads = 0
        self.away = False
        self.seconds = 0.0

    async def read(self, owners: Collection[str]) -> Wrapped:
        self.reads += 1
        await asyncio.sleep(self.seconds)
        if self.away:
            raise ConnectionRefusedError
        return {owner: self.rows[owner] for owner in owners if owner in self.rows}

    async def make(self, wrapped: Mapping[str, bytes]) -> Wrapped:
        before = await self.read(wrapped)
        self.rows.update({owner: key for owner, key in wrapped.items() if owner not in before})
        return {owner: self.rows[owner] for owner in wrapped}

    async def close(self) -> None:
        pass


Process = Callable[..., Sealer]


@pytest.fixture
def table() -> FakeTable:
    return FakeTable()


@pytest.fixture
async def process(table: FakeTable) -> AsyncIterator[Process]:
    """Start a process: its sealer, with a cache of its own."""
    started: list[DataKeys] = []

    def start(
        active: str = "one",
        *,
        cached_seconds: float = 300,
        suite: SuiteName = NAMES[0],
        now: Callable[[], float] = time.monotonic,
        only_open: bool = False,
        here: FakeTable | None = table,
    ) -> Sealer:
        started.append(DataKeys(table, Sealer(MASTERS, active, suite), cached_seconds, now, here))
        return Sealer(MASTERS, active, suite, started[-1], only_open=only_open)

    yield start
    for keys in started:
        await keys.stop()


@pytest.mark.parametrize("suite", NAMES)
async def test_what_one_process_sealed_another_opens(process: Process, suite: SuiteName) -> None:
    sealed = process(suite=suite).seal(SCOPE, b"name", "a")
    assert process().open(SCOPE, sealed, "a") == b"name"
    with pytest.raises(SealBroken):
        process().open(SCOPE, sealed, "b")


async def test_two_processes_that_seal_first_at_once_use_one_key(process: Process, table: FakeTable) -> None:
    left, right = process(), process()
    await asyncio.gather(left.load([SCOPE], make=True), right.load([SCOPE], make=True))
    assert right.open(SCOPE, left.seal(SCOPE, b"name", "a"), "a") == b"name"
    assert len(table.rows) == 1


async def test_nothing_is_opened_and_nothing_sealed_once_the_key_is_destroyed(
    process: Process, table: FakeTable
) -> None:
    sealed = process().seal(SCOPE, b"name", "a")
    table.rows[SCOPE] = None
    with pytest.raises(Shredded):
        process().open(SCOPE, sealed, "a")
    with pytest.raises(Shredded):
        process().seal(SCOPE, b"more", "a")
    assert table.rows == {SCOPE: None}


async def test_a_process_forgets_a_destroyed_key_in_its_time(process: Process, table: FakeTable) -> None:
    forgetful = process(cached_seconds=0)
    sealed = forgetful.seal(SCOPE, b"name", "a")
    table.rows[SCOPE] = None
    with pytest.raises(Shredded):
        forgetful.open(SCOPE, sealed, "a")


async def test_one_owner_destroyed_is_no_other(process: Process, table: FakeTable) -> None:
    sealed = process().seal("application/b", b"name", "b")
    process().seal(SCOPE, b"name", "a")
    table.rows[SCOPE] = None
    assert process().open("application/b", sealed, "b") == b"name"


async def test_while_the_table_is_away_nothing_is_sealed_in_another_way(process: Process, table: FakeTable) -> None:
    table.away = True
    for attempt in (
        lambda: process().seal(SCOPE, b"name", "a"),
        lambda: process().open(SCOPE, b"\3\1" + bytes(40), "a"),
    ):
        with pytest.raises(Unavailable) as caught:
            attempt()
        assert heals_by_waiting(caught.value), "messages wait for it and are not parked"
    with pytest.raises(Unavailable):
        await process().load([SCOPE])


async def test_a_table_that_comes_back_is_asked_again_and_not_before_its_time(
    process: Process, table: FakeTable
) -> None:
    now = 1000.0
    sealer, table.away = process(now=lambda: now), True
    for _ in range(5):
        with pytest.raises(Unavailable):
            sealer.seal(SCOPE, b"name", "a")
    assert table.reads == 1, "who is told that it is away does not ask at each call"
    table.away, now = False, now + 2
    assert sealer.open(SCOPE, sealer.seal(SCOPE, b"name", "a"), "a") == b"name"


async def test_who_loads_waits_longer_than_who_would_hold_the_process_up(
    process: Process, table: FakeTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_keys, "READ_SECONDS_MAX", 0.01)
    sealer, table.seconds = process(), 0.1
    await sealer.load([SCOPE], make=True)
    with pytest.raises(Unavailable):
        sealer.seal("application/b", b"name", "a")
    assert sealer.open(SCOPE, sealer.seal(SCOPE, b"name", "a"), "a") == b"name"


async def test_a_process_has_reached_the_table_before_the_first_key_is_needed(table: FakeTable) -> None:
    here = FakeTable()
    keys = DataKeys(table, Sealer(MASTERS, "one"), here=here)
    await keys.start()
    assert (table.reads, here.reads) == (1, 1)
    table.away = here.away = True
    await keys.start()
    assert (table.reads, here.reads) == (2, 2), "a table that is away keeps no process from starting"
    await keys.stop()


async def test_an_application_costs_one_look_at_the_table(process: Process, table: FakeTable) -> None:
    process().seal(SCOPE, b"name", "a")
    sealer, table.reads = process(), 0
    await sealer.load([SCOPE, "application/unknown"])
    for _ in range(10):
        sealer.open(SCOPE, sealer.seal(SCOPE, b"name", "a"), "a")
    assert table.reads == 1


@pytest.mark.parametrize("loaded", [False, True])
@pytest.mark.parametrize("scope", ["person/p", "organisation/o"])
async def test_what_is_sealed_for_a_person_after_their_key_was_deleted_is_read_by_everybody(
    process: Process, table: FakeTable, scope: str, *, loaded: bool
) -> None:
    sealer = process()
    sealer.seal(scope, b"before", "a")
    del table.rows[scope]
    if loaded:
        await sealer.load([scope], make=True)
    sealed = sealer.seal(scope, b"certificate", "a")
    assert sealer.open(scope, sealed, "a") == process().open(scope, sealed, "a") == b"certificate"


async def test_opening_makes_no_key(process: Process, table: FakeTable) -> None:
    with pytest.raises(SealBroken):
        process().open(SCOPE, b"\3\1" + bytes(40), "a")
    assert not table.rows


async def test_what_was_sealed_under_master_keys_still_opens(process: Process) -> None:
    sealed = Sealer(MASTERS, "one").seal(SCOPE, b"name", "a")
    assert process("two").open(SCOPE, sealed, "a") == b"name"


async def test_switched_off_values_are_sealed_as_before_and_data_keys_still_open(
    process: Process, table: FakeTable
) -> None:
    under_data_key = process().seal(SCOPE, b"name", "a")
    off = process(only_open=True)
    await off.load(["application/b"], make=True)
    assert Header.of(off.seal("application/b", b"name", "b")).key_id == "one"
    assert off.open(SCOPE, under_data_key, "a") == b"name"
    assert set(table.rows) == {SCOPE}


async def test_what_belongs_to_nobody_has_no_data_key(process: Process, table: FakeTable) -> None:
    assert Header.of(process().seal("page-token", b"1", "x")).key_id == "one"
    assert not table.rows


def test_who_has_no_table_says_so() -> None:
    with pytest.raises(SealBroken, match="there are none here"):
        Sealer(MASTERS, "one").open(SCOPE, b"\3\1" + bytes(40), "a")


@pytest.mark.engines
async def test_whoever_seals_may_make_keys_and_neither_change_nor_destroy_them(engines: Engines) -> None:
    urls = await engines.keys()
    owner, service = await asyncpg.connect(urls.owner), await asyncpg.connect(urls.service)
    left = DataKeys(PostgresKeys(urls.service), Sealer(MASTERS, "one"), here=PostgresKeys(urls.service))
    right = DataKeys(PostgresKeys(urls.service), Sealer(MASTERS, "one"))
    try:
        await asyncio.gather(left.load([SCOPE, "person/p"], make=True), right.load(["person/p", SCOPE], make=True))
        sealed = Sealer(MASTERS, "one", data_keys=left).seal(SCOPE, b"name", "a")
        assert Sealer(MASTERS, "one", data_keys=right).open(SCOPE, sealed, "a") == b"name"
        for attempt in ("UPDATE keys.data_keys SET wrapped = NULL, destroyed_at = now()", "DELETE FROM keys.data_keys"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await service.execute(attempt)
        await owner.execute("UPDATE keys.data_keys SET wrapped = NULL, destroyed_at = now()")
        for attempt in (
            "UPDATE keys.data_keys SET wrapped = 'x', destroyed_at = NULL",
            "DELETE FROM keys.data_keys",
            "TRUNCATE keys.data_keys",
        ):
            with pytest.raises(asyncpg.RaiseError):
                await owner.execute(attempt)
        late = DataKeys(PostgresKeys(urls.service), Sealer(MASTERS, "one"))
        with pytest.raises(Shredded):
            late.key(SCOPE, make=True)
        await late.stop()
    finally:
        await asyncio.gather(owner.close(), service.close(), left.stop(), right.stop())
