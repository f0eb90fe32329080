"""The registers start, whatever one department's system does meanwhile; it is asked again as any other."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import asyncpg
import pytest

from services.registers import connecting
from services.registers.adapters.port import Reason, RegisterUnavailable, SourceInvalid, Surroundings
from services.registers.connecting import Pools, connect_all
from services.registers.descriptions import Description
from services.registers.domain import Lookup, SubjectKind
from services.registers.source import Source
from services.registers.tests import plugins
from services.registers.tests.harnesses import DRIVING, SUBJECT
from services.registers.tests.served import clock_at

ALL = (plugins.Silent, plugins.Stubborn, plugins.Refused, plugins.Changed, plugins.Broken, plugins.Brought)


def described(*adapters: type) -> dict[str, Description]:
    names = [adapter.__name__.lower() for adapter in adapters]
    return {name: Description(replace(DRIVING, name=name), name, {"keys": {"resident_id": "id"}}) for name in names}


async def said(source: Source) -> Reason | None:
    try:
        await source.ask(Lookup(source.register, SubjectKind.RESIDENT_ID, SUBJECT, tuple(DRIVING.fields)))
    except RegisterUnavailable as error:
        return error.reason
    return None


def around(tmp: Path) -> tuple[Pools, Surroundings]:
    """What adapters are given by the process, but for a database of ours."""
    pools = Pools(cast(Any, None))

    async def pool(secret: str | None) -> asyncpg.Pool:
        return await pools.of(surroundings, secret)

    surroundings = Surroundings(clock_at(), pool, tmp, tmp)
    return pools, surroundings


async def test_no_department_keeps_the_others_from_being_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugins.install(tmp_path, *ALL)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(connecting, "CHECK_SECONDS_MAX", 0.05)
    plugins.Stubborn.let_go = asyncio.Event()
    sources = await connect_all(described(*ALL), around(tmp_path)[1])
    assert {name: await said(source) for name, source in sources.items()} == dict.fromkeys(described(*ALL))
    plugins.Stubborn.let_go.set()


async def test_all_registers_are_checked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugins.install(tmp_path, plugins.Together)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(connecting, "CHECK_SECONDS_MAX", 60.0)
    [one] = described(plugins.Together).values()
    many = {f"r{number}": replace(one, register=replace(DRIVING, name=f"r{number}")) for number in range(20)}
    plugins.Together.checks, plugins.Together.checked = asyncio.Barrier(len(many)), []
    await connect_all(many, around(tmp_path)[1])
    assert sorted(plugins.Together.checked) == sorted(many)


async def test_what_cannot_be_read_page_by_page_and_should_be_is_known_when_the_registers_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugins.install(tmp_path, plugins.Brought, plugins.Paged)
    monkeypatch.syspath_prepend(tmp_path)
    people = replace(DRIVING, keys=frozenset({SubjectKind.PERSON_ID}))
    adapters = {"brought": "brought", "paged": "paged", "function": "opened"}
    descriptions = {
        name: Description(people, adapter, {"keys": {"person_id": "id"}}) for name, adapter in adapters.items()
    }
    descriptions["numbers"] = Description(DRIVING, "paged", {"keys": {"resident_id": "id"}})
    sources = await connect_all(descriptions, around(tmp_path)[1])
    wanted = {name: ["allowance"] for name in (*descriptions, "nowhere")}
    assert set(connecting.not_read_by_pages(sources, wanted)) == {"brought", "function", "numbers"}
    assert not connecting.not_read_by_pages(sources, {})


@pytest.mark.parametrize("changes", [{"adapter": "soap"}, {"source": {"keys": {"number": "no"}, "table": "a; b"}}])
async def test_a_description_that_means_nothing_ends_the_start(tmp_path: Path, changes: dict[str, Any]) -> None:
    wrong = {"adapter": "postgresql", "source": {}, **changes}
    with pytest.raises(SourceInvalid):
        await connect_all({"vessels": Description(DRIVING, **wrong)}, around(tmp_path)[1])


TABLE = {"database": "driving-dsn", "table": "driving", "keys": {"resident_id": "resident_id"}}


def in_a_table(limits: Mapping[str, Any] | None = None) -> dict[str, Description]:
    register = replace(DRIVING, limits=replace(DRIVING.limits, breaker_failures_max=100, **(limits or {})))
    return {"driving": Description(register, "postgresql", TABLE)}


@asynccontextmanager
async def connected(tmp: Path, descriptions: Mapping[str, Description]) -> AsyncIterator[Mapping[str, Source]]:
    pools, surroundings = around(tmp)
    try:
        yield await connect_all(descriptions, surroundings)
    finally:
        for pool in pools._pools.values():
            if pool is not None:
                pool.terminate()


async def test_a_database_that_accepts_and_says_nothing_is_down_and_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "ANSWER_SECONDS_MAX", 0.1)
    plugins.install(tmp_path, plugins.Brought)
    monkeypatch.syspath_prepend(tmp_path)
    silent = await asyncio.start_server(lambda reader, writer: reader.read(), "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    (tmp_path / "driving-dsn").write_text(f"postgresql://x:x@127.0.0.1:{port}/x")
    async with silent, connected(tmp_path, {**in_a_table(), **described(plugins.Brought)}) as sources:
        assert await said(sources["driving"]) is Reason.SLOW
        assert await said(sources["brought"]) is None


async def test_a_secret_that_is_missing_is_its_own_registers_matter(tmp_path: Path) -> None:
    async with connected(tmp_path, in_a_table()) as sources:
        assert await said(sources["driving"]) is Reason.REFUSED


@pytest.mark.engines
async def test_a_password_that_was_changed_is_refused_until_the_new_one_is_there(database: str, tmp_path: Path) -> None:
    secret = tmp_path / "driving-dsn"
    secret.write_text(database.replace(":test@", ":old@"))
    async with connected(tmp_path, in_a_table()) as sources:
        assert await said(sources["driving"]) is Reason.REFUSED
        secret.write_text(database)
        assert await said(sources["driving"]) is None, "it is read anew, and nothing has to be started anew"


@pytest.mark.engines
@pytest.mark.parametrize(
    ("done", "undone", "reason"),
    [
        ("LOCK TABLE driving IN ACCESS EXCLUSIVE MODE", "ROLLBACK", Reason.SLOW),
        ("ALTER TABLE driving RENAME points_12m TO points; COMMIT", "SELECT 1", Reason.FAULT),
        ("DROP TABLE driving; COMMIT", "SELECT 1", Reason.FAULT),
    ],
)
async def test_a_table_that_is_locked_or_changed_is_its_own_registers_matter(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: str, undone: str, reason: Reason
) -> None:
    monkeypatch.setattr(connecting, "CHECK_SECONDS_MAX", 1.0)
    (tmp_path / "driving-dsn").write_text(database)
    other = await asyncpg.connect(database)
    await other.execute(f"BEGIN; {done}")
    async with connected(tmp_path, in_a_table({"deadline_ms": 500})) as sources:
        assert await said(sources["driving"]) is reason
        await other.execute(undone)
        expected = None if reason is Reason.SLOW else reason
        assert await said(sources["driving"]) is expected
    await other.close()
