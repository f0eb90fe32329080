"""The world around the check of a commitment in tests, and the paths it can take: what committed histories hold."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio import activity
from temporalio.testing import WorkflowEnvironment

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import Journal, StartCommitmentCheck, Step, StepRecord
from workflows import policies
from workflows.limits.process_clock import clock_setting
from workflows.operators import search_attributes
from workflows.operators import text as operator_text
from workflows.tests import filings
from workflows.tests.follow_ups import FollowUpWorld

DEPARTMENT = "human-resources"
STATEMENT_DAYS, REVOCATION_DAYS = 10, 20
# Ten in the morning of Monday 2 March 2026 in Beijing.
DECIDED_AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def decided(at: datetime = DECIDED_AT, *days: int) -> approval.CaseDecided:
    """A grant that rests on commitments, each to be checked within so many working days; 40 where none is given."""
    return approval.CaseDecided(
        application_id=filings.APPLICATION,
        case_id=filings.case(),
        item_code="permit",
        department=DEPARTMENT,
        outcome=state.CASE_OUTCOME_GRANTED,
        certificate_name=catalog.LocalizedText(zh="许可证", en="Permit"),
        decide_time=filings.at(at),
        commitments=[
            approval.CommittedMaterial(material_code=f"paper-{each}", check_working_days=each) for each in days or (40,)
        ],
    )


def checked(*, kept: bool, upheld: bool = False) -> approval.CommitmentChecked:
    """An officer has checked it; or an approver upholds the grant."""
    return approval.CommitmentChecked(
        application_id=filings.APPLICATION,
        case_id=filings.case(),
        department=DEPARTMENT,
        kept=kept,
        upheld=upheld,
        sealed_reasons=b"sealed",
    )


def revoked() -> approval.DecisionRevoked:
    """An approver revokes the grant."""
    return approval.DecisionRevoked(application_id=filings.APPLICATION, case_id=filings.case(), department=DEPARTMENT)


class CommitmentWorld(FollowUpWorld):
    """One check's surroundings: records what is established. `newer` is a calendar that has come into force since."""

    newer: Calendar | None = None

    def __init__(self, environment: WorkflowEnvironment, calendar: Calendar = filings.CALENDAR) -> None:
        super().__init__(environment, calendar)
        self.stood: dict[str, StepRecord] = {}

    async def begin(
        self, decision: approval.CaseDecided | None = None, journal: Journal | None = None, at: datetime = DECIDED_AT
    ) -> CommitmentWorld:
        """Starts the workflow as the bridge does; the process's clock shows `at`."""
        real = (await self._environment.get_current_time()).astimezone(UTC)
        self._clock_setting = clock_setting(at, real, 1.0)
        decision = decision or decided()
        start = StartCommitmentCheck(
            decided=decision,
            calendar=self._calendar,
            clock=self._clock_setting,
            journal=journal,
            statement_working_days=STATEMENT_DAYS,
            revocation_working_days=REVOCATION_DAYS,
        )
        self.handle = await self._environment.client.start_workflow(
            policies.COMMITMENT_TYPE,
            start,
            id=f"{policies.commitment_id(decision.case_id)}/{uuid.uuid4()}",
            task_queue=policies.TASK_QUEUE,
            search_attributes=search_attributes.at_commitment(decision, self._calendar.version),
            static_summary=operator_text.commitment_summary(decision),
        )
        return self

    @property
    def activities(self) -> Sequence[Callable[..., Any]]:
        """What a worker for it registers."""
        return [self.establish_commitment, self.calendar_in_force]

    @activity.defn(name=policies.ESTABLISH_COMMITMENT)
    async def establish_commitment(self, step: Step) -> StepRecord | None:
        """Records a step and what it says; one that stands already is answered as it stands."""
        if step.record.id in self.stood:
            return self.stood[step.record.id]
        self.stood[step.record.id] = step.record
        self.record(step)
        return None

    @activity.defn(name=policies.CALENDAR_IN_FORCE)
    async def calendar_in_force(self, known: Calendar) -> Calendar | None:
        """The newer calendar, if there is one."""
        return self.newer if self.newer is not None and self.newer.number > known.number else None


async def _kept(world: CommitmentWorld) -> None:
    await world.begin()
    await world.settled()
    await world.tell(checked(kept=True))


async def _late(world: CommitmentWorld) -> None:
    await world.begin()
    await world.pass_time(timedelta(days=70))
    await world.tell(checked(kept=True))


async def _revoked(world: CommitmentWorld) -> None:
    await world.begin()
    await world.settled()
    await world.tell(checked(kept=False))
    await world.pass_time(timedelta(days=20))
    await world.tell(revoked())


async def _revoked_late(world: CommitmentWorld) -> None:
    await world.begin()
    await world.settled()
    await world.tell(checked(kept=False))
    await world.pass_time(timedelta(days=60))
    await world.tell(revoked())


async def _upheld(world: CommitmentWorld) -> None:
    await world.begin()
    await world.settled()
    await world.tell(checked(kept=False))
    await world.pass_time(timedelta(days=20))
    await world.tell(checked(kept=True, upheld=True))


async def _revoked_otherwise(world: CommitmentWorld) -> None:
    await world.begin()
    await world.settled()
    await world.tell(revoked())


COMMITMENT_PATHS: Mapping[str, Callable[[CommitmentWorld], Awaitable[None]]] = {
    "commitment-kept": _kept,
    "commitment-checked-late": _late,
    "commitment-false-revoked": _revoked,
    "commitment-false-revoked-late": _revoked_late,
    "commitment-false-upheld": _upheld,
    "commitment-revoked-otherwise": _revoked_otherwise,
}
