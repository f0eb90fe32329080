"""Random lives of applications: what the workflow says is what a second, simple telling of the rules says.

Commands, events, jumps of time and duplicates in any order that the other parts allow. What the two agree on implies
the promises: one decision, one notice, no limit that moves by itself, an end that stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from onetrip.process.v1.state_pb2 import Calendar
from workflows.application import ApplicationWorkflow
from workflows.calendar import WorkingCalendar
from workflows.process_clock import clock_setting
from workflows.tests import filings
from workflows.tests.rules.happenings import ASKED, Scene, happen
from workflows.tests.rules.model import LATE, LATE_PAPER, Days, Model
from workflows.tests.rules.trace import trace
from workflows.tests.workers import worker_for
from workflows.tests.world import World

# Each at most once in a life: the id of one that has ended would be the same.
PROCEDURES = ("hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert-review")
PAPERS = ("lease", "layout", "photo")
# What the applicant may sign a commitment for instead of giving it (告知承诺).
COMMITTED = "deed"
# The lives begin in the published years, and none is longer than a year.
FIRST, LAST = datetime(2024, 1, 1), datetime(2025, 10, 1)
# A jump of time, then something that happens. Whole minutes off the hour keep away from 24:00 and 9:00, where what
# comes at the same instant may come before or after.
JUMPS = st.builds(lambda days, hours: timedelta(days=days, hours=hours), st.integers(0, 9), st.integers(0, 23))
_OFTEN = ("begin", "finish", "extend", "hearing")
_SELDOM = ("supply", "window", "name", "decide", "deliver", "withdraw", "again", "wait")
DEEDS = st.sampled_from((*_OFTEN, *_OFTEN, *_SELDOM))
# So many special procedures at a time.
UNDER_WAY_MAX = 3
LIVES = st.fixed_dictionaries(
    {
        "filed_at": st.datetimes(FIRST, LAST).map(lambda at: at.replace(minute=30, second=0, microsecond=0)),
        "by_window": st.booleans(),
        "heard": st.booleans(),
        "lacking": st.sets(st.sampled_from(PAPERS)),
        "promised": st.booleans(),
        "committed": st.booleans(),
        "deeds": st.lists(st.tuples(JUMPS, DEEDS), min_size=1, max_size=12),
    }
)


class Life:
    """One application, told to the workflow and to the model at once."""

    def __init__(self, scene: Scene, model: Model, filed_at: datetime, days: WorkingCalendar, committed: bool) -> None:
        self._scene, self._model, self._now, self._days = scene, model, filed_at, days
        self._committed = committed
        self._procedures = self._named = 0

    async def file(self) -> None:
        lacking = f" lacking {', '.join(sorted(self._model.lacking))}" if self._model.lacking else ""
        late = f" with {LATE_PAPER} to come" if self._model.promised else ""
        committed = f" committing to {COMMITTED}" if self._committed else ""
        await self._do(f"filed {self._item}{lacking}{late}{committed}", self._model.file)

    async def later(self, jump: timedelta, deed: str) -> None:
        """Lets time pass for both, then does what the other parts allow now."""
        self._now += jump
        await self.pass_until(self._now)
        if not self._model.over:
            await getattr(self, f"_{deed}")()

    async def pass_until(self, instant: datetime) -> None:
        await self._scene.world.pass_until(instant.replace(tzinfo=self._days.zone))
        await self._scene.world.settled()
        self._model.pass_until(instant)

    async def _do(self, words: str, told: Callable[[datetime], None]) -> None:
        await happen(self._scene, self._now.replace(tzinfo=self._days.zone), words)
        await self._scene.world.settled()
        told(self._now)

    async def _supply(self) -> None:
        if self._model.asked:
            code = min(self._model.lacking)
            await self._do(f"supplied {code}", lambda at: self._model.supply(at, code))

    async def _window(self) -> None:
        if self._model.window_is_asked:
            await self._do("window accepts", self._model.accept)

    @property
    def _item(self) -> str:
        return ("heard-" if self._model.heard else "") + ("window" if self._model.by_window else "simple")

    async def _begin(self) -> None:
        """A special procedure begins, also while others are under way."""
        model = self._model
        if model.is_reviewed and len(model.under_way) < UNDER_WAY_MAX and self._procedures < len(PROCEDURES):
            kind, days = PROCEDURES[self._procedures], 3 + 4 * (self._procedures % 3)
            self._procedures += 1
            await self._do(f"{kind} starts, told to take {days} days", lambda at: model.pause(at, kind, days))

    async def _finish(self) -> None:
        """One of those under way ends, the first or the last."""
        begun = [each for each in self._model.under_way if each in PROCEDURES]
        if begun:
            kind = begun[self._procedures % 2 - 1]
            await self._do(f"{kind} ends", lambda at: self._model.resume(at, kind))

    async def _hearing(self) -> None:
        """A hearing is asked for; the one asked for is held."""
        if ASKED in self._model.under_way:
            await self._do("hearing held", lambda at: self._model.resume(at, ASKED))
        elif self._model.heard and self._model.is_reviewed and not self._model.hearing_asked:
            await self._do("hearing asked for", self._model.ask_for_hearing)

    async def _name(self) -> None:
        """An officer names one more interested party."""
        if self._model.is_reviewed:
            self._named += 1
            person = f"neighbour-{self._named}"
            await self._do(f"{person} named", lambda at: self._model.name(at, person))

    async def _extend(self) -> None:
        if self._model.may_be_extended:
            await self._do("extended by 10 days", lambda at: self._model.extend(at, 10))

    async def _decide(self) -> None:
        """While something is awaited no grant takes effect: the review can only be passed."""
        if self._model.accepted and not self._model.awaits:
            await self._do("decided granted", self._model.decide)
        elif self._model.is_reviewed and not self._model.under_way:
            await self._do("approved", self._model.approve)

    async def _deliver(self) -> None:
        """What was promised for later is brought."""
        if self._model.awaits:
            await self._do(f"supplied {LATE_PAPER}", self._model.deliver)

    async def _withdraw(self) -> None:
        await self._do("withdrawn", self._model.withdraw)

    async def _again(self) -> None:
        """Everything that was ever said arrives once more."""
        for event_id, message in list(self._scene.world.told.items()):
            await self._scene.world.tell(message, event_id)
        await self._scene.world.settled()

    async def _wait(self) -> None:
        """Nothing happens."""


@pytest.mark.asyncio(loop_scope="module")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=LIVES)
async def test_a_random_life_is_what_the_rules_say(
    temporal: WorkflowEnvironment, published: Calendar, life: dict[str, object]
) -> None:
    await _live(temporal, published, **life)  # pyright: ignore[reportArgumentType]


async def _live(
    temporal: WorkflowEnvironment,
    published: Calendar,
    filed_at: datetime,
    by_window: bool,
    heard: bool,
    lacking: set[str],
    promised: bool,
    committed: bool,
    deeds: list[tuple[timedelta, str]],
) -> None:
    days = WorkingCalendar.from_message(published)
    start = filed_at.replace(tzinfo=days.zone)
    world = World(temporal, clock_setting(start, await temporal.get_current_time(), 1.0), published)
    model = Model(Days(days.days_off, days.make_up_days), by_window, set(lacking), heard, promised)
    stages = [filings.stage("review", days=0)]
    names = ("simple", "window", "heard-simple", "heard-window")
    definitions = {
        name: filings.item(window="window" in name, hearing="heard" in name, stages=stages) for name in names
    }
    for definition in definitions.values():
        definition.materials.append(filings.late_paper(LATE_PAPER, LATE))
    async with worker_for(temporal.client, world.activities):
        one = Life(Scene(world, definitions), model, filed_at, days, committed)
        try:
            await one.file()
            for jump, deed in deeds:
                await one.later(jump, deed)
            await one.pass_until(filed_at + timedelta(days=90))
            assert Counter(trace(world, days)) == Counter(model.said)
            await _replay(temporal, await world.handle.fetch_history())
        finally:
            await world.end()


async def _replay(temporal: WorkflowEnvironment, history: WorkflowHistory) -> None:
    """What was lived is lived again from its history: a worker that restarts goes on where another stopped."""
    replayer = Replayer(
        workflows=[ApplicationWorkflow],
        workflow_runner=UnsandboxedWorkflowRunner(),
        data_converter=temporal.client.data_converter,
    )
    await replayer.replay_workflow(history)
