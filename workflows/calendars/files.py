"""Reads and writes the calendar's data files, `catalog/calendars/<year>.yaml`, one per published year.

I/O: for the worker's start and the CLI, never for workflow code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import yaml

from workflows.limits.calendar import SATURDAY, CalendarYear, WorkingCalendar, calendar_of, may_speak_of

VERSION_HASH_DIGITS = 8
KEYS = ("year", "source", "days_off", "make_up_days")
# A year has about thirty days off and six make-up days; a list of more than a year's days is no calendar.
DAYS_MAX = 366


class BadCalendarFile(ValueError):
    """A calendar file that cannot be used: each line of the message names the file, the line and what is wrong."""


class CalendarFields(Protocol):
    """A writable `onetrip.process.v1.Calendar`."""

    version: str
    time_zone: str
    published_years: Any
    days_off: Any
    make_up_days: Any


@dataclass(frozen=True)
class _Day:
    """A date of a list, and the line of the file that it stands on."""

    day: date
    line: int


class _Checked:
    """One file being checked: what is wrong is collected, so that a person mends all of it at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._wrong: list[str] = []

    def wrong(self, line: int, what: str) -> None:
        self._wrong.append(f"{self._path}:{line}: {what}")

    def raise_what_is_wrong(self) -> None:
        if self._wrong:
            raise BadCalendarFile("\n".join(self._wrong))


def read_calendar(directory: Path, time_zone: str = "Asia/Shanghai") -> WorkingCalendar:
    """Joins all `<year>.yaml` files of `directory` into one calendar.

    Its version is the last published year and a hash of the days, so that the same data has the same version
    on every machine and a corrected file has another. Raises BadCalendarFile.
    """
    years = read_years(directory)
    try:
        return joined(years, time_zone)
    except ValueError as error:
        raise BadCalendarFile(f"{directory}: {error}") from error


def read_years(directory: Path) -> list[CalendarYear]:
    """The years of all `<year>.yaml` files of `directory`, in order. Raises BadCalendarFile."""
    years = [read_year(path) for path in sorted(directory.glob("[0-9][0-9][0-9][0-9].yaml"))]
    if not years:
        raise BadCalendarFile(f"{directory}: no calendar files; write one with `onetrip calendar generate`")
    return years


def joined(years: Sequence[CalendarYear], time_zone: str) -> WorkingCalendar:
    """One calendar of several years, its version made of their days. Raises ValueError as `calendar_of` does."""
    return calendar_of(_version_of(years), time_zone, years)


def write_fields(calendar: WorkingCalendar, message: CalendarFields) -> None:
    """Fills an empty `onetrip.process.v1.Calendar` from `calendar`, in sorted order."""
    message.version = calendar.version
    message.time_zone = calendar.time_zone
    message.published_years.extend(sorted(calendar.published_years))
    message.days_off.extend(day.isoformat() for day in sorted(calendar.days_off))
    message.make_up_days.extend(day.isoformat() for day in sorted(calendar.make_up_days))


def read_year(path: Path) -> CalendarYear:
    """One year's file, called `<year>.yaml`. Raises BadCalendarFile, which names every line at fault."""
    checked = _Checked(path)
    fields = _fields(path, checked)
    checked.raise_what_is_wrong()
    year = _year(path, fields["year"], checked)
    source = _source(fields["source"], checked)
    off, worked = (_days(key, fields[key], year, checked) for key in ("days_off", "make_up_days"))
    for each in worked:
        if each.day.weekday() < SATURDAY:
            checked.wrong(each.line, f"the make-up day {each.day} is not on a weekend")
    both = {each.day for each in off}
    for each in worked:
        if each.day in both:
            checked.wrong(each.line, f"{each.day} is both a day off and a make-up day")
    checked.raise_what_is_wrong()
    return CalendarYear(year, source, frozenset(each.day for each in off), frozenset(each.day for each in worked))


def _fields(path: Path, checked: _Checked) -> Mapping[str, yaml.Node]:
    """The file's four values by key."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise BadCalendarFile(f"{path}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise BadCalendarFile(f"{path}:{mark.line + 1 if mark else 1}: not readable as YAML: {error}") from error
    if not isinstance(root, yaml.MappingNode):
        raise BadCalendarFile(f"{path}:1: exactly the keys {', '.join(KEYS)} are needed")
    fields: dict[str, yaml.Node] = {}
    for key, value in root.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if name not in KEYS:
            checked.wrong(_line(key), f"exactly the keys {', '.join(KEYS)} are needed, not {name or 'a list'}")
        elif name in fields:
            checked.wrong(_line(key), f"{name} is given twice")
        fields[name] = value
    for missing in (key for key in KEYS if key not in fields):
        checked.wrong(_line(root), f"exactly the keys {', '.join(KEYS)} are needed: {missing} is missing")
    return fields


def _year(path: Path, node: yaml.Node, checked: _Checked) -> int:
    value = node.value if isinstance(node, yaml.ScalarNode) else ""
    if value != path.stem or not (value.isascii() and value.isdigit() and len(value) == 4):
        checked.wrong(_line(node), f"the year inside is {value or 'no year'}; the file is called {path.name}")
        checked.raise_what_is_wrong()
    return int(value)


def _source(node: yaml.Node, checked: _Checked) -> str:
    value = node.value.strip() if isinstance(node, yaml.ScalarNode) else ""
    if not value:
        checked.wrong(_line(node), "source must name the notice")
    return value


def _days(key: str, node: yaml.Node, year: int, checked: _Checked) -> list[_Day]:
    """The dates of a list like `- 2026-01-01  # 元旦`, each once, each one that the year's notice may speak of."""
    if not isinstance(node, yaml.SequenceNode) or len(node.value) > DAYS_MAX:
        checked.wrong(_line(node), f"{key} must be a list of dates such as {year}-01-01")
        return []
    days: dict[date, _Day] = {}
    for entry in node.value:
        line = _line(entry)
        try:
            day = date.fromisoformat(entry.value if isinstance(entry, yaml.ScalarNode) else "")
        except ValueError:
            checked.wrong(line, f"{key} must be a list of dates such as {year}-01-01")
            continue
        if day in days:
            checked.wrong(line, f"{key} names a day twice: {day}")
        if not may_speak_of(year, day):
            checked.wrong(line, f"{day} is not of {year}")
        days.setdefault(day, _Day(day, line))
    return list(days.values())


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1


def _version_of(years: Iterable[CalendarYear]) -> str:
    in_order = sorted(years, key=lambda year: year.year)
    lines = [
        f"{year.year} off {_sorted_text(year.days_off)} work {_sorted_text(year.make_up_days)}" for year in in_order
    ]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return f"{in_order[-1].year}-{digest[:VERSION_HASH_DIGITS]}"


def _sorted_text(days: frozenset[date]) -> str:
    return " ".join(day.isoformat() for day in sorted(days))
