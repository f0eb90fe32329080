"""Which notices were delivered, and which were not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from google.protobuf.message import Message

from onetrip.notification.v1 import events_pb2 as notification
from services.intake.domain import Entry, Progress
from services.intake.projections.changes import Change, Projection, at_of


def _notice(kind: str, event: Any, at: datetime) -> list[Entry]:
    details = {
        "notice": notification.NoticeKind.Name(event.kind),
        "channel": notification.NoticeChannel.Name(event.channel),
    }
    return [Entry(f"{kind}:{event.notice_id}", kind, at, details=details)]


def _notice_delivered(progress: Progress, event: notification.NoticeDelivered, told_at: datetime) -> Change:
    return progress, _notice("NOTICE_DELIVERED", event, at_of(event.deliver_time, told_at))


def _notice_failed(progress: Progress, event: notification.NoticeFailed, told_at: datetime) -> Change:
    return progress, _notice("NOTICE_FAILED", event, at_of(event.fail_time, told_at))


PROJECTIONS: Mapping[type[Message], Projection] = {
    notification.NoticeDelivered: _notice_delivered,
    notification.NoticeFailed: _notice_failed,
}
