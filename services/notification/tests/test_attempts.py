"""What a rule refuses a clerk at the errands is on record."""

from types import SimpleNamespace

import pytest

from contracts.errors.deliveries import ErrandClosed
from onetrip.notification.v1 import notice_service_pb2 as pb
from runtime.ids import new_id
from runtime.refusals import Attempts
from runtime.tests.door import Door
from services.notification.tests.house import House
from services.notification.tests.samples import Story
from services.notification.tests.test_rpcs import CLERK, DONE, close, errands, file_by_clerk

pytestmark = pytest.mark.engines


async def test_an_errand_that_is_closed_is_not_closed_again_and_the_attempt_is_on_record(
    house: House, story: Story
) -> None:
    await file_by_clerk(house, story)
    call, _ = await errands(house, application_id=story.id)
    await close(house, call, DONE)
    context = SimpleNamespace(caller=CLERK.caller, principal=CLERK.caller)
    door = Door(house.outreach, Attempts(house.pool, house.office.clock))
    request = pb.RecordOutcomeRequest(id=call.id, request_id=new_id(), outcome="ERRAND_OUTCOME_DONE")
    with pytest.raises(ErrandClosed):
        await door.record_outcome(request, context)
    rows = await house.pool.fetch("SELECT caller, action, reason FROM attempts WHERE object_id = $1", call.id)
    assert [tuple(row) for row in rows] == [(CLERK.caller.subject, "RecordOutcome", "ERRAND_CLOSED")]
