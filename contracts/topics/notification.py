"""Notification speaks: who hears which of its events."""

from contracts.topics.names import INTAKE, NOTIFICATION, NOTIFICATION_EVENTS, PROCESS, Topic
from onetrip.notification.v1 import events_pb2 as notification

EVENTS = Topic(
    NOTIFICATION_EVENTS,
    frozenset({NOTIFICATION}),
    frozenset({notification.NoticeDelivered, notification.NoticeFailed, notification.PartyReached}),
    {
        INTAKE: frozenset({notification.NoticeDelivered, notification.NoticeFailed, notification.PartyReached}),
        PROCESS: frozenset({notification.PartyReached}),
    },
)
