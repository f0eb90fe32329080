"""What the law ties to which clock: receipt, acceptance, decision, delivery, renewal.

Every number of days comes from the catalogue; the articles named here say where its default comes from.
Pure rules over dates, standard library only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from workflows.calendar import WorkingCalendar
from workflows.clocks import ClockReading, Pause, deadline_of, read_clock

NO_PAUSES: tuple[Pause, ...] = ()


class ReceiptOnDaysOff(Enum):
    """What the day of receipt is when something arrives on a day off; local rules may defer it (domain.md, Clocks)."""

    SAME_DAY = "same_day"
    NEXT_WORKING_DAY = "next_working_day"


def receipt_day(
    calendar: WorkingCalendar,
    arrived_at: datetime,
    on_days_off: ReceiptOnDaysOff = ReceiptOnDaysOff.SAME_DAY,
) -> date:
    """The day of receipt (day 0): the date on which it arrived, working day or not.

    Sources: 电子签名法 art. 11 (arrival is receipt), 国办公开办函〔2015〕207号 (the day the system got it).
    Deferring it to the next working day is a local rule. An instant without an offset is local time.
    """
    day = calendar.date_of(arrived_at)
    return calendar.next_working_day(day) if on_days_off is ReceiptOnDaysOff.NEXT_WORKING_DAY else day


@dataclass(frozen=True, slots=True)
class AnswerWindow:
    """One run of the days in which the agency must answer whether the application is complete.

    The first opens on the day of receipt, each further one on the day all that was asked for was in.
    `answered_on` is the date of the acceptance, the supplement notice or the non-acceptance; None if there is none.
    """

    opened_on: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """That the application is accepted 受理: from `counts_from` every later deadline is computed."""

    counts_from: date
    by_silence: bool


def answer_deadline(calendar: WorkingCalendar, opened_on: date, notice_days: int) -> date:
    """The last day to answer: 行政许可法 art. 32 (4), 5 days. No pause stops it."""
    return calendar.working_day_after(opened_on, notice_days)


def acceptance_of(
    calendar: WorkingCalendar,
    windows: Sequence[AnswerWindow],
    notice_days: int,
    today: date,
    accepted_on: date | None = None,
) -> Acceptance | None:
    """Whether the application is accepted as of `today`, and from which day that counts.

    行政许可法 art. 32 (4): 逾期不告知的，自收到申请材料之日起即为受理. The first window that passed without an
    answer accepts from the day it opened (for a supplement: the day it was complete), whatever came later: an answer
    after the last day is no answer. An explicit acceptance in time counts from its own date.
    """
    for window in windows:
        last_day = answer_deadline(calendar, window.opened_on, notice_days)
        answered_by = window.answered_on or accepted_on or today
        if answered_by > last_day:
            return Acceptance(window.opened_on, by_silence=True)
    return None if accepted_on is None else Acceptance(accepted_on, by_silence=False)


def decision_clock(
    calendar: WorkingCalendar,
    acceptance: Acceptance,
    pauses: Sequence[Pause],
    limit_days: int,
    today: date,
    extension_days: int = 0,
) -> ClockReading:
    """The clock of the decision: 行政许可法 art. 42, 20 days and one extension of up to 10, joint 45 and 15.

    Pauses are those of art. 45. For the promised limit (承诺时限) give its days and no extension: it is paused with
    the statutory one and not moved by an extension (domain.md, "Clocks").
    """
    return read_clock(calendar, acceptance.counts_from, pauses, limit_days + extension_days, today)


def can_extend(
    calendar: WorkingCalendar,
    acceptance: Acceptance,
    pauses: Sequence[Pause],
    limit_days: int,
    extension_days: int,
    extension_days_max: int,
    today: date,
) -> bool:
    """Whether a limit not yet extended may be extended on `today`: 行政许可法 art. 42.

    From 1 to `extension_days_max` days (10, joint handling 15), and only before the limit is past.
    """
    if not 1 <= extension_days <= extension_days_max:
        return False
    deadline = deadline_of(calendar, acceptance.counts_from, pauses, limit_days)
    return deadline is None or today <= deadline


def supplement_deadline(calendar: WorkingCalendar, noticed_on: date, supplement_days: int) -> date:
    """The last day to hand in what is missing (product default 15 working days); the application lapses at its end."""
    return calendar.working_day_after(noticed_on, supplement_days)


def delivery_clock(calendar: WorkingCalendar, decided_on: date, limit_days: int, today: date) -> ClockReading:
    """The clock of delivering the result, a refusal too: 行政许可法 art. 44, 10 days after the decision."""
    return read_clock(calendar, decided_on, NO_PAUSES, limit_days, today)


def renewal_asked_in_time(asked_on: date, expires_on: date, notice_days: int) -> bool:
    """Whether a renewal was asked for on or before expiry minus `notice_days` **calendar** days.

    行政许可法 art. 50: 30 days before expiry.
    """
    return asked_on <= expires_on - timedelta(days=notice_days)


def renewal_granted_by_silence(
    asked_on: date, expires_on: date, notice_days: int, decided_on: date | None, today: date
) -> bool:
    """Whether the law has granted the renewal: asked in time, and not decided by 24:00 of the licence's last day.

    行政许可法 art. 50 (2): 逾期未作决定的，视为准予延续. No pause and no open supplement moves that date, and a
    decision after it comes too late.
    """
    undecided = decided_on is None or decided_on > expires_on
    return today > expires_on and undecided and renewal_asked_in_time(asked_on, expires_on, notice_days)
