"""What follows when a channel did not reach the applicant: the next one; when there is none, somebody is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from runtime.messages import Outbound
from services.notification import telling
from services.notification.domain import Channel, DeliveryState
from services.notification.issuing import route_of
from services.notification.store import announcements
from services.notification.store import deliveries as store


async def fall_back(connection: Any, failed: Mapping[str, Channel], now: datetime, until: date) -> list[Outbound]:
    """Open the next channel of notices whose last try failed, in the caller's transaction.

    Args:
        failed: the channel that failed, by notice.
        until: the last day of what is announced now: an interested party whom nothing reached, the inbox aside.

    Returns the messages to enqueue: one for each notice that nothing reached and nothing is left for. What is announced
    counts as delivered when its days are over, which is known by now.

    The notices are locked first, so that two channels of one notice that fail at once see each other.
    """
    if not failed:
        return []
    notices = await store.lock_notices(connection, sorted(failed))
    made = await store.of_notices(connection, list(failed))
    following: list[tuple[str, Channel, str]] = []
    unreached: list[str] = []
    news: list[Outbound] = []
    for notice in notices:
        tries = made[notice["id"]]
        if _still_open(tries):
            continue
        channel = route_of(notice).after({Channel(row["channel"]) for row in tries})
        if channel is not None:
            following.append((notice["id"], channel, notice["application_id"]))
        elif notice["recipient_id"]:
            unreached.append(notice["id"])
            news.append(telling.reached(notice, notice["id"], None, until, now))
        elif not any(row["state"] == DeliveryState.DELIVERED for row in tries):
            last = failed[notice["id"]]
            news.append(telling.failed(notice["application_id"], notice["id"], notice["kind"], last, now))
    await store.add(connection, following, now)
    await announcements.publish(connection, unreached, now, until)
    return news


def _still_open(tries: Sequence[Any]) -> bool:
    """Whether another channel is under way, or one that needs no copy elsewhere has reached the applicant."""
    return any(
        row["state"] == DeliveryState.PENDING
        or (row["state"] == DeliveryState.DELIVERED and row["channel"] != Channel.IN_APP)
        for row in tries
    )
