"""Each alert fires on a real stack in the fault that it is for, no other fires in it, and none while all is well.

`make drill ARGS="-k alert"`. Twenty minutes of the rules pass in one (`watching.FACTOR`). One stack for all faults but
one, a Prometheus for each, so that nothing is left of the fault before.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from cli.client.gateway import Gateway
from cli.demo.months import CLOCKED, FACTOR, START
from deploy.local.engines.prometheus import program
from deploy.local.stack import Stack
from tests.drill.alerts import CASES, ON_ANOTHER_CLOCK
from tests.drill.faults import LATER, Scenery, during
from tests.drill.watching import READINGS_SECONDS, watch
from tests.e2e.filing import CONTRADICTING, completed, filed, form, submit, until
from tests.e2e.ledger import quiet

pytestmark = [pytest.mark.drill, pytest.mark.timeout(900), pytest.mark.asyncio(loop_scope="module")]

WELL_SECONDS = 90.0
# Before a fault, so that Prometheus has seen what it counts from; and after its alert, for what else might fire.
BEFORE_SECONDS, AFTER_SECONDS = 8.0, 10.0
FIRES_SECONDS_MAX, HEALS_SECONDS_MAX = 240.0, 120.0
FILING_PAUSE_SECONDS = 1.0
ENVIRONMENT = {"*": {"ONETRIP_READINGS_SECONDS": READINGS_SECONDS}}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scenery() -> AsyncIterator[Scenery]:
    """A stack that shows its numbers."""
    program()
    async with (
        Stack.temporary(observe=True, environment=ENVIRONMENT) as stack,
        Gateway(stack.gateway_url, stack.identity_url) as gateway,
    ):
        yield Scenery(stack, gateway)


async def people(scenery: Scenery) -> None:
    """One after the other files, and none waits for another."""
    async with asyncio.TaskGroup() as group:
        for number in itertools.count():
            group.create_task(scenery.file(number))
            await asyncio.sleep(FILING_PAUSE_SECONDS)


async def healed(scenery: Scenery) -> None:
    """Wait until what is filed is completed again, and nothing is on its way."""
    caller = await scenery.enter("graduate")
    async with asyncio.timeout(HEALS_SECONDS_MAX):
        while (answer := await submit(caller, form())).status_code in LATER:  # noqa: ASYNC110 - a fault tells nobody
            await asyncio.sleep(FILING_PAUSE_SECONDS)
    assert answer.status_code == 200, answer.text
    await until(caller, answer.json()["application"]["id"], completed)
    await quiet(scenery.stack)


async def test_no_alert_fires_while_all_is_well(scenery: Scenery, tmp_path: Path) -> None:
    await healed(scenery)
    async with watch(scenery.stack, tmp_path / "watch") as alerts, during(people(scenery)):
        await asyncio.sleep(WELL_SECONDS)
        assert await alerts.fired() == set()


@pytest.mark.parametrize("name", CASES)
async def test_the_alerts_of_a_fault_fire_in_it_and_no_other_does(name: str, scenery: Scenery, tmp_path: Path) -> None:
    case = CASES[name]
    await healed(scenery)
    around = during(people(scenery)) if case.people else nullcontext()
    async with watch(scenery.stack, tmp_path / "watch") as alerts, around:
        await asyncio.sleep(BEFORE_SECONDS)
        assert await alerts.fired() == set()
        async with case.fault(scenery):
            await alerts.until(case.alerts, FIRES_SECONDS_MAX)
            await asyncio.sleep(AFTER_SECONDS)
            assert await alerts.fired() - case.follow == case.alerts
    await healed(scenery)


async def test_the_alert_of_a_limit_that_passed_fires_where_days_pass_in_a_second(tmp_path: Path) -> None:
    epoch = datetime.now(UTC)
    clock = {
        "ONETRIP_CLOCK_EPOCH": epoch.isoformat(),
        "ONETRIP_CLOCK_ORIGIN": (epoch + START).isoformat(),
        "ONETRIP_CLOCK_FACTOR": str(FACTOR),
    }
    async with (
        Stack.temporary(observe=True, environment={**dict.fromkeys(CLOCKED, clock), **ENVIRONMENT}) as stack,
        Gateway(stack.gateway_url, stack.identity_url) as gateway,
        watch(stack, tmp_path / "watch") as alerts,
    ):
        await asyncio.sleep(BEFORE_SECONDS)
        # Nobody decides it: its limit passes.
        await filed(await Scenery(stack, gateway).enter("graduate"), answers=CONTRADICTING)
        await alerts.until(ON_ANOTHER_CLOCK, FIRES_SECONDS_MAX)
        # What is handed over within a second is days late on this clock.
        assert await alerts.fired() - {"NoticesLate"} == ON_ANOTHER_CLOCK
