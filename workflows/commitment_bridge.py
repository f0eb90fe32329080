"""The bridge for commitments: a grant that rests on one starts its check, what is found and decided reaches it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from onetrip.approval.v1.events_pb2 import CaseDecided, CommitmentChecked, DecisionRevoked
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting, Event, Journal, StartCommitmentCheck
from runtime.clock import Clock
from runtime.consumer import Handler
from runtime.errors import Unavailable
from runtime.logs import get_logger
from runtime.messages import Envelope
from runtime.tracing import current_traceparent
from workflows import calendars, commitment_store, operator_text, policies, search_attributes
from workflows.bridge import calendar_event
from workflows.temporal_calls import signal, translated


@dataclass(frozen=True)
class Terms:
    """How many working days the applicant is heard, and an approver then has to decide."""

    statement_working_days: int
    revocation_working_days: int


class CommitmentBridge:
    """The handlers of the consumer group `process` that are about commitments."""

    def __init__(
        self,
        client: Client,
        clock: Clock,
        clock_setting: ClockSetting,
        calendar_in_force: Callable[[Any], Awaitable[Calendar]],
        terms: Terms,
    ) -> None:
        self._client = client
        self._clock = clock
        self._clock_setting = clock_setting
        self._calendar_in_force = calendar_in_force
        self._terms = terms

    def table(self) -> Mapping[type[Message], Handler]:
        """A start, and a signal for everything else."""
        return {
            CaseDecided: self.on_decided,
            CommitmentChecked: self.on_event,
            DecisionRevoked: self.on_event,
        }

    async def on_decided(self, connection: Any, envelope: Envelope, decided: CaseDecided) -> None:
        """Begins the check of a grant that rests on a commitment; a duplicate is the same beginning."""
        if not decided.commitments:
            return
        kept = CaseDecided()
        kept.CopyFrom(decided)
        kept.ClearField("sealed_reasons")
        start = self._start_of(kept, self._terms, Journal(), await self._calendar_in_force(connection))
        journal = await commitment_store.begin(connection, start, self._clock.now())
        if journal is None:
            get_logger().info("bridge.check_already_over", case_id=decided.case_id)
            return
        start.journal.CopyFrom(journal)
        await self._start(start)

    async def on_event(self, connection: Any, envelope: Envelope, message: CommitmentChecked | DecisionRevoked) -> None:
        """Signals an event to the check of its case; one that Temporal has lost is rebuilt.

        Most grants that are revoked rest on no commitment, and have none.
        """
        case_id = message.case_id
        if await commitment_store.stored_check(connection, case_id) is None:
            get_logger().info("bridge.late_event", case_id=case_id, type=envelope.type)
            return
        event = Event(id=envelope.id, type=envelope.type, payload=envelope.payload)
        workflow_id = policies.commitment_id(case_id)
        if not await signal(self._client, workflow_id, event):
            await self.rebuild(connection, case_id)
            if not await signal(self._client, workflow_id, event):
                raise Unavailable("the check ended while the event was on its way")
        await commitment_store.hear(connection, case_id, event)

    async def tell_calendar(self, connection: Any, case_id: str, calendar: Calendar) -> None:
        """Tells an open check of the calendar in force; see Bridge.tell_calendar. Raises Unavailable."""
        event, workflow_id = calendar_event(calendar), policies.commitment_id(case_id)
        if not await signal(self._client, workflow_id, event) and await self.rebuild(connection, case_id):
            await signal(self._client, workflow_id, event)

    async def rebuild(self, connection: Any, case_id: str) -> bool:
        """Starts the workflow of an open check from what `process` has of it. False: it is over."""
        stored = await commitment_store.stored_check(connection, case_id)
        if stored is None:
            return False
        # Its own, so that no deadline moves by this.
        calendar = await calendars.of_version(connection, stored.calendar_version)
        calendar = calendar or await self._calendar_in_force(connection)
        get_logger().warning("bridge.check_rebuilt", case_id=case_id)
        terms = Terms(stored.statement_working_days, stored.revocation_working_days)
        await self._start(self._start_of(stored.decided, terms, stored.journal, calendar))
        return True

    def _start_of(
        self, decided: CaseDecided, terms: Terms, journal: Journal, calendar: Calendar
    ) -> StartCommitmentCheck:
        return StartCommitmentCheck(
            decided=decided,
            calendar=calendar,
            clock=self._clock_setting,
            journal=journal,
            traceparent=current_traceparent() or "",
            statement_working_days=terms.statement_working_days,
            revocation_working_days=terms.revocation_working_days,
        )

    async def _start(self, start: StartCommitmentCheck) -> None:
        decided = start.decided
        try:
            await self._client.start_workflow(
                policies.COMMITMENT_TYPE,
                start,
                id=policies.commitment_id(decided.case_id),
                task_queue=policies.TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                search_attributes=search_attributes.at_commitment(decided, start.calendar.version),
                static_summary=operator_text.commitment_summary(decided),
                request_eager_start=True,
                priority=policies.priority_of(decided.item_code),
                rpc_timeout=policies.TEMPORAL_CALL,
            )
        except RPCError as error:
            raise translated(error) from None
