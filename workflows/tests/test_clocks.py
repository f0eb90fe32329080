"""The clock: a table of cases worked out by hand, then the rule itself, day by day, as an oracle."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendars.files import read_calendar
from workflows.limits.clocks import (
    Light,
    Pause,
    deadline_of,
    pauses_between,
    read_clock,
    used_days,
    yellow_day_of,
    yellow_share_of,
)

CALENDAR = read_calendar(Path(__file__).parents[2] / "catalog" / "calendars")
G, Y, R = Light.GREEN, Light.YELLOW, Light.RED


def day(text: str) -> date:
    return date.fromisoformat(text)


def pause(start: str, end: str | None = None) -> Pause:
    return Pause(day(start), None if end is None else day(end))


# start (day 0) | limit | pauses [start, end) | last day | provisional | source
CASES = [
    # Plain weeks. 民法典 art. 201: the first day is not counted.
    ("2026-11-02", 5, [], "2026-11-09", False, "Monday + 5 = next Monday"),
    ("2026-11-07", 5, [], "2026-11-13", False, "received on a Saturday: Monday is day 1"),
    ("2026-11-02", 0, [], "2026-11-02", False, "a limit of no days ends on the day itself (即办)"),
    # Holidays and make-up days. 国办发明电〔2025〕7号, 〔2024〕12号, 〔2023〕7号.
    ("2026-02-06", 20, [], "2026-03-12", False, "over Spring Festival: 14 and 28 February are worked"),
    ("2026-09-18", 20, [], "2026-10-22", False, "over National Day: 20 September and 10 October are worked"),
    ("2025-04-25", 5, [], "2025-05-06", False, "over Labour Day: Sunday 27 April is day 1"),
    ("2026-10-09", 1, [], "2026-10-10", False, "a make-up Saturday is a last day like any other"),
    ("2024-02-26", 5, [], "2024-03-04", False, "a leap day counts"),
    # Year ends. domain.md, Clocks: unpublished years, and from 28 December on.
    ("2025-12-19", 10, [], "2026-01-05", False, "Sunday 4 January 2026 is worked"),
    ("2026-12-21", 4, [], "2026-12-25", False, "before 28 December nothing is open"),
    ("2026-12-21", 5, [], "2026-12-28", True, "28 December is, until 2027 is published"),
    ("2026-12-18", 10, [], "2027-01-01", True, "2027 is not published: plain weekdays, New Year's Day too"),
    # Pauses. 行政许可法 art. 45; domain.md, Clocks: a day is used when at its 24:00 no pause is open.
    ("2026-11-02", 5, [("2026-11-04", "2026-11-10")], "2026-11-13", False, "4–9 not used, 10 used"),
    ("2026-11-02", 5, [("2026-11-04", "2026-11-04")], "2026-11-09", False, "ended on its first day: takes nothing"),
    ("2026-11-02", 5, [("2026-11-07", "2026-11-09")], "2026-11-09", False, "a weekend takes nothing"),
    ("2026-11-02", 5, [("2026-11-09", "2026-11-18")], "2026-11-18", False, "started on the last day: its end is it"),
    ("2026-11-02", 5, [("2026-11-09", "2026-11-14")], "2026-11-16", False, "… and the Monday after a Saturday's end"),
    ("2026-11-02", 5, [("2026-11-10", "2026-11-20")], "2026-11-09", False, "a limit that is past is not revived"),
    ("2026-11-02", 5, [("2026-11-10", None)], "2026-11-09", False, "… by an open pause neither"),
    ("2026-11-02", 5, [("2026-11-04", None)], None, False, "open: the last day is not known"),
    ("2026-11-02", 5, [("2026-10-26", "2026-11-05")], "2026-11-11", False, "open since before day 0: day 1 is the 5th"),
    (
        "2026-11-02",
        5,
        [("2026-11-04", "2026-11-10"), ("2026-11-06", "2026-11-12")],
        "2026-11-17",
        False,
        "overlapping pauses count once",
    ),
    (
        "2026-11-02",
        5,
        [("2026-11-04", "2026-11-10"), ("2026-11-13", "2026-11-16")],
        "2026-11-16",
        False,
        "the second starts on the last day that the first left",
    ),
    ("2026-02-09", 5, [("2026-02-12", "2026-02-24")], "2026-02-26", False, "a pause over Spring Festival"),
]


@pytest.mark.parametrize(("start", "limit", "pauses", "last_day", "provisional", "source"), CASES)
def test_deadlines(
    start: str, limit: int, pauses: list[tuple[str, str | None]], last_day: str | None, provisional: bool, source: str
) -> None:
    held = [pause(*each) for each in pauses]
    expected = None if last_day is None else day(last_day)
    assert deadline_of(CALENDAR, day(start), held, limit) == expected, source
    reading = read_clock(CALENDAR, day(start), held, limit, today=day(start))
    assert (reading.deadline, reading.provisional) == (expected, provisional), source


# limit | pauses | today | used | left | light | why; the start is Monday 2 November 2026. Shares: domain.md, Clocks.
LIGHTS = [
    (5, [], "2026-11-02", 0, 5, G, "day 0 is not used"),
    (5, [], "2026-11-05", 3, 2, G, "5 × 3 < 4 × 5"),
    (5, [], "2026-11-06", 4, 1, Y, "5 × 4 = 4 × 5"),
    (5, [], "2026-11-09", 5, 0, Y, "the last day until 24:00"),
    (5, [], "2026-11-10", 6, 0, R, "red after the last day"),
    (1, [], "2026-11-03", 1, 0, Y, "the only day"),
    (20, [], "2026-11-23", 15, 5, G, "75 %"),
    (20, [], "2026-11-24", 16, 4, Y, "80 %"),
    (5, [("2026-11-04", None)], "2026-11-20", 1, 4, G, "a pause keeps the light"),
    (5, [("2026-11-06", None)], "2026-11-06", 3, 2, Y, "yellow when the pause began, though its day is not used"),
    (5, [("2026-11-06", None)], "2026-12-06", 3, 2, Y, "… and stays yellow"),
    (5, [("2026-11-06", "2026-11-16")], "2026-11-16", 4, 1, Y, "the day it ends is used"),
    (5, [("2026-11-10", None)], "2026-11-20", 5, 0, R, "red stays red"),
    (5, [("2026-11-04", "2026-11-06"), ("2026-11-05", None)], "2026-11-30", 1, 4, G, "overlapping: since the first"),
    (
        5,
        [("2026-11-03", "2026-11-09"), ("2026-11-11", None)],
        "2026-11-30",
        2,
        3,
        G,
        "the second pause began on a day that would have been the third",
    ),
]


@pytest.mark.parametrize(("limit", "pauses", "today", "used", "left", "light", "why"), LIGHTS)
def test_lights(
    limit: int, pauses: list[tuple[str, str | None]], today: str, used: int, left: int, light: Light, why: str
) -> None:
    reading = read_clock(CALENDAR, day("2026-11-02"), [pause(*each) for each in pauses], limit, day(today))
    assert (reading.used, reading.left, reading.light) == (used, left, light), why


DATES = st.dates(date(2025, 11, 1), date(2027, 2, 1))
LIMITS = st.integers(0, 60)


@st.composite
def closed_pauses(draw: st.DrawFn) -> Pause:
    start = draw(DATES)
    return Pause(start, start + timedelta(days=draw(st.integers(0, 40))))


PAUSES = st.lists(closed_pauses(), max_size=5)
MAYBE_OPEN = st.builds(lambda held, start: [*held, Pause(start)], PAUSES, DATES) | PAUSES


def used_by_rule(start: date, pauses: list[Pause], until: date) -> list[date]:
    """The rule, word for word: a working day is used up when at its 24:00 no pause is open."""
    days = (start + timedelta(days=number) for number in range(1, (until - start).days + 1))
    return [
        each
        for each in days
        if CALENDAR.is_working_day(each)
        and not any(held.start <= each and (held.end is None or each < held.end) for held in pauses)
    ]


@given(DATES, MAYBE_OPEN, LIMITS)
def test_the_deadline_is_the_last_of_the_days_that_the_rule_uses(start: date, pauses: list[Pause], limit: int) -> None:
    used = used_by_rule(start, pauses, start + timedelta(days=400))[:limit]
    deadline = deadline_of(CALENDAR, start, pauses, limit)
    if len(used) < limit:
        assert deadline is None
    else:
        assert deadline == (used[-1] if used else start)


@given(DATES, MAYBE_OPEN, DATES)
def test_used_days_are_those_of_the_rule(start: date, pauses: list[Pause], today: date) -> None:
    assert used_days(CALENDAR, start, pauses, today) == len(used_by_rule(start, pauses, today))


@given(DATES, st.data(), LIMITS)
def test_a_pause_moves_the_deadline_by_exactly_the_working_days_it_took(
    start: date, data: st.DataObject, limit: int
) -> None:
    without = CALENDAR.working_day_after(start, limit)
    held = data.draw(closed_pauses())
    assert held.end is not None
    taken = CALENDAR.working_days_between(
        max(start, held.start - timedelta(days=1)), max(start, held.end - timedelta(days=1))
    )
    expected = without if held.start > without or limit == 0 else CALENDAR.working_day_after(without, taken)
    assert deadline_of(CALENDAR, start, [held], limit) == expected


@given(DATES, MAYBE_OPEN, LIMITS, DATES, st.randoms(use_true_random=False))
def test_the_order_of_pauses_does_not_matter(start, pauses, limit, today, random) -> None:
    shuffled = random.sample(pauses, len(pauses))
    assert read_clock(CALENDAR, start, pauses, limit, today) == read_clock(CALENDAR, start, shuffled, limit, today)


@given(DATES, PAUSES, closed_pauses(), LIMITS)
def test_another_pause_or_day_or_a_later_start_never_brings_the_deadline_forward(
    start: date, pauses: list[Pause], another: Pause, limit: int
) -> None:
    deadline = deadline_of(CALENDAR, start, pauses, limit)
    assert deadline is not None
    for later in (
        deadline_of(CALENDAR, start, [*pauses, another], limit),
        deadline_of(CALENDAR, start, pauses, limit + 1),
        deadline_of(CALENDAR, start + timedelta(days=1), pauses, limit),
    ):
        assert later is not None
        assert later >= deadline


@given(DATES, PAUSES, LIMITS.filter(bool))
def test_without_an_open_pause_red_begins_the_day_after_and_yellow_on_its_day(
    start: date, pauses: list[Pause], limit: int
) -> None:
    deadline = deadline_of(CALENDAR, start, pauses, limit)
    yellow = yellow_day_of(CALENDAR, start, pauses, limit)
    assert deadline is not None
    assert yellow is not None
    assert yellow <= deadline
    assert read_clock(CALENDAR, start, pauses, limit, yellow).light is Y
    assert read_clock(CALENDAR, start, pauses, limit, deadline).light is Y
    tomorrow = deadline + timedelta(days=1)
    if not any(held.start <= tomorrow and (held.end or tomorrow) > tomorrow for held in pauses):
        assert read_clock(CALENDAR, start, pauses, limit, tomorrow).light is R


@given(DATES, PAUSES, LIMITS, st.integers(50, 95))
def test_an_items_own_share_decides_when_its_light_is_yellow(start, pauses, limit, percent) -> None:
    pauses, share = [held for held in pauses if held.end is not None], yellow_share_of(percent)
    yellow = yellow_day_of(CALENDAR, start, pauses, limit, share)
    assert yellow is not None
    assert read_clock(CALENDAR, start, pauses, limit, yellow, share).light is Y
    used = used_days(CALENDAR, start, pauses, yellow)
    assert 100 * used >= percent * limit > 100 * (used - 1)
    assert yellow_share_of(0) == (4, 5)


@given(DATES, PAUSES, LIMITS, DATES)
def test_while_a_pause_is_open_the_light_stays_what_it_was(start, pauses, limit, opened) -> None:
    known = [held for held in pauses if held.end is not None and held.end <= opened]
    before = read_clock(CALENDAR, start, known, limit, opened).light
    for days in (0, 1, 30, 300):
        today = opened + timedelta(days=days)
        assert read_clock(CALENDAR, start, [*known, Pause(opened)], limit, today).light is before


def test_pauses_of_instants_that_overlap_within_a_day_are_one_and_with_an_hour_between_two() -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text + "+08:00")

    first = (at("2026-11-03T10:00"), at("2026-11-05T15:00"))
    assert pauses_between(CALENDAR, [(at("2026-11-05T10:00"), None), first]) == [pause("2026-11-03")]
    assert pauses_between(CALENDAR, [first, (at("2026-11-05T16:00"), None)]) == [
        pause("2026-11-03", "2026-11-05"),
        pause("2026-11-05"),
    ]


def test_a_pause_that_ends_at_midnight_in_beijing_ends_on_the_day_that_begins() -> None:
    instants = [(datetime.fromisoformat("2026-11-03T00:00+00:00"), datetime.fromisoformat("2026-11-04T16:00+00:00"))]
    assert pauses_between(CALENDAR, instants) == [pause("2026-11-03", "2026-11-05")]


def test_limits_out_of_bounds_and_pauses_that_end_before_they_start_are_refused() -> None:
    for limit in (-1, 2_001):
        with pytest.raises(ValueError, match="a limit is"):
            deadline_of(CALENDAR, day("2026-11-02"), [], limit)
        with pytest.raises(ValueError, match="a limit is"):
            read_clock(CALENDAR, day("2026-11-02"), [], limit, day("2026-11-02"))
    with pytest.raises(ValueError, match="before it starts"):
        pause("2026-11-02", "2026-11-01")
