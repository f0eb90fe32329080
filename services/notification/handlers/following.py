"""Deadlines that move, and ratings."""

from __future__ import annotations

from typing import Any

from onetrip.intake.v1 import events_pb2 as intake
from onetrip.notification.v1 import events_pb2 as pb
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from runtime.messages import Envelope
from services.notification.handlers.due import check_readable, due, make_due
from services.notification.office import Office


async def on_deadline_moved(office: Office, connection: Any, envelope: Envelope, event: process.DeadlineMoved) -> None:
    """特别程序告知, 延期告知, 期限更正告知: once for each; none for a procedure's end. Raises SealBroken.

    That the wait for a supplement stops the clock stands in the notice that asks for it.
    """
    for_supplement = event.procedure == state.SPECIAL_PROCEDURE_SUPPLEMENT
    if event.cause == process.MOVE_CAUSE_PAUSED and not for_supplement:
        notice = due(pb.NOTICE_KIND_SPECIAL_PROCEDURE, event.procedure_id, envelope, event)
    elif event.cause == process.MOVE_CAUSE_EXTENDED:
        notice = due(pb.NOTICE_KIND_EXTENSION, "" if event.joint else event.case_id, envelope, event)
    elif event.cause == process.MOVE_CAUSE_CORRECTED and not event.same_dates:
        notice = due(pb.NOTICE_KIND_LIMIT_CORRECTED, f"{event.procedure_id}:{event.correction}", envelope, event)
    else:
        return
    check_readable(office, event)
    await make_due(office, connection, [notice])


async def on_follow_up_opened(
    office: Office, connection: Any, envelope: Envelope, event: process.FollowUpOpened
) -> None:
    """A bad rating was heard: until when it is answered, and that somebody calls."""
    await make_due(office, connection, [due(pb.NOTICE_KIND_FOLLOW_UP, "", envelope, event)])


async def on_follow_up_resolved(
    office: Office, connection: Any, envelope: Envelope, event: intake.FollowUpResolved
) -> None:
    """What the department answers to a bad rating. Raises SealBroken."""
    check_readable(office, event)
    await make_due(office, connection, [due(pb.NOTICE_KIND_RATING_ANSWER, "", envelope, event)])


async def on_rating_appeal_decided(
    office: Office, connection: Any, envelope: Envelope, event: intake.RatingAppealDecided
) -> None:
    """Why a rating was set aside; one that stands is answered by the department. Raises SealBroken."""
    if event.malicious:
        check_readable(office, event)
        await make_due(office, connection, [due(pb.NOTICE_KIND_RATING_ANSWER, "", envelope, event)])
