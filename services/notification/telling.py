"""The events of this service: a notice reached the applicant, or nothing did; it reached somebody else concerned.

They carry nothing whose order matters, so no row of the application is locked for them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from contracts.topics.names import NOTIFICATION_EVENTS
from onetrip.notification.v1 import events_pb2 as pb
from runtime.messages import Outbound
from services.notification.domain import Channel


def delivered(
    application_id: str, notice_id: str, kind: int, channel: Channel, at: datetime, year: int = 0, number: int = 0
) -> Outbound:
    """The news that a notice was delivered by a channel; the same news always has the same id.

    With its number as it is issued: it is issued under the same when this database has forgotten it (decision 0067).
    """
    event = pb.NoticeDelivered(
        application_id=application_id,
        notice_id=notice_id,
        kind=pb.NoticeKind.Name(kind),
        channel=pb.NoticeChannel.Name(channel),
        deliver_time=at,
        year=year,
        number=number,
    )
    return Outbound(NOTIFICATION_EVENTS, application_id, f"{notice_id}:delivered:{int(channel)}", event)


def failed(application_id: str, notice_id: str, kind: int, channel: Channel, at: datetime) -> Outbound:
    """The news that no channel reached the applicant; `channel` is the last one tried."""
    event = pb.NoticeFailed(
        application_id=application_id,
        notice_id=notice_id,
        kind=pb.NoticeKind.Name(kind),
        channel=pb.NoticeChannel.Name(channel),
        fail_time=at,
    )
    return Outbound(NOTIFICATION_EVENTS, application_id, f"{notice_id}:failed", event)


def reached(notice: Any, notice_id: str, channel: Channel | None, on: date, at: datetime) -> Outbound:
    """The news that a notice reached an interested party on a day; `channel` None: by an announcement, at its end.

    `notice` has `application_id`, `kind`, `version` and `recipient_id`. The version begins with the case (handlers/).
    """
    event = pb.PartyReached(
        application_id=notice["application_id"],
        notice_id=notice_id,
        kind=pb.NoticeKind.Name(notice["kind"]),
        case_id=notice["version"].partition(":")[0],
        person_id=notice["recipient_id"],
        channel=pb.NoticeChannel.Name(channel or 0),
        reach_date=on.isoformat(),
        know_time=at,
    )
    name = int(channel) if channel else "announced"
    return Outbound(NOTIFICATION_EVENTS, notice["application_id"], f"{notice_id}:reached:{name}", event)
