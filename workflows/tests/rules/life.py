"""One life of an application, told to the workflow and to the second, simple telling of the rules at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from onetrip.catalog.v1 import catalog_pb2 as catalog
from workflows.limits.calendar import WorkingCalendar
from workflows.tests import filings
from workflows.tests.rules.case_model import ASKED, CaseModel
from workflows.tests.rules.days import Days
from workflows.tests.rules.happenings import happen
from workflows.tests.rules.model import ONE, Model
from workflows.tests.rules.parts_model import LATE, LATE_PAPER
from workflows.tests.rules.scene import Scene

# Each at most once in a life: the id of one that has ended would be the same.
PROCEDURES = ("hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert-review")
# So many special procedures at a time.
UNDER_WAY_MAX = 3
# What the applicant may sign a commitment for instead of giving it (告知承诺).
COMMITTED = "deed"
# One feeds the next, which feeds the last; another needs nothing.
BUNDLE = {"record": (), "household": ("record",), "card": ("household",), "stand": ()}
# A calendar that some lives are told of midway.
LOADED = 2026


@dataclass(frozen=True)
class Nature:
    """What is filed, and what for: the life is the rest."""

    filed_at: datetime
    by_window: bool = False
    heard: bool = False
    lacking: frozenset[str] = frozenset()
    promised: bool = False
    committed: bool = False
    courier: bool = False
    bundle: bool = False
    loads: bool = False
    """Whether the calendar of the next year is published only later."""
    yellow: int = 0
    """From how many percent of a limit its light is yellow; 0: the item names none."""
    licence_days: int = 0
    """How many days are left of the licence that is renewed; 0: it is no renewal."""

    @property
    def item(self) -> str:
        """Its name among the definitions."""
        names = {"bundle": self.bundle, "heard": self.heard, "renewal": bool(self.licence_days)}
        return "-".join([*(name for name, so in names.items() if so), "window" if self.by_window else "simple"])

    @property
    def expires(self) -> date | None:
        """The last day of the licence."""
        return self.filed_at.date() + timedelta(days=self.licence_days) if self.licence_days else None

    @property
    def words(self) -> str:
        """How the table says that it is filed."""
        lacking = f" lacking {', '.join(sorted(self.lacking))}" if self.lacking else ""
        late = f" with {LATE_PAPER} to come" if self.promised else ""
        committed = f" committing to {COMMITTED}" if self.committed else ""
        expiring = f" expiring {self.expires}" if self.expires else ""
        before = f" before {LOADED} is published" if self.loads else ""
        return f"filed {self.item}{lacking}{late}{committed}{expiring}{before}{' by courier' if self.courier else ''}"

    def definition(self) -> catalog.ServiceItem:
        """The item or bundle."""
        stages = [filings.stage("review", days=0)]
        if self.bundle:
            entries = [(filings.item(code, stages=stages), needs) for code, needs in BUNDLE.items()]
            return filings.bundle(*entries, window=self.by_window)
        one = filings.item(window=self.by_window, hearing=self.heard, stages=stages)
        one.materials.append(filings.late_paper(LATE_PAPER, LATE))
        one.limits.yellow_percent = self.yellow
        if self.licence_days:
            one.renewal.CopyFrom(catalog.Renewal(expires_on_fact="expires_on", ask_before_days=30))
        return one

    def model(self, days: Days) -> Model:
        """What the rules say of it."""
        return Model(
            days, by_window=self.by_window, lacking=self.lacking, heard=self.heard, promised=self.promised,
            expires=self.expires, courier=self.courier, yellow=self.yellow or 80, cases=BUNDLE if self.bundle else ONE,
        )  # fmt: skip


class Life:
    """One application, told to the workflow and to the model at once."""

    def __init__(self, scene: Scene, nature: Nature, model: Model, calendars: list[WorkingCalendar]) -> None:
        self._scene, self._nature, self._model, self._now = scene, nature, model, nature.filed_at
        self._calendars = calendars
        self._days, self._loaded = calendars[-1], not nature.loads
        self._procedures = self._named = 0

    async def file(self) -> None:
        await self._do(self._nature.words, self._model.file)

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
        if self._model.asked:
            code = min(self._model.lacking)
            await self._do(f"supplied {code}", lambda at: self._model.supply(at, code))

    async def _window(self) -> None:
        if self._model.window_is_asked:
            await self._do("window accepts", self._model.accept)

    async def _turn_away(self) -> None:
        if self._model.window_is_asked:
            await self._do("window refuses", self._model.turn_away)

    async def _ask(self) -> None:
        """The window asks for a document; once more only for a new fact."""
        if self._model.window_is_asked and self._model.notices < 2:
            code = f"proof-{self._model.notices}"
            fact = ", naming a new fact" if self._model.notices else ""
            await self._do(f"window asks for {code}{fact}", lambda at: self._model.ask(at, code))

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
            await self._do("hearing held", lambda at: case.resume(at, ASKED))
        elif case and case.may_be_heard:
            await self._do("hearing asked for", case.ask_for_hearing)

    async def _name(self) -> None:
        """An officer names one more interested party."""
        if self._case:
            self._named += 1
            person = f"neighbour-{self._named}"
            await self._do(f"{person} named", lambda at: self._model.name(at, person))

    async def _extend(self) -> None:
        case = self._case
        if case and case.may_be_extended:
            of = f"{case.code} " if case.of else ""
            await self._do(f"{of}extended by 10 days", lambda at: case.extend(at, 10))

    async def _decide(self) -> None:
        """While something is awaited no grant takes effect: the review can only be passed."""
        case = self._case
        if case and self._model.late.awaited:
            if not case.under_way:
                await self._do("approved", lambda _: setattr(self._model, "approved", True))
        elif case:
            await self._outcome(case, "granted")

    async def _refuse(self) -> None:
        """A refusal waits for nothing."""
        if case := self._case:
            await self._outcome(case, "refused")

    async def _outcome(self, case: CaseModel, outcome: str) -> None:
        of = f"{case.code} " if case.of else ""
        await self._do(f"{of}decided {outcome}", lambda at: self._model.decide(at, case.code, outcome))

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
            await self._do("calendar loaded", lambda at: self._model.load(at, days_of(self._calendars[-1])))

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


def days_of(calendar: WorkingCalendar) -> Days:
    """A calendar as the second telling has it."""
    return Days(calendar.days_off, calendar.make_up_days, calendar.published_years)
