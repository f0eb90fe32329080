"""Reads rules.yaml: each row is a sentence, `what happens → what follows`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import yaml

TABLE = Path(__file__).with_name("rules.yaml")
ARROW = " → "
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}))? (.+)")
# What happens on a day without a time happens then.
NOON = "12:00"


class BadRow(ValueError):
    """A row that does not say what happens and what follows."""


@dataclass(frozen=True)
class Happening:
    """Something that happens at an instant of Beijing time, in the words of the table."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Row:
    """One line of the table. `follows` are sentences; those that begin with `never` say what must not follow."""

    rule: str
    source: str
    text: str
    happens: tuple[Happening, ...]
    follows: tuple[str, ...]

    @property
    def last_day(self) -> date:
        """The last day that the row speaks of."""
        named = [date.fromisoformat(day) for day in re.findall(r"\d{4}-\d{2}-\d{2}", self.text)]
        return max(named)


@dataclass(frozen=True)
class Rule:
    """A rule with its source and rows."""

    name: str
    source: str
    rows: tuple[Row, ...]


def rules(path: Path = TABLE) -> list[Rule]:
    """All rules. Raises BadRow, naming the row."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        Rule(
            entry["rule"], entry["source"], tuple(row_of(entry["rule"], entry["source"], row) for row in entry["rows"])
        )
        for entry in content["rules"]
    ]


def row_of(rule: str, source: str, text: str) -> Row:
    """Reads one row. Raises BadRow."""
    before, arrow, after = text.partition(ARROW)
    happens = tuple(_happening(part, text) for part in _parts(before))
    follows = _parts(after)
    if not arrow or not follows or not happens:
        raise BadRow(f"{text}: a row is `what happens{ARROW}what follows`")
    if list(happens) != sorted(happens, key=lambda each: each.at):
        raise BadRow(f"{text}: what happens is not in the order of its dates")
    return Row(rule, source, text, happens, follows)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _happening(part: str, text: str) -> Happening:
    found = _DATED.fullmatch(part)
    if found is None:
        raise BadRow(f"{text}: `{part}` does not begin with a date")
    day, time, words = found.groups()
    return Happening(datetime.fromisoformat(f"{day}T{time or NOON}:00"), words)
