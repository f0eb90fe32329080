"""Due dates that move: open tasks show the new one."""

import pytest

from onetrip.approval.v1.commands_pb2 import MoveDeadline
from onetrip.process.v1.events_pb2 import DueDate, StageDue
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Desk, officer
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

FOOD = samples.food_licence()


async def test_an_open_task_shows_the_new_dates_of_its_stage_and_its_case(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await bench.send(samples.opening(bench.application_id, samples.restaurant()), new_id())
    review = samples.review(office, bench.application_id, FOOD, "document-review", due="2026-12-21")
    await bench.send(review, new_id())

    stages = [
        StageDue(stage="document-review", due=DueDate(date="2026-12-22")),
        StageDue(stage="site-inspection", due=DueDate(date="2027-01-15")),
    ]
    due = DueDate(date="2027-02-01", provisional=True)
    moved = MoveDeadline(application_id=bench.application_id, case_id=review.case_id, due=due, stages=stages)
    await bench.send(moved, new_id())

    [task] = await desk.tasks(officer(), bench.application_id)
    assert (task.due.date, task.case_due.date, task.case_due.provisional) == ("2026-12-22", "2027-02-01", True)


async def test_the_window_has_until_the_new_day(bench: Bench, office: Office, desk: Desk) -> None:
    await bench.send(samples.opening(bench.application_id, samples.restaurant()), new_id())
    await bench.send(samples.acceptance(office, bench.application_id, 1), new_id())

    moved = MoveDeadline(application_id=bench.application_id, due=DueDate(date="2026-12-02"))
    await bench.send(moved, new_id())

    [task] = await desk.tasks(officer(), bench.application_id)
    assert (task.due.date, task.due.provisional) == ("2026-12-02", False)
