"""Records the history of every path for a release: `make histories RELEASE=0.1.0` (tests/replay replays them in CI).

Run it once for a release and commit what it writes; histories of earlier releases stay as they are, because workflows
that began under them are still running.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.converter import DataConverter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from workflows import policies
from workflows.application import ApplicationWorkflow
from workflows.payload_codec import PayloadConverter
from workflows.search_attributes import ALL
from workflows.tests.paths import PATHS
from workflows.tests.programs import program
from workflows.tests.sandbox import sandbox
from workflows.tests.world import World

HISTORIES = Path(__file__).parents[2] / "tests" / "replay" / "histories"


async def record(folder: Path) -> None:
    """Takes every path on a time-skipping server and writes its history, not sealed, so that changes can be read."""
    environment = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=program("temporal-test-server"),
        data_converter=DataConverter(payload_converter_class=PayloadConverter),
    )
    async with environment:
        kinds = {key.name: key.indexed_value_type.value for key in ALL}
        await environment.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=environment.client.namespace, search_attributes=kinds)
        )
        for name, path in PATHS.items():
            world = World(environment)
            async with Worker(
                environment.client,
                task_queue=policies.TASK_QUEUE,
                workflows=[ApplicationWorkflow],
                activities=[world.establish, world.ask_again],
                workflow_runner=sandbox(),
            ):
                await path(world)
                await world.ends()
            history = await world.handle.fetch_history()
            (folder / f"{name}.json").write_text(history.to_json() + "\n", encoding="utf-8")
            print(f"{name}: {len(history.events)} events, steps {', '.join(world.step_ids)}")


if __name__ == "__main__":
    release = HISTORIES / sys.argv[1]
    release.mkdir(parents=True, exist_ok=True)
    asyncio.run(record(release))
