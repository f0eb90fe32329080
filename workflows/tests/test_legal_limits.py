"""What the law ties to which clock; each case names its article."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from workflows.calendar_files import read_calendar
from workflows.clocks import Light, Pause
from workflows.legal_limits import (
    Acceptance,
    AnswerWindow,
    ReceiptOnDaysOff,
    acceptance_of,
    answer_deadline,
    can_extend,
    decision_clock,
    delivery_clock,
    receipt_day,
    renewal_asked_in_time,
    renewal_granted_by_silence,
    supplement_deadline,
)

CALENDAR = read_calendar(Path(__file__).parents[2] / "catalog" / "calendars")
DAYS_TO_ANSWER = 5


def november(number: int) -> date:
    return date(2026, 11, number)


ACCEPTED = Acceptance(november(2), by_silence=False)


def test_the_day_of_receipt_is_the_date_of_arrival_worked_or_not() -> None:
    sunday_evening = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
    assert receipt_day(CALENDAR, sunday_evening) == november(1)
    assert receipt_day(CALENDAR, datetime(2026, 11, 1, 16, 0, tzinfo=UTC)) == november(2)
    assert receipt_day(CALENDAR, datetime(2026, 11, 1, 23, 59)) == november(1)


def test_a_city_may_defer_receipt_on_a_day_off_to_the_next_working_day() -> None:
    sunday = datetime(2026, 11, 1, 20, 0)
    assert receipt_day(CALENDAR, sunday, ReceiptOnDaysOff.NEXT_WORKING_DAY) == november(2)
    assert receipt_day(CALENDAR, datetime(2026, 11, 2, 20, 0), ReceiptOnDaysOff("next_working_day")) == november(2)


# windows | accepted on | today | accepted from, by silence | why; 行政许可法 art. 32 (4), received Monday 2 November
ACCEPTANCES = [
    ([(2, None)], None, 9, None, "the fifth day lasts until 24:00"),
    ([(2, None)], None, 10, (2, True), "silence accepts from the day of receipt, not from the fifth day"),
    ([(2, None)], 4, 4, (4, False), "an explicit acceptance counts from its own date"),
    ([(2, None)], 9, 9, (9, False), "… on the last day too"),
    ([(2, None)], 10, 10, (2, True), "… but after the last day it comes too late"),
    ([(2, 9)], None, 30, None, "a notice on the last day is in time: the applicant's turn"),
    ([(2, 10)], None, 30, (2, True), "a notice after the last day is none"),
    ([(2, 4), (12, None)], None, 19, None, "five new days run when the supplement is in"),
    ([(2, 4), (12, None)], None, 20, (12, True), "silence through them accepts from the day it was complete"),
    ([(2, 4), (12, None)], 13, 13, (13, False), "accepted after the supplement"),
    ([(2, 4), (12, 16), (20, None)], None, 28, (20, True), "a second notice, for a new fact, opens a third window"),
    ([(2, 10), (12, None)], 13, 13, (2, True), "what followed a late notice changes nothing"),
]


@pytest.mark.parametrize(("windows", "accepted_on", "today", "expected", "why"), ACCEPTANCES)
def test_acceptance(
    windows: list[tuple[int, int | None]],
    accepted_on: int | None,
    today: int,
    expected: tuple[int, bool] | None,
    why: str,
) -> None:
    opened = [AnswerWindow(november(start), answer and november(answer)) for start, answer in windows]
    acceptance = acceptance_of(CALENDAR, opened, DAYS_TO_ANSWER, november(today), accepted_on and november(accepted_on))
    assert acceptance == (expected and Acceptance(november(expected[0]), expected[1])), why


def test_the_last_day_to_answer_is_the_fifth_working_day() -> None:
    assert answer_deadline(CALENDAR, november(2), DAYS_TO_ANSWER) == november(9)


def test_the_decision_has_twenty_days_and_its_extension_moves_the_statutory_limit_alone() -> None:
    statutory = decision_clock(CALENDAR, ACCEPTED, [], 20, november(9))
    extended = decision_clock(CALENDAR, ACCEPTED, [], 20, november(9), extension_days=10)
    promised = decision_clock(CALENDAR, ACCEPTED, [], 5, november(10))
    assert (statutory.deadline, extended.deadline) == (november(30), date(2026, 12, 14))
    assert (promised.deadline, promised.light) == (november(9), Light.RED)


def test_a_special_procedure_stops_the_statutory_and_the_promised_limit_alike() -> None:
    pauses = [Pause(november(4), november(11))]
    assert decision_clock(CALENDAR, ACCEPTED, pauses, 20, november(9)).deadline == date(2026, 12, 7)
    assert decision_clock(CALENDAR, ACCEPTED, pauses, 5, november(9)).deadline == november(16)


@pytest.mark.parametrize(
    ("days", "days_max", "today", "possible"),
    [
        (1, 10, november(30), True),
        (10, 10, november(30), True),
        (0, 10, november(30), False),
        (11, 10, november(30), False),
        (15, 15, november(30), True),  # joint handling
        (10, 10, date(2026, 12, 1), False),  # past
    ],
)
def test_an_extension_has_bounds_and_comes_before_the_limit_is_past(
    days: int, days_max: int, today: date, possible: bool
) -> None:
    assert can_extend(CALENDAR, ACCEPTED, [], 20, days, days_max, today) is possible


def test_a_limit_that_stands_still_is_not_past() -> None:
    assert can_extend(CALENDAR, ACCEPTED, [Pause(november(4))], 20, 10, 10, date(2027, 6, 1))


def test_supplement_and_delivery_have_their_own_days() -> None:
    assert supplement_deadline(CALENDAR, november(4), 15) == november(25)
    assert delivery_clock(CALENDAR, november(2), 10, november(16)).deadline == november(16)


@pytest.mark.parametrize(
    ("asked_on", "in_time"),
    [(date(2026, 1, 30), True), (date(2026, 1, 29), True), (date(2026, 1, 31), False)],
)
def test_a_renewal_is_asked_thirty_calendar_days_before_expiry(asked_on: date, in_time: bool) -> None:
    assert renewal_asked_in_time(asked_on, date(2026, 3, 1), 30) is in_time


def test_thirty_days_before_the_first_of_march_is_a_day_later_in_a_leap_year() -> None:
    assert renewal_asked_in_time(date(2024, 1, 31), date(2024, 3, 1), 30)


# asked | decided | today | granted by silence; the licence expires on Sunday 15 November 2026
RENEWALS = [
    (date(2026, 10, 16), None, november(15), False),  # its last day is not over
    (date(2026, 10, 16), None, november(16), True),
    (date(2026, 10, 17), None, november(16), False),  # asked too late: 29 days
    (date(2026, 10, 16), november(15), november(16), False),  # decided on the last day
    (date(2026, 10, 16), november(16), november(16), True),  # decided too late
]


@pytest.mark.parametrize(("asked_on", "decided_on", "today", "granted"), RENEWALS)
def test_a_renewal_not_decided_by_the_end_of_the_last_day_is_granted(
    asked_on: date, decided_on: date | None, today: date, granted: bool
) -> None:
    assert renewal_granted_by_silence(asked_on, november(15), 30, decided_on, today) is granted
