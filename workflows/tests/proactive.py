"""A proactive run 免申即享 with its surroundings, and the paths of its life that are recorded (tests/replay)."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from google.protobuf.message import Message
from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1 import commands_pb2 as intake_commands
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1 import workflow_pb2 as pb
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import policies
from workflows.operators import search_attributes
from workflows.operators import text as operator_text

ITEM = "senior-allowance"
RUNNING = pb.PROACTIVE_STATE_RUNNING


class ProactiveWorld:
    """A register of people, all entitled, an intake that opens for each once, and a store; answers come as signals."""

    def __init__(self, environment: WorkflowEnvironment) -> None:
        self._environment = environment
        self.people: Sequence[str] = [f"p{number:04}" for number in range(25)]
        self.proactive = True
        self.outcomes: list[verification.ScanOutcome] = []
        """How the register answers next; READ when it is empty."""
        self.deaf = 0
        """How many commands are lost on their way."""
        self.dies_at_page = 0
        """At which page nobody hears any more that its people were opened for, until what was asked is asked again."""
        self.died = asyncio.Event()
        self.opened: list[str] = []
        self.asked: list[Message] = []
        self.repeated: list[str] = []
        self.stored = pb.StartProactiveRun()
        self.ended = asyncio.Event()
        self.handle: WorkflowHandle[Any, Any]

    @activity.defn(name=policies.ESTABLISH_PROACTIVE)
    async def establish(self, step: pb.ProactiveStep) -> pb.StartProactiveRun:
        """As proactive_store.establish, and has the commands carried out."""
        if step.HasField("start"):
            if not self.stored.item_code:
                self.stored.CopyFrom(step.start)
            self.stored.progress.state = RUNNING
            return self.stored
        if step.HasField("definition"):
            self.stored.definition.CopyFrom(step.definition)
        self.stored.progress.CopyFrom(step.progress)
        if step.progress.state != RUNNING:
            self.ended.set()
        for message in step.messages:
            if self.deaf:
                self.deaf -= 1
            else:
                await self._carry_out(message)
        return pb.StartProactiveRun()

    @activity.defn(name=policies.ASK_AGAIN)
    async def ask_again(self, request: pb.AskAgain) -> None:
        """Has what was not answered carried out."""
        for command in request.commands:
            self.repeated.append(command.id)
            await self._carry_out(command)

    @property
    def activities(self) -> list[Callable[..., Any]]:
        return [self.establish, self.ask_again]

    async def start(self, wait: bool = True, **changes: Any) -> None:
        given = {"page_size": 10, "opened_per_second": 1000.0, "started_by": "test", **changes}
        start = pb.StartProactiveRun(run_id=f"r-{uuid.uuid4()}", item_code=ITEM, **given)
        self.handle = await self._environment.client.start_workflow(
            policies.PROACTIVE_TYPE,
            start,
            id=policies.proactive_id(start.run_id),
            task_queue=policies.TASK_QUEUE,
            search_attributes=search_attributes.at_proactive(ITEM),
            static_summary=operator_text.proactive_summary(ITEM, start.dry_run),
        )
        if wait:
            await asyncio.wait_for(self.handle.result(), 60)

    @property
    def stands(self) -> pb.ProactiveProgress:
        """How the run stands in `process`."""
        return self.stored.progress

    async def _carry_out(self, command: pb.OutgoingMessage) -> None:
        kinds: Mapping[str, Callable[[bytes], Message]] = {
            each.DESCRIPTOR.full_name: each.FromString
            for each in (intake_commands.BeginProactiveRun, intake_commands.OpenProactively, verification.FindEntitled)
        }
        message = kinds[command.type](command.payload)
        self.asked.append(message)
        answer = self._answer(message)
        if isinstance(message, intake_commands.OpenProactively) and message.page == self.dies_at_page:
            self.dies_at_page = 0
            self.died.set()
            return
        event = pb.Event(
            id=f"{command.id}:answered",
            type=answer.DESCRIPTOR.full_name,
            payload=answer.SerializeToString(),
        )
        # By the run's name: a schedule starts runs too.
        handle = self._environment.client.get_workflow_handle(policies.proactive_id(command.id.rpartition(":run:")[0]))
        await handle.signal(policies.EVENT_SIGNAL, event)

    def _answer(self, message: Any) -> Message:
        if isinstance(message, intake_commands.BeginProactiveRun):
            begun = intake.ProactiveRunBegun(run_id=message.run_id)
            if self.proactive:
                begun.definition.CopyFrom(definition())
            return begun
        if isinstance(message, intake_commands.OpenProactively):
            fresh = [person for person in message.person_ids if person not in self.opened]
            self.opened += [] if message.dry_run else fresh
            repeated = len(message.person_ids) - len(fresh)
            return intake.ProactiveOpened(
                run_id=message.run_id, page=message.page, opened=len(fresh), repeated_in_period=repeated
            )
        return self._page(message)

    def _page(self, command: verification.FindEntitled) -> verification.EntitledFound:
        outcome = self.outcomes.pop(0) if self.outcomes else verification.SCAN_OUTCOME_READ
        found = verification.EntitledFound(
            run_id=command.run_id, page=command.page, attempt=command.attempt, outcome=outcome
        )
        if outcome == verification.SCAN_OUTCOME_READ:
            left = [person for person in self.people if person > command.after]
            page = left[: command.limit]
            found.person_ids.extend(page)
            found.scanned, found.last = len(page), len(left) <= command.limit
            found.asked = len(page) if command.dry_run else 0
            found.after = page[-1] if page else command.after
        return found


def definition() -> catalog.ServiceItem:
    """An item that is granted without being asked for."""
    return catalog.ServiceItem(
        code=ITEM, version=2, proactive=catalog.Proactive(register="population", period=catalog.PROACTIVE_PERIOD_YEAR)
    )


async def read_to_the_end(world: ProactiveWorld) -> None:
    """Three pages."""
    await world.start()


async def register_away(world: ProactiveWorld) -> None:
    """Silent twice, then it answers; a command was lost besides."""
    world.outcomes = [verification.SCAN_OUTCOME_UNAVAILABLE] * 2
    world.deaf = 1
    await world.start()


async def register_wrong(world: ProactiveWorld) -> None:
    """An answer that cannot be relied on stops it."""
    world.outcomes = [verification.SCAN_OUTCOME_READ, verification.SCAN_OUTCOME_DOUBTFUL]
    await world.start(opened_per_second=2.0)


PROACTIVE_PATHS: Mapping[str, Callable[[ProactiveWorld], Awaitable[None]]] = {
    "proactive-run": read_to_the_end,
    "proactive-run-register-away": register_away,
    "proactive-run-register-wrong": register_wrong,
}
