"""Days begin and end in the configured zone, whatever zone the server is in and whatever its date says."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from workflows.calendars.files import joined, read_years
from workflows.limits.calendar import WorkingCalendar
from workflows.limits.clocks import deadline_of
from workflows.limits.legal_limits import receipt_day

CALENDARS = Path(__file__).parents[2] / "catalog" / "calendars"
YEARS = read_years(CALENDARS)
BEIJING = joined(YEARS, "Asia/Shanghai")

# What the program below prints for these instants of receipt: (instant, limit, last day, its end in UTC).
FILED = (
    # The last second of 30 September in Beijing: National Day begins; the make-up Saturday 10 October is worked.
    ("2026-09-30T15:59:59+00:00", 5, "2026-10-13", "2026-10-13T16:00:00+00:00"),
    # A second later it is 1 October there, still 30 September in London.
    ("2026-09-30T16:00:00+00:00", 5, "2026-10-13", "2026-10-13T16:00:00+00:00"),
    # The make-up Sunday 20 September is worked.
    ("2026-09-18T02:00:00+00:00", 1, "2026-09-20", "2026-09-20T16:00:00+00:00"),
    # A leap day counts as any Thursday does.
    ("2024-02-28T02:00:00+00:00", 1, "2024-02-29", "2024-02-29T16:00:00+00:00"),
    # Over the year's end, New Year's Day is off.
    ("2025-12-31T02:00:00+00:00", 1, "2026-01-04", "2026-01-04T16:00:00+00:00"),
    # Into a year that is not published: plain weekdays.
    ("2026-12-30T02:00:00+00:00", 2, "2027-01-01", "2027-01-01T16:00:00+00:00"),
)
PROGRAM = """
import json, sys
from datetime import datetime
from pathlib import Path
from workflows.calendars.files import read_calendar
from workflows.limits.legal_limits import answer_deadline, receipt_day
calendar = read_calendar(Path(sys.argv[1]), "Asia/Shanghai")
for instant, limit in json.loads(sys.argv[2]):
    last = answer_deadline(calendar, receipt_day(calendar, datetime.fromisoformat(instant)), limit)
    print(json.dumps([instant, limit, last.isoformat(), calendar.end_of(last).isoformat()]))
"""


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_server_in_any_zone_computes_the_same_deadlines(zone: str) -> None:
    filed = json.dumps([each[:2] for each in FILED])
    command = [sys.executable, "-c", PROGRAM, str(CALENDARS), filed]
    done = subprocess.run(
        command, env={"TZ": zone}, cwd=CALENDARS.parents[1], capture_output=True, text=True, timeout=60, check=True
    )
    assert [tuple(json.loads(line)) for line in done.stdout.splitlines()] == list(FILED)


def test_the_zone_is_a_setting() -> None:
    evening = datetime(2026, 3, 2, 20, tzinfo=UTC)
    assert receipt_day(BEIJING, evening) == date(2026, 3, 3)
    assert receipt_day(joined(YEARS, "UTC"), evening) == date(2026, 3, 2)


def test_a_date_in_a_year_not_published_is_provisional_and_one_before_28_december_is_not() -> None:
    def provisional(start: date, limit: int, calendar: WorkingCalendar = BEIJING) -> bool:
        last_day = deadline_of(calendar, start, (), limit)
        assert last_day is not None
        return calendar.is_provisional(last_day)

    assert not provisional(date(2026, 12, 20), 3)
    assert provisional(date(2026, 12, 24), 2)
    assert provisional(date(2026, 12, 30), 2)
