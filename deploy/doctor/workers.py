"""Does a worker take what workflows have to do: is the version that gets the tasks one that somebody runs?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from temporalio.api.deployment.v1 import WorkerDeploymentVersion
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    DescribeWorkerDeploymentVersionRequest,
    ListWorkerDeploymentsRequest,
    ListWorkerDeploymentsResponse,
)
from temporalio.client import Client

from deploy.doctor.findings import Finding, broken, well

SUBJECT = "workers"
# A worker takes a task within milliseconds; under load within a few seconds.
WAITING_SECONDS_MAX = 15.0


@dataclass(frozen=True)
class Backlog:
    """What waits for workers of the current version. `seconds`: for how long the oldest of it has waited."""

    build_id: str
    tasks: int
    seconds: float


async def look(client: Client) -> Finding:
    """Look at the deployment that gets the tasks: the namespace has ours alone, whoever named it (the Worker Controller
    does where it is there, decision 0026). Raises RPCError where Temporal does not answer.
    """
    service, namespace = client.workflow_service, client.namespace
    listed = await service.list_worker_deployments(ListWorkerDeploymentsRequest(namespace=namespace))
    if not listed.worker_deployments:
        return broken(SUBJECT, "no worker was ever there", "start the processes workflows")
    # Of several that had the queue the one whose version was made the current one last has it now.
    latest = max(listed.worker_deployments, key=_changed_at)
    described = await service.describe_worker_deployment(
        DescribeWorkerDeploymentRequest(namespace=namespace, deployment_name=latest.name)
    )
    info = described.worker_deployment_info
    known = [each.deployment_version.build_id for each in info.version_summaries]
    current = info.routing_config.current_deployment_version
    return judge(latest.name, await _backlog(client, current) if current.build_id else None, known)


def _changed_at(deployment: ListWorkerDeploymentsResponse.WorkerDeploymentSummary) -> int:
    return deployment.routing_config.current_version_changed_time.ToNanoseconds()


async def _backlog(client: Client, version: WorkerDeploymentVersion) -> Backlog:
    described = await client.workflow_service.describe_worker_deployment_version(
        DescribeWorkerDeploymentVersionRequest(
            namespace=client.namespace, deployment_version=version, report_task_queue_stats=True
        )
    )
    stats = [queue.stats for queue in described.version_task_queues]
    tasks = sum(each.approximate_backlog_count for each in stats)
    ages = [each.approximate_backlog_age.ToTimedelta().total_seconds() for each in stats]
    return Backlog(version.build_id, tasks, max(ages, default=0.0))


def judge(deployment: str, backlog: Backlog | None, known: Sequence[str]) -> Finding:
    """What it means for a deployment, by name.

    `backlog` is None where no version is the current one; `known`: the versions that ever ran.
    """
    remedy = (
        "start the processes workflows; if they run, their version is not the current one: make it so "
        f"(`temporal worker deployment set-current-version --deployment-name {deployment} --build-id …`; "
        f"known: {', '.join(known) or 'none'})"
    )
    if backlog is None:
        return broken(SUBJECT, "no version is the current one, so none gets tasks", remedy)
    if backlog.tasks and backlog.seconds > WAITING_SECONDS_MAX:
        waits = f"{backlog.tasks} tasks wait for a worker of version {backlog.build_id}, since {backlog.seconds:.0f} s"
        return broken(SUBJECT, waits, remedy)
    return well(SUBJECT, f"version {backlog.build_id} takes its tasks")
