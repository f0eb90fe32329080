"""Nobody works, the wrong ones work, or they fail at it; and what was ended by hand."""

from __future__ import annotations

import asyncio

from cli.client import Caller
from deploy.local.engines.temporal import program
from tests.drill.stuck.conftest import Follow
from tests.drill.stuck.site import FAILED, Picture, Site, eventually
from tests.e2e.filing import CONTRADICTING, claimed, completed, decision, until
from workflows.policies import DEPLOYMENT, workflow_id

WORKFLOWS = "workflows"
BROKEN = "workers *broken"
OTHER_BUILD = "abandoned"


async def in_review(site: Site, who: str) -> tuple[Caller, str]:
    """Somebody's application that waits for officers."""
    owner = await site.enter(who)
    application_id = await site.file(owner, answers=CONTRADICTING)
    await site.waits(application_id, "等待审查")
    return owner, application_id


async def decide(site: Site, application_id: str) -> None:
    """An officer grants it."""
    officer = await site.enter("officer-human-resources")
    task = await claimed(officer, application_id)
    answer = await officer.request("POST", f"/v1/tasks/{task['id']}:decide", json=decision())
    assert answer.status_code == 200, answer.text


async def test_no_worker_and_what_is_waited_for_is_read_all_the_same(site: Site, follow: Follow) -> None:
    operator = follow("no-worker")
    owner, application_id = await in_review(site, "graduate-0010")
    await site.stack.stop(WORKFLOWS)
    await decide(site, application_id)
    await operator.sees(Picture(application_id, tab="Workers"))
    found = await operator.finds(application_id, says=BROKEN)
    assert "等待审查" in "".join(found.out.split())
    await operator.mends(application_id)
    await until(owner, application_id, completed)
    await operator.sees_it_mended(application_id)


async def test_workers_that_are_not_of_the_current_version(site: Site, follow: Follow) -> None:
    operator, owner = follow("worker-version"), await site.enter("graduate-0011")
    async with site.cluster.replaced(WORKFLOWS, "workflows.main", {"ONETRIP_BUILD_ID": OTHER_BUILD}):
        await eventually(lambda: made_current(OTHER_BUILD, site), "the other version is the current one")
    application_id = await site.file(owner)
    await operator.finds(application_id, says=BROKEN)
    await operator.sees(Picture("State = 'VERIFYING' AND ExecutionStatus = 'Running'"))
    await operator.mends(application_id, BUILD=site.stack.environment.of(WORKFLOWS)["ONETRIP_BUILD_ID"])
    await until(owner, application_id, completed)
    await operator.sees_it_mended(application_id)


async def made_current(build_id: str, site: Site) -> bool:
    """Have Temporal give its tasks to a version that it knows."""
    return await temporal(
        site, "worker", "deployment", "set-current-version", "--deployment-name", DEPLOYMENT, "--build-id", build_id,
        "--yes", "--ignore-missing-task-queues",
    )  # fmt: skip


async def temporal(site: Site, *words: str) -> bool:
    """What somebody does in Temporal; returns whether it was done."""
    process = await asyncio.create_subprocess_exec(
        program(), *words, "--address", site.stack.address("temporal"), stdout=asyncio.subprocess.DEVNULL
    )
    return await process.wait() == 0


async def test_a_release_whose_workflow_tasks_fail(site: Site, follow: Follow) -> None:
    operator, owner = follow("task-failing"), await site.enter("graduate-0012")
    async with site.cluster.replaced(WORKFLOWS, "tests.drill.stuck.faulty_release", {}):
        application_id = await site.file(owner, answers=CONTRADICTING)
        await operator.finds(application_id)
        await operator.sees(Picture(application_id, "Workflow Task Failed", tab="Event History"))
        await operator.mends(application_id)
    await decide(site, application_id)
    await until(owner, application_id, completed)
    await operator.sees_it_mended(application_id)


async def test_a_workflow_that_somebody_terminated(site: Site, follow: Follow) -> None:
    operator = follow("workflow-terminated")
    owner, application_id = await in_review(site, "graduate-0013")
    # The processes have just compared: what follows is found by the operator and not by them.
    await site.stack.stop(WORKFLOWS)
    await site.stack.start(WORKFLOWS)
    assert await temporal(
        site, "workflow", "terminate", "--workflow-id", workflow_id(application_id), "--reason", "误操作"
    )
    await operator.finds(application_id, code=FAILED)
    await operator.sees(Picture("WorkflowType = 'ApplicationWorkflow' AND ExecutionStatus = 'Terminated'"))
    await operator.mends(application_id)
    await site.waits(application_id, "等待审查")
    await operator.sees_it_mended(application_id)
    await decide(site, application_id)
    await until(owner, application_id, completed)
