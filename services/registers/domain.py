"""What a register answers: pure rules over the records that an adapter found.

Domain words: a *register* 数据源 is a department's authoritative data set; every fact carries its source, its as-of
time and its quality (domain.md, rule 4 of the first section, and "Evidence").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

Value = str | int | float | bool | date

CONTRADICTING_VALUES_MAX = 4


class SubjectKind(StrEnum):
    """By what a register is asked."""

    PERSON_ID = "person_id"
    RESIDENT_ID = "resident_id"
    CREDIT_CODE = "credit_code"
    NUMBER = "number"


class Quality(StrEnum):
    """How far a value can be trusted; the meanings are those of registers.proto."""

    FRESH = "FRESH"
    STALE = "STALE"
    CONTRADICTORY = "CONTRADICTORY"
    NO_RECORD = "NO_RECORD"


@dataclass(frozen=True, eq=False)  # one object per register, compared and hashed by identity
class Register:
    """A description of one register: all that the generic adapter needs to know about a department's table.

    `subjects` and `fields` map the names of the interface to columns of `table`. `fresh_for_days` is how long the
    department vouches for a record after its as-of time (calendar days). `latest_wins` is set where several records
    of one subject are normal (degrees, companies of one person) and the newest by this column is meant; elsewhere
    several records that differ are a contradiction.
    """

    name: str
    department: str
    table: str
    subjects: Mapping[SubjectKind, str]
    fields: Mapping[str, str]
    fresh_for_days: int
    as_of: str = "as_of"
    latest_wins: str | None = None


def subject_kinds(register: Register) -> frozenset[SubjectKind]:
    """The kinds it can be asked by: a register of persons by resident ID can be asked by person_id too."""
    by_person = {SubjectKind.PERSON_ID} if SubjectKind.RESIDENT_ID in register.subjects else set()
    return frozenset(register.subjects) | by_person


@dataclass(frozen=True)
class Lookup:
    """One question: a subject of a kind, in one register, and the fields wanted."""

    register: Register
    kind: SubjectKind
    value: str
    fields: Sequence[str]


@dataclass(frozen=True)
class Record:
    """One row of a register: the values of the fields asked for, and when the department last confirmed it."""

    values: Mapping[str, Value | None]
    as_of: datetime


@dataclass(frozen=True)
class FieldAnswer:
    """What a register says of one field. `value` and `as_of` are None exactly when quality is NO_RECORD."""

    field: str
    quality: Quality
    value: Value | None = None
    as_of: datetime | None = None
    contradicting_values: Sequence[Value] = ()


def answer(lookup: Lookup, records: Sequence[Record], now: datetime) -> list[FieldAnswer]:
    """Judge the records of one subject, newest first, field by field in the order asked."""
    counted = records[:1] if lookup.register.latest_wins else records
    oldest_fresh = now - timedelta(days=lookup.register.fresh_for_days)
    return [_field_answer(field, counted, oldest_fresh) for field in lookup.fields]


def _field_answer(field: str, records: Sequence[Record], oldest_fresh: datetime) -> FieldAnswer:
    """Contradiction comes before staleness: a person must look at it either way, and it says more."""
    holding = [(value, record.as_of) for record in records if (value := record.values[field]) is not None]
    if not holding:
        return FieldAnswer(field, Quality.NO_RECORD)
    value, as_of = holding[0]
    others = tuple(dict.fromkeys(other for other, _ in holding[1:] if other != value))[:CONTRADICTING_VALUES_MAX]
    if others:
        return FieldAnswer(field, Quality.CONTRADICTORY, value, as_of, others)
    return FieldAnswer(field, Quality.FRESH if as_of >= oldest_fresh else Quality.STALE, value, as_of)
