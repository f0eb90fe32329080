"""Rows about the check of a commitment 告知承诺: what can happen after the grant, and what follows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from google.protobuf.message import Message

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from workflows.limits.calendar import WorkingCalendar
from workflows.tests import filings
from workflows.tests.commitments import CommitmentWorld, checked, decided, revoked
from workflows.tests.rules.table import BadRow, Row

_GRANTED = re.compile(r"granted on a commitment to be checked within (\d+) days")
_TOLD = {
    "found true": checked(kept=True),
    "found false": checked(kept=False),
    "upheld": checked(kept=True, upheld=True),
    "revoked": revoked(),
    "gives up being heard": approval.StatementWaived(application_id=filings.APPLICATION, case_id=filings.case()),
}
_LIGHTS = {state.LIGHT_YELLOW: "yellow", state.LIGHT_RED: "red"}
_OUTCOMES = {
    process.COMMITMENT_OUTCOME_KEPT: "true",
    process.COMMITMENT_OUTCOME_UPHELD: "upheld",
    process.COMMITMENT_OUTCOME_REVOKED: "revoked",
}


def is_about_a_check(row: Row) -> bool:
    """Whether a row begins with a grant that rests on a commitment."""
    return _GRANTED.fullmatch(row.happens[0].words) is not None


async def happen(world: CommitmentWorld, at: datetime, words: str) -> None:
    """Has something happen. Raises BadRow for words that the table does not know."""
    if granted := _GRANTED.fullmatch(words):
        await world.begin(decided(at, int(granted[1])), at=at.astimezone(UTC))
    elif words in _TOLD:
        await world.tell(_TOLD[words])
    else:
        raise BadRow(f"`{words}` is none of what can happen after a grant: {', '.join(_TOLD)}")


def trace(world: CommitmentWorld, calendar: WorkingCalendar) -> list[str]:
    """Every sentence, in the order of the steps."""
    sentences: list[str] = []
    for step in world.steps:
        day = calendar.date_of(step.record.time.ToDatetime(UTC)).isoformat()
        sentences.extend(sentence for message in world.said_in(step) for sentence in _told(day, message))
    return sentences


def _told(day: str, said: Message) -> Iterable[str]:
    if isinstance(said, process.CommitmentCheckOpened):
        yield f"check-due {_due(said.due)}"
    elif isinstance(said, process.RevocationProposed):
        yield f"{day} revocation-proposed, heard until {_due(said.due)}"
    elif isinstance(said, commands.ReviewRevocation):
        yield f"{day} revocation-asked until {_due(said.due)}"
    elif isinstance(said, process.LightChanged):
        yield f"{day} {said.stage.removeprefix('@')}-{_LIGHTS[said.light]}"
    elif isinstance(said, process.CommitmentCheckClosed):
        yield f"{day} closed as {_OUTCOMES[said.outcome]}"


def _due(due: process.DueDate) -> str:
    return f"{due.date} provisionally" if due.provisional else due.date
