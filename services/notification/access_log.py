"""What a clerk or an agent reads of somebody goes to that person's access log, which verification keeps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from contracts.topics.names import VERIFICATION_COMMANDS
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.ids import new_id
from runtime.messages import Outbound
from runtime.tokens import Principal

ERRAND, MANDATE, COUNTER_ACT = "ERRAND", "MANDATE", "COUNTER_ACT"


def entry(
    person_id: str,
    application_id: str,
    caller: Principal,
    fields: Iterable[str],
    now: datetime,
    *,
    by_mandate: bool = False,
    purpose: str = ERRAND,
) -> Outbound:
    """One entry: this clerk read these fields of this person, for an errand or else; or `by_mandate` this agent."""
    return Outbound(
        VERIFICATION_COMMANDS,
        application_id,
        new_id(),
        RecordAccess(
            person_id=person_id,
            reader=caller.subject,
            role="agent" if by_mandate else "clerk",
            department="" if by_mandate else caller.department or "",
            purpose=MANDATE if by_mandate else purpose,
            application_id=application_id,
            fields=sorted(fields),
            read_time=now,
        ),
    )
