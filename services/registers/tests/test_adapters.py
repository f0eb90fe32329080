"""The one suite that every adapter passes: what it finds, what it does not, and what is no answer."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from deploy.local.engines.postgres import Postgres
from services.registers.adapters.port import RegisterUnavailable
from services.registers.domain import Lookup, Quality, SubjectKind, answer
from services.registers.source import Source
from services.registers.tests.conftest import fresh_database
from services.registers.tests.harnesses import (
    DRIVING,
    NOBODY,
    SUBJECT,
    FileHarness,
    Harness,
    HttpHarness,
    PostgresHarness,
    Row,
)
from services.registers.tests.served import NOW, clock_at

KINDS = {"http": HttpHarness, "file": FileHarness}
ADAPTERS = ["http", "file", pytest.param("postgresql", marks=pytest.mark.engines)]


@pytest.fixture(params=ADAPTERS)
def kind(request: pytest.FixtureRequest) -> type[HttpHarness] | type[FileHarness] | Postgres:
    """Where a table is needed, the server that has it: started here, before any loop turns."""
    return request.getfixturevalue("postgres") if request.param == "postgresql" else KINDS[request.param]


@pytest.fixture
async def harness(kind: type[HttpHarness] | type[FileHarness] | Postgres, tmp_path: Path) -> AsyncIterator[Harness]:
    ready = (
        PostgresHarness.ready(await fresh_database(kind), tmp_path)
        if isinstance(kind, Postgres)
        else kind.ready(tmp_path)
    )
    async with ready as harness:
        yield harness


def lookup(subject: str = SUBJECT, *fields: str) -> Lookup:
    return Lookup(DRIVING, SubjectKind.RESIDENT_ID, subject, fields or tuple(DRIVING.fields))


async def asked(harness: Harness, question: Lookup) -> list[tuple[Quality, object]]:
    """A new source each time: what a source remembers is tested elsewhere."""
    records = await Source(DRIVING, harness.adapter, clock_at()).ask(question)
    return [(one.quality, one.value) for one in answer(question, records, NOW)]


async def test_every_type_of_value_comes_through_as_it_is(harness: Harness) -> None:
    await harness.adapter.check()
    await harness.hold([Row()])
    fresh = [(Quality.FRESH, value) for value in ("C1", date(2019, 3, 1), 3, False)]
    assert await asked(harness, lookup()) == fresh
    assert await asked(harness, lookup(SUBJECT, "points_12m")) == [fresh[2]], "only what is asked for"


async def test_the_as_of_time_is_the_departments_and_decides_on_freshness(harness: Harness) -> None:
    await harness.hold([Row(as_of=NOW - timedelta(days=91))])
    assert {quality for quality, _ in await asked(harness, lookup())} == {Quality.STALE}


async def test_whom_it_does_not_hold_it_has_no_record_of(harness: Harness) -> None:
    await harness.hold([])
    assert {quality for quality, _ in await asked(harness, lookup(NOBODY))} == {Quality.NO_RECORD}


async def test_a_field_that_may_be_empty_and_is_has_no_record(harness: Harness) -> None:
    await harness.hold([Row(licence_class=None)])
    assert [quality for quality, _ in await asked(harness, lookup())] == [Quality.NO_RECORD, *[Quality.FRESH] * 3]


async def test_records_that_differ_contradict_each_other_the_newest_first(harness: Harness) -> None:
    older = replace(Row(), points_12m=12, as_of=NOW - timedelta(days=9))
    await harness.hold([older, Row()])
    assert await asked(harness, lookup(SUBJECT, "points_12m")) == [(Quality.CONTRADICTORY, 3)]


@pytest.mark.parametrize("subject", ["' OR true --", "../admin", "a/b?c=d#e", "%2e%2e", "1,2\n3", "😀", "x" * 64])
async def test_whatever_a_subject_is_called_it_is_only_a_subject_nobody_has(harness: Harness, subject: str) -> None:
    await harness.hold([] if isinstance(harness, HttpHarness) else [Row()])
    assert {quality for quality, _ in await asked(harness, lookup(subject))} == {Quality.NO_RECORD}


async def test_no_fault_is_ever_no_record_nor_a_value(harness: Harness) -> None:
    for fault in harness.faults:
        await harness.hold([Row()])
        await harness.misbehave(fault)
        with pytest.raises(RegisterUnavailable):
            pytest.fail(f"{fault}: {await asked(harness, lookup())}")
