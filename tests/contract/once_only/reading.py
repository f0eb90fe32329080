"""Reads table.yaml: each row is what is given → what must follow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

TABLE = Path(__file__).with_name("table.yaml")
ARROW = " → "


@dataclass(frozen=True)
class Row:
    """One line: the item, what is given in the order written, and everything that must follow."""

    text: str
    item: str
    given: tuple[str, ...]
    expected: frozenset[str]


@dataclass(frozen=True)
class Rule:
    """A rule with its source and the rows that prove it."""

    name: str
    source: str
    rows: tuple[Row, ...]


def rules() -> list[Rule]:
    """The table. Raises ValueError for a line that is none."""
    data = yaml.safe_load(TABLE.read_text("utf-8"))
    return [Rule(one["rule"], one["source"], tuple(map(row_of, one["rows"]))) for one in data]


def row_of(text: str) -> Row:
    """Read one line. Raises ValueError."""
    before, arrow, after = text.partition(ARROW)
    if not arrow:
        raise ValueError(f"no arrow in: {text}")
    item, *given = (part.strip() for part in before.split(";"))
    return Row(text, item, tuple(given), frozenset(part.strip() for part in after.split(";")))
