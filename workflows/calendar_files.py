"""Reads and writes the calendar's data files, `catalog/calendars/<year>.yaml`, one per published year.

I/O: for the worker's start and the CLI, never for workflow code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import yaml

from workflows.calendar import CalendarYear, WorkingCalendar, calendar_of

VERSION_HASH_DIGITS = 8


class BadCalendarFile(ValueError):
    """A calendar file that cannot be used; the message names the file and what is wrong with it."""


class CalendarFields(Protocol):
    """A writable `onetrip.process.v1.Calendar`."""

    version: str
    time_zone: str
    published_years: Any
    days_off: Any
    make_up_days: Any


def read_calendar(directory: Path, time_zone: str = "Asia/Shanghai") -> WorkingCalendar:
    """Joins all `<year>.yaml` files of `directory` into one calendar.

    Its version is the last published year and a hash of the days, so that the same data has the same version
    on every machine and a corrected file has another. Raises BadCalendarFile.
    """
    years = [_read_year(path) for path in sorted(directory.glob("[0-9][0-9][0-9][0-9].yaml"))]
    if not years:
        raise BadCalendarFile(f"{directory}: no calendar files; write one with `onetrip calendar generate`")
    try:
        return calendar_of(_version_of(years), time_zone, years)
    except ValueError as error:
        raise BadCalendarFile(f"{directory}: {error}") from error


def write_fields(calendar: WorkingCalendar, message: CalendarFields) -> None:
    """Fills an empty `onetrip.process.v1.Calendar` from `calendar`, in sorted order."""
    message.version = calendar.version
    message.time_zone = calendar.time_zone
    message.published_years.extend(sorted(calendar.published_years))
    message.days_off.extend(day.isoformat() for day in sorted(calendar.days_off))
    message.make_up_days.extend(day.isoformat() for day in sorted(calendar.make_up_days))


def _read_year(path: Path) -> CalendarYear:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadCalendarFile(f"{path}: not readable as YAML: {error}") from error
    if not isinstance(content, dict) or content.keys() != {"year", "source", "days_off", "make_up_days"}:
        raise BadCalendarFile(f"{path}: exactly the keys year, source, days_off and make_up_days are needed")
    if content["year"] != int(path.stem):
        raise BadCalendarFile(f"{path}: the year inside is {content['year']}")
    if not isinstance(content["source"], str) or not content["source"].strip():
        raise BadCalendarFile(f"{path}: source must name the notice")
    days_off, make_up_days = (_dates(path, key, content[key]) for key in ("days_off", "make_up_days"))
    return CalendarYear(content["year"], content["source"], days_off, make_up_days)


def _dates(path: Path, key: str, entries: object) -> frozenset[date]:
    """The dates of a list like `- 2026-01-01  # 元旦`; YAML itself turns them into dates."""
    if not isinstance(entries, list) or any(type(entry) is not date for entry in entries):
        raise BadCalendarFile(f"{path}: {key} must be a list of dates such as 2026-01-01")
    if len(set(entries)) != len(entries):
        raise BadCalendarFile(f"{path}: {key} names a day twice")
    return frozenset(entries)


def _version_of(years: Sequence[CalendarYear]) -> str:
    lines = [f"{year.year} off {_sorted_text(year.days_off)} work {_sorted_text(year.make_up_days)}" for year in years]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return f"{max(year.year for year in years)}-{digest[:VERSION_HASH_DIGITS]}"


def _sorted_text(days: frozenset[date]) -> str:
    return " ".join(day.isoformat() for day in sorted(days))
