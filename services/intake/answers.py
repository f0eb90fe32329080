"""Whether what was typed into a form is what its fields ask for (well-formed, not true: that the registers tell)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from onetrip.catalog.v1 import catalog_pb2
from runtime.texts import free_text, stripped
from services.intake import formats
from services.intake.checks import Violations

ANSWERS_MAX = 100
ANSWER_CODE_POINTS_MAX = 2000
NAME_SHOWN_MAX = 64

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,6})?", re.ASCII)


def _number(text: str) -> str:
    value = stripped(text)
    if not _NUMBER.fullmatch(value):
        raise ValueError("A number is written in decimal digits, with a point.")
    return value


def _boolean(text: str) -> str:
    value = stripped(text)
    if value not in ("true", "false"):
        raise ValueError("The answer is true or false.")
    return value


def _enumerated(field: catalog_pb2.FormField, text: str) -> str:
    value = stripped(text)
    if all(option.value != value for option in field.options):
        raise ValueError("The answer is not one of the options.")
    return value


def _normalised(field: catalog_pb2.FormField, text: str, today: date) -> str:
    """Return the answer as it is stored. Raises ValueError."""
    longest = min(field.max_length or ANSWER_CODE_POINTS_MAX, ANSWER_CODE_POINTS_MAX)
    readers: dict[int, Callable[[], str]] = {
        catalog_pb2.VALUE_TYPE_DATE: lambda: formats.calendar_date(text).isoformat(),
        catalog_pb2.VALUE_TYPE_NUMBER: lambda: _number(text),
        catalog_pb2.VALUE_TYPE_ENUM: lambda: _enumerated(field, text),
        catalog_pb2.VALUE_TYPE_RESIDENT_ID: lambda: formats.resident_id(text, today),
        catalog_pb2.VALUE_TYPE_CREDIT_CODE: lambda: formats.credit_code(text),
        catalog_pb2.VALUE_TYPE_PERSON_NAME: lambda: formats.person_name(text),
        catalog_pb2.VALUE_TYPE_PHONE: lambda: formats.phone(text),
        catalog_pb2.VALUE_TYPE_BOOLEAN: lambda: _boolean(text),
    }
    read = readers.get(field.type)
    value = read() if read else free_text(text, longest)
    if len(value) > longest:
        raise ValueError(f"The answer has {len(value)} characters; at most {longest} are allowed.")
    return value


def check_answers(
    fields: Mapping[str, catalog_pb2.FormField],
    answers: Mapping[str, str],
    today: date,
    violations: Violations,
    *,
    whole: bool,
) -> dict[str, str]:
    """Return the answers as they are stored, noting everything that is wrong with them.

    `whole`: the form is handed in, so that the answers without which it cannot be understood must be there. Empty
    answers are no answers. Missing documents are never looked at here: nothing is blocked at the form for them.
    """
    if len(answers) > ANSWERS_MAX:
        violations.add("answers", f"at most {ANSWERS_MAX} answers")
        return {}
    stored: dict[str, str] = {}
    for name, text in answers.items():
        field = fields.get(name)
        if field is None:
            violations.add(_path(name), "the form has no such field")
        elif stripped(text):
            stored[name] = violations.read(_path(name), partial(_normalised, field, text, today))
    if whole:
        for name, field in fields.items():
            if field.required and name not in stored:
                violations.add(_path(name), "an answer is required")
    return stored


def _path(name: str) -> str:
    """Return the path of an answer in the request; an unknown name is shown short and without its odd characters."""
    shown = "".join(character if character.isalnum() or character in "_-" else "?" for character in name)
    return f'answers["{shown[:NAME_SHOWN_MAX]}"]'
