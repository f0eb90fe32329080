"""When proactive runs (免申即享) start by themselves: schedules in Temporal, made to be as the settings say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)

from onetrip.process.v1.workflow_pb2 import StartProactiveRun
from runtime.logs import get_logger
from workflows import policies
from workflows.operators import search_attributes
from workflows.operators import text as operator_text

_PREFIX = policies.proactive_id("")


@dataclass(frozen=True)
class Plan:
    """Which items are run when: `cron` in the zone's time; how fast, as of a run that an operator starts."""

    items: Sequence[str]
    cron: str
    time_zone: str
    page_size: int
    opened_per_second: float


class ProactiveSchedules:
    """A component that starts by putting Temporal's schedules in order: those of the plan, and no others of ours."""

    def __init__(self, client: Client, plan: Plan) -> None:
        self._client = client
        self._plan = plan

    async def start(self) -> None:
        """Makes, changes and removes schedules; every replica does, to the same end. Raises RPCError."""
        for item in self._plan.items:
            await self._put(item)
        wanted = {policies.proactive_id(item) for item in self._plan.items}
        async for known in await self._client.list_schedules():
            if known.id.startswith(_PREFIX) and known.id not in wanted:
                get_logger().info("proactive.schedule_removed", schedule=known.id)
                await self._client.get_schedule_handle(known.id).delete()

    async def _put(self, item: str) -> None:
        schedule = self._schedule(item)
        try:
            await self._client.create_schedule(policies.proactive_id(item), schedule)
        except ScheduleAlreadyRunningError:

            async def changed(_: ScheduleUpdateInput) -> ScheduleUpdate:
                return ScheduleUpdate(schedule)

            await self._client.get_schedule_handle(policies.proactive_id(item)).update(changed)

    def _schedule(self, item: str) -> Schedule:
        start = StartProactiveRun(
            item_code=item,
            page_size=self._plan.page_size,
            opened_per_second=self._plan.opened_per_second,
            started_by=policies.BY_SCHEDULE,
        )
        return Schedule(
            action=ScheduleActionStartWorkflow(
                policies.PROACTIVE_TYPE,
                start,
                # Temporal puts the instant behind it: the run's id.
                id=policies.proactive_id(item),
                task_queue=policies.TASK_QUEUE,
                typed_search_attributes=search_attributes.at_proactive(item),
                static_summary=operator_text.proactive_summary(item, False),
            ),
            spec=ScheduleSpec(cron_expressions=[self._plan.cron], time_zone_name=self._plan.time_zone),
            policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP),
        )
