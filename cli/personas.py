"""The named people of the demo, for commands and journeys: who they are and what their tokens say."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cli.errors import CommandFailed


@dataclass(frozen=True)
class Persona:
    """One of them. `claims`: what they fill into a form, by field; `roles`, `department`: what their token says."""

    code: str
    name: str
    resident_id: str
    phone: str
    roles: tuple[str, ...]
    department: str | None = None
    claims: Mapping[str, str] = field(default_factory=dict)


def persona(code: str) -> Persona:
    """Return a persona by its code. Raises CommandFailed naming the nearest ones."""
    entry = _entry("people", code)
    return Persona(
        code,
        entry["name"],
        entry["resident_id"],
        entry.get("phone", ""),
        tuple(entry["roles"]),
        entry.get("department"),
        entry.get("claims", {}),
    )


def somebody(role: str, department: str | None = None) -> str:
    """Return the code of the first persona with this role, of this department if one is named.

    Raises CommandFailed when there is none.
    """
    for code, entry in _document()["people"].items():
        if role in entry["roles"] and department in (None, entry.get("department")):
            return str(code)
    raise CommandFailed(f"nobody in deploy/local/personas.yaml is {role}{f' of {department}' if department else ''}")


def credit_code(company: str) -> str:
    """Return a demo company's unified social credit code. Raises as `persona`."""
    return str(_entry("companies", company)["credit_code"])


def birth_certificate_number(birth: str) -> str:
    """Return the number of a demo child's birth certificate. Raises as `persona`."""
    return str(_entry("births", birth)["birth_certificate_number"])


def premises_number(premises: str) -> str:
    """Return the number of demo premises. Raises as `persona`."""
    return str(_entry("premises", premises)["premises_number"])


def _entry(section: str, code: str) -> Mapping[str, Any]:
    known = _document()[section]
    if code not in known:
        near = difflib.get_close_matches(code, known) or list(known)[:8]
        raise CommandFailed(f"there is no {code!r} in {section} of deploy/local/personas.yaml; try {', '.join(near)}")
    return known[code]


@functools.cache
def _document() -> Mapping[str, Any]:
    from services.registers.seed.personas import load  # noqa: PLC0415 - only commands that name people need it

    return load()
