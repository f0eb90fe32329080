"""Until when a bad rating is answered: five working days (local rule), whatever the calendar holds."""

from datetime import UTC, date, datetime

import pytest

from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import ClockSetting, StartFollowUp
from workflows.beside.follow_up_rules import BadRating
from workflows.calendars.files import read_calendar, write_fields
from workflows.settings import Settings
from workflows.tests.follow_ups import rated

CALENDAR = state.Calendar()
write_fields(read_calendar(Settings.model_fields["calendars"].default), CALENDAR)


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("given", "last", "provisional"),
    [
        ("2026-11-27T10:00", "2026-12-04", False),  # an ordinary Friday
        ("2026-11-28T10:00", "2026-12-04", False),  # a Saturday: the day itself is day 0, working day or not
        ("2026-11-26T23:59", "2026-12-03", False),  # still Thursday in Beijing
        ("2026-11-27T00:01", "2026-12-04", False),  # Friday already, though Thursday in London
        ("2026-09-30T10:00", "2026-10-13", False),  # National Day, with Saturday 10 October worked
        ("2026-02-12T10:00", "2026-02-26", False),  # Spring Festival, with Saturday 14 February worked
        ("2026-12-28T10:00", "2027-01-04", True),  # into a year whose calendar is not published
    ],
)
def test_the_limit_is_five_working_days_after_the_day_of_the_rating(given: str, last: str, provisional: bool) -> None:
    start = StartFollowUp(
        rated=rated(beijing(given)), calendar=CALENDAR, clock=ClockSetting(factor=1.0), limit_working_days=5
    )
    rating = BadRating.of(start)
    assert (rating.last_day, rating.due.provisional) == (date.fromisoformat(last), provisional)


def test_the_limit_is_configuration() -> None:
    start = StartFollowUp(
        rated=rated(beijing("2026-11-27T10:00")), calendar=CALENDAR, clock=ClockSetting(), limit_working_days=10
    )
    rating = BadRating.of(start)
    assert rating.last_day == date(2026, 12, 11)
    assert rating.begins(state.LIGHT_YELLOW) == beijing("2026-12-09T00:00")
    assert rating.begins(state.LIGHT_RED) == beijing("2026-12-12T00:00")
