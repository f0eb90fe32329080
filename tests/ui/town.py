"""What is open while the tour is taken: an application at each place that an operator looks at.

Those that take weeks to come where they are have stand-ins: workflows that nobody works on, with the search attributes
that an application has there (that it has them is kept by workflows/tests).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from temporalio import workflow
from temporalio.client import Client
from temporalio.common import RawValue, SearchAttributePair, TypedSearchAttributes
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from deploy.local.engines.temporal import NAMESPACE
from deploy.local.stack import Stack
from tests.e2e.conftest import Enter
from tests.e2e.filing import CONTRADICTING, Json, filed, sealer_of, until
from workflows import policies
from workflows.engine.payload_codec import data_converter
from workflows.operators import search_attributes, waits

# Nobody works on these queues but, on the second, somebody who cannot.
DESERTED, BROKEN = "ui-deserted", "ui-broken"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Town:
    """Ids of applications by where they stand, and a client of Temporal's."""

    client: Client
    reviewed: str
    unsupplied: str
    unverified: str
    unheard: str
    red: str
    due: str
    stuck: str

    def workflows(self, *names: str) -> set[str]:
        """The workflow ids of those that stand at these places."""
        return {policies.workflow_id(getattr(self, name)) for name in names}


@workflow.defn(name=policies.WORKFLOW_TYPE)
class BrokenWorkflow:
    """What a worker with a fault in its code makes of an application: each task fails, and is tried again."""

    @workflow.run
    async def run(self, _: RawValue) -> None:
        """Fails the task, not the workflow."""
        raise RuntimeError("a fault in the workflow's code")


@asynccontextmanager
async def opened(stack: Stack, enter: Enter) -> AsyncIterator[Town]:
    """Open everything; the register of degrees does not answer from the last filing on until the end."""
    async with AsyncExitStack() as until_the_end:
        converter = data_converter(sealer_of(stack))
        client = await Client.connect(stack.address("temporal"), namespace=NAMESPACE, data_converter=converter)
        broken = Worker(
            client, task_queue=BROKEN, workflows=[BrokenWorkflow], workflow_runner=UnsandboxedWorkflowRunner()
        )
        await until_the_end.enter_async_context(broken)
        now = datetime.now(UTC)
        stuck = await stand_in(client, "stuck", in_review("GREEN", now + 20 * DAY), BROKEN)
        red = await stand_in(client, "red", in_review("RED", now - DAY))
        due = await stand_in(client, "due", in_review("YELLOW", now + 3 * DAY))
        unheard = await stand_in(
            client, "unheard", {search_attributes.STATE: "VERIFYING", search_attributes.LIGHT: "GREEN"}
        )
        graduate = await enter("graduate-contradicted")
        reviewed = await filed(graduate, answers=CONTRADICTING)
        await until(graduate, reviewed["id"], in_state("ACCEPTED"))
        graduate = await enter("graduate-unrecorded")
        unsupplied = await filed(graduate)
        await until(graduate, unsupplied["id"], in_state("SUPPLEMENT_REQUESTED"))
        await until_the_end.enter_async_context(silent(stack, "education"))
        graduate = await enter("graduate")
        unverified = await filed(graduate)
        await until(graduate, unverified["id"], happened("REGISTER_AWAITED"))
        yield Town(client, reviewed["id"], unsupplied["id"], unverified["id"], unheard, red, due, stuck)


def in_review(light: str, deadline: datetime) -> Mapping[Any, Any]:
    """What is told of an application that the fire brigade has had on its desk for long."""
    return {
        search_attributes.STATE: "IN_REVIEW",
        search_attributes.LIGHT: light,
        search_attributes.DEADLINE: deadline,
        search_attributes.WAITS_FOR: waits.departments(["fire-rescue"]),
        search_attributes.WAITS_SINCE: deadline - 20 * DAY,
    }


async def stand_in(client: Client, name: str, said: Mapping[Any, Any], queue: str = DESERTED) -> str:
    """Start a workflow that is only there to be found. Returns the id of its application."""
    said = {
        search_attributes.ITEM: "restaurant-opening",
        search_attributes.DEPARTMENTS: ["market-regulation", "fire-rescue"],
        **said,
    }
    application_id = f"stand-in-{name}"
    await client.start_workflow(
        policies.WORKFLOW_TYPE,
        name,
        id=policies.workflow_id(application_id),
        task_queue=queue,
        search_attributes=TypedSearchAttributes([SearchAttributePair(key, value) for key, value in said.items()]),
    )
    return application_id


@asynccontextmanager
async def silent(stack: Stack, register: str) -> AsyncIterator[asyncpg.Connection]:
    """A register whose table is locked: whoever asks gets no answer. To end its transaction brings it back."""
    connection = await asyncpg.connect(stack.database_url("postgres"))
    try:
        await connection.execute("BEGIN")
        await connection.execute(f"LOCK TABLE registers.{register} IN ACCESS EXCLUSIVE MODE")
        yield connection
    finally:
        await connection.close()


def in_state(name: str):
    """Whether an application stands there, to wait for."""

    def reached(application: Json) -> bool:
        return application["state"] == f"APPLICATION_STATE_{name}"

    return reached


def happened(kind: str):
    """Whether an application's timeline has such an entry, to wait for."""

    def reached(application: Json) -> bool:
        return any(entry["kind"] == kind for entry in application["timeline"])

    return reached
