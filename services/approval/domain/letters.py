"""From which day counts what somebody does: now, or for a letter the day it came in at the hall (decision 0074)."""

from datetime import date

from contracts.errors.counter import ReceivedBeforeNotice


def counted_day(today: date, received_on: date | None, noticed_on: date | None, last_day: date | None) -> date:
    """The day that counts of what is written down today; ``received_on`` of a letter, None without one.

    What must be done within some days is done when the letter is in: writing it down takes the agency's time. No letter
    answers a notice before it was issued (``noticed_on``; None: that is not kept): after the ``last_day`` such a day is
    a mistake, before it the letter crossed the notice and counts from then. Raises ReceivedBeforeNotice.
    """
    day = received_on or today
    if noticed_on is None or day >= noticed_on:
        return day
    if last_day is not None and today > last_day:
        raise ReceivedBeforeNotice("the letter cannot answer a notice that was issued after it came in")
    return noticed_on
