"""A second, simple telling of the rules, to hold the workflow against: days are walked one by one, nothing is shared.

An application of one case, with the product's limits. It knows instants of Beijing time without an offset, and tells
the sentences of the table.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

ONE_DAY = timedelta(days=1)
# Limits in working days: domain.md, "Clocks" and "Applications and cases".
ANSWER, SUPPLEMENT, REMIND_BEFORE, STATUTORY, PROMISED, DELIVERY = 5, 15, 3, 20, 10, 10
HEARING_REQUEST, HEARING_HELD = 5, 20
# The one document that can come late (容缺), and within how many working days of acceptance.
LATE_PAPER, LATE = "plan", 5
COLOURS = ("green", "yellow", "red")
REMIND_AT = time(9)


@dataclass(frozen=True)
class Days:
    """Working days by walking: Monday to Friday, less the days off, and the weekend days that are worked."""

    off: Collection[date]
    worked: Collection[date]

    def after(self, day: date, count: int, pauses: Collection[tuple[date, date]] = ()) -> date:
        """The `count`-th working day after `day` at whose 24:00 no pause (from, until) is open."""
        while count:
            day += ONE_DAY
            stopped = any(start <= day < end for start, end in pauses)
            count -= not stopped and (day in self.worked if day.weekday() >= 5 else day not in self.off)
        return day


@dataclass
class Model:
    """What must follow, as far as time has come. `lacking` is what verification finds missing.

    `heard`: the item gives a right to a hearing. `promised`: one more document shall come late. What is committed to
    instead of given is simply not missing.
    """

    days: Days
    by_window: bool
    lacking: set[str]
    heard: bool = False
    promised: bool = False
    said: list[str] = field(default_factory=list)
    over: bool = False
    asked: bool = False
    accepted: bool = False
    # The pauses that are over; of those under way the day on which each began, and how many days it was told to take.
    pauses: list[tuple[date, date]] = field(default_factory=list)
    under_way: dict[str, tuple[date, int]] = field(default_factory=dict)
    extended_by: int = 0
    hearing_asked: bool = False
    # Whether the result waits for what was promised; whether officers have passed the review meanwhile.
    awaits: bool = False
    approved: bool = False
    # What time alone will bring, unless something happens before: an instant and what it does.
    _timers: dict[str, datetime] = field(default_factory=dict)
    _opened: date = date.min
    _effective: date = date.min
    _shown: int = 0
    # What the applicant still has to bring, by the notice.
    _named: list[str] = field(default_factory=list)

    def file(self, at: datetime) -> None:
        """It arrives."""
        self._opened = at.date()
        self._at_end_of("silence", self.days.after(self._opened, ANSWER))
        if self.lacking:
            self._ask(at, [*sorted(self.lacking), *([LATE_PAPER] if self.promised else [])])
        else:
            self._complete(at)

    def supply(self, at: datetime, code: str) -> None:
        """The applicant hands in one of the documents asked for."""
        self.lacking.discard(code)
        self._named = sorted(self.lacking)
        if self.lacking:
            return
        self._timers.clear()
        self._opened = at.date()
        self._at_end_of("silence", self.days.after(self._opened, ANSWER))
        self._complete(at)

    def deliver(self, at: datetime) -> None:
        """What was promised for later comes in time."""
        self.awaits = False
        for name in ("late_reminder", "late_lapse"):
            self._timers.pop(name, None)
        self._tell(f"{at.date()} late-received")

    def approve(self, at: datetime) -> None:
        """Officers pass the review; what was promised is still awaited, so nothing is decided."""
        self.approved = True

    def accept(self, at: datetime) -> None:
        """The window accepts in time."""
        self._accept(at, "window", at.date())

    def pause(self, at: datetime, name: str, days: int) -> None:
        """A special procedure begins: the light stays what it is."""
        self.under_way[name] = at.date(), days
        self._stop_lights()
        self._tell(f"{at.date()} clock-stopped for {days} days")

    def resume(self, at: datetime, name: str) -> None:
        """It ends; the clock runs when it was the last one."""
        start, _ = self.under_way.pop(name)
        self.pauses.append((start, at.date()))
        self._tell_limits(f"{at.date()} clock-runs, now")
        self._light()

    def extend(self, at: datetime, days: int) -> None:
        """The head of the agency extends the limit: a light that is too dark by the longer one is taken back."""
        self.extended_by = days
        self._tell_limits(f"{at.date()} extended, now")
        colour = self._colour(at.date())
        if colour < self._shown:
            self._shown = colour
            self._tell(f"{at.date()} {COLOURS[colour]}")
        self._light()

    @property
    def may_be_extended(self) -> bool:
        """Once, and while the limit is not past; also while the clock stands still, and after a warning."""
        return self.is_reviewed and not (self.over or self.extended_by or self._shown == COLOURS.index("red"))

    @property
    def is_reviewed(self) -> bool:
        """Whether officers have it before them: not while a review that is passed waits for what was promised."""
        return self.accepted and not (self.approved and self.awaits)

    def name(self, at: datetime, person: str) -> None:
        """An officer names an interested party, who is told at once."""
        self._tell_rights(at, person)

    def ask_for_hearing(self, at: datetime) -> None:
        """Somebody asks for a hearing, which is held in twenty days and stops the clock."""
        self.hearing_asked = True
        self.pause(at, "asked-hearing", HEARING_HELD)
        self._tell(f"hearing by {self.days.after(at.date(), HEARING_HELD)}")

    def decide(self, at: datetime) -> None:
        """Officers decide; the result is handed over at once."""
        day = at.date()
        self._tell(f"{day} all decided", f"delivery due {self.days.after(day, DELIVERY)}", f"{day} completed")
        self._end()

    def withdraw(self, at: datetime) -> None:
        """The applicant withdraws."""
        self._tell(f"{at.date()} withdrawn-settled")
        self._end()

    def pass_until(self, at: datetime) -> None:
        """Time passes, up to and including an instant."""
        while due := [(when, name) for name, when in self._timers.items() if when <= at]:
            when, name = min(due)
            del self._timers[name]
            getattr(self, f"_on_{name}")(when)

    @property
    def window_is_asked(self) -> bool:
        """Whether the window has the application before it."""
        return self.by_window and not self.asked and not self.accepted and not self.over

    def _ask(self, at: datetime, codes: list[str]) -> None:
        self.asked = True
        self._named = codes
        self._timers.clear()
        noticed = at.date()
        last_day = self.days.after(noticed, SUPPLEMENT)
        self._tell(f"{noticed} notice asks for {', '.join(codes)} until {last_day}")
        self._timers["reminder"] = datetime.combine(self.days.after(noticed, SUPPLEMENT - REMIND_BEFORE), REMIND_AT)
        self._at_end_of("lapse", last_day)

    def _complete(self, at: datetime) -> None:
        self.asked = False
        if self.by_window:
            self._tell(f"window asked until {self.days.after(self._opened, ANSWER)}")
        else:
            self._accept(at, "completeness", at.date())

    def _accept(self, at: datetime, basis: str, effective: date) -> None:
        self.accepted = True
        self._timers.clear()
        self._effective = effective
        self._tell(
            f"{at.date()} accepted by {basis} from {effective}",
            f"decision due {self.days.after(effective, STATUTORY)}",
            f"promised {self.days.after(effective, PROMISED)}",
        )
        if self.promised:
            self._await(at.date() if basis == "silence" else effective)
        if self.heard:
            self._tell_rights(at, "applicant")
        self._light()

    def _await(self, told_on: date) -> None:
        """What was promised counts from acceptance; after silence from the day on which that is told."""
        self.awaits = True
        last_day = self.days.after(told_on, LATE)
        self._tell(f"late {LATE_PAPER} by {last_day}")
        self._timers["late_reminder"] = datetime.combine(self.days.after(told_on, LATE - 1), REMIND_AT)
        self._at_end_of("late_lapse", last_day)

    def _light(self) -> None:
        """80 % of the limit turn the light yellow, its end red; none while the clock stands still."""
        if self.under_way:
            return
        self._stop_lights()
        if self._shown < COLOURS.index("yellow"):
            self._timers["yellow"] = datetime.combine(self._day(self._warning), time())
        if self._shown < COLOURS.index("red"):
            self._at_end_of("red", self._day(self._limit))

    def _stop_lights(self) -> None:
        """What was promised for later is not moved by what moves the limit."""
        self._timers = {name: when for name, when in self._timers.items() if name.startswith("late_")}

    @property
    def _limit(self) -> int:
        return STATUTORY + self.extended_by

    @property
    def _warning(self) -> int:
        return -(-self._limit * 4 // 5)

    def _day(self, count: int) -> date:
        return self.days.after(self._effective, count, self.pauses)

    def _colour(self, day: date) -> int:
        """What the light is on a day: while the clock stands still, what it was when that began."""
        pauses = [*self.pauses, *((start, date.max) for start, _ in self.under_way.values())]
        while earlier := [start for start, end in pauses if start < day < end]:
            day = min(earlier)
        pauses = [(start, end) for start, end in pauses if start < day]
        if self.days.after(self._effective, self._limit, pauses) < day:
            return COLOURS.index("red")
        used = self.days.after(self._effective, self._warning, pauses) <= day
        return COLOURS.index("yellow") if used else COLOURS.index("green")

    def _tell_limits(self, what: str) -> None:
        self._tell(f"{what} due {self._due(self._limit)}, promised {self._due(PROMISED)}")

    def _due(self, count: int) -> str:
        """A last day; while the clock stands still before it, the one that it will be if each takes as long as told."""
        day = self._day(count)
        if all(start > day for start, _ in self.under_way.values()):
            return day.isoformat()
        told = [(start, self.days.after(start, days)) for start, days in self.under_way.values()]
        return f"{self.days.after(self._effective, count, [*self.pauses, *told])} provisionally"

    def _tell_rights(self, at: datetime, person: str) -> None:
        until = f" until {self.days.after(at.date(), HEARING_REQUEST)}" if self.heard else ""
        self._tell(f"{at.date()} rights-told {person}{until}")

    def _on_silence(self, at: datetime) -> None:
        self._accept(at, "silence", self._opened)

    def _on_reminder(self, at: datetime) -> None:
        self._tell(f"{at.date()} reminder of {', '.join(self._named)}")

    def _on_late_reminder(self, at: datetime) -> None:
        self._tell(f"{at.date()} late-reminder of {LATE_PAPER}")

    def _on_late_lapse(self, at: datetime) -> None:
        self._tell(f"{at.date()} lapsed for want of {LATE_PAPER}")
        self._end()

    def _on_lapse(self, at: datetime) -> None:
        self._tell(f"{at.date()} lapsed for want of {', '.join(self._named)}")
        self._end()

    def _on_yellow(self, at: datetime) -> None:
        self._shown = COLOURS.index("yellow")
        self._tell(f"{at.date()} yellow")

    def _on_red(self, at: datetime) -> None:
        self._shown = COLOURS.index("red")
        self._tell(f"{at.date()} red")

    def _at_end_of(self, name: str, day: date) -> None:
        """24:00 of a day."""
        self._timers[name] = datetime.combine(day + ONE_DAY, time())

    def _tell(self, *sentences: str) -> None:
        self.said += sentences

    def _end(self) -> None:
        self.over = True
        self._timers.clear()
