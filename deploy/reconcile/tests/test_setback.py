"""Of what a database has forgotten, what is taken back, by whom, and which workflows begin again (decision 0067)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from google.protobuf.message import Message

from contracts.topics.names import (
    APPROVAL_COMMANDS,
    APPROVAL_EVENTS,
    INTAKE_COMMANDS,
    INTAKE_EVENTS,
    PROCESS_EVENTS,
    VERIFICATION_COMMANDS,
)
from deploy.reconcile.gaps import Ledgers
from deploy.reconcile.setback import ahead, can_be_taken_back, is_all_there_was, take_back
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.messages import Envelope, type_of

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


def said(source: str, topic: str, message: Message, id_: str = "m1") -> Envelope:
    return Envelope(id_, type_of(message), source, "a1", NOW, message.SerializeToString(), None, topic, 0, 0)


class Outbox:
    """Takes the rows that are written to it, and what is to be sent again."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self.again: set[tuple[str, str]] = set()

    async def execute(self, query: str, *columns: Any) -> str:
        if query.startswith("UPDATE"):
            topic, ids = columns
            self.again |= {(topic, each) for each in ids}
            return f"UPDATE {len(ids)}"
        self.rows += list(zip(*columns, strict=True))
        return f"INSERT 0 {len(self.rows)}"


async def test_each_part_is_told_to_take_back_what_it_said_whole_and_a_decision_is_approval_s() -> None:
    filed = said("intake", INTAKE_EVENTS, intake.ApplicationSubmitted(application_id="a1"))
    decided = said("approval", APPROVAL_EVENTS, approval.CaseDecided(application_id="a1"), "c1:CaseDecided")
    asked = said("approval", APPROVAL_EVENTS, approval.HearingRequested(application_id="a1"))
    assert [can_be_taken_back(each) for each in (filed, decided, asked)] == [True, True, False]
    outbox = Outbox()
    await take_back(outbox, [filed, decided])
    told = [(row[1], row[2], row[3], row[4]) for row in outbox.rows]
    # A sender that was set back once more is told the same once more.
    assert outbox.again == {(INTAKE_COMMANDS, "m1:take-back"), (APPROVAL_COMMANDS, "c1:CaseDecided:take-back")}
    assert told == [
        (INTAKE_COMMANDS, "a1", "m1:take-back", "onetrip.intake.v1.TakeBack"),
        (APPROVAL_COMMANDS, "a1", "c1:CaseDecided:take-back", "onetrip.approval.v1.TakeBack"),
    ]


async def test_what_is_a_message_and_nothing_else_is_in_its_senders_outbox_again() -> None:
    read = said("approval", VERIFICATION_COMMANDS, verification.RecordAccess(application_id="a1"))
    assert is_all_there_was(read)
    assert not is_all_there_was(said("verification", "", verification.TicketAnswered(application_id="a1")))
    outbox, other = Outbox(), Outbox()
    await Ledgers({"approval": outbox, "intake": other}).remember([read])  # pyright: ignore[reportArgumentType]
    ((_, topic, key, message_id, _, source, time, *_, payload, cause),) = outbox.rows
    assert (topic, key, message_id, source, time) == (VERIFICATION_COMMANDS, "a1", "m1", "approval", NOW)
    assert (payload, cause, other.rows) == (read.payload, None, [])


def test_a_workflow_begins_again_when_it_has_said_what_process_does_not_know() -> None:
    accepted = said("process", PROCESS_EVENTS, process.ApplicationAccepted(application_id="a1"))
    assert "application/a1" in ahead([accepted])
    checked = said("process", PROCESS_EVENTS, process.CommitmentCheckOpened(application_id="a1", case_id="a1.permit"))
    assert "commitment/a1.permit" in ahead([checked])
    ticket = said("process", PROCESS_EVENTS, process.AssignmentOpened(assignment_id="t1", application_id="a1"))
    assert "assignment/t1" in ahead([ticket])
    assert not ahead([said("intake", INTAKE_EVENTS, intake.ApplicationSubmitted(application_id="a1"))])
