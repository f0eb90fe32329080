"""The light of one limit of a case, in the second, simple telling of the rules: what time alone turns it to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from workflows.tests.rules.days import Days, end_of, share_of, start_of

COLOURS = ("green", "yellow", "red")
YELLOW, RED = 1, 2


@dataclass
class Stops:
    """What stops the clock of a case: the pauses that are over, and those under way with the days they were to take."""

    over: list[tuple[date, date]] = field(default_factory=list)
    under_way: dict[str, tuple[date, int]] = field(default_factory=dict)


class Lamp:
    """The light of a limit that counts from `start` (day 0). `limit` says of how many days it is now.

    `named` stands before the colour in sentences, `of` after it; from `yellow` percent of the limit it is yellow.
    """

    def __init__(
        self,
        start: date,
        limit: Callable[[], int],
        stops: Stops,
        days: Days,
        tell: Callable[..., None],
        *,
        yellow: int,
        named: str = "",
        of: str = "",
    ) -> None:
        self._start, self._limit, self._stops, self.days, self._tell = start, limit, stops, days, tell
        self._yellow, self._named, self._of = yellow, named, of
        self.shown = 0
        self.timers: dict[str, datetime] = {}

    def burn(self, at: datetime) -> None:
        """A share of the limit turns it yellow, its end red; neither does while the clock stands still."""
        self.timers.clear()
        if self._stops.under_way:
            return
        if self.shown < YELLOW:
            self.timers["yellow"] = max(at, start_of(self._day(self._warning)))
        if self.shown < RED:
            self.timers["red"] = max(at, end_of(self._day(self._limit())))

    def take_back(self, at: datetime) -> None:
        """It may be too dark by the days, or the limit, as they are now."""
        colour = self._colour(at.date())
        if colour < self.shown:
            self._turn(at, colour)

    def say(self, count: int | None = None) -> str:
        """The last day of its limit, or of so many days, as it is told.

        While the clock stands still before it: the one that it will be if each procedure takes as long as was told.
        """
        count = self._limit() if count is None else count
        day = self._day(count)
        if all(start > day for start, _ in self._stops.under_way.values()):
            return self.days.say(day)
        told = [(start, self.days.after(start, days)) for start, days in self._stops.under_way.values()]
        return self.days.say(self.days.after(self._start, count, [*self._stops.over, *told]), provisional=True)

    def on_yellow(self, at: datetime) -> None:
        """The share of the limit that turns it yellow is used."""
        self._turn(at, YELLOW)

    def on_red(self, at: datetime) -> None:
        """The limit is past."""
        self._turn(at, RED)

    def _turn(self, at: datetime, colour: int) -> None:
        self.shown = colour
        self._tell(f"{at.date()} {self._named}{COLOURS[colour]}{self._of}")

    @property
    def _warning(self) -> int:
        return share_of(self._limit(), self._yellow)

    def _day(self, count: int) -> date:
        return self.days.after(self._start, count, self._stops.over)

    def _colour(self, day: date) -> int:
        """What it is on a day: while the clock stands still, what it was when that began."""
        pauses = [*self._stops.over, *((start, date.max) for start, _ in self._stops.under_way.values())]
        while earlier := [start for start, end in pauses if start < day < end]:
            day = min(earlier)
        pauses = [(start, end) for start, end in pauses if start < day]
        if self.days.after(self._start, self._limit(), pauses) < day:
            return RED
        return YELLOW if self.days.after(self._start, self._warning, pauses) <= day else 0
