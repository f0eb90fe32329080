"""What an operator sees of an application: the table of its cases, and what can be read when no worker is there."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.testing import WorkflowEnvironment

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1.workflow_pb2 import Step
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as verification
from workflows import patches
from workflows.operators import text as operator_text
from workflows.operators.search_attributes import WAITS_FOR, WAITS_SINCE
from workflows.operators.view import MEMO_CASES, MEMO_WAITS_FOR
from workflows.tests import filings
from workflows.tests.filings import case, missing, stage, verified
from workflows.tests.workers import NEXT, worker_for
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

INCOMPLETE = verification.VERIFICATION_OUTCOME_INCOMPLETE
UNAVAILABLE = verification.VERIFICATION_OUTCOME_UNAVAILABLE
AWAY = [facts.Finding(kind=facts.FINDING_KIND_UNAVAILABLE, item_code="permit", source="education")]


def table(details: str) -> list[dict[str, str]]:
    """The rows under their headings."""
    lines = [line.strip("| ").split(" | ") for line in details.splitlines() if line.startswith("|")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]


async def test_the_table_says_of_every_case_how_it_stands_since_when_until_when_and_what_it_waits_for(
    world: World,
) -> None:
    needy = filings.bundle((filings.item("one"), ()), (filings.item("two"), ("one",)))
    world.verifies(verified())
    await world.start(filings.submitted(needy, await world.now()))
    await world.until_step("acceptance")
    first, second = table(await world.details())

    assert list(first) == operator_text.TABLE_HEAD
    assert (first["状态"], first["灯"]) == ("审查中", "绿灯")
    assert first["等待"].startswith("等待审查:")
    assert first["自"] >= "20"
    assert len(first["期限"]) == len("2026-01-01")
    assert second["状态"] == operator_text.NOT_BEGUN
    assert second["等待"].startswith("等待前置事项办结:")
    await world.end()


async def test_a_light_that_turns_and_a_case_that_is_decided_are_seen_in_the_table(world: World) -> None:
    both = filings.bundle((filings.item("one"), ()), (filings.item("two"), ()))
    world.verifies(verified())
    await world.start(filings.submitted(both, await world.now()))
    await world.until_step("acceptance")
    await world.tell(filings.decided(case("two")))
    await world.until_step_as_time_passes("light-yellow:one")
    one, two = table(await world.details())
    assert one["灯"] == "黄灯"
    assert (two["状态"], two["等待"], two["期限"]) == ("准予", "—", "—")

    await world.until_step_as_time_passes("light-red:one")
    assert table(await world.details())[0]["灯"] == "红灯"
    await world.end()


async def test_before_acceptance_the_table_names_the_register_or_what_the_applicant_is_to_supply(world: World) -> None:
    world.on(commands.AskSupplement, filings.asked)
    world.verifies(verified(1, UNAVAILABLE, [], AWAY), verified(2, INCOMPLETE, [missing("layout")]))
    await world.start(filings.submitted(filings.item(), await world.now()))
    await world.until_step("register-awaited:1")
    [row] = table(await world.details())
    assert row["等待"] == operator_text.waits_registers(["education"])

    await world.until_step_as_time_passes("supplement-requested:1")
    [row] = table(await world.details())
    assert row["状态"] == "待补正"
    assert row["等待"].startswith("等待申请人补正(")
    assert row["期限"] in row["等待"]
    await world.end()


async def test_a_part_that_does_not_answer_is_named_on_top_until_it_does(world: World) -> None:
    answers = iter([None, None, verified()])
    world.on(verification.VerifyApplication, lambda _: next(answers))
    await world.start(filings.submitted(filings.item(), await world.now()))
    await world.pass_time(timedelta(minutes=1))
    assert await world.details() == "**未收到核验的答复,已重发指令 1 次**"
    await world.pass_time(timedelta(minutes=3))
    await world.until_step("acceptance")
    assert "未收到" not in await world.details()
    assert table(await world.details())
    await world.end()


async def test_without_a_worker_memo_and_search_attributes_say_what_is_waited_for(world: World) -> None:
    world.verifies(verified())
    await world.start(filings.submitted(filings.item(window=True), await world.now()))
    await world.until_step("acceptance-requested:1")
    await world.settled()
    described = await world.handle.describe()
    [row] = await described.memo_value(MEMO_CASES)
    waits_for = await described.memo_value(MEMO_WAITS_FOR)

    assert waits_for.startswith("等待")
    assert row.endswith(f" · {waits_for}")
    assert row.count(" · ") == len(operator_text.TABLE_HEAD) - 2
    await world.end()


async def test_after_a_procedure_began_the_table_says_that_the_clock_stands(world: World) -> None:
    world.verifies(verified())
    await world.start(filings.submitted(filings.item(), await world.now()))
    await world.until_step("acceptance")
    await world.tell(filings.procedure_started("p1", await world.now(), days=10))
    await world.until_step("clock-paused:permit:p1")
    [row] = table(await world.details())
    assert "时限暂停" in row["等待"]
    await world.end()


async def waited_for(world: World) -> tuple[list[str], datetime | None]:
    """What it is found by, and since when. Read raw: the test server answers null for what was taken back."""
    await world.settled()
    request = DescribeWorkflowExecutionRequest(
        namespace=world.client.namespace, execution=WorkflowExecution(workflow_id=world.handle.id)
    )
    described = await world.client.workflow_service.describe_workflow_execution(request)
    told = described.workflow_execution_info.search_attributes.indexed_fields
    codes, since = (json.loads(told[key.name].data or "null") for key in (WAITS_FOR, WAITS_SINCE))
    return codes or [], datetime.fromisoformat(since) if since else None


async def test_who_waits_for_a_register_or_for_the_applicant_is_found_by_codes_and_since_when(world: World) -> None:
    world.on(commands.AskSupplement, filings.asked)
    world.verifies(verified(1, UNAVAILABLE, [], AWAY), verified(2, INCOMPLETE, [missing("layout")]), verified(3))
    await world.start(filings.submitted(filings.item(), await world.now()))
    awaited = await world.until_step("register-awaited:1")
    assert await waited_for(world) == (["register", "register:education"], instant(awaited))

    noticed = await world.until_step_as_time_passes("supplement-requested:1")
    assert await waited_for(world) == (["applicant", "applicant:supplement"], instant(noticed))

    await world.tell(filings.supplemented(1, await world.now(), "layout"))
    accepted = await world.until_step("acceptance")
    assert await waited_for(world) == (["department", "department:human-resources"], instant(accepted))
    await world.end()


async def test_at_the_window_and_while_a_procedure_runs_the_codes_say_so_and_at_the_end_nothing(world: World) -> None:
    world.verifies(verified())
    await world.start(filings.submitted(filings.item(window=True), await world.now()))
    await world.until_step("acceptance-requested:1")
    assert (await waited_for(world))[0] == ["window", "department", "department:human-resources"]
    await world.tell(filings.window_decided(await world.now()))
    await world.until_step("acceptance")
    await world.tell(filings.procedure_started("p1", await world.now(), days=10))
    await world.until_step("clock-paused:permit:p1")
    codes, _ = await waited_for(world)
    assert codes[:2] == ["department", "department:human-resources"]
    assert (codes[2], codes[3].startswith("procedure:")) == ("procedure", True)
    await world.tell(filings.decided(case("permit")))
    await world.ends()
    assert await waited_for(world) == ([], None)


STAGES = [stage("papers"), stage("site", "papers", department="fire-rescue")]


@pytest.mark.parametrize(
    ("release", "second"), [(patches.RELEASE, "department:human-resources"), (NEXT, "department:fire-rescue")]
)
async def test_with_each_stage_another_department_is_waited_for_once_the_patch_is_on(
    temporal: WorkflowEnvironment, release: str, second: str
) -> None:
    world = World(temporal)
    world.verifies(verified())
    world.on(commands.ReviewCase, papers_read)
    async with worker_for(temporal.client, world.activities, release=release):
        await world.start(filings.submitted(filings.item(stages=STAGES), await world.now()))
        await world.until_step("stage:permit:site")
        assert (await waited_for(world))[0] == ["department", second]
        await world.end()


def papers_read(review: commands.ReviewCase) -> approval.StageCompleted | None:
    """The first stage is done at once, the second waits."""
    done = approval.StageCompleted(application_id=review.application_id, case_id=review.case_id, stage=review.stage)
    return done if review.stage == "papers" else None


def instant(step: Step) -> datetime:
    """When a step was established, as Temporal keeps instants."""
    return step.record.time.ToDatetime(UTC)
