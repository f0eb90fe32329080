"""A second, simple telling of the rules, to hold the workflow against: nothing is shared with it.

An application of one case or of a bundle, with the product's limits. It knows instants of Beijing time without an
offset, and tells the sentences of the table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from workflows.tests.rules.case_model import About, CaseModel
from workflows.tests.rules.days import ONE_DAY, RENEWAL_BEFORE, Days, start_of
from workflows.tests.rules.lamp import Lamp
from workflows.tests.rules.parts_model import LATE_PAPER, DeliveryModel, LateModel
from workflows.tests.rules.reception_model import ReceptionModel

ONE = (About("permit"),)
DECIDED = ("granted", "refused")
# Of each limit that a calendar changed (whose, and which): whether its date moved, or only how sure that is.
Moved = Mapping[tuple[str, str], bool]


class Model:
    """What must follow, as far as time has come.

    `late`: the case whose result waits for one more document, promised for later. `renews`: the case that renews a
    licence, whose last day is `expires`. `courier`: the result is not in hand at once. `yellow`: from how many percent
    of a limit of the whole its light is yellow. The rest is what is received, and how (`reception_model.py`).
    """

    def __init__(
        self,
        days: Days,
        *,
        by_window: bool = False,
        lacking: Collection[str] = (),
        away: int = 0,
        late: str = "",
        renews: str = "permit",
        expires: date | None = None,
        courier: bool = False,
        yellow: int = 80,
        cases: Sequence[About] = ONE,
    ) -> None:
        self.renews, self.expires, self.courier = renews, expires, courier
        self.said: list[str] = []
        self.cases = {about.code: CaseModel(about, days, self._tell) for about in cases}
        # How it ended, once it is over.
        self.end = ""
        self.accepted = self.decided = False
        self.late_case = self.cases.get(late)
        self.reception = ReceptionModel(
            days, self._tell, self._accept, self._lapse, self._open_ones, by_window=by_window, lacking=lacking,
            away=away, late=[LATE_PAPER] if late else [], yellow=yellow,
        )  # fmt: skip
        self.late = LateModel(days, self._tell, self.late_case, self._miss)
        self._delivery = DeliveryModel(days, self._tell, yellow)
        # What time alone will bring, unless something happens before: an instant and what it does.
        self.timers: dict[str, datetime] = {}

    @property
    def open_cases(self) -> list[CaseModel]:
        """Those without an outcome that officers have before them."""
        if not self.accepted or self.end:
            return []
        withheld = self.late_case if self.late.approved and self.late.awaited else None
        return [case for case in self.cases.values() if case.begun and not case.outcome and case is not withheld]

    @property
    def untouched(self) -> bool:
        """Whether no case is decided; it may have ended."""
        return not any(case.outcome in DECIDED for case in self.cases.values())

    @property
    def window_is_asked(self) -> bool:
        """Whether the window has the application before it."""
        busy = self.reception.verifying or self.reception.asked or self.accepted or self.decided
        return self.reception.by_window and not busy and not self.end

    def file(self, at: datetime) -> None:
        """It arrives."""
        if self.expires and at.date() <= self.expires - RENEWAL_BEFORE:
            self.timers["renewal"] = start_of(self.expires + ONE_DAY)
        self.reception.file(at)

    def deliver(self, at: datetime) -> None:
        """What was promised for later comes."""
        self.late.bring(at.date())

    def approve(self, at: datetime) -> None:
        """Officers pass the review while something is to come: nothing is decided by that."""
        self.late.approved = True
        if self.late_case:
            self.late_case.pass_stage(at)

    def accept(self, at: datetime) -> None:
        """The window accepts in time."""
        self._accept(at, "window", at.date())

    def turn_away(self, at: datetime) -> None:
        """The window does not accept."""
        self._end(f"{at.date()} not-accepted, turn to 市监局")

    def name(self, at: datetime, person: str) -> None:
        """An officer names an interested party, who is told at once, of each case that is open."""
        for case in [case for case in self.cases.values() if not case.outcome]:
            case.tell_rights(at, person)

    def reach(self, person: str, on: date) -> None:
        """The notice of their rights has reached somebody who was named, of each case that is open."""
        for case in [case for case in self.cases.values() if not case.outcome]:
            case.reach(person, on)

    def decide(self, at: datetime, code: str, outcome: str) -> None:
        """Officers decide a case: those that need it begin, or end with it."""
        self.cases[code].end(outcome)
        if code == self.renews:
            self.timers.clear()
        if self.cases[code] is self.late_case:
            self.late.stop()
        for case in [case for case in self.cases.values() if code in case.about.needs and not case.outcome]:
            if outcome != "granted":
                self._tell(f"{at.date()} ended for want of {code}{case.of}")
                self.decide(at, case.code, "ended")
            elif all(self.cases[each].outcome == "granted" for each in case.about.needs):
                case.begin(at)
        if not self.decided and all(case.outcome for case in self.cases.values()):
            self._hand_over(at)

    def finish(self, at: datetime, how: str) -> None:
        """In hand (completed), revoked on its way (ended-as-revoked), or ended by an operator (terminated)."""
        self._end(f"{at.date()} {how}")

    def withdraw(self, at: datetime) -> None:
        """The applicant withdraws: what is decided stands."""
        if self.untouched:
            self._end(f"{at.date()} withdrawn-settled")
            return
        for case in [case for case in self.cases.values() if not case.outcome]:
            case.end("ended")
        self._hand_over(at)

    def load(self, at: datetime, days: Days) -> None:
        """A calendar comes into force: every limit that runs is computed again, and told where it moved."""
        before = dict(self._limits())
        self.reception.days = self.late.days = self._delivery.days = days
        for case in self.cases.values():
            case.know(days)
        now = dict(self._limits())
        self._tell_moved(at, {key: day[:10] != now[key][:10] for key, day in before.items() if day != now[key]}, now)
        self.late.load(at)
        if self.decided:
            self._delivery.load(at)
        self.pass_until(at)

    def _tell_moved(self, at: datetime, moved: Moved, now: Mapping[tuple[str, str], str]) -> None:
        for _, limit in (key for key in moved if not key[0]):
            self._tell(f"{at.date()} calendar-loaded, {limit} now due {now['', limit]}")
        supplement = "", "supplement"
        self.reception.load(at, now.get(supplement, ""), moved=moved.get(supplement, False))
        for case in self.cases.values():
            of_case = {limit: date_moved for (code, limit), date_moved in moved.items() if code == case.code}
            case.load(at, of_case, {limit: day for (code, limit), day in now.items() if code == case.code})
            if of_case.get("late"):
                self._tell(f"{at.date()} late-moved of {LATE_PAPER} to {self.late.due}")

    def pass_until(self, at: datetime) -> None:
        """Time passes, up to and including an instant. What is due at once comes in the order of the process."""
        while due := [
            (when, name != "yellow", name, part)
            for part in self._parts
            for name, when in part.timers.items()
            if when <= at
        ]:
            when, _, name, part = min(due, key=lambda each: each[:3])
            del part.timers[name]
            getattr(part, f"on_{name}")(when)

    def _limits(self) -> Iterator[tuple[tuple[str, str], str]]:
        """Every limit that runs: whose and which, and its last day as it is told."""
        if self.decided:
            yield ("", "delivery"), self._delivery.due
        elif self.accepted:
            for case in self.cases.values():
                yield from (((case.code, limit), day) for limit, day in case.limits())
                if case is self.late_case and self.late.awaited and not self.late.brought:
                    yield (case.code, "late"), self.late.due
        else:
            yield from ((("", limit), day) for limit, day in self.reception.limits())

    def _accept(self, at: datetime, basis: str, effective: date) -> None:
        self.accepted = True
        self.reception.stop()
        self._tell(f"{at.date()} accepted by {basis} from {effective}")
        for case in self.cases.values():
            case.accept(at, effective)
            if not case.about.needs:
                case.begin(at)
        if self.late_case:
            self.late.begin(at, at.date() if basis == "silence" else effective)

    def _hand_over(self, at: datetime) -> None:
        self.decided = True
        self.reception.stop()
        self.late.stop()
        self.timers.clear()
        self._tell(f"{at.date()} all decided", *(f"outcome{case.of} {case.outcome}" for case in self.cases.values()))
        with_result = [case for case in self.cases.values() if case.outcome != "ended"]
        self._delivery.begin(at, with_result, by_courier=self.courier)
        if not self.courier:
            self.finish(at, "completed")

    def on_renewal(self, at: datetime) -> None:
        """Nobody has decided a renewal by the licence's last day: it is granted."""
        self._tell(f"{at.date()} renewed-by-silence{self.cases[self.renews].of}")
        self.decide(at, self.renews, "granted")

    def _open_ones(self) -> list[str]:
        return [case.of for case in self.cases.values() if not case.outcome]

    def _lapse(self, at: datetime, missed: str) -> None:
        self._end(f"{at.date()} lapsed for want of {missed}")

    def _miss(self, at: datetime, case: CaseModel) -> None:
        """What a case waited for did not come: it ends, and with it what needs it; no other case does."""
        if not case.of:
            self._lapse(at, LATE_PAPER)
            return
        self._tell(f"{at.date()} late-missed of {LATE_PAPER}{case.of}")
        self.decide(at, case.code, "ended")

    def _tell(self, *sentences: str) -> None:
        self.said += sentences

    def _end(self, sentence: str) -> None:
        self._tell(sentence)
        self.end = sentence
        for part in self._parts:
            part.timers.clear()

    @property
    def _parts(self) -> list[Model | ReceptionModel | Lamp | LateModel | DeliveryModel]:
        """Whatever time brings something for."""
        lamps = [lamp for case in self.cases.values() for lamp in case.lamps.values()]
        return [self, self.reception, *lamps, self.late, self._delivery]
