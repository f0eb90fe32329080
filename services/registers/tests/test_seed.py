"""The demo data: valid, recognisably synthetic, reproducible, and wrong only where it is meant to be."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from stdnum.cn import ric, uscc

from runtime.ids import person_id
from services.registers.seed import numbers, personas, rows
from services.registers.seed.load import Seeding
from services.registers.tests.served import DESCRIPTIONS

REFERENCE = date(2026, 11, 1)
ZONE = ZoneInfo("Asia/Shanghai")
PSEUDONYM = partial(person_id, b"k" * 32)


def seeding(people: int = 3000, seed: int = 1, reference: date = REFERENCE) -> Seeding:
    return Seeding(people, seed, reference, ZONE, PSEUDONYM)


@pytest.fixture(scope="module")
def data() -> dict[type[Any], list[Any]]:
    by_type: dict[type[Any], list[Any]] = defaultdict(list)
    for row in seeding().rows():
        by_type[type(row)].append(row)
    return by_type


def test_the_same_seed_gives_the_same_data_and_another_seed_other_data() -> None:
    assert list(seeding(300).rows()) == list(seeding(300).rows())
    assert seeding(300).fingerprint() == seeding(300).fingerprint()
    assert list(seeding(300).rows()) != list(seeding(300, seed=2).rows())
    assert seeding(300).fingerprint() != seeding(300, seed=2).fingerprint()


def test_fewer_people_are_the_beginning_of_more() -> None:
    def people(count: int) -> list[str]:
        return [row.resident_id for row in seeding(count).rows() if isinstance(row, rows.Population)]

    assert people(200) == list(islice(people(400), len(people(200))))


def test_people_keep_their_numbers_whatever_the_day() -> None:
    def people(reference: date) -> list[str]:
        return [row.resident_id for row in seeding(200, reference=reference).rows() if isinstance(row, rows.Population)]

    assert people(REFERENCE) == people(date(2028, 2, 29))


def test_exactly_the_people_asked_for_come_beside_the_personas(data: dict[type[Any], list[Any]]) -> None:
    assert len(data[rows.Population]) == 3000 + len(personas.load()["people"])


def test_every_resident_id_is_valid_unique_and_of_an_area_that_is_no_place(data: dict[type[Any], list[Any]]) -> None:
    ids = [row.resident_id for row in data[rows.Population]]
    assert len(set(ids)) == len(ids)
    for row in data[rows.Population]:
        assert row.resident_id[-1] == ric.calc_check_digit(row.resident_id)
        assert row.resident_id.startswith("7777")
        assert row.resident_id[6:14] == row.birth_date.strftime("%Y%m%d")
        assert (int(row.resident_id[16]) % 2 == 1) == (row.sex == "male")


def test_every_credit_code_is_valid_and_unique(data: dict[type[Any], list[Any]]) -> None:
    codes = [row.credit_code for row in data[rows.Company]]
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert uscc.validate(code) == code
        assert code[2:8] == numbers.RANDOM_AREA


def test_the_fields_of_every_register_exist_in_its_rows() -> None:
    row_types = {table: row for row, table in rows.TABLES.items()}
    for description in DESCRIPTIONS.values():
        columns = set(row_types[description.source["table"]]._fields)
        assert columns >= {*description.register.fields, *description.source["keys"].values(), "as_of"}


def test_nothing_is_confirmed_after_the_reference_date(data: dict[type[Any], list[Any]]) -> None:
    latest = max(row.as_of for batch in data.values() for row in batch)
    assert latest.astimezone(ZONE).date() < REFERENCE


def test_families_agree_with_each_other(data: dict[type[Any], list[Any]]) -> None:
    names = {row.resident_id: row.name for row in data[rows.Population]}
    family = {row.resident_id: row for row in data[rows.Family]}
    for birth in data[rows.MedicalBirth]:
        if birth.mother_resident_id in names and birth.father_resident_id in names:
            assert family[birth.mother_resident_id].spouse_name == names[birth.father_resident_id]
            assert family[birth.mother_resident_id].children_count >= 1


def test_a_few_records_are_wrong_on_purpose_and_only_a_few(data: dict[type[Any], list[Any]]) -> None:
    insured = Counter(row.resident_id for row in data[rows.SocialInsurance])
    twice = sum(count > 1 for count in insured.values())
    assert 0 < twice < len(insured) * 0.02
    old = REFERENCE - timedelta(days=799)
    stale = sum(row.as_of.date() <= old for row in data[rows.Education])
    assert 0 < stale < len(data[rows.Education]) * 0.04


def test_personas_are_valid_unique_and_apart_from_the_random_people() -> None:
    people = personas.load()["people"]
    ids = [entry["resident_id"] for entry in people.values()]
    assert len(set(ids)) == len(ids)
    for number in ids:
        assert number[-1] == ric.calc_check_digit(number)
        assert number.startswith(numbers.PERSONA_AREA)


@pytest.mark.parametrize("reference", [REFERENCE, date(2026, 11, 22), date(2028, 6, 29), date(2030, 2, 28)])
def test_the_graduates_satisfy_the_rule_on_any_day(reference: date) -> None:
    """graduate-residence: bachelor or higher as stated, graduated within two years, no criminal record, under 45."""
    document = personas.load()
    graduates = ["graduate", *(f"graduate-{index:04}" for index in range(1, 201))]
    all_rows = list(personas.PersonaRecords(document, PSEUDONYM, reference, ZONE).all())
    degrees = {row.resident_id: row for row in all_rows if isinstance(row, rows.Education)}
    records = {row.resident_id: row.has_record for row in all_rows if isinstance(row, rows.CriminalRecord)}
    for name in graduates:
        entry = document["people"][name]
        degree = degrees[entry["resident_id"]]
        assert degree.degree == entry["claims"]["degree"] == "bachelor"
        assert reference - timedelta(days=367) <= degree.graduation_date < reference
        assert not records[entry["resident_id"]]
        assert reference.year - int(entry["resident_id"][6:10]) < 45
