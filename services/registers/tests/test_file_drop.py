"""What a delivery has to be to be put in force; and what stays when it is not."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from services.registers.adapters import adapter_named, file_drop
from services.registers.adapters.file_drop import DropRefused, FileDropAdapter
from services.registers.adapters.port import Reason, RegisterUnavailable, SourceInvalid
from services.registers.domain import Limits, Lookup, Malformed, SubjectKind
from services.registers.scans import Aged, Scan, checked_page
from services.registers.source import Source
from services.registers.tests.harnesses import (
    DRIVING,
    FILE_SOURCE,
    HEADER,
    SUBJECT,
    Row,
    csv_of,
    deliver,
    surroundings,
)
from services.registers.tests.served import NOW, clock_at

LOOKUP = Lookup(DRIVING, SubjectKind.RESIDENT_ID, SUBJECT, ("points_12m",))
LINE = f"{SUBJECT},C1,2019-03-01,3,否,{NOW.isoformat()}"


async def adapter(tmp: Path, **changes: Any) -> FileDropAdapter:
    found = await adapter_named("file")(DRIVING, {**FILE_SOURCE, **changes}, surroundings(tmp))
    assert isinstance(found, FileDropAdapter)
    return found


async def points(found: FileDropAdapter) -> object:
    await found.look()
    return (await found.find(LOOKUP))[0].values["points_12m"]


async def test_a_new_delivery_takes_the_place_of_the_one_before_whole(tmp_path: Path) -> None:
    found = await adapter(tmp_path)
    deliver(tmp_path / "driving", csv_of([Row()]), 1)
    assert await points(found) == 3
    deliver(tmp_path / "driving", csv_of([Row(points_12m=9)]), 1, NOW + timedelta(minutes=1))
    assert await points(found) == 9


class LargeDrop(FileDropAdapter):
    """Files so large that none is read before the test lets it."""

    let: Event

    def records(self, *args: Any, **kwargs: Any) -> Any:
        """As of any other."""
        assert self.let.wait(60)
        return super().records(*args, **kwargs)


async def test_a_file_that_takes_longer_to_read_than_a_lookup_may_take_is_in_force_once_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_drop, "LOOK_SECONDS", 0.01)
    found = await LargeDrop.open(DRIVING, FILE_SOURCE, surroundings(tmp_path))
    assert isinstance(found, LargeDrop)
    limits = Limits(deadline_ms=1000, attempts_max=1, breaker_failures_max=1000)
    asked = Source(replace(DRIVING, limits=limits), found, clock_at())

    async def says() -> object:
        try:
            return (await asked.ask(LOOKUP))[0].values["points_12m"]
        except RegisterUnavailable as error:
            return error.reason

    found.let = Event()
    deliver(tmp_path / "driving", csv_of([Row()]), 1)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await found.check()
    assert await says() is Reason.AWAY, "nobody waits for it to be read"
    found.let.set()
    await found.look()
    assert await says() == 3, "nor is it lost because nobody waited"

    found.let = Event()
    deliver(tmp_path / "driving", csv_of([Row(points_12m=9)]), 1, NOW + timedelta(minutes=1))
    assert [await says(), await says()] == [3, 3], "the one before answers meanwhile"
    found.let.set()
    for _ in range(6000):
        if await says() == 9:
            break
        await asyncio.sleep(0.01)
    else:
        pytest.fail("it is read without anybody who looks")
    await found.stop()


@pytest.mark.parametrize(
    ("text", "rows", "changes", "says"),
    [
        (csv_of([Row(points_12m=9)])[:-20], 1, {"sha256": "0" * 64}, "half-written"),
        (csv_of([Row(points_12m=9)] * 2), 3, {}, "2 rows"),
        (f"{HEADER}\n{LINE}\n{LINE},x\n", 2, {}, "row 3: 7 cells"),
        (f"{HEADER}\n{LINE}\n{LINE.replace(',3,', ',three,')}\n", 2, {}, "row 3: MALFORMED: points_12m"),
        (f"{HEADER}\n{LINE.replace('2019-03-01', '2019-02-31')}\n", 1, {}, "row 2: MALFORMED: licence_since"),
        (f"{HEADER}\n{LINE.replace('否', '?')}\n", 1, {}, "row 2: MALFORMED: fatal_accident"),
        (f"{HEADER}\n{LINE.replace(SUBJECT, '')}\n", 1, {}, "row 2: no subject"),
        (f"{HEADER}\n{LINE.replace(NOW.isoformat(), '2099-01-01T00:00:00Z')}\n", 1, {}, "row 2: as_of"),
        (f"{HEADER}\n{LINE.replace(NOW.isoformat(), '')}\n", 1, {}, "row 2: MALFORMED: as_of"),
        (f'{HEADER}\n{LINE}\n"{LINE}\n', 2, {}, "not CSV|cells"),
        (f"{HEADER.replace(',points_12m', '')}\n", 0, {}, "row 1: no column points_12m"),
        (f"{HEADER},points_12m\n", 0, {}, "row 1: a column twice"),
        (b"", 0, {}, "row 1: no column"),
        (b"\xff\xfe", 0, {}, "not utf-8"),
        (csv_of([]), 0, {"file": "../secrets/driving-token.csv"}, "manifest"),
        (csv_of([]), 0, {"file": "other.csv"}, "not there"),
        (csv_of([]), -1, {}, "manifest"),
        (csv_of([]), 0, {"as_of": "yesterday"}, "the manifest"),
        (csv_of([Row(points_12m=9)]), 1, {"as_of": (NOW - timedelta(days=1)).isoformat()}, "older"),
        (csv_of([]), 0, {"surprise": 1}, "manifest"),
    ],
)
async def test_a_delivery_that_is_not_as_agreed_is_refused_with_its_row_and_the_one_before_stays(
    tmp_path: Path, text: str | bytes, rows: int, changes: dict[str, Any], says: str
) -> None:
    found = await adapter(tmp_path)
    deliver(tmp_path / "driving", csv_of([Row()]), 1)
    assert await points(found) == 3
    deliver(tmp_path / "driving", text, rows, **{"as_of": NOW + timedelta(minutes=1), **changes})
    with pytest.raises(DropRefused, match=says) as refusal:
        found._read_anew()
    assert SUBJECT not in str(refusal.value)
    assert await points(found) == 3


async def test_a_manifest_that_is_no_manifest_is_refused(tmp_path: Path) -> None:
    found = await adapter(tmp_path)
    (tmp_path / "driving").mkdir()
    for content in (b"", b"[]", b"{", b"[" * 50_000, b"\xff", b"x" * 100_000):
        (tmp_path / "driving" / "manifest.json").write_bytes(content)
        with pytest.raises(DropRefused, match="manifest"):
            found._read_anew()


async def test_a_link_to_somewhere_else_is_not_followed(tmp_path: Path) -> None:
    found = await adapter(tmp_path)
    assert await found.look(), "nothing yet is no fault"
    deliver(tmp_path / "driving", csv_of([Row()]), 1)
    file = tmp_path / "driving" / "drivers.csv"
    file.rename(tmp_path / "elsewhere.csv")
    file.symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(DropRefused, match="not there"):
        found._read_anew()
    assert not await found.look()


async def test_a_file_in_the_encoding_of_older_systems_is_read(tmp_path: Path) -> None:
    found = await adapter(tmp_path, encoding="gb18030")
    deliver(tmp_path / "driving", csv_of([Row()]).encode("gb18030"), 1)
    assert await points(found) == 3


async def test_without_a_column_for_it_the_as_of_time_is_the_deliverys(tmp_path: Path) -> None:
    found = await adapter(tmp_path, as_of=None)
    deliver(tmp_path / "driving", csv_of([Row()]), 1, NOW - timedelta(hours=9))
    await found.look()
    assert [record.as_of for record in await found.find(LOOKUP)] == [NOW - timedelta(hours=9)]


@pytest.mark.parametrize(
    "changes",
    [
        {"folder": "../x"},
        {"delimiter": "\n"},
        {"encoding": "utf-7"},
        {"columns": {"shoe_size": {}}},
        {"keys": {"x": "y"}},
    ],
)
async def test_a_description_that_means_nothing_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(SourceInvalid):
        await adapter(tmp_path, **changes)


PEOPLE = replace(DRIVING, name="drivers", keys=frozenset({SubjectKind.PERSON_ID}))


async def of_people(tmp: Path, **changes: Any) -> FileDropAdapter:
    """A register of persons whose ids are in the column of numbers."""
    source = {**FILE_SOURCE, "keys": {"person_id": "身份证号"}}
    found = await adapter_named("file")(replace(PEOPLE, **changes), source, surroundings(tmp))
    assert isinstance(found, FileDropAdapter)
    return found


def rows_of(*people: tuple[str, str]) -> str:
    """A file in which each person has the licence since a day."""
    lines = [f"{person},C1,{since},3,否,{NOW.isoformat()}" for person, since in people]
    return "\n".join([HEADER, *lines]) + "\n"


def page(after: str = "", until: str = "", limit: int = 2, aged: Aged | None = None) -> Scan:
    return Scan(PEOPLE, ("points_12m",), after, until, limit, aged)


async def test_a_delivery_of_persons_is_read_page_by_page_in_the_order_of_their_ids(tmp_path: Path) -> None:
    found = await of_people(tmp_path)
    with pytest.raises(RegisterUnavailable):
        await found.scan(page())
    day = "2019-03-01"
    deliver(tmp_path / "driving", rows_of(("pc", day), ("pa", day), ("pb", "2024-03-01"), ("pd", day)), 4)
    await found.look()

    async def read(scan: Scan) -> list[str]:
        return [one.person_id for one in checked_page(scan, await found.scan(scan), NOW)]

    assert await read(page()) == ["pa", "pb"]
    assert await read(page(after="pb")) == ["pc", "pd"]
    assert await read(page(after="pd")) == []
    assert await read(page(after="pa", until="pc", limit=9)) == ["pb", "pc"]
    assert await read(page(limit=3, aged=Aged("licence_since", date(2020, 1, 1)))) == ["pa", "pc", "pd"]
    # The next delivery comes between two pages: nobody who is still in it is read twice or passed over.
    deliver(tmp_path / "driving", rows_of(("pd", day), ("pab", day), ("pc", day)), 3, NOW + timedelta(minutes=1))
    await found.look()
    assert await read(page(after="pb")) == ["pc", "pd"]


async def test_somebody_who_stands_in_a_delivery_twice_is_no_page_unless_the_latest_counts(tmp_path: Path) -> None:
    text = rows_of(("pa", "2019-03-01"), ("pa", "2020-03-01"))
    deliver(tmp_path / "driving", text, 2)
    twice, latest = await of_people(tmp_path), await of_people(tmp_path, latest_wins="licence_since")
    for found in (twice, latest):
        await found.look()
    with pytest.raises(Malformed):
        checked_page(page(), await twice.scan(page()), NOW)
    (one,) = await latest.scan(page())
    assert one.record.values["licence_since"] == date(2020, 3, 1)
