"""Names of topics and of consumer groups, and what a row of the table of topics is."""

from collections.abc import Mapping
from dataclasses import dataclass

from google.protobuf.message import Message

INTAKE_EVENTS = "intake.events.v1"
VERIFICATION_EVENTS = "verification.events.v1"
APPROVAL_EVENTS = "approval.events.v1"
PROCESS_EVENTS = "process.events.v1"
NOTIFICATION_EVENTS = "notification.events.v1"
INTAKE_COMMANDS = "intake.commands.v1"
VERIFICATION_COMMANDS = "verification.commands.v1"
APPROVAL_COMMANDS = "approval.commands.v1"

# Consumer groups: one for each part, and one in front of Temporal.
INTAKE = "intake"
VERIFICATION = "verification"
APPROVAL = "approval"
NOTIFICATION = "notification"
PROCESS = "process"

PARTITIONS = 8


@dataclass(frozen=True)
class Topic:
    """`owners` publish on it: one for events, several for commands. `consumers`: by group the types that it handles."""

    name: str
    owners: frozenset[str]
    messages: frozenset[type[Message]]
    consumers: Mapping[str, frozenset[type[Message]]]


def commands(name: str, owners: set[str], part: str, *messages: type[Message]) -> Topic:
    """A topic of what one part is told to do by others: it handles all of it."""
    handled = frozenset(messages)
    return Topic(name, frozenset(owners), handled, {part: handled})
