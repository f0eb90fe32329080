"""Workers of tests: in the sandbox, with the patches of a release switched on as the product's worker has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker

from workflows import patches, policies
from workflows.application import ApplicationWorkflow
from workflows.tests.sandbox import sandbox

NEXT = max((patches.RELEASE, *(patch.switched_on_by for patch in patches.PATCHES)), key=patches.number)
"""The release that has everything switched on that is known today."""


def worker_for(
    client: Client,
    activities: Sequence[Callable[..., Any]],
    workflow: type = ApplicationWorkflow,
    release: str = patches.RELEASE,
) -> Worker:
    """A worker of a release for one kind of workflow, whose activities a test answers."""
    on = patches.switched_on(release)
    return Worker(
        client,
        task_queue=policies.TASK_QUEUE,
        workflows=[workflow],
        activities=activities,
        workflow_runner=sandbox(),
        patch_activation_callback=lambda asked: asked.patch_id in on,
    )
