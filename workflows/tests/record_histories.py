"""Records the history of every path for a release: `make histories RELEASE=0.2.0` (tests/replay replays them in CI).

Run it once for a release and commit what it writes; histories of earlier releases stay as they are, because workflows
that began under them are still running. Beside them stands which patches the release knew.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client, WorkflowHandle
from temporalio.converter import DataConverter
from temporalio.testing import WorkflowEnvironment

from workflows import patches
from workflows.beside.assignment import AssignmentWorkflow
from workflows.beside.commitment_check import CommitmentCheckWorkflow
from workflows.beside.follow_up import FollowUpWorkflow
from workflows.engine.payload_codec import PayloadConverter
from workflows.operators.search_attributes import ALL
from workflows.proactive.run import ProactiveRunWorkflow
from workflows.tests.assignments import ASSIGNMENT_PATHS, AssignmentWorld
from workflows.tests.commitments import COMMITMENT_PATHS, CommitmentWorld
from workflows.tests.follow_ups import FOLLOW_UP_PATHS, FollowUpWorld
from workflows.tests.paths import PATHS
from workflows.tests.proactive import PROACTIVE_PATHS, ProactiveWorld
from workflows.tests.programs import program
from workflows.tests.workers import worker_for
from workflows.tests.world import World

HISTORIES = Path(__file__).parents[2] / "tests" / "replay" / "histories"
PATCHES_KNOWN = "patches.txt"


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
            async with worker_for(environment.client, world.activities):
                await path(world)
                await world.ends()
            events = await write_runs(environment.client, world.handle, folder / f"{name}.json")
            print(f"{name}: {events} events, steps {', '.join(world.step_ids)}")
        for name, follow_up_path in FOLLOW_UP_PATHS.items():
            follow_up = FollowUpWorld(environment)
            async with worker_for(environment.client, follow_up.activities, FollowUpWorkflow):
                await follow_up_path(follow_up)
                await follow_up.ends()
            events = await write_runs(environment.client, follow_up.handle, folder / f"{name}.json")
            print(f"{name}: {events} events, steps {', '.join(follow_up.step_ids)}")
        for name, commitment_path in COMMITMENT_PATHS.items():
            check = CommitmentWorld(environment)
            async with worker_for(environment.client, check.activities, CommitmentCheckWorkflow):
                await commitment_path(check)
                await check.ends()
            events = await write_runs(environment.client, check.handle, folder / f"{name}.json")
            print(f"{name}: {events} events, steps {', '.join(check.step_ids)}")
        for name, assignment_path in ASSIGNMENT_PATHS.items():
            assignment = AssignmentWorld(environment)
            async with worker_for(environment.client, assignment.activities, AssignmentWorkflow):
                await assignment_path(assignment)
            events = await write_runs(environment.client, assignment.handle, folder / f"{name}.json")
            print(f"{name}: {events} events, steps {', '.join(assignment.step_ids)}")
        for name, proactive_path in PROACTIVE_PATHS.items():
            run = ProactiveWorld(environment)
            async with worker_for(environment.client, run.activities, ProactiveRunWorkflow):
                await proactive_path(run)
            events = await write_runs(environment.client, run.handle, folder / f"{name}.json")
            print(f"{name}: {events} events, {run.stands.pages} pages")


async def write_runs(client: Client, handle: WorkflowHandle[Any, Any], path: Path) -> str:
    """Writes the history of every run: `path.json`, then `path~2.json` and so on. Returns how many events they have."""
    run_id, counts = handle.first_execution_run_id, []
    while run_id:
        history = await client.get_workflow_handle(handle.id, run_id=run_id).fetch_history()
        counts.append(str(len(history.events)))
        name = path if len(counts) == 1 else path.with_stem(f"{path.stem}~{len(counts)}")
        name.write_text(history.to_json() + "\n", encoding="utf-8")
        last = history.events[-1]
        run_id = last.workflow_execution_continued_as_new_event_attributes.new_execution_run_id
    return " + ".join(counts)


if __name__ == "__main__":
    if sys.argv[1:] != [patches.RELEASE]:
        raise SystemExit(f"this code is release {patches.RELEASE} (workflows/patches.py): make histories RELEASE=...")
    release = HISTORIES / patches.RELEASE
    release.mkdir(parents=True, exist_ok=True)
    known = "".join(f"{patch.id}: {patch.changes}\n" for patch in patches.PATCHES)
    (release / PATCHES_KNOWN).write_text(known, encoding="utf-8")
    asyncio.run(record(release))
