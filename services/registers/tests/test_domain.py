"""What a register answers, field by field."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.registers.domain import (
    CONTRADICTING_VALUES_MAX,
    FieldType,
    Lookup,
    Quality,
    Record,
    Register,
    SubjectKind,
    answer,
    subject_kinds,
)

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def register(*, latest_wins: str | None = None) -> Register:
    return Register(
        name="social-insurance",
        department="human-resources",
        keys=frozenset({SubjectKind.RESIDENT_ID}),
        fields={"insured_city": FieldType.TEXT, "insured_months": FieldType.NUMBER},
        fresh_for_days=90,
        latest_wins=latest_wins,
    )


def lookup(*fields: str, latest_wins: str | None = None) -> Lookup:
    return Lookup(register(latest_wins=latest_wins), SubjectKind.RESIDENT_ID, "777777199001010019", fields)


def record(city: str | None, months: int | None = 12, days_old: int = 0) -> Record:
    return Record({"insured_city": city, "insured_months": months}, NOW - timedelta(days=days_old))


def test_a_recent_record_is_fresh_and_carries_its_as_of_time() -> None:
    [answered] = answer(lookup("insured_city"), [record("示范市", days_old=3)], NOW)
    assert (answered.value, answered.quality) == ("示范市", Quality.FRESH)
    assert answered.as_of == NOW - timedelta(days=3)


@pytest.mark.parametrize(("days_old", "quality"), [(90, Quality.FRESH), (91, Quality.STALE)])
def test_a_record_is_stale_after_the_days_its_department_vouches_for(days_old: int, quality: Quality) -> None:
    [answered] = answer(lookup("insured_city"), [record("示范市", days_old=days_old)], NOW)
    assert answered.quality is quality
    assert answered.value == "示范市"


def test_no_record_is_an_answer_without_value_or_time() -> None:
    for records in ([], [record(None)]):
        [answered] = answer(lookup("insured_city"), records, NOW)
        assert (answered.quality, answered.value, answered.as_of) == (Quality.NO_RECORD, None, None)


def test_records_that_differ_contradict_each_other_only_in_the_field_that_differs() -> None:
    city, months = answer(lookup("insured_city", "insured_months"), [record("示范市"), record("云溪市")], NOW)
    assert (city.quality, city.value, city.contradicting_values) == (Quality.CONTRADICTORY, "示范市", ("云溪市",))
    assert (months.quality, months.value) == (Quality.FRESH, 12)


def test_a_false_value_is_a_value() -> None:
    [answered] = answer(lookup("insured_months"), [record("示范市", months=0)], NOW)
    assert (answered.quality, answered.value) == (Quality.FRESH, 0)


def test_where_several_records_are_normal_the_newest_is_meant() -> None:
    [answered] = answer(lookup("insured_city", latest_wins="insured_months"), [record("示范市"), record("云溪市")], NOW)
    assert (answered.quality, answered.value) == (Quality.FRESH, "示范市")


def test_the_contradicting_values_are_bounded() -> None:
    records = [record(f"市{index}") for index in range(20)]
    [answered] = answer(lookup("insured_city"), records, NOW)
    assert len(answered.contradicting_values) == CONTRADICTING_VALUES_MAX


def test_a_register_of_persons_can_be_asked_by_the_pseudonym_too() -> None:
    assert subject_kinds(register()) == {SubjectKind.RESIDENT_ID, SubjectKind.PERSON_ID}


def test_dates_are_values() -> None:
    by_date = Register("r", "d", {"day": FieldType.DATE}, frozenset({SubjectKind.NUMBER}), 30)
    [answered] = answer(
        Lookup(by_date, SubjectKind.NUMBER, "1", ("day",)), [Record({"day": date(2026, 1, 1)}, NOW)], NOW
    )
    assert answered.value == date(2026, 1, 1)
