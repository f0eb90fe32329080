"""What a rule refuses an applicant or a clerk is on record, and nothing else of the call is there."""

from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest

from contracts.errors.applications import AlreadyWithdrawn
from contracts.errors.supplements import NothingAsked
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.process.v1 import events_pb2 as process
from runtime.refusals import Attempts
from runtime.tests.door import Door
from services.intake.api import ApplicationApi
from services.intake.office import Office
from services.intake.tests.bench import NOW
from services.intake.tests.samples import fresh
from services.intake.tests.test_following import News, filed
from services.intake.view import timestamp

pytestmark = pytest.mark.engines


async def test_what_a_rule_refuses_an_applicant_changes_nothing_and_is_on_record(
    office: Office, pool: asyncpg.Pool
) -> None:
    caller, application = await filed(office)
    api: Any = ApplicationApi(office, None, None)  # type: ignore[arg-type]
    door, context = Door(api, Attempts(pool, office.clock)), SimpleNamespace(caller=caller, principal=caller)
    before = await pool.fetch("SELECT * FROM applications WHERE id = $1", application.id)
    supplement = service_pb2.SupplementApplicationRequest(
        id=application.id, request_id=fresh("request"), answers={"degree": "master"}
    )
    with pytest.raises(NothingAsked):
        await door.supplement_application(supplement, context)
    assert await pool.fetch("SELECT * FROM applications WHERE id = $1", application.id) == before
    await News(pool).tell(application.id, process.ApplicationWithdrawn(withdraw_time=timestamp(NOW)))
    withdrawal = service_pb2.WithdrawApplicationRequest(id=application.id, request_id=fresh("request"))
    with pytest.raises(AlreadyWithdrawn):
        await door.withdraw_application(withdrawal, context)
    noted = "SELECT caller, action, reason, attempted_at FROM attempts WHERE object_id = $1 ORDER BY id"
    assert [tuple(row) for row in await pool.fetch(noted, application.id)] == [
        (caller.subject, "SupplementApplication", "NO_SUPPLEMENT_REQUESTED", NOW),
        (caller.subject, "WithdrawApplication", "ALREADY_WITHDRAWN", NOW),
    ]
    with pytest.raises(asyncpg.RaiseError):
        await pool.execute("DELETE FROM attempts WHERE object_id = $1", application.id)
