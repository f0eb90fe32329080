"""One life of an application, told to the workflow and to the second, simple telling of the rules at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from workflows.limits.calendar import WorkingCalendar
from workflows.tests.rules.case_model import ASKED, CaseModel
from workflows.tests.rules.days import Days
from workflows.tests.rules.happenings import happen
from workflows.tests.rules.model import Model
from workflows.tests.rules.nature import HELD_PROOF, LATE_PAPER, PROOFS, Nature
from workflows.tests.rules.scene import Scene
from workflows.tests.rules.visits import Ledger
from workflows.tests.rules.visits_model import COSTS, VisitsModel

# Each at most once in a life: the id of one that has ended would be the same.
PROCEDURES = ("hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert-review")
# So many special procedures at a time.
UNDER_WAY_MAX = 3
KINDS = ("inspection", "appearance")


class Life:
    """One application, told to the workflow and to the model at once."""

    def __init__(self, scene: Scene, nature: Nature, model: Model, calendars: list[WorkingCalendar]) -> None:
        self._scene, self._nature, self._model, self._now = scene, nature, model, nature.filed_at
        self._calendars = calendars
        self._days, self._loaded = calendars[-1], not nature.loads
        self._procedures = self._named = self._reached = self._wanted = 0
        self.ledger, self.visits = Ledger(), VisitsModel()

    async def file(self) -> None:
        await self._do(self._nature.words, self._model.file)
        self._visit(self._nature.visits.words, lambda at: self.visits.plan(at, self._nature.visits))

    async def later(self, jump: timedelta, deed: str) -> None:
        """Lets time pass for both, then does what the other parts allow now."""
        self._now += jump
        await self.pass_until(self._now)
        if not self._model.end:
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
        if self._model.reception.asked:
            code = min(self._model.reception.lacking)
            await self._do(f"supplied {code}", lambda at: self._model.reception.supply(at, code))

    async def _window(self) -> None:
        if self._model.window_is_asked:
            await self._do("window accepts", self._model.accept)

    async def _turn_away(self) -> None:
        if self._model.window_is_asked:
            await self._do("window refuses", self._model.turn_away)

    async def _ask(self) -> None:
        """The window asks for a document, without a new fact."""
        await self._want(PROOFS[self._model.reception.notices], fact=False)

    async def _ask_anew(self) -> None:
        """It asks for one and names a new fact."""
        await self._want(PROOFS[self._model.reception.notices], fact=True)

    async def _ask_held(self) -> None:
        """It asks for what a register holds."""
        await self._want(HELD_PROOF, fact=True)

    async def _want(self, code: str, *, fact: bool) -> None:
        if self._somebody_has_it:
            words = f"window asks for {code}{', naming a new fact' * fact}"
            known = {"held": code == HELD_PROOF, "fact": fact, "accepted": self._model.accepted}
            await self._do(words, lambda at: self._model.reception.want(at, code, **known))

    @property
    def _somebody_has_it(self) -> bool:
        """Whether the window or officers have a task about it."""
        return self._model.window_is_asked or bool(self._model.open_cases)

    async def _appoint(self) -> None:
        """A step needs the applicant on a day, or at an appointment that another has set."""
        if self._somebody_has_it:
            self._wanted += 1
            kind, join = KINDS[self._wanted % 2], self._wanted % 3 == 0
            day = self._now.date() + timedelta(days=1 + self._wanted % 4)
            if self._wanted % 4 == 0 and self.visits.appointed:
                day = self.visits.appointed
            self._visit(
                f"{kind} wanted on {day}{', joining what is set' * join}",
                lambda at: self.visits.want(at, kind, day, join=join),
            )

    async def _replace(self) -> None:
        """Somebody chooses what replaces a presence that was refused."""
        if self.visits.refused:
            self._wanted += 1
            kind, how = self.visits.refused[0], [*COSTS][self._wanted % len(COSTS)]
            self._visit(f"{kind} replaced by {how}", lambda at: self.visits.replace(at, kind, how))

    async def _call_off(self) -> None:
        if self.visits.appointed:
            self._visit("appointment called off", self.visits.call_off)

    def _visit(self, words: str, told: Callable[[datetime], None]) -> None:
        self.ledger.happen(self._now, words)
        told(self._now)

    @property
    def _case(self) -> CaseModel | None:
        """The one that officers are busy with: another each time."""
        cases = self._model.open_cases
        return cases[self._procedures % len(cases)] if cases else None

    async def _begin(self) -> None:
        """A special procedure begins, also while others are under way."""
        case = self._case
        if case and len(case.under_way) < UNDER_WAY_MAX and self._procedures < len(PROCEDURES):
            kind, days = PROCEDURES[self._procedures], 3 + 4 * (self._procedures % 3)
            self._procedures += 1
            words = f"{kind}{self._in(case)} starts, told to take {days} days"
            await self._do(words, lambda at: case.pause(at, kind, days))

    async def _finish(self) -> None:
        """One of those under way ends, the first or the last."""
        stopped = {case: [each for each in case.under_way if each in PROCEDURES] for case in self._model.open_cases}
        case = next((case for case, kinds in stopped.items() if kinds), None)
        if case:
            kind = stopped[case][self._procedures % 2 - 1]
            await self._do(f"{kind}{self._in(case)} ends", lambda at: case.resume(at, kind))

    async def _hearing(self) -> None:
        """A hearing is asked for; the one asked for is held."""
        case = self._case
        if case and ASKED in case.under_way:
            await self._do(f"hearing held{self._in(case)}", lambda at: case.resume(at, ASKED))
        elif case and case.may_be_heard:
            await self._do(f"hearing asked for{self._in(case)}", case.ask_for_hearing)

    async def _name(self) -> None:
        """An officer names one more interested party."""
        if self._case:
            self._named += 1
            person = f"neighbour-{self._named}"
            await self._do(f"{person} named", lambda at: self._model.name(at, person))

    async def _reach(self) -> None:
        """The notice reaches the next of those named; some of them by an announcement, whose end is known before."""
        if self._case and self._reached < self._named:
            self._reached += 1
            person, on = f"neighbour-{self._reached}", self._now.date()
            words = f"{person} reached"
            if self._reached % 2 == 0:
                on += timedelta(days=30)
                words = f"{person} told publicly until {on}"
            await self._do(words, lambda _: self._model.reach(person, on))

    async def _extend(self) -> None:
        case = self._case
        if case and case.may_be_extended:
            await self._do(f"{self._of(case)}extended by 10 days", lambda at: case.extend(at, 10))

    async def _decide(self) -> None:
        """Stages are passed in their order; while something is awaited the last one is, and no grant takes effect."""
        case = self._case
        if case is None:
            return
        withheld = case is self._model.late_case and self._model.late.awaited
        if (withheld or not case.last_stage) and case.under_way:
            return
        if not case.last_stage:
            await self._do(f"{self._of(case)}stage {case.stage} passed", case.pass_stage)
        elif withheld:
            await self._do(f"{self._of(case)}approved", self._model.approve)
        else:
            await self._outcome(case, "granted")

    async def _refuse(self) -> None:
        """A refusal waits for nothing."""
        if case := self._case:
            await self._outcome(case, "refused")

    async def _outcome(self, case: CaseModel, outcome: str) -> None:
        await self._do(f"{self._of(case)}decided {outcome}", lambda at: self._model.decide(at, case.code, outcome))

    async def _deliver(self) -> None:
        """What was promised for later is brought."""
        if self._model.late.awaited and not self._model.late.brought:
            await self._do(f"supplied {LATE_PAPER}", self._model.deliver)

    async def _hand(self) -> None:
        if self._model.decided:
            await self._do("handed over", lambda at: self._model.finish(at, "completed"))

    async def _revoke(self) -> None:
        if self._model.decided:
            await self._do("revoked on the way", lambda at: self._model.finish(at, "ended-as-revoked"))

    async def _withdraw(self) -> None:
        if not self._model.decided:
            await self._do("withdrawn", self._model.withdraw)

    async def _terminate(self) -> None:
        """Refused where a case is decided."""
        if self._model.untouched:
            await self._do("ended by an operator", lambda at: self._model.finish(at, "terminated"))

    async def _load(self) -> None:
        """The calendar of the next year comes into force."""
        if not self._loaded:
            self._loaded = True
            await self._do("calendar loaded", lambda at: self._model.load(at, Days.of(self._calendars[-1])))

    async def _again(self) -> None:
        """Everything that was ever said arrives once more."""
        for event_id, message in list(self._scene.world.told.items()):
            await self._scene.world.tell(message, event_id)
        await self._scene.world.settled()

    async def _wait(self) -> None:
        """Nothing happens."""

    @staticmethod
    def _in(case: CaseModel) -> str:
        return f" in {case.code}" if case.of else ""

    @staticmethod
    def _of(case: CaseModel) -> str:
        return f"{case.code} " if case.of else ""
