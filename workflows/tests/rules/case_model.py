"""One case of the second, simple telling of the rules: its limit, its lights, what stops and extends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

from workflows.tests.rules.days import (
    HEARING_HELD,
    HEARING_REQUEST,
    PROMISED,
    STATUTORY,
    Days,
    end_of,
    share_of,
    start_of,
)

COLOURS = ("green", "yellow", "red")
YELLOW, RED = 1, 2
ASKED = "asked-hearing"


class CaseModel:
    """What must follow for one case. `of` names it in sentences; `heard`: the item gives a right to a hearing; from
    `yellow` percent of its limit its light is that.
    """

    def __init__(
        self,
        code: str,
        of: str,
        needs: tuple[str, ...],
        heard: bool,
        days: Days,
        tell: Callable[..., None],
        yellow: int,
    ) -> None:
        self._yellow = yellow
        self.code, self.of, self.needs, self._heard, self.days, self._tell = code, of, needs, heard, days, tell
        self.begun = False
        self.outcome = ""
        self.timers: dict[str, datetime] = {}
        # The pauses that are over; of those under way the day on which each began, and how many days it was to take.
        self.pauses: list[tuple[date, date]] = []
        self.under_way: dict[str, tuple[date, int]] = {}
        self.extended_by = 0
        self.shown = 0
        self._effective = date.min
        self._rights_told: dict[str, date] = {}
        self._hearing_asked: date | None = None

    def accept(self, at: datetime, effective: date) -> None:
        """From here on its limits run, though it may begin later."""
        self._effective = effective
        self._tell(
            f"decision due{self.of} {self.days.say(self._day(STATUTORY))}",
            f"promised{self.of} {self.days.say(self._day(PROMISED))}",
        )
        if self._heard:
            self.tell_rights(at, "applicant")
        self._light(at)

    def pause(self, at: datetime, name: str, days: int) -> None:
        """A special procedure begins: the light stays what it is."""
        self.under_way[name] = at.date(), days
        self.timers.clear()
        self._tell(f"{at.date()} clock-stopped for {days} days{self.of}")

    def resume(self, at: datetime, name: str) -> None:
        """It ends; the clock runs when it was the last one."""
        start, _ = self.under_way.pop(name)
        self.pauses.append((start, at.date()))
        self._tell_limits(f"{at.date()} clock-runs")
        self._light(at)

    def extend(self, at: datetime, days: int) -> None:
        """The head of the agency extends the limit: a light that is too dark by the longer one is taken back."""
        self.extended_by = days
        self._tell_limits(f"{at.date()} extended")
        self._take_back(at)
        self._light(at)

    def ask_for_hearing(self, at: datetime) -> None:
        """Somebody asks for a hearing, which is held in twenty days and stops the clock."""
        self._hearing_asked = at.date()
        self.pause(at, ASKED, HEARING_HELD)
        self._tell(f"hearing by {self.days.say(self.days.after(at.date(), HEARING_HELD))}{self.of}")

    def tell_rights(self, at: datetime, person: str) -> None:
        """Somebody whom the decision concerns is told."""
        self._rights_told[person] = at.date()
        until = f" until {self._request_by(person)}" if self._heard else ""
        self._tell(f"{at.date()} rights-told {person}{until}{self.of}")

    @property
    def may_be_extended(self) -> bool:
        """Once, and while the limit is not past; also while the clock stands still, and after a warning."""
        return not self.extended_by and self.shown < RED

    @property
    def may_be_heard(self) -> bool:
        """Whether a hearing can be asked for."""
        return self._heard and self._hearing_asked is None

    def end(self, outcome: str) -> None:
        """Nothing of it changes any more."""
        self.outcome = outcome
        self.timers.clear()

    def on_yellow(self, at: datetime) -> None:
        """The share of the limit that turns the light yellow is used."""
        self._turn(at, YELLOW)

    def on_red(self, at: datetime) -> None:
        """It is past."""
        self._turn(at, RED)

    def limits(self) -> Iterator[tuple[str, str]]:
        """Every limit that runs, and its last day as it is told."""
        if self.outcome:
            return
        yield "decision", self._due(STATUTORY + self.extended_by)
        yield "promised", self._due(PROMISED)
        if self._heard and self._hearing_asked is None:
            for person in self._rights_told:
                yield person, self._request_by(person)
        if self._hearing_asked is not None and ASKED in self.under_way:
            yield "hearing", self.days.say(self.days.after(self._hearing_asked, HEARING_HELD))

    def load(self, at: datetime, moved: dict[str, bool], now: dict[str, str]) -> None:
        """A new calendar is in force: who was told a day is told the other one. `moved`: its date did."""
        if {"decision", "promised", "late"} & moved.keys():
            self._tell_limits(f"{at.date()} calendar-loaded")
        if "hearing" in moved:
            self._tell(f"hearing by {now['hearing']}{self.of}")
        for person in [person for person in self._rights_told if moved.get(person)]:
            self._tell(f"{at.date()} rights-told {person} until {now[person]}{self.of}")
        if self._effective > date.min and not self.outcome:
            self._take_back(at)
            self._light(at)

    def _take_back(self, at: datetime) -> None:
        """A light that is too dark by the days as they are now."""
        colour = self._colour(at.date())
        if colour < self.shown:
            self._turn(at, colour)

    def _light(self, at: datetime) -> None:
        """A share of the limit turns the light yellow, its end red; none while the clock stands still."""
        self.timers.clear()
        if self.under_way:
            return
        if self.shown < YELLOW:
            self.timers["yellow"] = max(at, start_of(self._day(self._warning)))
        if self.shown < RED:
            self.timers["red"] = max(at, end_of(self._day(self._limit)))

    def _turn(self, at: datetime, colour: int) -> None:
        self.shown = colour
        self._tell(f"{at.date()} {COLOURS[colour]}{self.of}")

    @property
    def _limit(self) -> int:
        return STATUTORY + self.extended_by

    @property
    def _warning(self) -> int:
        return share_of(self._limit, self._yellow)

    def _day(self, count: int) -> date:
        return self.days.after(self._effective, count, self.pauses)

    def _colour(self, day: date) -> int:
        """What the light is on a day: while the clock stands still, what it was when that began."""
        pauses = [*self.pauses, *((start, date.max) for start, _ in self.under_way.values())]
        while earlier := [start for start, end in pauses if start < day < end]:
            day = min(earlier)
        pauses = [(start, end) for start, end in pauses if start < day]
        if self.days.after(self._effective, self._limit, pauses) < day:
            return RED
        return YELLOW if self.days.after(self._effective, self._warning, pauses) <= day else 0

    def _tell_limits(self, what: str) -> None:
        self._tell(f"{what}, now due {self._due(self._limit)}, promised {self._due(PROMISED)}{self.of}")

    def _due(self, count: int) -> str:
        """A last day; while the clock stands still before it, the one that it will be if each takes as long as told."""
        day = self._day(count)
        if all(start > day for start, _ in self.under_way.values()):
            return self.days.say(day)
        told = [(start, self.days.after(start, days)) for start, days in self.under_way.values()]
        return self.days.say(self.days.after(self._effective, count, [*self.pauses, *told]), provisional=True)

    def _request_by(self, person: str) -> str:
        return self.days.say(self.days.after(self._rights_told[person], HEARING_REQUEST))
