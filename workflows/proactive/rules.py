"""The rules of a proactive run (免申即享): its commands, what answers which, and how fast it may go. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from google.protobuf.message import Message

from contracts.topics.names import INTAKE_COMMANDS, VERIFICATION_COMMANDS
from onetrip.intake.v1.commands_pb2 import BeginProactiveRun, OpenProactively
from onetrip.intake.v1.events_pb2 import ProactiveOpened, ProactiveRunBegun
from onetrip.process.v1.workflow_pb2 import Event, OutgoingMessage, ProactiveProgress, StartProactiveRun
from onetrip.verification.v1 import messages_pb2 as verification

ANSWERS: tuple[type[Message], ...] = (ProactiveRunBegun, ProactiveOpened, verification.EntitledFound)
"""What answers a run's commands; each names the run as its key."""

# Why a run is stopped or refused, beside the outcomes of a page.
ANOTHER_RUN = "ANOTHER_RUN"
NOT_PROACTIVE = "NOT_PROACTIVE"
OUTDATED = "OUTDATED"
HALTED = "HALTED"

_TYPES = {each.DESCRIPTOR.full_name: each for each in ANSWERS}


class Bucket:
    """Applications that may be opened now: as many as fit a page at the start, then so many in a second."""

    def __init__(self, capacity: int, per_second: float, now: datetime) -> None:
        self._capacity = float(capacity)
        self._per_second = per_second
        self._level = float(capacity)
        self._at = now

    def take(self, count: int, now: datetime) -> timedelta:
        """Take `count`, and return how long to wait before they are used: zero while enough are there."""
        gained = (now - self._at).total_seconds() * self._per_second
        self._level = min(self._capacity, self._level + gained) - count
        self._at = now
        return timedelta(seconds=max(0.0, -self._level / self._per_second))


def begin(run_id: str, start: StartProactiveRun) -> OutgoingMessage:
    """Ask what the run is about."""
    message = BeginProactiveRun(run_id=run_id, item_code=start.item_code)
    return _command(INTAKE_COMMANDS, f"{run_id}:run:begin:1", message)


def find(run_id: str, start: StartProactiveRun, progress: ProactiveProgress) -> OutgoingMessage:
    """Ask who is entitled on the next page; `progress.attempts` counts this time already."""
    message = verification.FindEntitled(
        run_id=run_id,
        page=progress.pages + 1,
        attempt=progress.attempts,
        definition=start.definition,
        after=progress.after or start.after,
        until=start.until,
        limit=start.page_size,
        dry_run=start.dry_run,
    )
    return _command(VERIFICATION_COMMANDS, f"{run_id}:run:find:{progress.attempts}", message)


def open_(run_id: str, start: StartProactiveRun, found: verification.EntitledFound) -> OutgoingMessage:
    """Have applications opened for whom a page showed to be entitled."""
    message = OpenProactively(
        run_id=run_id,
        page=found.page,
        item_code=start.item_code,
        item_version=start.definition.version,
        person_ids=found.person_ids,
        dry_run=start.dry_run,
    )
    return _command(INTAKE_COMMANDS, f"{run_id}:run:open:{found.attempt}", message)


def answered_by(event: Event) -> str:
    """The id of the command that an event answers: answers are named by what they answer."""
    return event.id.removesuffix(":answered")


def answer(event: Event) -> Message:
    """What an answer says."""
    return _TYPES[event.type].FromString(event.payload)


def read(progress: ProactiveProgress, found: verification.EntitledFound) -> None:
    """Count a page that was read."""
    progress.pages = found.page
    progress.after = found.after
    progress.scanned += found.scanned
    progress.entitled += len(found.person_ids)
    progress.unclear += found.unclear
    progress.asked += found.asked


def opened(progress: ProactiveProgress, told: ProactiveOpened) -> None:
    """Count what came of its people."""
    progress.opened += told.opened
    progress.standing += told.standing
    progress.declined += told.declined
    progress.repeated_in_period += told.repeated_in_period


def _command(topic: str, id_: str, message: Message) -> OutgoingMessage:
    return OutgoingMessage(topic=topic, id=id_, type=message.DESCRIPTOR.full_name, payload=message.SerializeToString())
