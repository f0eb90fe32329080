"""What a notice is about, and how its dates and what is missing are written. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from onetrip.verification.v1.messages_pb2 import Barred
from services.notification import texts
from services.notification.matter import Localized, Matter, name_in

NOTHING = Localized("", "")
Written = tuple[str, texts.Words]


@dataclass(frozen=True)
class Case:
    """What a notice is about. `version` is the case or round; `words` are what the officer wrote, opened.

    `correction` is how a corrected decision reads, opened; `barred` what a bad credit record bars. `to_party`: it is
    for an interested party.
    """

    matter: Matter
    tracking_number: str
    version: str
    zone: ZoneInfo
    words: str = ""
    correction: str = ""
    barred: Barred = field(default_factory=Barred)
    to_party: bool = False


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


def missing(materials: Iterable[MissingMaterial], case: Case) -> Localized:
    """What is missing, a line each: where it is had, and whether it may come late."""
    each_line = [
        texts.phrase(
            "missing",
            name=Localized.of(material.name),
            item=name_in(case.matter.items, material.item_code),
            obtained_from=_obtained(material),
            late=_may_come_late(material),
        )
        for material in materials
    ]
    return lines(each_line) if each_line else texts.phrase("nothing-missing")


def _may_come_late(material: MissingMaterial) -> Localized:
    if material.promised:
        return texts.phrase("promised-late")
    return texts.phrase("late") if material.secondary else NOTHING


def _obtained(material: MissingMaterial) -> Localized:
    if not material.obtained_from.zh:
        return NOTHING
    return texts.phrase("obtained-from", place=Localized.of(material.obtained_from))


def lines(parts: list[Localized]) -> Localized:
    """Texts under one another."""
    return texts.joined(Localized.same("\n"), parts)
