"""What was recorded wrongly of a special procedure is corrected by a row that is added (decision 0054)."""

from datetime import UTC, timedelta
from typing import Any

import asyncpg
import pytest

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as pb
from runtime.ids import new_id
from services.approval.codec import timestamp
from services.approval.handlers.office import Office
from services.approval.tests.desk import Desk
from services.approval.tests.message_bench import Bench
from services.approval.tests.test_clocks import EXPERTS, HANDLER, HEARING, finish, reviewed, start

pytestmark = pytest.mark.engines


async def read(desk: Desk, task_id: str) -> pb.Task:
    return (await desk.review.get_task(pb.GetTaskRequest(id=task_id), HANDLER)).task


def correction(bench: Bench, case: str, kept: pb.ProcedureInterval, **more: Any) -> commands.CorrectProcedure:
    fields = {"kind": kept.kind, "start_time": kept.start_time, "request_id": new_id(), **more}
    return commands.CorrectProcedure(application_id=bench.application_id, case_id=case, procedure_id=kept.id, **fields)


async def test_a_wrong_record_is_corrected_by_a_row_that_is_added_and_the_old_one_stays(
    bench: Bench, office: Office, desk: Desk
) -> None:
    case = await reviewed(bench, office)
    task = await desk.claimed(HANDLER, bench.application_id)
    begun = await start(desk, HANDLER, task)
    ended = await finish(desk, HANDLER, task, begun.id)
    earlier = timestamp(ended.start_time.ToDatetime(UTC) - timedelta(hours=1))
    await bench.send(correction(bench, case, ended, kind=EXPERTS, end_time=ended.start_time), new_id())
    await bench.send(correction(bench, case, ended, start_time=earlier, end_time=earlier), new_id())
    numbers = [each.number for each in await bench.said() if isinstance(each, events.ProcedureCorrected)]
    assert numbers == [1, 2]
    (shown,) = (await read(desk, task.id)).procedures
    assert (shown.kind, shown.start_time, shown.end_time) == (HEARING, earlier, earlier)
    kept = (
        "SELECT kind, ended_at FROM special_procedures JOIN special_procedure_ends ON procedure_id = id WHERE id = $1"
    )
    kind, ended_at = await bench.pool.fetchrow(kept, begun.id)
    assert (kind, ended_at) == ("hearing", ended.end_time.ToDatetime(UTC))
    for change in ("UPDATE procedure_corrections SET number = 3", "DELETE FROM procedure_corrections"):
        with pytest.raises(asyncpg.PostgresError, match="never changed"):
            await bench.pool.execute(change)


async def test_nothing_is_corrected_once_the_case_is_decided(bench: Bench, office: Office, desk: Desk) -> None:
    case = await reviewed(bench, office)
    task = await desk.claimed(HANDLER, bench.application_id)
    begun = await start(desk, HANDLER, task)
    await finish(desk, HANDLER, task, begun.id)
    await desk.decide(HANDLER, await read(desk, task.id), pb.TASK_OUTCOME_REFUSE)
    await bench.send(correction(bench, case, begun, request_id="r1"), new_id())
    answer = (await bench.said())[-1]
    assert isinstance(answer, events.ProcedureCorrected)
    assert (answer.number, answer.request_id) == (0, "r1")
    assert (
        await bench.pool.fetchval("SELECT count(*) FROM procedure_corrections WHERE procedure_id = $1", begun.id) == 0
    )
