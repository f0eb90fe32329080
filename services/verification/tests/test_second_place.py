"""Heads of the access log at a second place: only added, and compared without anybody's hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from deploy.local.engines.postgres import SUPERUSER
from runtime.errors import Unavailable
from runtime.ids import new_id
from services.verification import store
from services.verification.audit import auditing
from services.verification.audit.anchoring import anchor, keep
from services.verification.audit.chain import Anchor, Bad
from services.verification.audit.second_place import NotHeads, SecondPlace, read, written
from services.verification.settings import Settings
from services.verification.tests.conftest import NOW, Bench

HEADS = [Anchor(0, 7, bytes([1, 2])), Anchor(3, 12, bytes([0, 255]))]


@pytest.fixture
def place(tmp_path: Path) -> SecondPlace:
    return SecondPlace((tmp_path / "anchors").as_uri())


async def test_the_latest_heads_of_each_day_are_read_and_none_is_written_over(
    place: SecondPlace, tmp_path: Path
) -> None:
    assert await place.kept() == []
    later = [Anchor(0, 9, bytes(32))]
    for heads, at in ((HEADS, NOW), (later, NOW + timedelta(hours=1)), (HEADS, NOW + timedelta(days=1))):
        await place.keep(heads, at)
    assert await place.kept() == [*later, *HEADS]
    assert len(list((tmp_path / "anchors").rglob("*.json"))) == 3


async def test_what_is_no_list_of_heads_is_told_and_not_passed_over(place: SecondPlace, tmp_path: Path) -> None:
    await place.keep(HEADS, NOW)
    (file,) = (tmp_path / "anchors").rglob("*.json")
    file.write_bytes(b"\xff{")
    with pytest.raises(NotHeads, match=file.name):
        await place.kept()
    assert read(written(HEADS)) == HEADS


async def test_a_store_that_is_away_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "anchors"
    place = SecondPlace(folder.as_uri())
    folder.rmdir()
    folder.write_text("no folder")
    with pytest.raises(Unavailable):
        await place.keep(HEADS, NOW)


@pytest.mark.parametrize(("name", "value"), [("URL", "ftp://x"), ("CREDENTIALS", "only-an-id")])
def test_an_address_or_a_key_of_another_form_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"ONETRIP_ACCESS_ANCHORS_{name}", value)
    with pytest.raises(ValueError, match=f"access_anchors_{name.lower()}") as refused:
        Settings()  # pyright: ignore[reportCallIssue]
    assert value not in str(refused.value)


@pytest.fixture
async def forger(database_url: str, bench: Bench) -> AsyncIterator[asyncpg.Connection]:
    """The server's superuser past the triggers; all that is done is taken back."""
    for _ in range(3):
        person = f"p{new_id()}"
        await store.log_read(bench.pool, new_id(), store.Read(person, "pofficer", "REVIEW_TASK", "a", ("degree",), NOW))
    connection = await asyncpg.connect(database_url.replace("//verification:", f"//{SUPERUSER}:"))
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("SET search_path = verification")
    yield connection
    await transaction.rollback()
    await connection.close()


@pytest.mark.engines
async def test_who_can_write_to_the_log_and_to_its_anchors_is_contradicted_by_the_second_place(
    bench: Bench, forger: asyncpg.Connection, place: SecondPlace
) -> None:
    kept = await keep(bench.pool, place, bench.clock, [])
    assert await keep(bench.pool, place, bench.clock, kept) == kept
    assert len(await place.kept()) == len(kept), "heads that have not moved are kept once"
    await anchor(bench.pool, bench.clock)
    # The last row of a chain is taken away, and what the database knew of it.
    chain, last = kept[0].chain, kept[0].position
    for table in ("audit.access_log", "access_anchors"):
        await forger.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        await forger.execute(f"DELETE FROM {table} WHERE chain = $1 AND position >= $2", chain, last)
    assert chain not in {fault.chain for fault in (await auditing.verify(forger)).faults}
    found = await auditing.verify(forger, await place.kept())
    (fault,) = [each for each in found.faults if each.chain == chain]
    assert (fault.position, fault.bad, found.kept) == (last, Bad.MISSING, len(kept))
