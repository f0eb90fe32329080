"""What the law ties to which clock; each case names its article."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1.workflow_pb2 import StartApplication
from workflows.calendars.files import read_calendar
from workflows.limits.legal_limits import (
    answer_deadline,
    receipt_day,
    renewal_asked_in_time,
    supplement_deadline,
)
from workflows.matter import Matter
from workflows.tests import filings

CALENDAR = read_calendar(Path(__file__).parents[2] / "catalog" / "calendars")
DAYS_TO_ANSWER = 5


def november(number: int) -> date:
    return date(2026, 11, number)


def test_the_day_of_receipt_is_the_date_of_arrival_worked_or_not() -> None:
    sunday_evening = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
    assert receipt_day(CALENDAR, sunday_evening) == november(1)
    assert receipt_day(CALENDAR, datetime(2026, 11, 1, 16, 0, tzinfo=UTC)) == november(2)
    assert receipt_day(CALENDAR, datetime(2026, 11, 1, 23, 59)) == november(1)


def test_a_local_rule_defers_the_receipt_of_what_arrives_on_a_day_off_and_the_arrival_stays() -> None:
    sunday_evening, monday = datetime(2026, 11, 1, 12, 0, tzinfo=UTC), datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
    assert receipt_day(CALENDAR, sunday_evening, deferred=True) == november(2)
    assert receipt_day(CALENDAR, monday, deferred=True) == november(2)
    definition = filings.item()
    definition.limits.receipt_on_days_off = catalog.RECEIPT_ON_DAYS_OFF_NEXT_WORKING_DAY
    filed = filings.submitted(definition, sunday_evening)
    matter = Matter.of(StartApplication(submitted=filed, calendar=filings.CALENDAR))
    # The law asks for a renewal by its day: a day off makes nobody late.
    assert (matter.received_on, matter.arrived_on) == (november(2), november(1))


def test_the_last_day_to_answer_is_the_fifth_working_day() -> None:
    assert answer_deadline(CALENDAR, november(2), DAYS_TO_ANSWER) == november(9)


def test_a_supplement_has_its_own_days() -> None:
    assert supplement_deadline(CALENDAR, november(4), 15) == november(25)


@pytest.mark.parametrize(
    ("asked_on", "in_time"),
    [(date(2026, 1, 30), True), (date(2026, 1, 29), True), (date(2026, 1, 31), False)],
)
def test_a_renewal_is_asked_thirty_calendar_days_before_expiry(asked_on: date, in_time: bool) -> None:
    assert renewal_asked_in_time(asked_on, date(2026, 3, 1), 30) is in_time


def test_thirty_days_before_the_first_of_march_is_a_day_later_in_a_leap_year() -> None:
    assert renewal_asked_in_time(date(2024, 1, 31), date(2024, 3, 1), 30)
