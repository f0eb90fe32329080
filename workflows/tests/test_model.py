"""Random lives of applications: what the workflow says is what a second, simple telling of the rules says.

Commands, events, jumps of time, calendars and duplicates in any order that the other parts allow. What the two agree on
implies the promises: one decision for each case, one notice, no limit that moves by itself, an end that stays.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from temporalio.client import WorkflowHistory
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.state_pb2 import Calendar
from workflows.application import ApplicationWorkflow
from workflows.limits.calendar import WorkingCalendar
from workflows.limits.process_clock import clock_setting
from workflows.tests.rules.days import Days
from workflows.tests.rules.happenings import happen
from workflows.tests.rules.life import Life
from workflows.tests.rules.nature import LOADED, PAPERS, Nature
from workflows.tests.rules.promises import broken
from workflows.tests.rules.registers import Registers
from workflows.tests.rules.scene import Scene, unpublished
from workflows.tests.rules.trace import trace
from workflows.tests.rules.visits_model import Promised
from workflows.tests.workers import worker_for
from workflows.tests.world import World

Deeds = list[tuple[timedelta, str]]
# The lives begin in the published years, and none is longer than a year.
FIRST, AUTUMN, LAST = datetime(2024, 1, 1), datetime(2025, 10, 15), datetime(2025, 12, 20)
# A jump of time, then something that happens. Whole minutes off the hour keep away from 24:00 and 9:00, where what
# comes at the same instant may come before or after.
JUMPS = st.builds(lambda days, hours: timedelta(days=days, hours=hours), st.integers(0, 9), st.integers(0, 23))
_OFTEN = ("begin", "finish", "extend", "hearing", "decide", "load", "supply", "ask")
_SELDOM = (
    "window",
    "ask_anew",
    "ask_held",
    "appoint",
    "appoint",
    "replace",
    "call_off",
    "name",
    "reach",
    "refuse",
    "turn_away",
    "deliver",
    "hand",
    "revoke",
    "withdraw",
    "terminate",
    "again",
)
DEEDS = st.sampled_from((*_OFTEN, *_OFTEN, *_SELDOM, "wait"))


def _at(instant: datetime) -> datetime:
    return instant.replace(minute=30, second=0, microsecond=0)


_OF_ONE = {
    "by_window": st.booleans(),
    "lacking": st.frozensets(st.sampled_from(PAPERS)),
    "held_as": st.sampled_from(("fresh", "stale", "contradictory")),
    # Rounds in which a register is away: it answers at the fourth, or not within a day.
    "away": st.sampled_from((0, 0, 3, 7)),
    "courier": st.booleans(),
    "visits": st.builds(Promised, st.integers(0, 1), st.booleans(), st.booleans(), st.booleans()),
}
ANY_TIME, BEFORE_LOADED = st.datetimes(FIRST, LAST).map(_at), st.datetimes(AUTUMN, LAST).map(_at)
# From how many percent of a limit its light is yellow; 0: the item names none.
YELLOW = st.sampled_from((0, 50, 60, 95))
_OF_CASES = {"heard": st.booleans(), "promised": st.booleans(), "staged": st.booleans()}
NATURES = st.one_of(
    st.builds(Nature, ANY_TIME, committed=st.booleans(), yellow=YELLOW, **_OF_CASES, **_OF_ONE),
    st.builds(Nature, ANY_TIME, licence_days=st.integers(20, 60), **_OF_CASES, **_OF_ONE),
    st.builds(Nature, ANY_TIME, bundle=st.just(True), yellow=YELLOW, **_OF_CASES, **_OF_ONE),
    # A bundle that is accepted when it is filed, before its renewal can be granted by silence.
    st.builds(
        Nature, ANY_TIME, bundle=st.just(True), licence_days=st.integers(30, 60), **_OF_CASES,
        **{**_OF_ONE, "by_window": st.just(False), "lacking": st.just(frozenset())},
    ),
    st.builds(Nature, BEFORE_LOADED, loads=st.just(True), bundle=st.booleans(), **_OF_CASES, **_OF_ONE),
)  # fmt: skip


COMPLETED, NOT_ACCEPTED, WITHDRAWN, LAPSED, REVOKED, TERMINATED = (
    state.APPLICATION_STATE_COMPLETED,
    state.APPLICATION_STATE_NOT_ACCEPTED,
    state.APPLICATION_STATE_WITHDRAWN,
    state.APPLICATION_STATE_LAPSED,
    state.APPLICATION_STATE_REVOKED,
    state.APPLICATION_STATE_TERMINATED,
)
# A month in which nothing is off, and a life for every end that there is.
MARCH, DAY = datetime(2025, 3, 3, 9, 30), timedelta(days=1)
SIMPLE, WINDOW, COURIER = Nature(MARCH), Nature(MARCH, by_window=True), Nature(MARCH, courier=True)
BUNDLE, LACKING = Nature(MARCH, bundle=True), Nature(MARCH, lacking=frozenset({"lease"}))
RENEWAL, PROMISED = Nature(MARCH, licence_days=40), Nature(MARCH, promised=True)
LACKING_WINDOW = Nature(MARCH, by_window=True, lacking=frozenset({"lease"}))
LACKING_RENEWAL = Nature(MARCH, by_window=True, licence_days=30, lacking=frozenset({"lease"}))
ENDS: dict[str, tuple[state.ApplicationState, Nature, Deeds]] = {
    "granted": (COMPLETED, SIMPLE, [(DAY, "decide")]),
    "refused": (COMPLETED, SIMPLE, [(DAY, "refuse")]),
    "handed over late": (COMPLETED, COURIER, [(DAY, "decide"), (30 * DAY, "hand")]),
    "renewed by silence": (COMPLETED, RENEWAL, [(45 * DAY, "wait")]),
    "renewed by silence while asked": (
        COMPLETED,
        LACKING_RENEWAL,
        [(20 * DAY, "supply"), (DAY, "ask_anew"), (15 * DAY, "wait")],
    ),
    "one of a bundle refused": (COMPLETED, BUNDLE, [(DAY, "refuse"), (DAY, "decide")]),
    "the rest of a bundle withdrawn": (COMPLETED, BUNDLE, [(DAY, "decide"), (DAY, "withdraw")]),
    "revoked on the way": (REVOKED, COURIER, [(DAY, "decide"), (DAY, "revoke")]),
    "not accepted": (NOT_ACCEPTED, WINDOW, [(DAY, "turn_away")]),
    "not accepted after a second notice": (
        NOT_ACCEPTED,
        LACKING_WINDOW,
        [(DAY, "supply"), (DAY, "ask"), (DAY, "ask_anew"), (DAY, "supply"), (DAY, "ask_held"), (DAY, "turn_away")],
    ),
    "withdrawn": (WITHDRAWN, SIMPLE, [(DAY, "withdraw")]),
    "ended by an operator": (TERMINATED, WINDOW, [(DAY, "terminate")]),
    "lapsed": (LAPSED, LACKING, [(40 * DAY, "wait")]),
    "one of a bundle lapsed for want of what was promised": (
        COMPLETED,
        Nature(MARCH, bundle=True, promised=True),
        [(20 * DAY, "wait"), (DAY, "decide"), (DAY, "decide")],
    ),
    "one of a bundle renewed by silence": (
        COMPLETED,
        Nature(MARCH, bundle=True, licence_days=40),
        [(45 * DAY, "refuse"), (DAY, "decide")],
    ),
    "lapsed for want of what was promised": (LAPSED, PROMISED, [(DAY, "decide"), (20 * DAY, "wait")]),
}
UNDER_WAY = {
    state.APPLICATION_STATE_UNSPECIFIED,
    state.APPLICATION_STATE_RECEIVED,
    state.APPLICATION_STATE_VERIFYING,
    state.APPLICATION_STATE_SUPPLEMENT_REQUESTED,
    state.APPLICATION_STATE_ACCEPTED,
    state.APPLICATION_STATE_IN_REVIEW,
    state.APPLICATION_STATE_DECIDED,
    state.APPLICATION_STATE_DELIVERING,
}
# What could still be said of an application that is over, whatever it was about.
AFTERWARDS = ("decided refused", "window refuses", "supplied lease", "hearing starts, told to take 5 days", "withdrawn")


def test_there_is_a_life_for_every_state_in_which_an_application_ends() -> None:
    assert {ends_as for ends_as, _, _ in ENDS.values()} == {*state.ApplicationState.values()} - UNDER_WAY


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("ends_as", "nature", "deeds"), ENDS.values(), ids=ENDS)
async def test_every_end_is_reached_and_final(
    temporal: WorkflowEnvironment,
    published: Calendar,
    ends_as: state.ApplicationState,
    nature: Nature,
    deeds: Deeds,
) -> None:
    world = await _live(temporal, published, nature, deeds)
    assert world.steps[-1].closes
    assert world.steps[-1].state == ends_as


@pytest.mark.asyncio(loop_scope="module")
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nature=NATURES, deeds=st.lists(st.tuples(JUMPS, DEEDS), min_size=1, max_size=12))
async def test_a_random_life_is_what_the_rules_say(
    temporal: WorkflowEnvironment, published: Calendar, nature: Nature, deeds: Deeds
) -> None:
    await _live(temporal, published, nature, deeds)


async def _live(temporal: WorkflowEnvironment, published: Calendar, nature: Nature, deeds: Deeds) -> World:
    known = unpublished(published, LOADED) if nature.loads else published
    calendars = [WorkingCalendar.from_message(each) for each in (known, published)]
    definition = nature.definition()
    start = nature.filed_at.replace(tzinfo=calendars[-1].zone)
    world = World(temporal, clock_setting(start, await temporal.get_current_time(), 1.0), published)
    model, registers = nature.model(Days.of(calendars[0])), Registers(definition, nature.held_as, nature.away)
    scene = Scene(world, {nature.item: definition}, registers=registers)
    async with worker_for(temporal.client, world.activities):
        one = Life(scene, nature, model, calendars)
        try:
            await one.file()
            for jump, deed in deeds:
                await one.later(jump, deed)
            await one.pass_until(nature.filed_at + timedelta(days=90))
            followed = Counter([*trace(world, calendars[-1]), *scene.seen, *one.ledger.said])
            expected = Counter([*model.said, *one.visits.said])
            assert (list(followed - expected), list(expected - followed)) == ([], [])
            assert broken(world, nature, one.ledger) == []
            if model.end:
                await _nothing_follows(scene)
            for history in await histories(world):
                await _replay(temporal, history)
        finally:
            await world.end()
    return world


async def _nothing_follows(scene: Scene) -> None:
    """An end stays: whatever is said later, and said again, changes nothing."""
    world = scene.world
    before, now = list(world.steps), await world.now()
    for event_id, message in list(world.told.items()):
        with contextlib.suppress(RPCError):
            await world.tell(message, event_id)
    for words in AFTERWARDS:
        with contextlib.suppress(RPCError):
            await happen(scene, now, words)
    await world.pass_time(timedelta(days=90))
    assert world.steps == before


async def histories(world: World) -> list[WorkflowHistory]:
    """The history of every run: a newer calendar begins another."""
    run_id, found = world.handle.first_execution_run_id, list[WorkflowHistory]()
    while run_id:
        handle = world.client.get_workflow_handle(world.handle.id, run_id=run_id)
        found.append(await handle.fetch_history())
        run_id = found[-1].events[-1].workflow_execution_continued_as_new_event_attributes.new_execution_run_id
    return found


async def _replay(temporal: WorkflowEnvironment, history: WorkflowHistory) -> None:
    """What was lived is lived again from its history: a worker that restarts goes on where another stopped."""
    replayer = Replayer(
        workflows=[ApplicationWorkflow],
        workflow_runner=UnsandboxedWorkflowRunner(),
        data_converter=temporal.client.data_converter,
    )
    await replayer.replay_workflow(history)
