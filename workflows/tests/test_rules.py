"""Every row of rules/rules.yaml, with the real workflow on a server whose time skips."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
import yaml
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1.state_pb2 import Calendar
from workflows.beside.commitment_check import CommitmentCheckWorkflow
from workflows.beside.follow_up import FollowUpWorkflow
from workflows.limits.calendar import WorkingCalendar
from workflows.limits.process_clock import clock_setting
from workflows.tests import filings
from workflows.tests.commitments import CommitmentWorld
from workflows.tests.follow_ups import FollowUpWorld
from workflows.tests.rules import checks, ratings
from workflows.tests.rules.checks import is_about_a_check
from workflows.tests.rules.happenings import happen
from workflows.tests.rules.page import PAGE, ROOT, kept_elsewhere, page
from workflows.tests.rules.ratings import is_about_a_rating
from workflows.tests.rules.registers import add_paper
from workflows.tests.rules.scene import Scene
from workflows.tests.rules.table import TABLE, BadRow, Row, row_of, rules
from workflows.tests.rules.trace import differences, trace
from workflows.tests.rules.visits import Ledger, is_about_visits
from workflows.tests.workers import worker_for
from workflows.tests.world import World

# A table that has lost rows is no proof any more.
ROWS_MIN = 150
ROWS = [row for rule in rules() for row in rule.rows]
ABOUT_THE_WHOLE = [row for row in ROWS if not (is_about_a_check(row) or is_about_a_rating(row) or is_about_visits(row))]


def definitions() -> Mapping[str, catalog.ServiceItem]:
    """The items of the table."""
    return {name: _definition(wanted) for name, wanted in yaml.safe_load(TABLE.read_text())["items"].items()}


def _definition(wanted: Mapping[str, Any]) -> catalog.ServiceItem:
    if "cases" in wanted:
        return _bundle(wanted)
    made = filings.item(window=wanted["acceptance"] == "window", stages=_stages(wanted))
    if wanted.get("hearing"):
        made.hearing.CopyFrom(filings.HEARING)
    made.materials.extend(filings.late_paper(code, days) for code, days in wanted.get("late", {}).items())
    for code, known in wanted.get("papers", {}).items():
        required = known != "optional"
        add_paper(made, catalog.Material(code=code, required=required), held=known == "held")
    if wanted.get("renewal"):
        made.renewal.CopyFrom(catalog.Renewal(expires_on_fact="expires_on", ask_before_days=wanted["renewal"]))
    made.limits.CopyFrom(_limits(wanted))
    return made


def _stages(wanted: Mapping[str, Any]) -> list[catalog.Stage]:
    """One, with a limit of its own or none; or several, each after the one before."""
    limits = wanted.get("stages", {"review": wanted.get("stage", 0)})
    before = [[], *([code] for code in limits)]
    return [filings.stage(code, *after, days=days) for (code, days), after in zip(limits.items(), before, strict=False)]


def _bundle(wanted: Mapping[str, Any]) -> catalog.ServiceItem:
    """Each case needs others, and has a limit of its own unless the bundle has a joint one."""
    entries = []
    for code, case in wanted["cases"].items():
        one = filings.item(code, stages=[filings.stage("review", days=0)])
        one.limits.CopyFrom(_limits({**wanted, **case}))
        one.materials.extend(filings.late_paper(paper, days) for paper, days in case.get("late", {}).items())
        if case.get("renewal"):
            one.renewal.CopyFrom(catalog.Renewal(expires_on_fact="expires_on", ask_before_days=case["renewal"]))
        entries.append((one, tuple(case.get("needs", ()))))
    whole = filings.bundle(*entries)
    whole.limits.CopyFrom(_limits(wanted))
    return whole


def _limits(wanted: Mapping[str, Any]) -> catalog.Limits:
    return catalog.Limits(
        statutory_working_days=wanted["statutory"],
        promised_working_days=wanted["promised"],
        joint=wanted["statutory"] > 20,
        delivery_working_days=wanted["delivery"],
        supplement_working_days=wanted["supplement"],
        acceptance_working_days=wanted["answer"],
        receipt_on_days_off=f"RECEIPT_ON_DAYS_OFF_{wanted.get('receipt', 'same_day').upper()}",
        yellow_percent=wanted.get("yellow", 0),
        supplement_after_acceptance=wanted.get("later", False),
    )


@pytest_asyncio.fixture(name="scene", loop_scope="module")
async def _scene(temporal: WorkflowEnvironment, row: Row, published: Calendar) -> AsyncIterator[Scene]:
    now = await temporal.get_current_time()
    first = row.happens[0].at.replace(tzinfo=WorkingCalendar.from_message(published).zone)
    world = World(temporal, clock_setting(first, now, 1.0), published)
    async with worker_for(temporal.client, world.activities):
        yield Scene(world, definitions())
        await world.end()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("row", ABOUT_THE_WHOLE, ids=lambda row: row.text)
async def test_what_the_table_says_follows(row: Row, scene: Scene, published: Calendar) -> None:
    world, days = scene.world, WorkingCalendar.from_message(published)
    for happening in row.happens:
        at = happening.at.replace(tzinfo=days.zone)
        await world.pass_until(at)
        await happen(scene, at, happening.words)
        await world.settled()
    await world.pass_until(days.end_of(row.last_day) + timedelta(minutes=1))
    await world.settled()
    assert not differences(row.follows, [*trace(world, days), *scene.seen])


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("row", [row for row in ROWS if is_about_a_check(row)], ids=lambda row: row.text)
async def test_what_the_table_says_follows_after_a_grant(
    row: Row, temporal: WorkflowEnvironment, published: Calendar
) -> None:
    world, days = CommitmentWorld(temporal, published), WorkingCalendar.from_message(published)
    async with worker_for(temporal.client, world.activities, CommitmentCheckWorkflow):
        for number, happening in enumerate(row.happens):
            at = happening.at.replace(tzinfo=days.zone)
            if number:
                await world.until(at)
            await checks.happen(world, at, happening.words)
            await world.settled()
        await world.until(days.end_of(row.last_day) + timedelta(minutes=1))
        await world.settled()
        assert not differences(row.follows, checks.trace(world, days))
        with contextlib.suppress(RPCError):
            await world.handle.terminate()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("row", [row for row in ROWS if is_about_a_rating(row)], ids=lambda row: row.text)
async def test_what_the_table_says_follows_after_a_bad_rating(
    row: Row, temporal: WorkflowEnvironment, published: Calendar
) -> None:
    world, days = FollowUpWorld(temporal, published), WorkingCalendar.from_message(published)
    async with worker_for(temporal.client, [world.establish, world.calendar_in_force], FollowUpWorkflow):
        for number, happening in enumerate(row.happens):
            at = happening.at.replace(tzinfo=days.zone)
            if number:
                await world.until(at)
            await ratings.happen(world, at, happening.words)
            await world.settled()
        await world.until(days.end_of(row.last_day) + timedelta(minutes=1))
        await world.settled()
        assert not differences(row.follows, ratings.trace(world, days))
        with contextlib.suppress(RPCError):
            await world.handle.terminate()


@pytest.mark.parametrize("row", [row for row in ROWS if is_about_visits(row)], ids=lambda row: row.text)
def test_what_the_table_says_becomes_of_a_presence(row: Row) -> None:
    ledger = Ledger()
    for happening in row.happens:
        ledger.happen(happening.at, happening.words)
    assert not differences(row.follows, ledger.said)


def test_a_row_that_is_wrong_says_what_is_missing_and_what_is_too_much() -> None:
    followed = ["2026-03-02 accepted by window from 2026-03-02", "2026-03-24 yellow", "2026-03-25 yellow"]
    assert differences(("2026-03-24 yellow", "never red"), followed) == ["+ 2026-03-25 yellow"]
    assert differences(("never yellow",), followed) == ["+ 2026-03-24 yellow", "+ 2026-03-25 yellow"]
    assert differences(("2026-03-02 accepted by silence from 2026-03-02",), followed) == [
        "- 2026-03-02 accepted by silence from 2026-03-02",
        "+ 2026-03-02 accepted by window from 2026-03-02",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2026-03-02 filed simple", "what follows"),
        ("filed simple → 2026-03-02 completed", "does not begin with a date"),
        ("2026-03-02 filed simple; 2026-03-01 withdrawn → never accepted", "order of its dates"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(text: str, fault: str) -> None:
    with pytest.raises(BadRow, match=fault) as refused:
        row_of("a rule", "a law", text)
    assert text in str(refused.value)


def test_the_table_has_a_source_beside_each_rule_and_no_row_twice() -> None:
    assert len({row.text for row in ROWS}) == len(ROWS) >= ROWS_MIN
    assert all(rule.source.strip() for rule in rules())


def test_the_page_for_lawyers_is_made_from_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make rules`"


def test_what_the_page_says_that_other_tests_keep_is_kept_by_tests_that_are_there() -> None:
    for rule in kept_elsewhere():
        assert rule.source.strip()
        for file, tests in rule.tests.items():
            found = re.findall(r"^(?:async )?def (test_\w+)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
            assert set(tests) <= set(found)
