"""Renewals that silence grants (domain.md, "Clocks"; licensing law, art. 50). Pure."""

from datetime import date, timedelta


def granted_by_silence(asked_on: date, expires_on: date, ask_before_days: int, today: date) -> bool:
    """Whether the law has granted a renewal that is not decided.

    It was asked for at least `ask_before_days` calendar days before the licence's last day, and that day is over.
    """
    return asked_on <= expires_on - timedelta(days=ask_before_days) and today > expires_on
