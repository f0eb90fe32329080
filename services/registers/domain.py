"""What a register answers: pure rules over the records that an adapter found.

Domain words: a *register* 数据源 is a department's authoritative data set; every fact carries its source, its as-of
time and its quality (domain.md, rule 4 of the first section, and "Evidence").
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

Value = str | int | float | bool | date

CONTRADICTING_VALUES_MAX = 4
# More records of one subject than this tell nothing more; the limit keeps a broken register from flooding us.
RECORDS_MAX = 8
# Departments' clocks are not ours: an as-of time may be this far ahead (as in RFC 7519, 4.1.4).
CLOCK_SKEW_MAX = timedelta(minutes=5)
TEXT_CHARACTERS_MAX = 1000


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


class FieldType(StrEnum):
    """What a value is; the words are the catalogue's (catalog/schema.json, value_type)."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    ENUM = "enum"
    RESIDENT_ID = "resident_id"
    CREDIT_CODE = "credit_code"
    PERSON_NAME = "person_name"
    PHONE = "phone"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Limits:
    """How one register is asked, so that a slow department hurts nobody else (docs/decisions/0030).

    `deadline_ms` bounds a lookup with everything in it: waiting for its turn, a second attempt, reading.
    `concurrent_max` lookups are under way at once and `waiting_max` wait. `attempts_max`: how often one is made, and
    only a failure before anything was answered is tried again. After `breaker_failures_max` failures in a row nobody
    asks for `breaker_open_seconds`, then one lookup tries. `cache_seconds`: how long an answer may be used again.
    """

    deadline_ms: int = 2000
    concurrent_max: int = 16
    waiting_max: int = 64
    attempts_max: int = 2
    cache_seconds: int = 0
    breaker_failures_max: int = 5
    breaker_open_seconds: float = 10.0


@dataclass(frozen=True, eq=False)  # one object per register, compared and hashed by identity
class Register:
    """A register as it can be asked, whatever system is behind it.

    `keys` are the subjects that its own system knows. `fresh_for_days` is how long the department vouches for a record
    after its as-of time (calendar days). `latest_wins` is set where several records of one subject are normal (degrees,
    companies of one person) and the newest by this field is meant; elsewhere several records that differ are a
    contradiction.
    """

    name: str
    department: str
    fields: Mapping[str, FieldType]
    keys: frozenset[SubjectKind]
    fresh_for_days: int
    latest_wins: str | None = None
    limits: Limits = Limits()


def subject_kinds(register: Register) -> frozenset[SubjectKind]:
    """The kinds it can be asked by: a register of persons by resident ID can be asked by person_id too."""
    by_person = {SubjectKind.PERSON_ID} if SubjectKind.RESIDENT_ID in register.keys else set()
    return register.keys | by_person


_TEXT = re.compile(rf"[^\x00-\x1f\x7f]{{1,{TEXT_CHARACTERS_MAX}}}")
_PATTERNS: Mapping[FieldType, re.Pattern[str]] = {
    FieldType.RESIDENT_ID: re.compile(r"[0-9]{17}[0-9X]"),
    FieldType.CREDIT_CODE: re.compile(r"[0-9A-Z]{18}"),
}


@dataclass(frozen=True)
class Lookup:
    """One question: a subject of a kind, in one register, and the fields wanted.

    `anew`: what the register says now is wanted, and no answer of before.
    """

    register: Register
    kind: SubjectKind
    value: str
    fields: Sequence[str]
    anew: bool = False


@dataclass(frozen=True)
class Record:
    """One record of a register: the values of the fields asked for, and when the department last confirmed it."""

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


class Malformed(ValueError):
    """Records that no register of this description can hold. The message names the field, never the value."""


def checked(lookup: Lookup, records: Sequence[Record], now: datetime) -> Sequence[Record]:
    """The records, every value of its field's type and no as-of time in the future. Raises Malformed.

    An answer that is not as agreed is no answer: what is in it must neither become a fact nor "no record".
    """
    if len(records) > RECORDS_MAX:
        raise Malformed(f"more than {RECORDS_MAX} records of one subject")
    for record in records:
        if record.as_of.tzinfo is None or record.as_of > now + CLOCK_SKEW_MAX:
            raise Malformed("as_of is in the future, or without an offset")
        for field in lookup.fields:
            if field not in record.values:
                raise Malformed(f"{field} is absent")
            value = record.values[field]
            if value is not None and not _fits(value, lookup.register.fields[field]):
                raise Malformed(f"{field} is not {lookup.register.fields[field]}")
    return records


def _fits(value: Value, type: FieldType) -> bool:
    match type:
        case FieldType.BOOLEAN:
            return isinstance(value, bool)
        case FieldType.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        case FieldType.DATE:
            return isinstance(value, date) and not isinstance(value, datetime)
        case _:
            pattern = _PATTERNS.get(type, _TEXT)
            return isinstance(value, str) and bool(pattern.fullmatch(value)) and value == value.strip()


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
