"""The local activities of the workflow: each is one transaction on the schema `process`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import asyncpg
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import (
    AskAgain,
    AssignmentStep,
    ProactiveStep,
    StartProactiveRun,
    Step,
    StepRecord,
)
from runtime.clock import Clock
from runtime.relay import Relay
from runtime.sealing import Sealer
from workflows import policies
from workflows.beside import assignment_store, commitment_store, follow_up_store
from workflows.calendars import store as calendars
from workflows.engine import store
from workflows.operators import audit as operator_audit
from workflows.proactive import store as proactive_store


class Activities:
    """Bound to the process's pool and relay. `on_step` hears of every application that has made a step.

    `heard_all`: whether what Kafka holds for the process has been told to whom it concerns.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        relay: Relay,
        clock: Clock,
        sealer: Sealer,
        on_step: Callable[[str], None] = lambda _: None,
        heard_all: Callable[[], bool] = lambda: True,
    ) -> None:
        self._pool = pool
        self._relay = relay
        self._clock = clock
        self._sealer = sealer
        self._on_step = on_step
        self._heard_all = heard_all

    @property
    def all(self) -> list[Callable[..., Any]]:
        """What the worker registers."""
        return [
            self.establish,
            self.ask_again,
            self.calendar_in_force,
            self.establish_follow_up,
            self.establish_commitment,
            self.establish_assignment,
            self.establish_proactive,
        ]

    @activity.defn(name=policies.ESTABLISH)
    async def establish(self, step: Step) -> StepRecord | None:
        """Establishes a step; see store.establish."""
        async with self._pool.acquire() as connection:
            stood = await self._establish(connection, step)
        self._relay.wake()
        self._on_step(step.application_id)
        return stood

    async def _establish(self, connection: Any, step: Step) -> StepRecord | None:
        if not step.HasField("action"):
            return await store.establish(connection, step)
        async with connection.transaction():
            stood = await store.establish(connection, step)
            await operator_audit.keep(connection, self._sealer, step)
        return stood

    @activity.defn(name=policies.ESTABLISH_FOLLOW_UP)
    async def establish_follow_up(self, step: Step) -> StepRecord | None:
        """Establishes a step of a follow-up; see follow_up_store.establish."""
        async with self._pool.acquire() as connection, connection.transaction():
            stood = await follow_up_store.establish(connection, step)
        self._relay.wake()
        return stood

    @activity.defn(name=policies.ESTABLISH_COMMITMENT)
    async def establish_commitment(self, step: Step) -> StepRecord | None:
        """Establishes a step of a commitment's check; see commitment_store.establish."""
        async with self._pool.acquire() as connection, connection.transaction():
            stood = await commitment_store.establish(connection, step)
        self._relay.wake()
        return stood

    @activity.defn(name=policies.ESTABLISH_ASSIGNMENT)
    async def establish_assignment(self, step: AssignmentStep) -> None:
        """Establishes a step of an assignment; see assignment_store.establish."""
        async with self._pool.acquire() as connection, connection.transaction():
            await assignment_store.establish(connection, step)
        self._relay.wake()

    @activity.defn(name=policies.ESTABLISH_PROACTIVE)
    async def establish_proactive(self, step: ProactiveStep) -> StartProactiveRun:
        """Establishes a step of a proactive run; see proactive_store.establish."""
        async with self._pool.acquire() as connection, connection.transaction():
            stands = await proactive_store.establish(connection, step, self._clock.now())
        self._relay.wake()
        return stands

    @activity.defn(name=policies.ASK_AGAIN)
    async def ask_again(self, request: AskAgain) -> None:
        """Has unanswered commands published again."""
        async with self._pool.acquire() as connection, connection.transaction():
            await store.ask_again(connection, request.application_id, request.commands, self._clock.now())
        self._relay.wake()

    @activity.defn(name=policies.CALENDAR_IN_FORCE)
    async def calendar_in_force(self, known: Calendar) -> Calendar | None:
        """The calendar in force when it is a later one than `known`, of which version and number are read.

        Asked before an alarm rings, and refused until everything was heard that came before it: see hear_first.
        """
        hear_first(self._heard_all)
        async with self._pool.acquire() as connection:
            if await calendars.number_in_force(connection) <= known.number:
                return None
            return await calendars.in_force(connection)


def hear_first(heard_all: Callable[[], bool]) -> None:
    """Has the alarm that an activity is asked for wait until all has been heard (decision 0012).

    By failing: the wait becomes a timer of the workflow's, and the task after it sees what was told meanwhile. What is
    told during a task, however long its local activities wait, is seen by the next one only.
    """
    if not heard_all():
        raise ApplicationError(
            "what Kafka holds has not all been told yet",
            type="HearFirst",
            next_retry_delay=policies.hear_first(activity.info().attempt),
            category=ApplicationErrorCategory.BENIGN,
        )
