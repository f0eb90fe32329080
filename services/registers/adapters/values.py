"""From what departments write to typed values: the part of a mapping that says how one field is read."""

import re
from datetime import date, datetime
from typing import Any

from pydantic import Field

from services.registers.adapters.port import Reason, RegisterUnavailable
from services.registers.adapters.sources import Strict
from services.registers.domain import FieldType, Value

VALUES_MAX = 500
FORMAT_CHARACTERS_MAX = 40
ISO_DATE = "%Y-%m-%d"
# What JSON and CSV can both say exactly; a larger number is no count or measure.
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
_BOOLEANS = {"true": True, "false": False}


class Reading(Strict):
    """How a field is read. `values`: the department's words and ours. `format`: of a date (strptime), else ISO 8601.

    `optional`: nothing at its place means that the register holds no value. Otherwise that is no answer at all: what
    was left out by mistake must not look like "no record".
    """

    values: dict[str, str | bool | int | float] = Field(default_factory=dict, max_length=VALUES_MAX)
    format: str = Field(default=ISO_DATE, max_length=FORMAT_CHARACTERS_MAX)
    optional: bool = False

    def value(self, field: str, type: FieldType, raw: Any) -> Value | None:
        """Read what stands at the field's place. Raises RegisterUnavailable, naming the field and never the value."""
        if raw is None or raw == "":
            if self.optional:
                return None
            raise malformed(field, "is absent")
        if self.values:
            raw = self.values.get(_word(raw), _UNKNOWN)
            if raw is _UNKNOWN:
                raise malformed(field, "has a word that is not agreed")
        try:
            return self._typed(type, raw)
        except (ValueError, TypeError, OverflowError):
            raise malformed(field, f"is not {type}") from None

    def _typed(self, type: FieldType, raw: Any) -> Value:
        match type:
            case FieldType.DATE:
                return _date(raw, self.format)
            case FieldType.NUMBER:
                return _number(raw)
            case FieldType.BOOLEAN:
                return raw if isinstance(raw, bool) else _BOOLEANS[raw] if raw in _BOOLEANS else _refuse()
            case _:
                # A number in a text's place has lost its leading zeros, or its last digits.
                return raw if isinstance(raw, str) else _refuse()


_UNKNOWN = object()


def malformed(field: str, fault: str) -> RegisterUnavailable:
    """What is said of a field that is not as agreed."""
    return RegisterUnavailable(Reason.MALFORMED, f"{field} {fault}")


def instant(raw: Any, format: str, zone: Any) -> datetime:
    """Read an as-of time: `rfc3339`, `epoch_ms`, `epoch_s` or a format of strptime; without an offset, of `zone`.

    Raises RegisterUnavailable.
    """
    try:
        found = _instant(raw, format)
        return found if found.tzinfo else found.replace(tzinfo=zone)
    except (ValueError, TypeError, OverflowError, OSError):
        raise malformed("as_of", "cannot be read") from None


def _instant(raw: Any, format: str) -> datetime:
    if format in ("epoch_ms", "epoch_s"):
        seconds = _number(raw) / (1000 if format == "epoch_ms" else 1)
        return datetime.fromtimestamp(seconds).astimezone()
    text = raw if isinstance(raw, str) else _refuse()
    return datetime.fromisoformat(text) if format == "rfc3339" else datetime.strptime(text, format)


def _word(raw: Any) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return str(raw)


def _date(raw: Any, format: str) -> date:
    text = raw if isinstance(raw, str) else _refuse()
    found = datetime.strptime(text, format)
    return found.date() if found.strftime(format) == text else _refuse()


def _number(raw: Any) -> int | float:
    if isinstance(raw, bool):
        return _refuse()
    if isinstance(raw, int | float):
        return raw
    number = float(raw) if _DECIMAL.fullmatch(raw) else _refuse()
    return int(number) if number.is_integer() else number


def _refuse() -> Any:
    raise ValueError("not of this type")
