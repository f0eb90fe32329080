"""The worker: runs workflow tasks and their local activities."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkerDeploymentConfig

from runtime.certificates import Certificates
from runtime.logs import get_logger
from runtime.sealing import Sealer
from workflows import patches, policies
from workflows.application import ApplicationWorkflow
from workflows.beside.assignment import AssignmentWorkflow
from workflows.beside.commitment_check import CommitmentCheckWorkflow
from workflows.beside.follow_up import FollowUpWorkflow
from workflows.engine.payload_codec import data_converter
from workflows.engine.temporal_client import tls
from workflows.engine.traced import TracedActivities
from workflows.proactive.run import ProactiveRunWorkflow

WORKFLOWS = (
    ApplicationWorkflow,
    FollowUpWorkflow,
    CommitmentCheckWorkflow,
    AssignmentWorkflow,
    ProactiveRunWorkflow,
)
CONNECT_SECONDS_MAX = 60.0
CONNECT_PAUSE_SECONDS = 0.5


async def connect(
    address: str,
    namespace: str,
    sealer: Sealer,
    metrics_address: str | None = None,
    certificates: Certificates | None = None,
) -> Client:
    """Connects to Temporal; waits up to a minute for a server that is still starting. Raises what the last try did."""
    give_up_at = time.monotonic() + CONNECT_SECONDS_MAX
    while True:
        try:
            return await Client.connect(
                address,
                namespace=namespace,
                tls=tls(certificates),
                data_converter=data_converter(sealer),
                runtime=_runtime(metrics_address),
            )
        except RuntimeError as error:
            if time.monotonic() > give_up_at:
                raise
            get_logger().warning("temporal.waiting", error=type(error).__name__)
            await asyncio.sleep(CONNECT_PAUSE_SECONDS)


class ApplicationWorker:
    """One worker as a component of the process.

    Without the SDK's sandbox, which costs CPU in every run: what it guards is kept by tests, and tests run workflows in
    it (docs/decisions/0018).

    Versioned: workflows live for months and move to the newest version with their next task; changes of workflow code
    are therefore patches that ship inactive one release before they are switched on (docs/decisions/0023), and are
    replayed against committed histories in CI.
    """

    def __init__(
        self, client: Client, activities: Sequence[Callable[..., Any]], version: WorkerDeploymentVersion
    ) -> None:
        on = patches.switched_on()
        self._worker = Worker(
            client,
            task_queue=policies.TASK_QUEUE,
            workflows=WORKFLOWS,
            activities=activities,
            interceptors=[TracedActivities()],
            workflow_runner=UnsandboxedWorkflowRunner(),
            patch_activation_callback=lambda asked: asked.patch_id in on,
            max_cached_workflows=policies.CACHED_WORKFLOWS_MAX,
            graceful_shutdown_timeout=policies.GRACEFUL_SHUTDOWN,
            deployment_config=WorkerDeploymentConfig(
                version=version,
                use_worker_versioning=True,
                default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
            ),
        )

    async def run(self) -> None:
        """Works until `stop`."""
        await self._worker.run()

    async def stop(self) -> None:
        """Finishes what is under way, at most policies.GRACEFUL_SHUTDOWN."""
        if self._worker.is_running:
            await self._worker.shutdown()


def _runtime(metrics_address: str | None) -> Runtime | None:
    if metrics_address is None:
        return None
    prometheus = PrometheusConfig(
        metrics_address, counters_total_suffix=True, unit_suffix=True, durations_as_seconds=True
    )
    return Runtime(telemetry=TelemetryConfig(metrics=prometheus))
