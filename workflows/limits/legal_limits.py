"""Days that no pause moves: of the receipt, the answer, the supplement, a renewal. `case_clock.py` has the others.

Every number of days comes from the catalogue; the articles named here say where its default comes from.
Pure rules over dates, standard library only.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from workflows.limits.calendar import WorkingCalendar
from workflows.limits.clocks import Pause

NO_PAUSES: tuple[Pause, ...] = ()


def receipt_day(calendar: WorkingCalendar, arrived_at: datetime, *, deferred: bool = False) -> date:
    """The day of receipt (day 0): the date on which it arrived, working day or not.

    ``deferred``: what arrives on a day off counts as received on the next working day (`receipt_on_days_off` of
    docs/domain.md, a local rule that the item names). Without an offset it is local time.
    Sources: 电子签名法 art. 11 (arrival is receipt), 国办公开办函〔2015〕207号 (the day the system got it).
    """
    day = calendar.date_of(arrived_at)
    return day if not deferred or calendar.is_working_day(day) else calendar.working_day_after(day, 1)


def answer_deadline(calendar: WorkingCalendar, opened_on: date, notice_days: int) -> date:
    """The last day to answer: 行政许可法 art. 32 (4), 5 days. No pause stops it."""
    return calendar.working_day_after(opened_on, notice_days)


def supplement_deadline(calendar: WorkingCalendar, noticed_on: date, supplement_days: int) -> date:
    """The last day to hand in what is missing (product default 15 working days); the application lapses at its end."""
    return calendar.working_day_after(noticed_on, supplement_days)


def renewal_asked_in_time(asked_on: date, expires_on: date, notice_days: int) -> bool:
    """Whether a renewal was asked for on or before expiry minus `notice_days` **calendar** days.

    行政许可法 art. 50: 30 days before expiry.
    """
    return asked_on <= expires_on - timedelta(days=notice_days)
