"""Whatever rule refuses an officer: its own reason, nothing changed, and the attempt on record."""

import importlib
import pkgutil

import asyncpg
import pytest

import contracts.errors
from contracts.errors.visits import VisitNotRefused
from onetrip.approval.v1 import review_service_pb2 as pb
from runtime.errors import AppError, PermissionDenied, RuleViolation
from runtime.ids import new_id
from runtime.rpc_errors import code_of
from runtime.tests.door import Door
from services.approval.api.logbook import Logbook
from services.approval.handlers.office import Office
from services.approval.store import attempts
from services.approval.tests import samples
from services.approval.tests.desk import Call, Desk, officer, principal
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

RULES: list[type[AppError]] = sorted(
    (
        each
        for module in pkgutil.iter_modules(contracts.errors.__path__, "contracts.errors.")
        for each in vars(importlib.import_module(module.name)).values()
        if isinstance(each, type) and each.__module__ == module.name
        if issubclass(each, RuleViolation | PermissionDenied)
    ),
    key=lambda each: each.reason,
)
FOOD = samples.food_licence()


class Refusing:
    """A service that begins to change a task and then finds that a rule is against it."""

    def __init__(self, pool: asyncpg.Pool, refusal: AppError) -> None:
        self._pool = pool
        self._refusal = refusal

    async def decide_task(self, request: pb.DecideTaskRequest, _: Call) -> None:
        """Raises in its transaction, as handlers do."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("UPDATE tasks SET claimed_by = 'pnobody' WHERE id = $1", request.id)
            raise self._refusal


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.reason)
async def test_a_rule_that_refuses_leaves_nothing_but_the_attempt(
    rule: type[AppError], bench: Bench, office: Office, desk: Desk
) -> None:
    await bench.send(samples.opening(bench.application_id, FOOD), new_id())
    await bench.send(samples.review(office, bench.application_id, FOOD, "document-review", due="2026-12-21"), new_id())
    (task,) = await desk.tasks(officer(), bench.application_id)
    before = await bench.names()

    logbook = Logbook(office, bench.pool)
    service = Door(logbook.of(Refusing(bench.pool, rule("Because of 王小明."))), logbook)
    with pytest.raises(rule) as refused:
        await service.decide_task(pb.DecideTaskRequest(id=task.id), officer())

    expected = "PERMISSION_DENIED" if issubclass(rule, PermissionDenied) else "FAILED_PRECONDITION"
    assert code_of(refused.value).name == expected
    (attempt,) = await attempts.latest(bench.pool, bench.application_id, "market-regulation", 10)
    assert (attempt.officer, attempt.action, attempt.reason) == ("pofficer", "DecideTask", rule.reason)
    assert await bench.names() == before
    assert await desk.tasks(officer(), bench.application_id) == [task]


async def test_an_applicant_is_refused_on_record_too_and_not_in_the_supervisors_list(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await bench.send(samples.opening(bench.application_id, FOOD), new_id())
    logbook = Logbook(office, bench.pool)
    service = Door(logbook.of(Refusing(bench.pool, VisitNotRefused("no"))), logbook)
    with pytest.raises(VisitNotRefused):
        applicant = Call(principal(samples.APPLICANT, "applicant"))
        await service.decide_task(pb.DecideTaskRequest(id=bench.application_id), applicant)
    noted = "SELECT officer, action, reason, by_staff FROM attempts WHERE application_id = $1"
    (row,) = await bench.pool.fetch(noted, bench.application_id)
    assert tuple(row) == (samples.APPLICANT, "DecideTask", "VISIT_NOT_REFUSED", False)
    assert await attempts.latest(bench.pool, bench.application_id, None, 10) == []
    assert await attempts.counts(bench.pool, [bench.application_id]) == {}
