"""The working calendar: which days count, what is provisional, what an instant's date is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetrip.process.v1.state_pb2 import Calendar
from workflows.calendars.files import BadCalendarFile, read_calendar, read_year, write_fields
from workflows.limits.calendar import CalendarYear, WorkingCalendar, calendar_of

CALENDARS = Path(__file__).parents[2] / "catalog" / "calendars"
CALENDAR = read_calendar(CALENDARS)
DAYS = [date(2024, 1, 1) + timedelta(days=number) for number in range(366 + 365 + 365)]
NEAR_DATES = st.dates(date(2023, 11, 1), date(2027, 3, 1))


def test_every_day_of_2024_to_2026_agrees_with_the_holidays_package() -> None:
    china = holidays.China(years=range(2024, 2027))
    assert DAYS[-1] == date(2026, 12, 31)
    assert [day for day in DAYS if CALENDAR.is_working_day(day) != china.is_working_day(day)] == []


# Working days of a year are what the notice leaves: 国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号.
@pytest.mark.parametrize(("year", "working_days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_as_many_working_days_as_its_notice_leaves(year: int, working_days: int) -> None:
    assert CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == working_days


@pytest.mark.parametrize(
    ("day", "worked", "why"),
    [
        (date(2026, 2, 13), True, "the Friday before Spring Festival"),
        (date(2026, 2, 14), True, "Saturday, made up for Spring Festival"),
        (date(2026, 2, 15), False, "Sunday, Spring Festival"),
        (date(2026, 2, 23), False, "Monday, Spring Festival"),
        (date(2026, 9, 20), True, "Sunday, made up for National Day"),
        (date(2026, 10, 7), False, "Wednesday, National Day"),
        (date(2026, 10, 10), True, "Saturday, made up for National Day"),
        (date(2024, 2, 29), True, "a leap day, a Thursday"),
        (date(2027, 1, 1), True, "a Friday of a year that is not published: plain"),
        (date(2027, 1, 2), False, "a Saturday of a year that is not published: plain"),
    ],
)
def test_make_up_days_count_and_days_off_do_not(day: date, worked: bool, why: str) -> None:
    assert CALENDAR.is_working_day(day) is worked, why


@pytest.mark.parametrize(
    ("day", "provisional"),
    [
        (date(2023, 12, 27), True),  # 2023 is not in the calendar
        (date(2023, 12, 28), True),
        (date(2024, 1, 1), False),
        (date(2024, 12, 28), False),  # 2025 is published
        (date(2025, 12, 31), False),
        (date(2026, 12, 27), False),
        (date(2026, 12, 28), True),  # 2027 is not
        (date(2026, 12, 31), True),
        (date(2027, 6, 1), True),
    ],
)
def test_dates_are_provisional_from_28_december_until_the_next_year_is_published(day: date, provisional: bool) -> None:
    assert CALENDAR.is_provisional(day) is provisional


@given(NEAR_DATES, st.integers(0, 60))
def test_a_stretch_is_provisional_when_one_of_its_days_is(after: date, length: int) -> None:
    days = [after + timedelta(days=number) for number in range(1, length + 1)]
    expected = any(CALENDAR.is_provisional(day) for day in days)
    assert CALENDAR.is_provisional_between(after, after + timedelta(days=length)) is expected


def test_a_year_missing_between_two_published_ones_is_provisional() -> None:
    calendar = calendar_of("gap", "Asia/Shanghai", [_year(2024), _year(2026)])
    assert calendar.is_provisional_between(date(2024, 6, 1), date(2026, 6, 1))
    assert not calendar.is_provisional_between(date(2026, 6, 1), date(2026, 6, 2))


@given(NEAR_DATES, st.integers(0, 300))
def test_counting_agrees_with_looking_at_every_day(after: date, length: int) -> None:
    last = after + timedelta(days=length)
    days = (after + timedelta(days=number) for number in range(1, length + 1))
    assert CALENDAR.working_days_between(after, last) == sum(map(CALENDAR.is_working_day, days))
    assert CALENDAR.working_days_between(last, after) == 0


@given(NEAR_DATES, st.integers(1, 200))
def test_the_nth_working_day_is_worked_and_is_the_nth(after: date, count: int) -> None:
    day = CALENDAR.working_day_after(after, count)
    assert CALENDAR.is_working_day(day)
    assert CALENDAR.working_days_between(after, day) == count


def test_the_start_itself_is_day_zero_and_a_negative_count_is_refused() -> None:
    assert CALENDAR.working_day_after(date(2026, 10, 3), 0) == date(2026, 10, 3)
    with pytest.raises(ValueError, match="not negative"):
        CALENDAR.working_day_after(date(2026, 10, 3), -1)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2024, 2, 28, 16, 0, tzinfo=UTC), date(2024, 2, 29)),  # a leap day begins
        (datetime(2024, 2, 29, 16, 0, tzinfo=UTC), date(2024, 3, 1)),
        (datetime(2026, 3, 1, 23, 30), date(2026, 3, 1)),  # no offset: Beijing time already
        (datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=-5))), date(2026, 3, 2)),
    ],
)
def test_the_date_of_an_instant_is_its_date_in_beijing(instant: datetime, day: date) -> None:
    assert CALENDAR.date_of(instant) == day


@given(NEAR_DATES)
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    assert CALENDAR.end_of(day) == CALENDAR.start_of(day + timedelta(days=1))
    assert CALENDAR.date_of(CALENDAR.start_of(day)) == day
    assert CALENDAR.date_of(CALENDAR.end_of(day) - timedelta(microseconds=1)) == day


def test_24_00_in_beijing_is_16_00_utc() -> None:
    assert CALENDAR.end_of(date(2026, 11, 9)) == datetime(2026, 11, 9, 16, tzinfo=UTC)


def test_the_message_and_the_calendar_say_the_same() -> None:
    message = Calendar()
    write_fields(CALENDAR, message)
    assert WorkingCalendar.from_message(Calendar.FromString(message.SerializeToString())) == CALENDAR


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"make_up_days": ["2026-02-13"]}, "not on a weekend"),
        ({"make_up_days": ["2026-02-14"], "days_off": ["2026-02-14"]}, "both a day off and a make-up day"),
        ({"days_off": ["2027-01-01"]}, "not published"),
        ({"days_off": ["2026-02-30"]}, "day is out of range|must be in range"),
        ({"days_off": ["soon"]}, "Invalid isoformat"),
        ({"time_zone": "Mars/Olympus"}, "unknown time zone"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(changes: dict[str, object], complaint: str) -> None:
    fields = {"version": "v", "time_zone": "Asia/Shanghai", "published_years": [2026], **changes}
    with pytest.raises(ValueError, match=complaint):
        WorkingCalendar.from_message(Calendar(**fields))


def test_a_notice_may_speak_of_the_last_days_of_the_year_before() -> None:
    off, worked = frozenset({date(2018, 12, 31)}), frozenset({date(2018, 12, 29)})
    year = CalendarYear(2019, "the notice for 2019", off, worked)
    calendar = calendar_of("2019", "Asia/Shanghai", [year])
    assert calendar.is_working_day(date(2018, 12, 29))
    assert not calendar.is_working_day(date(2018, 12, 31))


def test_the_same_year_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="given twice"):
        calendar_of("v", "Asia/Shanghai", [_year(2026), _year(2026)])


def test_the_version_follows_the_data(tmp_path: Path) -> None:
    text = (CALENDARS / "2026.yaml").read_text(encoding="utf-8")
    (tmp_path / "2026.yaml").write_text(text, encoding="utf-8")
    version = read_calendar(tmp_path).version
    assert version.startswith("2026-")
    assert read_calendar(tmp_path).version == version
    (tmp_path / "2026.yaml").write_text(text.replace("  - 2026-06-19", "  - 2026-06-18"), encoding="utf-8")
    assert read_calendar(tmp_path).version != version


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("year: [", "not readable as YAML"),
        ("just text", "exactly the keys"),
        ("year: 2026\nsource: x\ndays_off: []\n", "exactly the keys"),
        ("year: 2025\nsource: x\ndays_off: []\nmake_up_days: []\n", "the year inside is 2025"),
        ("year: 2026\nsource: ' '\ndays_off: []\nmake_up_days: []\n", "must name the notice"),
        ("year: 2026\nsource: x\ndays_off: [soon]\nmake_up_days: []\n", "list of dates"),
        ("year: 2026\nsource: x\ndays_off: 2026-01-01\nmake_up_days: []\n", "list of dates"),
        ("year: 2026\nsource: x\ndays_off: [2026-01-01, 2026-01-01]\nmake_up_days: []\n", "names a day twice"),
        ("year: 2026\nsource: x\ndays_off: []\nmake_up_days: [2026-01-05]\n", "not on a weekend"),
    ],
)
def test_a_bad_calendar_file_is_refused_by_name(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "2026.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadCalendarFile, match=complaint) as error:
        read_calendar(tmp_path)
    assert str(tmp_path) in str(error.value)


def test_every_line_at_fault_is_named(tmp_path: Path) -> None:
    lines = [
        "year: 2026",
        "source: the notice",
        "days_off:",
        "  - 2026-01-01",
        "  - 2026-13-01",
        "  - 2027-01-01",
        "  - 2025-12-31",  # the last days of the year before may be spoken of
        "make_up_days:",
        "  - 2026-01-05",
        "  - 2026-01-04",
        "  - 2026-01-04",
        "  - 2025-12-27",
    ]
    path = tmp_path / "2026.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(BadCalendarFile) as error:
        read_year(path)
    said = str(error.value).splitlines()
    assert [int(line.split(":")[1]) for line in said] == [5, 6, 11, 12, 9]
    assert all(line.startswith(f"{path}:") for line in said)


def test_an_unknown_key_and_a_missing_one_are_named(tmp_path: Path) -> None:
    path = tmp_path / "2026.yaml"
    path.write_text("year: 2026\nsource: x\ndays_off: []\nmake_up: []\n", encoding="utf-8")
    with pytest.raises(BadCalendarFile, match=r"2026.yaml:4: .* not make_up\n.*make_up_days is missing"):
        read_year(path)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadCalendarFile, match="cannot be read"):
        read_year(tmp_path / "2027.yaml")


def test_a_folder_without_calendars_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(BadCalendarFile, match="onetrip calendar generate"):
        read_calendar(tmp_path)


def _year(year: int) -> CalendarYear:
    return CalendarYear(year, "a notice", frozenset(), frozenset())
