"""What a projection is: a pure function from what was known and an event to what is known then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from onetrip.process.v1 import events_pb2 as process
from services.intake.domain import Due, Entry, Progress

Change = tuple[Progress, list[Entry]]
# (progress before, the event, when it was said) → change
Projection = Callable[[Progress, Any, datetime], Change]


def at_of(timestamp: Any, told_at: datetime) -> datetime:
    """The event's own time, or when it was said."""
    return timestamp.ToDatetime(tzinfo=UTC) if timestamp.seconds else told_at


def due_of(due: process.DueDate) -> Due | None:
    """A due date; None where none was told."""
    return Due(due.date, due.provisional) if due.date else None
