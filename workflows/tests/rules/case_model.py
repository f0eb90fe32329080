"""One case of the second, simple telling of the rules: its limits and lights, what stops and extends them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from workflows.tests.rules.days import HEARING_HELD, HEARING_REQUEST, PROMISED, STATUTORY, Days
from workflows.tests.rules.lamp import RED, Lamp, Stops

ASKED = "asked-hearing"
APPLICANT = "applicant"


@dataclass(frozen=True)
class About:
    """What a case is: the cases that it `needs`, whether its item gives a right to a hearing (`heard`).

    `stages` are passed one after the other, each with a limit in days; 0: it has none of its own. `of` names the case
    in sentences, where there are several; from `yellow` percent of a limit its light is that.
    """

    code: str
    of: str = ""
    needs: tuple[str, ...] = ()
    heard: bool = False
    yellow: int = 80
    stages: tuple[tuple[str, int], ...] = (("review", 0),)


class CaseModel:
    """What must follow for one case."""

    def __init__(self, about: About, days: Days, tell: Callable[..., None]) -> None:
        self.about, self.code, self.of, self.days, self._tell = about, about.code, about.of, days, tell
        self.begun = False
        self.outcome = ""
        self.stops = Stops()
        self.extended_by = 0
        # What officers have before them, of the stages; how many are passed.
        self.passed = 0
        # The light of the decision limit, and that of the stage under way.
        self.lamps: dict[str, Lamp] = {}
        # Whose days to ask for a hearing run, and since when.
        self._days_since: dict[str, date] = {}
        self._hearing_asked: date | None = None

    @property
    def under_way(self) -> dict[str, tuple[date, int]]:
        """The special procedures under way: since when, and how long each was to take."""
        return self.stops.under_way

    def accept(self, at: datetime, effective: date) -> None:
        """From here on its limits run, though it may begin later."""
        decision = self._lamp(effective, lambda: STATUTORY + self.extended_by)
        self.lamps["decision"] = decision
        self._tell(f"decision due{self.of} {decision.say()}", f"promised{self.of} {decision.say(PROMISED)}")
        if self.about.heard:
            self.tell_rights(at, APPLICANT)
        decision.burn(at)

    def begin(self, at: datetime) -> None:
        """Officers have it before them."""
        self.begun = True
        if self.of:
            self._tell(f"{at.date()} {self.code} begins")
        self._open_stage(at)

    @property
    def last_stage(self) -> bool:
        """Whether no stage is left after the one under way."""
        return self.passed >= len(self.about.stages) - 1

    @property
    def stage(self) -> str:
        """The stage under way."""
        return self.about.stages[self.passed][0]

    def pass_stage(self, at: datetime) -> None:
        """Officers pass the stage; the next begins, and has days of its own."""
        self.passed += 1
        self.lamps.pop("stage", None)
        if self.passed < len(self.about.stages):
            self._open_stage(at)

    def pause(self, at: datetime, name: str, days: int) -> None:
        """A special procedure begins: the lights stay what they are."""
        self.under_way[name] = at.date(), days
        self._burn(at)
        self._tell(f"{at.date()} clock-stopped for {days} days{self.of}")

    def resume(self, at: datetime, name: str) -> None:
        """It ends; the clock runs when it was the last one."""
        start, _ = self.under_way.pop(name)
        self.stops.over.append((start, at.date()))
        self._tell_limits(f"{at.date()} clock-runs")
        self._burn(at)

    def extend(self, at: datetime, days: int) -> None:
        """The head of the agency extends the limit: a light that is too dark by the longer one is taken back."""
        self.extended_by = days
        self._tell_limits(f"{at.date()} extended")
        self.lamps["decision"].take_back(at)
        self._burn(at)

    def ask_for_hearing(self, at: datetime) -> None:
        """Somebody asks for a hearing, which is held in twenty days and stops the clock."""
        self._hearing_asked = at.date()
        self.pause(at, ASKED, HEARING_HELD)
        self._tell(f"hearing by {self.days.say(self.days.after(at.date(), HEARING_HELD))}{self.of}")

    def tell_rights(self, at: datetime, person: str) -> None:
        """Somebody whom the decision concerns is told: the applicant until when, others how long from receipt."""
        until = ""
        if self.about.heard and person == APPLICANT:
            self._days_since[person] = at.date()
            until = f" until {self._request_by(person)}"
        elif self.about.heard:
            until = f" for {HEARING_REQUEST} days from receipt"
        self._tell(f"{at.date()} rights-told {person}{until}{self.of}")

    def reach(self, person: str, on: date) -> None:
        """The notice reaches an interested party: the days to ask for a hearing begin."""
        if self.about.heard:
            self._days_since[person] = on
            self._tell(f"may-ask {person} until {self._request_by(person)}{self.of}")

    @property
    def may_be_extended(self) -> bool:
        """Once, and while the limit is not past; also while the clock stands still, and after a warning."""
        return not self.extended_by and self.lamps["decision"].shown < RED

    @property
    def may_be_heard(self) -> bool:
        """Whether a hearing can be asked for."""
        return self.about.heard and self._hearing_asked is None

    def end(self, outcome: str) -> None:
        """Nothing of it changes any more."""
        self.outcome = outcome
        self.lamps.clear()

    def limits(self) -> Iterator[tuple[str, str]]:
        """Every limit that runs, and its last day as it is told."""
        if self.outcome:
            return
        yield "decision", self.lamps["decision"].say()
        yield "promised", self.lamps["decision"].say(PROMISED)
        if "stage" in self.lamps:
            yield "stage", self.lamps["stage"].say()
        if self.about.heard and self._hearing_asked is None:
            for person in self._days_since:
                yield person, self._request_by(person)
        if self._hearing_asked is not None and ASKED in self.under_way:
            yield "hearing", self.days.say(self.days.after(self._hearing_asked, HEARING_HELD))

    def know(self, days: Days) -> None:
        """From here on it counts by other days."""
        self.days = days
        for lamp in self.lamps.values():
            lamp.days = days

    def load(self, at: datetime, moved: dict[str, bool], now: dict[str, str]) -> None:
        """A new calendar is in force: who was told a day is told the other one. `moved`: its date did."""
        if {"decision", "promised", "stage", "late"} & moved.keys():
            self._tell_limits(f"{at.date()} calendar-loaded")
        if "hearing" in moved:
            self._tell(f"hearing by {now['hearing']}{self.of}")
        if moved.get(APPLICANT):
            self._tell(f"{at.date()} rights-told {APPLICANT} until {now[APPLICANT]}{self.of}")
        for person in [person for person in self._days_since if person != APPLICANT and person in moved]:
            self._tell(f"may-ask {person} until {now[person]}{self.of}")
        for lamp in self.lamps.values():
            lamp.take_back(at)
        self._burn(at)

    def _open_stage(self, at: datetime) -> None:
        limit = self.about.stages[self.passed][1]
        if limit:
            self.lamps["stage"] = self._lamp(at.date(), lambda: limit, "stage-")
            self.lamps["stage"].burn(at)

    def _lamp(self, start: date, limit: Callable[[], int], named: str = "") -> Lamp:
        return Lamp(
            start, limit, self.stops, self.days, self._tell, yellow=self.about.yellow, named=named, of=self.of
        )  # fmt: skip

    def _burn(self, at: datetime) -> None:
        for lamp in self.lamps.values():
            lamp.burn(at)

    def _tell_limits(self, what: str) -> None:
        decision = self.lamps["decision"]
        self._tell(f"{what}, now due {decision.say()}, promised {decision.say(PROMISED)}{self.of}")

    def _request_by(self, person: str) -> str:
        return self.days.say(self.days.after(self._days_since[person], HEARING_REQUEST))
