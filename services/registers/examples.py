"""The examples in a register's file, tried without its system: what would be made of each answer.

A mapping is easily wrong in a way that nobody sees before somebody's application: so it comes with answers of the
department's system, and with what is to be made of each: values, "no record" or "unavailable".
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from runtime.clock import Clock
from services.registers.adapters import reads_pages
from services.registers.adapters.file_drop import DropRefused, example_records
from services.registers.adapters.http import http_source
from services.registers.adapters.mapping import records_of
from services.registers.adapters.port import BEIJING, RegisterUnavailable, SourceInvalid
from services.registers.adapters.postgres import table_source
from services.registers.adapters.sources import Strict, parsed
from services.registers.descriptions import Description, load_description, read_by_pages
from services.registers.domain import Lookup, Malformed, Record, Value, checked

NO_RECORD, UNAVAILABLE = "no record", "unavailable"
# Adapters that read what somebody else has written, and how an example says it.
_READERS = {"http": "body", "file": "file"}


class Example(Strict):
    """One answer: the JSON `body` with its HTTP `status`, or a delivered `file`; and what it `gives`."""

    says: str = Field(min_length=1, max_length=200)
    subject: str = Field(min_length=1, max_length=64)
    status: int = 200
    body: Any = None
    file: str = ""
    gives: dict[str, str | int | float | bool | None] | str


def problems(folder: Path) -> Iterator[str]:
    """Everything wrong with the registers of a folder, one line each; nothing is asked of anybody."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        yield f"{folder}: there is no register"
    wanted = read_by_pages(folder)
    for file in files:
        try:
            description = load_description(file)
            if reads_pages(description.adapter) is False and (items := wanted.get(file.stem)):
                read = f"{', '.join(items)} would have it read page by page"
                yield f"{file.name}: source.adapter: {read}, and {description.adapter!r} cannot"
            yield from (f"{file.name}: {fault}" for fault in _faults(description))
        except SourceInvalid as fault:
            yield str(fault) if str(fault).startswith(file.name) else f"{file.name}: {fault}"


def _faults(description: Description) -> Iterator[str]:
    if description.adapter == "postgresql":
        table_source(description.register, description.source)
    if description.adapter not in _READERS:
        return
    examples = [parsed(Example, example, f"examples.{index}") for index, example in enumerate(description.examples)]
    outcomes = {example.gives if isinstance(example.gives, str) else "values" for example in examples}
    if absent := sorted({"values", NO_RECORD, UNAVAILABLE} - outcomes):
        yield f"examples: none that gives {', '.join(absent)}"
    for example in examples:
        found = _given(description, example)
        if found != example.gives:
            yield f"examples: {example.says!r} gives {found}, not {example.gives}"


def _given(description: Description, example: Example) -> Mapping[str, Any] | str:
    """What is made of an example. Raises SourceInvalid for a `source` that means nothing."""
    register = description.register
    kind = next(kind for kind in register.keys if str(kind) in description.source["keys"])
    lookup = Lookup(register, kind, example.subject, tuple(register.fields))
    try:
        records = checked(lookup, _records(description, lookup, example), Clock.real().now())
    except (RegisterUnavailable, DropRefused, Malformed):
        return UNAVAILABLE
    return {field: _plain(value) for field, value in records[0].values.items()} if records else NO_RECORD


def _records(description: Description, lookup: Lookup, example: Example) -> list[Record]:
    if description.adapter == "file":
        return list(example_records(description.register, description.source, lookup, example.file))
    source = http_source(description.register, description.source)
    body = b"" if example.body is None else json.dumps(example.body, ensure_ascii=False).encode()
    return list(records_of(source, lookup, example.status, body, BEIJING))


def _plain(value: Value | None) -> Value | None:
    """A date as the file writes it."""
    return value.isoformat() if isinstance(value, date) else value
