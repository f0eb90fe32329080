"""The end of retention on a real database: what is over is destroyed, what anybody still needs is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from deploy.keeping.retention import Records, end, over_before, years_of
from deploy.keeping.rotation import rewrap, standing
from onetrip.catalog.v1.catalog_pb2 import BundleItem, ServiceItem
from runtime.data_keys import DataKeys, PostgresKeys, in_use
from runtime.ids import new_id
from runtime.sealing import SealBroken, Sealer, Shredded
from runtime.tests.engines import Engines, KeysSchema

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2040, 6, 1, tzinfo=UTC)
BEFORE = datetime(2030, 1, 1, tzinfo=ZONE)
OLD, RECENT = BEFORE - timedelta(days=1), BEFORE + timedelta(days=1)
MASTERS = {"old": b"o" * 32, "new": b"n" * 32}

# The columns of intake's and verification's tables that retention reads.
TABLES = """
CREATE TEMP TABLE applications (id text, ended boolean, update_time timestamptz, sealed_form bytea,
                                item_code text, item_version integer);
CREATE TEMP TABLE catalogue_versions (definition bytea);
CREATE TEMP TABLE duplicate_keys (key_hash bytea, application_id text);
CREATE TEMP TABLE given_materials (application_id text, material_id text);
CREATE TEMP TABLE application_holders (application_id text, holder text);
CREATE TEMP TABLE evidence_used (application_id text, evidence_id text);
CREATE TEMP TABLE attestations (material_id text, valid_until date);
CREATE TEMP TABLE certificates (holder text, valid_until date, revoked_at timestamptz);
"""

WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@dataclass
class Archive:
    """The tables, and what was sealed for whom."""

    urls: KeysSchema
    connection: asyncpg.Connection
    owner: asyncpg.Connection
    ring: DataKeys
    mark: str

    def sealer(self, active: str = "old") -> Sealer:
        return Sealer(MASTERS, active, data_keys=self.ring)

    def name(self, name: str) -> str:
        return f"{name}-{self.mark}"

    async def filed(
        self, name: str, ended: datetime | None, *, holder: str = "", material: str = "", version: int = 1
    ) -> bytes:
        """An application with a sealed form; who it is of, and what was given with it."""
        id_, when = self.name(name), ended or OLD
        sealed = self.sealer().seal(f"application/{id_}", b"form", "a")
        row = (id_, ended is not None, when, sealed, "permit", version)
        await self.connection.execute("INSERT INTO applications VALUES ($1, $2, $3, $4, $5, $6)", *row)
        await self.connection.execute("INSERT INTO duplicate_keys VALUES ('x', $1)", id_)
        if holder:
            self.sealer().seal(f"person/{self.name(holder)}", b"evidence", "a")
            row = (id_, f"person/{self.name(holder)}")
            await self.connection.execute("INSERT INTO application_holders VALUES ($1, $2)", *row)
        if material:
            self.sealer().seal(f"material/{self.name(material)}", b"bytes", "a")
            await self.connection.execute("INSERT INTO given_materials VALUES ($1, $2)", id_, self.name(material))
        return sealed

    async def end(self, *, dry: bool = False):
        records = Records(self.connection, self.connection, self.owner)
        return await end(records, ZONE, NOW, dry=dry)

    async def left(self) -> set[str]:
        """Whose keys are there."""
        rows = await self.owner.fetch("SELECT owner FROM keys.data_keys WHERE wrapped IS NOT NULL")
        return {row[0].removesuffix(f"-{self.mark}") for row in rows if row[0].endswith(self.mark)}

    async def opens(self, name: str, sealed: bytes) -> bytes:
        """Open as a process does that has not opened it before."""
        ring = DataKeys(PostgresKeys(self.urls.service), Sealer(MASTERS, "old"))
        try:
            return Sealer(MASTERS, "old", data_keys=ring).open(f"application/{self.name(name)}", sealed, "a")
        finally:
            await ring.stop()


@pytest.fixture
async def archive(engines: Engines) -> AsyncIterator[Archive]:
    urls = await engines.keys()
    connection, owner = await asyncpg.connect(urls.service), await asyncpg.connect(urls.owner)
    await connection.execute(TABLES)
    ring = DataKeys(PostgresKeys(urls.service), Sealer(MASTERS, "old"))
    yield Archive(urls, connection, owner, ring, new_id())
    await ring.stop()
    await connection.close()
    await owner.close()


@pytest.mark.engines
async def test_what_is_over_cannot_be_read_any_more_and_what_is_not_can(archive: Archive) -> None:
    over = await archive.filed("over", OLD, holder="gone", material="paper")
    recent = await archive.filed("recent", RECENT, holder="here")
    running = await archive.filed("running", None)
    found = await archive.end()
    assert (found.applications, found.materials, found.holders, found.before) == (1, 1, 1, 0)
    with pytest.raises(Shredded):
        await archive.opens("over", over)
    assert await archive.opens("recent", recent) == await archive.opens("running", running) == b"form"
    assert await archive.left() == {"application/recent", "application/running", "person/here"}
    again = await archive.end()
    assert (again.applications, again.materials, again.holders) == (0, 0, 0)


@pytest.mark.engines
async def test_an_item_is_kept_for_its_own_term_in_the_version_that_was_applied_for(archive: Archive) -> None:
    for version, years in ((1, 0), (2, 30), (3, 5)):
        item = ServiceItem(code="permit", version=version, retention_years=years)
        await archive.connection.execute("INSERT INTO catalogue_versions VALUES ($1)", item.SerializeToString())
    await archive.filed("for-ten", OLD)
    await archive.filed("for-thirty", OLD, version=2, holder="both")
    await archive.filed("of-the-same", OLD, holder="both")
    await archive.filed("for-five", RECENT, version=3)
    assert (await archive.end()).applications == 3
    assert await archive.left() == {"application/for-thirty", "person/both"}


@pytest.mark.engines
async def test_nothing_finds_what_is_over_by_what_was_answered(archive: Archive) -> None:
    await archive.filed("over", OLD)
    await archive.filed("recent", RECENT)
    await archive.end(dry=True)
    found = "SELECT application_id FROM duplicate_keys ORDER BY application_id"
    assert len(await archive.connection.fetch(found)) == 2
    await archive.end()
    assert [row[0] for row in await archive.connection.fetch(found)] == [archive.name("recent")]


def test_a_bundle_is_kept_as_long_as_the_longest_of_it_and_its_items() -> None:
    items = [BundleItem(item=ServiceItem(retention_years=years)) for years in (0, 30)]
    assert years_of(ServiceItem(items=items)) == 30
    assert years_of(ServiceItem(items=items, retention_years=40)) == 40
    assert years_of(ServiceItem()) == 0


@pytest.mark.engines
async def test_what_another_application_needs_stays(archive: Archive) -> None:
    await archive.filed("over", OLD, holder="both", material="given-twice")
    await archive.filed("recent", RECENT, holder="both", material="given-twice")
    await archive.filed("lender", OLD, material="reused")
    used = (archive.name("recent"), archive.name("reused"))
    await archive.connection.execute("INSERT INTO evidence_used VALUES ($1, $2)", *used)
    await archive.end()
    assert {"person/both", "material/given-twice", "material/reused"} <= await archive.left()
    assert not {"application/over", "application/lender"} & await archive.left()


@pytest.mark.engines
async def test_what_is_in_force_stays(archive: Archive) -> None:
    await archive.filed("over", OLD, holder="licensed", material="attested")
    await archive.connection.execute("INSERT INTO certificates VALUES ($1)", f"person/{archive.name('licensed')}")
    last = (archive.name("attested"), date(2050, 1, 1))
    await archive.connection.execute("INSERT INTO attestations VALUES ($1, $2)", *last)
    await archive.end()
    assert await archive.left() == {"person/licensed", "material/attested"}


@pytest.mark.engines
async def test_a_dry_run_counts_and_destroys_nothing(archive: Archive) -> None:
    await archive.filed("over", OLD, holder="gone", material="paper")
    before = await archive.left()
    assert (await archive.end(dry=True)).applications == 1
    assert await archive.left() == before


@pytest.mark.engines
async def test_values_from_before_there_were_data_keys_are_named(archive: Archive) -> None:
    id_, sealed = archive.name("ancient"), Sealer(MASTERS, "old").seal("application/ancient", b"form", "a")
    await archive.connection.execute(
        "INSERT INTO applications VALUES ($1, true, $2, $3, 'permit', 1)", id_, OLD, sealed
    )
    found = await archive.end()
    assert (found.applications, found.before) == (1, 1)
    with pytest.raises(Shredded):
        archive.sealer().seal(f"application/{id_}", b"late", "a")


@pytest.mark.engines
async def test_a_person_who_comes_back_has_a_new_key_that_opens_nothing_of_before(archive: Archive) -> None:
    await archive.filed("over", OLD, holder="gone")
    scope = f"person/{archive.name('gone')}"
    sealed = archive.sealer().seal(scope, b"evidence", "a")
    await archive.end()
    ring = DataKeys(PostgresKeys(archive.urls.service), Sealer(MASTERS, "old"))
    sealer = Sealer(MASTERS, "old", data_keys=ring)
    assert sealer.open(scope, sealer.seal(scope, b"new", "a"), "a") == b"new"
    with pytest.raises(SealBroken):
        sealer.open(scope, sealed, "a")
    await ring.stop()


@pytest.mark.engines
async def test_a_certificate_that_is_issued_while_retention_runs_can_be_read_afterwards(archive: Archive) -> None:
    await archive.filed("over", OLD, holder="renewed")
    scope = f"person/{archive.name('renewed')}"
    issuing = await asyncpg.connect(archive.urls.service)
    try:
        async with issuing.transaction():
            await in_use(issuing, scope)
            sealed = archive.sealer().seal(scope, b"certificate", "a")
            ending = asyncio.create_task(archive.end())
            while not await issuing.fetchval(WAITING):
                continue
            # As if it were committed here: the fixture's tables are temporary, and so of one connection.
            await archive.connection.execute("INSERT INTO certificates VALUES ($1)", scope)
        await ending
    finally:
        await issuing.close()
    ring = DataKeys(PostgresKeys(archive.urls.service), Sealer(MASTERS, "old"))
    assert Sealer(MASTERS, "old", data_keys=ring).open(scope, sealed, "a") == b"certificate"
    await ring.stop()


@pytest.mark.engines
async def test_the_master_key_is_changed_while_readers_and_writers_work(archive: Archive) -> None:
    before = [await archive.filed(f"a{number}", RECENT) for number in range(20)]
    fresh = DataKeys(PostgresKeys(archive.urls.service), Sealer(MASTERS, "new"))
    new = Sealer(MASTERS, "new", data_keys=fresh)
    rewrapping = asyncio.create_task(rewrap(archive.owner, Sealer(MASTERS, "new"), "new"))
    written = {}
    for number, sealed in enumerate(before):
        scope = f"application/{archive.name(f'a{number}')}"
        await asyncio.sleep(0)
        assert new.open(scope, sealed, "a") == archive.sealer().open(scope, sealed, "a") == b"form"
        written[scope] = archive.sealer().seal(scope, b"more", "a")
    assert await rewrapping >= len(before)
    await rewrap(archive.owner, Sealer(MASTERS, "new"), "new")
    assert set(await standing(archive.owner)) == {"new"}
    only_new = {"new": MASTERS["new"]}
    ring = DataKeys(PostgresKeys(archive.urls.service), Sealer(only_new, "new"))
    for scope, sealed in written.items():
        assert Sealer(only_new, "new", data_keys=ring).open(scope, sealed, "a") == b"more"
    await ring.stop()
    await fresh.stop()


@pytest.mark.engines
async def test_a_key_whose_master_key_is_gone_stays_as_it_is_and_is_named(archive: Archive) -> None:
    await archive.filed("a", RECENT)
    await rewrap(archive.owner, Sealer(MASTERS, "old"), "old")
    with pytest.raises(SealBroken):
        await rewrap(archive.owner, Sealer({"new": MASTERS["new"]}, "new"), "new")
    assert set(await standing(archive.owner)) == {"old"}


def test_years_are_counted_from_the_first_of_january_after_the_end() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    assert over_before(date(2037, 12, 31), 10, zone) == datetime(2027, 1, 1, tzinfo=zone)
    assert over_before(date(2038, 1, 1), 10, zone) == datetime(2028, 1, 1, tzinfo=zone)
