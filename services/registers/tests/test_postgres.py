"""The registers on a real PostgreSQL: seeding, and lookups through the adapter."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from onetrip.registers.v1 import registers_pb2 as pb
from runtime.database import connect
from runtime.ids import person_id
from services.registers.adapters.port import Reason, RegisterUnavailable, SourceInvalid, Surroundings
from services.registers.adapters.postgres import PostgresAdapter
from services.registers.api import RegisterService
from services.registers.desk import Desk
from services.registers.domain import FieldType, Limits, Lookup, Register, SubjectKind
from services.registers.seed import personas
from services.registers.seed.load import Seeding, load
from services.registers.source import Source
from services.registers.tests.free_port import free_port
from services.registers.tests.served import DESCRIPTIONS, REGISTERS, clock_at, signatures
from services.registers.tests.test_api import CONTEXT, request

pytestmark = pytest.mark.engines

REFERENCE = date(2026, 11, 1)
PSEUDONYM = partial(person_id, b"k" * 32)
DOCUMENT = personas.load()


def seeding(people: int = 200, seed: int = 1) -> Seeding:
    return Seeding(people, seed, REFERENCE, ZoneInfo("Asia/Shanghai"), PSEUDONYM)


async def seed(url: str, what: Seeding) -> int | None:
    connection = await asyncpg.connect(url)
    try:
        return await load(connection, what, lambda copied: None)
    finally:
        await connection.close()


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    await seed(database, seeding())
    pool = await connect(database, size_max=4)
    yield pool
    await pool.close()


async def sources(pool: asyncpg.Pool, registers: Mapping[str, Register] = REGISTERS) -> dict[str, Source]:
    async def own(_: str | None) -> asyncpg.Pool:
        return pool

    surroundings = Surroundings(clock_at(), own)
    return {
        name: Source(
            register, await PostgresAdapter.open(register, DESCRIPTIONS[name].source, surroundings), clock_at()
        )
        for name, register in registers.items()
    }


@pytest.fixture
async def registers(pool: asyncpg.Pool) -> RegisterService:
    return RegisterService(REGISTERS, Desk(await sources(pool)), signatures(), clock_at())


def person(persona: str) -> pb.Subject:
    number = DOCUMENT["people"][persona]["resident_id"]
    return pb.Subject(kind=pb.SUBJECT_KIND_PERSON_ID, value=PSEUDONYM(number))


def by_resident_id(persona: str) -> pb.Subject:
    return pb.Subject(kind=pb.SUBJECT_KIND_RESIDENT_ID, value=DOCUMENT["people"][persona]["resident_id"])


def number(value: str) -> pb.Subject:
    return pb.Subject(kind=pb.SUBJECT_KIND_NUMBER, value=value)


async def ask(registers: RegisterService, register: str, field: str, subject: pb.Subject) -> pb.FieldAnswer:
    response = await registers.lookup(request(register, field, subject=subject), CONTEXT)
    return response.answers[0]


async def test_seeding_twice_with_the_same_seed_changes_nothing(database: str) -> None:
    assert await seed(database, seeding())
    assert await seed(database, seeding()) is None
    assert await seed(database, seeding(seed=2))
    assert await seed(database, seeding())


async def test_every_description_fits_its_table(pool: asyncpg.Pool) -> None:
    async def own(_: str | None) -> asyncpg.Pool:
        return pool

    for name, register in REGISTERS.items():
        adapter = await PostgresAdapter.open(register, DESCRIPTIONS[name].source, Surroundings(clock_at(), own))
        await adapter.check()
    wrong = Register("x", "y", {"shoe_size": FieldType.NUMBER}, frozenset({SubjectKind.NUMBER}), 1)
    source = {"table": "population", "keys": {"number": "resident_id"}}
    with pytest.raises(SourceInvalid, match="shoe_size"):
        await (await PostgresAdapter.open(wrong, source, Surroundings(clock_at(), own))).check()


async def test_a_person_is_found_by_pseudonym_and_by_resident_id_in_every_register(registers: RegisterService) -> None:
    for subject in (person("graduate"), by_resident_id("graduate")):
        assert (await ask(registers, "population", "name", subject)).value.string_value == "林晓月"
        degree = await ask(registers, "education", "degree", subject)
        assert (degree.value.string_value, degree.quality) == ("bachelor", pb.QUALITY_FRESH)
        assert (await ask(registers, "education", "graduation_date", subject)).value.date_value == "2026-06-30"
        record = await ask(registers, "criminal-record", "has_record", subject)
        assert (record.found, record.value.bool_value) == (True, False)


async def test_the_wrong_records_are_wrong_as_documented(registers: RegisterService) -> None:
    assert (await ask(registers, "education", "degree", person("graduate-stale"))).quality == pb.QUALITY_STALE
    unrecorded = await ask(registers, "education", "degree", person("graduate-unrecorded"))
    assert unrecorded.quality == pb.QUALITY_NO_RECORD
    twice = await ask(registers, "social-insurance", "insured_city", person("insured-twice"))
    assert twice.quality == pb.QUALITY_CONTRADICTORY
    cities = {twice.value.string_value, *(value.string_value for value in twice.contradicting_values)}
    assert cities == {"示范市", "北屏市"}
    disputed = await ask(registers, "premises", "use", number("FW777799000002"))
    assert disputed.quality == pb.QUALITY_CONTRADICTORY


async def test_companies_premises_permits_and_births_are_found_by_their_numbers(registers: RegisterService) -> None:
    company = DOCUMENT["companies"]["restaurant"]
    subject = pb.Subject(kind=pb.SUBJECT_KIND_CREDIT_CODE, value=company["credit_code"])
    representative = await ask(registers, "company", "legal_representative", subject)
    assert representative.value.string_value == person("restaurateur").value
    assert (await ask(registers, "credit", "bad_record", subject)).found
    # Of her two companies the one registered last is meant.
    assert (await ask(registers, "company", "status", person("restaurateur"))).value.string_value == "active"
    area = await ask(registers, "premises", "area_m2", number("FW777799000001"))
    assert area.value.number_value == 128.5
    mother = await ask(registers, "medical-birth", "mother_resident_id", number("X790000001"))
    assert mother.value.string_value == by_resident_id("mother").value
    expires = await ask(registers, "residence", "permit_expires_on", number("JZ777799000001"))
    assert expires.value.date_value == "2026-12-06"


async def test_what_looks_like_sql_is_only_a_subject_nobody_has(registers: RegisterService) -> None:
    answered = await ask(registers, "population", "name", number_as_person("' OR true --"))
    assert answered.quality == pb.QUALITY_NO_RECORD


def number_as_person(value: str) -> pb.Subject:
    return pb.Subject(kind=pb.SUBJECT_KIND_PERSON_ID, value=value)


def by_name(register: str) -> Lookup:
    return Lookup(
        REGISTERS[register],
        SubjectKind.RESIDENT_ID,
        by_resident_id("graduate").value,
        tuple(REGISTERS[register].fields),
    )


async def test_a_slow_register_is_unavailable_and_the_others_answer(pool: asyncpg.Pool) -> None:
    hurried = {name: replace(REGISTERS[name], limits=Limits(deadline_ms=300)) for name in ("education", "population")}
    async with pool.acquire() as blocker, blocker.transaction():
        await blocker.execute("LOCK TABLE education IN ACCESS EXCLUSIVE MODE")
        slow, fine = await Desk(await sources(pool, hurried)).ask([by_name("education"), by_name("population")])
    assert isinstance(slow, RegisterUnavailable)
    assert slow.reason is Reason.SLOW
    assert not isinstance(fine, RegisterUnavailable)
    assert len(fine) == 1


async def test_a_broken_connection_is_replaced_and_nobody_notices(database: str, pool: asyncpg.Pool) -> None:
    desk = Desk(await sources(pool))
    await desk.ask([by_name("population")] * 2)
    killer = await asyncpg.connect(database)
    await killer.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name='onetrip'"
    )
    await killer.close()
    outcomes = [await desk.ask([by_name("population")]) for _ in range(3)]
    assert not any(isinstance(records, RegisterUnavailable) for records in outcomes[-1])


async def test_a_server_that_is_gone_makes_every_lookup_unavailable() -> None:
    async with asyncpg.create_pool(f"postgresql://x:x@127.0.0.1:{free_port()}/x", min_size=0) as nowhere:
        outcomes = await Desk(await sources(nowhere)).ask([by_name("population")] * 2)
    assert [outcome.reason for outcome in outcomes if isinstance(outcome, RegisterUnavailable)] == [Reason.AWAY] * 2
