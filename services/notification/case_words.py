"""What a notice is about, and how its dates are written. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.process.v1 import events_pb2 as process
from services.notification import texts
from services.notification.matter import Localized, Matter

NOTHING = Localized("", "")
Written = tuple[str, texts.Words]


@dataclass(frozen=True)
class Case:
    """What a notice is about. `version` is the case or round; `words` are what the officer wrote, opened.

    `correction` is how a corrected decision reads, opened.
    """

    matter: Matter
    tracking_number: str
    version: str
    zone: ZoneInfo
    words: str = ""
    correction: str = ""


def due(due: process.DueDate) -> Localized:
    """A due date; provisional while the calendar of its year is not published."""
    on = iso_day(due.date)
    return texts.phrase("provisional", date=on) if due.provisional else on


def iso_day(text: str) -> Localized:
    """A day, YYYY-MM-DD, as people write it."""
    return texts.day(date.fromisoformat(text)) if text else texts.phrase("undated")


def day(instant: Timestamp, case: Case) -> Localized:
    """The day of an instant where the agencies are."""
    return texts.day(instant.ToDatetime(tzinfo=UTC).astimezone(case.zone).date())
