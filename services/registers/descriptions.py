"""The registers this process serves: one file each in `catalog/registers/`, and nothing else to write for one more.

How a file is written is in docs/registers.md. Units: `insured_months` months, `points_12m` penalty points of the last
12 months, `area_m2` square metres; the vocabularies of the demo's code fields are in docs/demo-registers.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from contracts.yaml_files import SourceInvalid as FileInvalid
from contracts.yaml_files import read
from services.registers.adapters.port import SourceInvalid
from services.registers.adapters.sources import Strict, parsed
from services.registers.domain import FieldType, Limits, Register, SubjectKind

REGISTERS_MAX = 500
FIELDS_MAX = 200

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,62}$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class _Named(Strict):
    zh: Line
    en: Line


class _Limits(Strict):
    deadline_ms: int = Field(default=2000, ge=50, le=4000)
    concurrent_max: int = Field(default=16, ge=1, le=256)
    waiting_max: int = Field(default=64, ge=0, le=4096)
    attempts_max: int = Field(default=2, ge=1, le=3)
    cache_seconds: int = Field(default=0, ge=0, le=24 * 3600)
    breaker_failures_max: int = Field(default=5, ge=1, le=100)
    breaker_open_seconds: float = Field(default=10.0, gt=0, le=600)


class _Source(BaseModel):
    """What all adapters have; the rest is for the adapter itself to read."""

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)
    adapter: Code
    keys: dict[SubjectKind, Any] = Field(min_length=1)


class _File(Strict):
    """Every field of `register` in `catalog/schema.json`, whoever reads it: what is left out here is refused."""

    name: _Named
    department: Code
    ticket_working_days: int | None = Field(default=None, ge=1, le=60)
    subjects: list[str] = Field(min_length=1)
    fields: dict[FieldName, FieldType] = Field(min_length=1, max_length=FIELDS_MAX)
    documents: list[Code]
    proved_by: dict[Code, list[str]] = Field(default_factory=dict)
    connected_on: str = ""
    note: str = ""
    fresh_for_days: int = Field(ge=1, le=36_500)
    latest_wins: str | None = None
    limits: _Limits = _Limits()
    source: _Source
    examples: list[dict[str, Any]] = Field(default_factory=list)

    @model_validator(mode="after")
    def _latest_wins_is_a_field(self) -> "_File":
        if self.latest_wins is not None and self.latest_wins not in self.fields:
            raise ValueError("latest_wins is not a field")
        return self


@dataclass(frozen=True)
class Description:
    """A register, the adapter behind it, what that needs to know, and examples of what its system answers."""

    register: Register
    adapter: str
    source: Mapping[str, Any] = field(repr=False)
    examples: tuple[Mapping[str, Any], ...] = ()


def load_descriptions(folder: Path) -> Mapping[str, Description]:
    """Read every register of a folder, by name. Raises SourceInvalid, naming the file and all that is wrong with it."""
    files = sorted(folder.glob("*.yaml"))
    if not 1 <= len(files) <= REGISTERS_MAX:
        raise SourceInvalid(f"{folder}: 1 to {REGISTERS_MAX} registers are possible, and it has {len(files)}")
    return {file.stem: load_description(file) for file in files}


def read_by_pages(folder: Path) -> Mapping[str, Sequence[str]]:
    """Which items of the catalogue around a folder have a register read from end to end (`proactive`), by register.

    A file that is no item's says nothing: `onetrip catalog check` says what is wrong with it.
    """
    found: dict[str, list[str]] = {}
    for file in sorted(folder.parent.glob("*.yaml")):
        try:
            proactive = read(file).data["proactive"]["register"]
        except (FileInvalid, OSError, KeyError, TypeError):
            continue
        found.setdefault(str(proactive), []).append(file.stem)
    return found


def load_description(file: Path) -> Description:
    """Read one register's file. Raises SourceInvalid."""
    try:
        data = read(file).data
    except FileInvalid as fault:
        raise SourceInvalid(f"{file.name}:{fault.line}: the file {fault}") from None
    content = parsed(_File, data, file.name)
    source = data["source"]
    register = Register(
        name=file.stem,
        department=content.department,
        fields=content.fields,
        keys=frozenset(content.source.keys),
        fresh_for_days=content.fresh_for_days,
        latest_wins=content.latest_wins,
        limits=Limits(**content.limits.model_dump()),
    )
    others = {key: value for key, value in source.items() if key != "adapter"}
    return Description(register, content.source.adapter, others, tuple(content.examples))
