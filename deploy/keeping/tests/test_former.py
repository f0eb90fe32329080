"""A file of former cases: looked at whole, wrong by line, taken in as often as one likes."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.keeping.former import LINES_MAX, Importer, TooLong
from services.intake.former.taking import Took, former_id
from services.intake.office import Office
from services.intake.tests.conftest import clock, database_url, office, pool
from services.intake.tests.former_samples import Json, encoded, senior_line
from services.verification import codes

__all__ = ["clock", "database_url", "office", "pool"]

pytestmark = pytest.mark.engines


class Certificates:
    """Verification's table, as far as a file is compared with it: whose certificate has a number."""

    def __init__(self) -> None:
        self.held: dict[bytes, str] = {}

    async def fetchval(self, _: str, number_hash: bytes) -> str | None:
        return self.held.get(number_hash)


def written(folder: Path, *lines: Json | bytes) -> Path:
    file = folder / "cases.jsonl"
    file.write_bytes(b"\n".join(one if isinstance(one, bytes) else encoded(one) for one in lines) + b"\n")
    return file


async def test_a_file_is_looked_at_whole_and_what_is_wrong_is_named_by_line(office: Office, tmp_path: Path) -> None:
    good, bad = senior_line(), senior_line(outcome="perhaps")
    importer = Importer(office, Certificates(), 10)
    file = written(tmp_path, good, b"", bad, b"x" * 200_000, good, senior_line(certificate=good["certificate"]))
    looked = await importer.look(file)
    assert (looked.lines, looked.faulty) == (6, 3)
    assert [(line, fault.reason.value) for line, fault in looked.faults] == [
        (3, "FIELD_MALFORMED"),
        (4, "LINE_TOO_LONG"),
        (6, "NUMBER_TAKEN"),
    ]
    assert looked.came == {Took.TAKEN_IN: 2}, "the same line twice is the same case"
    assert await office.store.applications.read(former_id(office, good["system"], good["number"])) is None
    done = await importer.take(file, looked, "li.keeper")
    assert (done.came, done.faulty) == ({Took.TAKEN_IN: 1, Took.ALREADY: 1}, 3)
    row = await office.store._executor.fetchrow(
        "SELECT lines, taken_in_by FROM former_files WHERE sha256 = $1", looked.sha256
    )
    assert tuple(row) == (6, "li.keeper")
    assert (await importer.look(file)).came == {Took.ALREADY: 2}


async def test_a_number_that_a_certificate_here_has_is_not_taken_twice(office: Office, tmp_path: Path) -> None:
    line, certificates = senior_line(), Certificates()
    certificates.held[codes.hash_of(office.lookup, codes.NUMBER, line["certificate"]["number"])] = "somebody.elses"
    looked = await Importer(office, certificates, 10).look(written(tmp_path, line))
    assert [fault.reason.value for _, fault in looked.faults] == ["NUMBER_TAKEN"]


async def test_what_the_next_end_of_retention_would_destroy_is_not_taken_in(office: Office, tmp_path: Path) -> None:
    line = senior_line(received_on="2015-01-01", closed_on="2015-12-31", certificate=None)
    looked = await Importer(office, Certificates(), 10).look(written(tmp_path, line))
    assert [fault.reason.value for _, fault in looked.faults] == ["RETENTION_OVER"]
    assert (await Importer(office, Certificates(), 30).look(written(tmp_path, line))).faulty == 0


async def test_a_file_has_an_end(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b"\n" * (LINES_MAX + 1))
    with pytest.raises(TooLong, match=str(LINES_MAX)):
        await Importer(office, Certificates(), 10).look(file)
