"""What follows when one part's database was set back and the others remember (decision 0067).

Intake takes back what people handed in, approval what was decided, from the message. What is a message and nothing else
is put into its sender's outbox again. A workflow that is ahead of `process` is ended, and begins again from what
`process` has. Everything else that machines did is done again when it is asked for again; what people did besides has
to be done again by them, and is named.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from contracts.topics.names import (
    APPROVAL,
    APPROVAL_COMMANDS,
    INTAKE,
    INTAKE_COMMANDS,
    NOTIFICATION,
    PROCESS,
    VERIFICATION,
)
from contracts.topics.table import TOPICS
from deploy.reconcile.gaps import Gap, mark_unsent
from onetrip.approval.v1 import commands_pb2 as approval_commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1 import commands_pb2 as intake_commands
from onetrip.notification.v1.events_pb2 import NoticeDelivered
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.messages import Envelope, Outbound, type_of
from runtime.outbox import enqueue
from services.approval.handlers import taking_back as approval_taking_back
from services.intake.handlers import taking_back as intake_taking_back
from workflows import policies


@dataclass(frozen=True)
class Taker:
    """A part that takes back messages of some types, and how it is told to."""

    topic: str
    command: Callable[..., Message]
    takes: Collection[str]


TAKERS = {
    INTAKE: Taker(INTAKE_COMMANDS, intake_commands.TakeBack, intake_taking_back.TAKEN_BACK),
    APPROVAL: Taker(APPROVAL_COMMANDS, approval_commands.TakeBack, approval_taking_back.TAKEN_BACK),
}
NOBODY = Taker("", intake_commands.TakeBack, ())
# That somebody read, and who held a task: the task stands open again, and whoever goes on with it takes it again.
ONLY_SAID = frozenset(
    type_of(message)
    for message in (
        verification.RecordAccess,
        approval.TaskClaimed,
        approval.TaskReleased,
        approval.TaskReassigned,
        approval.DeliveryReported,
    )
)
MESSAGES = {type_of(message): message for topic in TOPICS for message in topic.messages}
# By sender, for what is left when everything was done that can be.
REMEDIES = {
    INTAKE: "a rating, an appeal, a mandate: ask whoever gave it to give it again; a former case: take its file in",
    PROCESS: "its workflow begins again from what the schema process has: end it if it still runs, and look again",
    VERIFICATION: "a person answered or attested it: have it answered again, and the same",
    APPROVAL: "a person did it in a task or a hearing: it is open again, have it done again, and the same",
    NOTIFICATION: "it was sent and stays sent: the errand or notice stands in the lists again, close it again",
}
NOT_RETAINED = "bring the database of its sender to a later moment: Kafka has it no more"
ENDED_BECAUSE = "the schema process was set back: begun again from it"


def remedy(gap: Gap) -> str:
    """What a person does about a message that is still forgotten after a repair."""
    return REMEDIES.get(gap.sender, NOT_RETAINED)


def can_be_taken_back(envelope: Envelope) -> bool:
    """Whether the message says all that there was, and its sender knows how to do it again."""
    return envelope.type in TAKERS.get(envelope.source, NOBODY).takes


def is_all_there_was(envelope: Envelope) -> bool:
    """Whether the sender keeps nothing of what the message says but the message.

    Or does again what it says, and looks there for the number that it had: a notice in the inbox.
    """
    if envelope.type == type_of(NoticeDelivered):
        return NoticeDelivered.FromString(envelope.payload).number > 0
    return envelope.type in ONLY_SAID


async def take_back(process: Any, envelopes: Iterable[Envelope]) -> None:
    """Have senders take back what they have forgotten. Said again in a later repair it is the same command.

    A sender that was set back once more has forgotten that it heard it: it is sent again.
    """
    commands = [_command(each) for each in envelopes]
    if commands:
        await enqueue(process, PROCESS, datetime.now(UTC), commands)
        for topic in {each.topic for each in commands}:
            await mark_unsent(process, topic, (each.id for each in commands if each.topic == topic))


def ahead(envelopes: Iterable[Envelope]) -> set[str]:
    """The ids of the workflows that may have done what `process` does not know of, by what they have said.

    Of an application and of what runs beside it: which of them said it does not matter, each can be begun again.
    """
    return {each for envelope in envelopes if envelope.source == PROCESS for each in _speakers(envelope)}


def _speakers(envelope: Envelope) -> list[str]:
    key = envelope.subject
    said = MESSAGES[envelope.type].FromString(envelope.payload) if envelope.type in MESSAGES else None
    ids = [policies.workflow_id(key), policies.follow_up_id(key), policies.proactive_id(key)]
    for name, named in (("case_id", policies.commitment_id), ("assignment_id", policies.assignment_id)):
        ids += [named(value)] if (value := getattr(said, name, "")) else []
    return ids


async def end_ahead(client: Client, workflow_ids: Collection[str]) -> int:
    """End these workflows; those of what is open begin again. Returns how many ran.

    Where it is not for the caller to end them (on Kubernetes: `checks`) they are left, and named.
    """
    ended = 0
    for workflow_id in sorted(workflow_ids):
        try:
            await client.get_workflow_handle(workflow_id).terminate(reason=ENDED_BECAUSE)
            ended += 1
        except RPCError as error:
            if error.status not in (RPCStatusCode.NOT_FOUND, RPCStatusCode.PERMISSION_DENIED):
                raise
    return ended


def _command(envelope: Envelope) -> Outbound:
    time, taker = Timestamp(), TAKERS[envelope.source]
    time.FromDatetime(envelope.time)
    command = taker.command(message_id=envelope.id, type=envelope.type, payload=envelope.payload, time=time)
    return Outbound(taker.topic, envelope.subject, f"{envelope.id}:take-back", command)
