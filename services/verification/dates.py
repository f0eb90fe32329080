"""Days as messages write them."""

from __future__ import annotations

from datetime import UTC, datetime


def day_in(text: str) -> datetime:
    """Return the beginning of a day YYYY-MM-DD. Raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
