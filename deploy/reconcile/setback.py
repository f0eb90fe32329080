"""What follows when one part's database was set back and the others remember (decision 0067).

Intake takes back what people handed in, from the message. A workflow that is ahead of `process` is ended, and begins
again from what `process` has. Everything that machines did is done again when it is asked for again; what people did
elsewhere has to be done again by them, and is named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from contracts.topics.names import APPROVAL, INTAKE, INTAKE_COMMANDS, NOTIFICATION, PROCESS, VERIFICATION
from deploy.reconcile.gaps import Gap
from onetrip.intake.v1.commands_pb2 import TakeBack
from runtime.messages import Envelope, Outbound
from runtime.outbox import enqueue
from services.intake.handlers.taking_back import TAKEN_BACK
from workflows import policies

# By sender, for what is left when everything was done that can be.
REMEDIES = {
    INTAKE: "a rating, an appeal or a mandate: ask whoever gave it to give it again",
    PROCESS: "its workflow begins again from what the schema process has: end it if it still runs, and look again",
    VERIFICATION: "a person answered or attested it: have it answered again, and the same",
    APPROVAL: "a person decided or reported it: the task is open again, have it decided again, and the same",
    NOTIFICATION: "it was sent and stays sent: the errand or notice stands in the lists again, close it again",
}
NOT_RETAINED = "bring the database of its sender to a later moment: Kafka has it no more"
ENDED_BECAUSE = "the schema process was set back: begun again from it"


def remedy(gap: Gap) -> str:
    """What a person does about a message that is still forgotten after a repair."""
    return REMEDIES.get(gap.sender, NOT_RETAINED)


def can_be_taken_back(envelope: Envelope) -> bool:
    """Whether the message says all that there was."""
    return envelope.source == INTAKE and envelope.type in TAKEN_BACK


async def take_back(process: Any, envelopes: Iterable[Envelope]) -> None:
    """Have intake take back what it has forgotten. Said again in a later repair it is the same command."""
    commands = [Outbound(INTAKE_COMMANDS, each.subject, f"{each.id}:take-back", _command(each)) for each in envelopes]
    if commands:
        await enqueue(process, PROCESS, datetime.now(UTC), commands)


def ahead(envelopes: Iterable[Envelope]) -> set[str]:
    """The keys whose workflows have done what `process` does not know of."""
    return {envelope.subject for envelope in envelopes if envelope.source == PROCESS}


async def end_ahead(client: Client, keys: Collection[str]) -> int:
    """End the workflows of these applications; those of open ones begin again. Returns how many ran.

    Where it is not for the caller to end them (on Kubernetes: `checks`) they are left, and named.
    """
    ended = 0
    for key in sorted(keys):
        try:
            await client.get_workflow_handle(policies.workflow_id(key)).terminate(reason=ENDED_BECAUSE)
            ended += 1
        except RPCError as error:
            if error.status not in (RPCStatusCode.NOT_FOUND, RPCStatusCode.PERMISSION_DENIED):
                raise
    return ended


def _command(envelope: Envelope) -> TakeBack:
    time = Timestamp()
    time.FromDatetime(envelope.time)
    return TakeBack(message_id=envelope.id, type=envelope.type, payload=envelope.payload, time=time)
