"""What a delivery has to be to be put in force; and what stays when it is not."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.registers.adapters import adapter_named
from services.registers.adapters.file_drop import DropRefused, FileDropAdapter
from services.registers.adapters.port import SourceInvalid
from services.registers.domain import Lookup, SubjectKind
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
from services.registers.tests.served import NOW

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
    deliver(tmp_path / "driving", csv_of([Row()]), 1)
    file = tmp_path / "driving" / "drivers.csv"
    file.rename(tmp_path / "elsewhere.csv")
    file.symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(DropRefused, match="not there"):
        found._read_anew()


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
