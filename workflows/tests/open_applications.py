"""Applications that are open in `process`, and workflows of theirs that move to a calendar when they are told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from onetrip.process.v1.state_pb2 import APPLICATION_STATE_IN_REVIEW, Calendar
from onetrip.process.v1.workflow_pb2 import AssignmentStep, ClockSetting, Step, StepRecord
from runtime.clock import Clock
from runtime.messages import Envelope
from workflows import policies
from workflows.beside import assignment_store, commitment_store, follow_up_store
from workflows.engine import store
from workflows.engine.bridge import Bridge
from workflows.engine.pace import Pace
from workflows.tests.fake_temporal import FakeTemporal
from workflows.tests.filings import item, submitted


def bridge_of(temporal: FakeTemporal, calendar: Calendar) -> Bridge:
    """A bridge that began with this calendar."""
    clock = ClockSetting(factor=1.0)
    return Bridge(temporal, Clock.real(), clock, calendar, Pace())  # pyright: ignore[reportArgumentType]


def envelope(application_id: str, message: Any) -> Envelope:
    """A submission as Kafka brings it."""
    return Envelope(
        f"{application_id}:submitted", message.DESCRIPTOR.full_name, "test", application_id, datetime.now(UTC),
        message.SerializeToString(), None, "topic", 0, 0,
    )  # fmt: skip


def step_of(application_id: str, step_id: str, version: str, detail: str = "", when: datetime | None = None) -> Step:
    """A step that a workflow establishes."""
    record = StepRecord(id=step_id, detail=detail)
    record.time.FromDatetime(when or datetime.now(UTC))
    step = Step(application_id=application_id, record=record, calendar_version=version)
    step.journal.steps.append(record)
    return step


async def begun(connection: Any, bridge: Bridge, application_id: str) -> None:
    """Filed on 14 December 2026 and accepted that day: twenty working days end in January."""
    filed_at = datetime(2026, 12, 14, 2, tzinfo=UTC)
    filed = submitted(item(), filed_at, application_id=application_id)
    await bridge.on_submitted(connection, envelope(application_id, filed), filed)
    version = await connection.fetchval(
        "SELECT calendar_version FROM applications WHERE application_id = $1", application_id
    )
    step = step_of(application_id, "acceptance", version, "COMPLETE 2026-12-14", filed_at)
    step.state = APPLICATION_STATE_IN_REVIEW
    await store.establish(connection, step)


class Moving(FakeTemporal):
    """Workflows that move to the calendar that they are told of, as the real ones do."""

    def __init__(self, connection: Any) -> None:
        super().__init__()
        self.connection = connection
        self.told: list[tuple[str, Calendar]] = []

    def get_workflow_handle(self, id: str) -> Any:
        moving, handle = self, super().get_workflow_handle(id)

        class Handle:
            async def signal(self, name: str, event: Any, **options: Any) -> None:
                await handle.signal(name, event, **options)
                calendar, application_id = Calendar.FromString(event.payload), policies.application_id_of(id)
                moving.told.append((application_id, calendar))
                step = step_of(application_id, f"calendar:{calendar.number}", calendar.version, "2")
                await store.establish(moving.connection, step)

        return Handle()


class MovingFollowUps(FakeTemporal):
    """Follow-ups that move to the calendar that they are told of, by one day each."""

    def __init__(self, connection: Any) -> None:
        super().__init__()
        self.connection = connection
        self.told: list[int] = []

    def get_workflow_handle(self, id: str) -> Any:
        moving, handle = self, super().get_workflow_handle(id)

        class Handle:
            async def signal(self, name: str, event: Any, **options: Any) -> None:
                await handle.signal(name, event, **options)
                calendar = Calendar.FromString(event.payload)
                moving.told.append(calendar.number)
                application_id = id.removeprefix(policies.follow_up_id(""))
                step = step_of(application_id, f"calendar:{calendar.number}", calendar.version, "1")
                await follow_up_store.establish(moving.connection, step)

        return Handle()


class MovingChecks(FakeTemporal):
    """Checks of commitments that move to the calendar that they are told of, by one day each."""

    def __init__(self, connection: Any) -> None:
        super().__init__()
        self.connection = connection

    def get_workflow_handle(self, id: str) -> Any:
        moving, handle = self, super().get_workflow_handle(id)

        class Handle:
            async def signal(self, name: str, event: Any, **options: Any) -> None:
                await handle.signal(name, event, **options)
                calendar = Calendar.FromString(event.payload)
                step = step_of("", f"calendar:{calendar.number}", calendar.version, "1")
                step.case_id = id.removeprefix(policies.commitment_id(""))
                await commitment_store.establish(moving.connection, step)

        return Handle()


class MovingAssignments(FakeTemporal):
    """Assignments that move to the calendar that they are told of, by one day each."""

    def __init__(self, connection: Any) -> None:
        super().__init__()
        self.connection = connection

    def get_workflow_handle(self, id: str) -> Any:
        moving, handle = self, super().get_workflow_handle(id)

        class Handle:
            async def signal(self, name: str, event: Any, **options: Any) -> None:
                await handle.signal(name, event, **options)
                calendar = Calendar.FromString(event.payload)
                step = AssignmentStep(
                    assignment_id=id.removeprefix(policies.assignment_id("")),
                    record=step_of("", f"calendar:{calendar.number}", calendar.version, "1").record,
                    calendar_version=calendar.version,
                )
                await assignment_store.establish(moving.connection, step)

        return Handle()
