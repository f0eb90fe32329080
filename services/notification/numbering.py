"""The numbers of notices: the next of its series, or the one that it had before this database was set back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from onetrip.notification.v1.events_pb2 import NoticeDelivered
from services.notification.rendering.table import Rendered
from services.notification.store import issuing as store


@dataclass(frozen=True)
class Number:
    """The number of a notice in its year. ``issued_at``: when it was issued under it before; None: it never was."""

    year: int
    number: int
    issued_at: datetime | None = None


async def numbered(connection: Any, year: int, rendered: Sequence[tuple[Any, Rendered]]) -> list[Number]:
    """The number of each notice, in their order.

    `rendered`: rows with `kind`, and `said`: the news of the notice's delivery, where it was issued before; with their
    words, which say whose series it is. A number that was given to another meanwhile is not given twice.
    """
    series = [(words.department, row["kind"]) for row, words in rendered]
    before = [_said(row["said"]) for row, _ in rendered]
    wanted = {(*each, had.year, had.number) for each, had in zip(series, before, strict=True) if had is not None}
    kept = await store.keep_numbers(connection, wanted) if wanted else set()
    known = [
        had if had is not None and (*each, had.year, had.number) in kept else None
        for each, had in zip(series, before, strict=True)
    ]
    counts = Counter(each for each, had in zip(series, known, strict=True) if had is None)
    following = await store.take_numbers(connection, year, counts) if counts else {}
    numbers = []
    for each, had in zip(series, known, strict=True):
        numbers.append(had or Number(year, following[each]))
        if had is None:
            following[each] += 1
    return numbers


def _said(news: bytes | None) -> Number | None:
    """The number that the news of a delivery names; None without news, or of release 0.2.0, which named none."""
    event = NoticeDelivered.FromString(news or b"")
    return Number(event.year, event.number, event.deliver_time.ToDatetime(UTC)) if event.number else None
