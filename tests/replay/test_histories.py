"""Workflows that began under an earlier release go on under this one: their committed histories replay."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.common import RawValue
from temporalio.converter import DataConverter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, WorkflowRunner

from onetrip.process.v1.workflow_pb2 import StartApplication
from workflows import patches, policies
from workflows.application import ApplicationWorkflow
from workflows.beside.assignment import AssignmentWorkflow
from workflows.beside.commitment_check import CommitmentCheckWorkflow
from workflows.beside.follow_up import FollowUpWorkflow
from workflows.engine.payload_codec import PayloadConverter
from workflows.proactive.run import ProactiveRunWorkflow
from workflows.tests.assignments import ASSIGNMENT_PATHS
from workflows.tests.commitments import COMMITMENT_PATHS
from workflows.tests.follow_ups import FOLLOW_UP_PATHS
from workflows.tests.paths import PATHS
from workflows.tests.proactive import PROACTIVE_PATHS
from workflows.tests.sandbox import sandbox

HISTORIES = Path(__file__).parent / "histories"
RELEASES = sorted(path.name for path in HISTORIES.iterdir())
RECORDED = sorted(HISTORIES.glob("*/*.json"))


@workflow.defn(name=policies.WORKFLOW_TYPE)
class ChangedWorkflow(ApplicationWorkflow):
    """The workflow with a step more, as somebody might write it without a patch."""

    @workflow.init
    def __init__(self, start: StartApplication) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: StartApplication) -> None:
        """Waits a minute first."""
        await asyncio.sleep(timedelta(minutes=1).total_seconds())
        await super().run(start)

    @workflow.signal(name=policies.EVENT_SIGNAL)
    def on_event(self, raw: RawValue) -> None:
        """As before."""
        super().on_event(raw)


# In the sandbox, which refuses what is not the same twice, and as the worker runs them.
RUNNERS: dict[str, WorkflowRunner] = {"sandbox": sandbox(), "worker": UnsandboxedWorkflowRunner()}


def replayer(runner: WorkflowRunner, workflow_class: type = ApplicationWorkflow) -> Replayer:
    return Replayer(
        workflows=[
            workflow_class,
            FollowUpWorkflow,
            CommitmentCheckWorkflow,
            AssignmentWorkflow,
            ProactiveRunWorkflow,
        ],
        workflow_runner=runner,
        data_converter=DataConverter(payload_converter_class=PayloadConverter),
    )


def recorded(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(policies.workflow_id(path.stem), path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: f"{path.parent.name}/{path.stem}")
@pytest.mark.parametrize("runner", RUNNERS.values(), ids=RUNNERS)
async def test_a_recorded_history_replays(runner: WorkflowRunner, path: Path) -> None:
    await replayer(runner).replay_workflow(recorded(path))


@pytest.mark.parametrize("runner", RUNNERS.values(), ids=RUNNERS)
async def test_the_check_catches_an_incompatible_change(runner: WorkflowRunner) -> None:
    with pytest.raises(workflow.NondeterminismError):
        await replayer(runner, ChangedWorkflow).replay_workflow(recorded(RECORDED[0]))


def test_the_latest_release_has_a_history_through_every_patch_that_it_switches_on() -> None:
    taken: set[str] = set()
    for path in (HISTORIES / RELEASES[-1]).glob("*.json"):
        for event in recorded(path).events:
            marker = event.marker_recorded_event_attributes
            if marker.marker_name == "core_patch":
                taken.update(json.loads(each.data)["id"] for each in marker.details["patch-data"].payloads)
    assert taken == patches.switched_on(RELEASES[-1])


@pytest.mark.parametrize("release", RELEASES)
def test_every_release_has_histories(release: str) -> None:
    assert any((HISTORIES / release).glob("*.json"))


def test_every_path_is_recorded_for_the_latest_release() -> None:
    # A path that is continued as new has a history for each run: "calendar-loaded", "calendar-loaded~2".
    recorded_paths = {path.stem.partition("~")[0] for path in (HISTORIES / RELEASES[-1]).glob("*.json")}
    assert recorded_paths == {*PATHS, *FOLLOW_UP_PATHS, *COMMITMENT_PATHS, *ASSIGNMENT_PATHS, *PROACTIVE_PATHS}
