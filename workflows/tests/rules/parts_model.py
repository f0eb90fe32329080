"""Two waits of the second, simple telling of the rules: for what was promised later, and for the result in hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from workflows.tests.rules.case_model import CaseModel
from workflows.tests.rules.days import DELIVERY, REMIND_AT, Days, end_of, share_of, start_of
from workflows.tests.rules.lamp import COLOURS, RED, YELLOW

# The one document that can come late (容缺), and within how many working days of acceptance.
LATE_PAPER, LATE = "plan", 5

Tell = Callable[..., None]


class LateModel:
    """What was promised for later: reminded of on the working day before its last one, then missed or in."""

    def __init__(
        self, days: Days, tell: Tell, case: CaseModel | None, missed: Callable[[datetime, CaseModel], None]
    ) -> None:
        self.days, self._tell, self._case, self._missed = days, tell, case, missed
        # `approved`: officers have passed the review while it is awaited.
        self.awaited = self.approved = False
        self.timers: dict[str, datetime] = {}
        self._told_on = date.min
        # The day on which it was brought, where only a calendar that is to come says whether that was in time.
        self.brought: date | None = None
        self._reminded_at = datetime.min

    def begin(self, at: datetime, told_on: date) -> None:
        """Its days count from acceptance; after silence from the day on which that is told."""
        self.awaited, self._told_on = True, told_on
        self._tell(f"late {LATE_PAPER} by {self.due}")
        self.load(at)

    def bring(self, day: date) -> None:
        """It is brought: in time, or after a day that may still move."""
        if day > self._day:
            self.brought = day
            self.timers.clear()
            return
        self.stop()
        self._tell(f"{day} late-received{self._case.of if self._case else ''}")

    def stop(self) -> None:
        """It is in, or not needed any more."""
        self.awaited = False
        self.timers.clear()

    def load(self, at: datetime) -> None:
        """Sets what time will bring, by the days as they are known now; of a day that moved when that is due again."""
        if self.awaited and self.brought and self.brought <= self._day:
            self.bring(self.brought)
        if self.awaited:
            if self.days.sure(self._day):
                self.timers["lapse"] = max(at, end_of(self._day))
            morning = datetime.combine(self.days.after(self._told_on, LATE - 1), REMIND_AT)
            self.timers.pop("reminder", None)
            if self._reminded_at < morning:
                self.timers["reminder"] = max(at, morning)

    @property
    def due(self) -> str:
        """Its last day, as it is told."""
        return self.days.say(self._day)

    @property
    def _day(self) -> date:
        return self.days.after(self._told_on, LATE)

    def on_reminder(self, at: datetime) -> None:
        """It is due on the next working day."""
        self._reminded_at = at
        self._tell(f"{at.date()} late-reminder of {LATE_PAPER}")

    def on_lapse(self, at: datetime) -> None:
        """It did not come."""
        self.awaited = False
        if self._case:
            self._missed(at, self._case)


class DeliveryModel:
    """The result on its way: its light turns as those of the decision limit do."""

    def __init__(self, days: Days, tell: Tell, yellow: int) -> None:
        self.days, self._tell, self._yellow = days, tell, yellow
        self.timers: dict[str, datetime] = {}
        self._decided_on = date.min
        self._cases: list[CaseModel] = []
        self._shown = 0

    def begin(self, at: datetime, cases: list[CaseModel], *, by_courier: bool) -> None:
        """All is decided: `cases` have a result, which a courier brings or is in hand at once."""
        self._decided_on, self._cases = at.date(), cases
        self._tell(f"delivery due {self.due}")
        if by_courier:
            self.load(at)

    def load(self, at: datetime) -> None:
        """Sets what time will bring, by the days as they are known now; a light too dark by them is taken back."""
        yellow = self.days.after(self._decided_on, share_of(DELIVERY, self._yellow))
        red = self.days.after(self._decided_on, DELIVERY)
        right = RED if at.date() > red else YELLOW if at.date() >= yellow else 0
        if right < self._shown:
            self._turn(at, right)
        self.timers.clear()
        if self._shown < YELLOW:
            self.timers["yellow"] = max(at, start_of(yellow))
        if self._shown < RED:
            self.timers["red"] = max(at, end_of(red))

    @property
    def due(self) -> str:
        """Its last day, as it is told."""
        return self.days.say(self.days.after(self._decided_on, DELIVERY))

    def on_yellow(self, at: datetime) -> None:
        """Its time is nearly used up."""
        self._turn(at, YELLOW)

    def on_red(self, at: datetime) -> None:
        """It is past."""
        self._turn(at, RED)

    def _turn(self, at: datetime, colour: int) -> None:
        self._shown = colour
        self._tell(*(f"{at.date()} delivery-{COLOURS[colour]}{case.of}" for case in self._cases))
