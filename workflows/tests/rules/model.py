"""A second, simple telling of the rules, to hold the workflow against: nothing is shared with it.

An application of one case or of a bundle, with the product's limits. It knows instants of Beijing time without an
offset, and tells the sentences of the table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from workflows.tests.rules.case_model import CaseModel
from workflows.tests.rules.days import (
    ANSWER,
    ONE_DAY,
    REMIND_AT,
    REMIND_BEFORE,
    RENEWAL_BEFORE,
    SUPPLEMENT,
    Days,
    end_of,
    share_of,
    start_of,
)
from workflows.tests.rules.parts_model import LATE_PAPER, DeliveryModel, LateModel

ONE = {"permit": ()}
# Of each limit that a calendar changed (whose, and which): whether its date moved, or only how sure that is.
Moved = Mapping[tuple[str, str], bool]


class Model:
    """What must follow, as far as time has come.

    `cases` has what each needs. `lacking` is what verification finds missing; what is committed to instead of given is
    simply not missing. `heard`: the item gives a right to a hearing. `promised`: one more document shall come late.
    `expires`: the last day of the licence that is renewed. `courier`: the result is not in hand at once.
    `yellow`: from how many percent of a limit its light is yellow.
    """

    def __init__(
        self,
        days: Days,
        *,
        by_window: bool = False,
        lacking: Collection[str] = (),
        heard: bool = False,
        promised: bool = False,
        expires: date | None = None,
        courier: bool = False,
        yellow: int = 80,
        cases: Mapping[str, tuple[str, ...]] = ONE,
    ) -> None:
        self.days, self.by_window, self.lacking = days, by_window, set(lacking)
        self.promised, self.expires, self.courier = promised, expires, courier
        self.said: list[str] = []
        self.cases = {
            code: CaseModel(code, f" of {code}" if len(cases) > 1 else "", needs, heard, days, self._tell, yellow)
            for code, needs in cases.items()
        }
        # How it ended, once it is over; how often the applicant was asked, and whether that is waited for.
        self.end, self.notices, self.asked = "", 0, False
        # The day since which the days to answer run, of those that have been warned of.
        self._warned = date.min
        self._yellow = yellow
        self.accepted = self.decided = False
        self.late = LateModel(days, self._tell, self._lapse)
        self._delivery = DeliveryModel(days, self._tell, yellow)
        # Whether officers have passed the review while what was promised is awaited: nothing is decided by that.
        self.approved = False
        # What time alone will bring, unless something happens before: an instant and what it does.
        self.timers: dict[str, datetime] = {}
        self._opened = self._noticed = date.min
        # What the applicant still has to bring, by the notice; the day of the notice that they were reminded of.
        self._named: list[str] = []
        self._reminded = date.min

    @property
    def open_cases(self) -> list[CaseModel]:
        """Those without an outcome that officers have before them."""
        waiting = not self.accepted or self.end or (self.approved and self.late.awaited)
        return [] if waiting else [case for case in self.cases.values() if case.begun and not case.outcome]

    @property
    def untouched(self) -> bool:
        """Whether no case has an outcome."""
        return not any(case.outcome for case in self.cases.values())

    @property
    def window_is_asked(self) -> bool:
        """Whether the window has the application before it."""
        return self.by_window and not (self.asked or self.accepted or self.decided) and not self.end

    def file(self, at: datetime) -> None:
        """It arrives."""
        self._open(at)
        if self.expires and at.date() <= self.expires - RENEWAL_BEFORE:
            self.timers["renewal"] = start_of(self.expires + ONE_DAY)
        if self.lacking:
            self._ask(at, [*sorted(self.lacking), *([LATE_PAPER] if self.promised else [])])
        else:
            self._complete(at)

    def ask(self, at: datetime, code: str) -> None:
        """The window asks for one document; once more only with a new fact."""
        self.lacking.add(code)
        self._ask(at, [code])

    def supply(self, at: datetime, code: str) -> None:
        """The applicant hands in one of the documents asked for."""
        self.lacking.discard(code)
        self._named = sorted(self.lacking)
        if not self.lacking:
            self.asked = False
            self._stop()
            self._open(at)
            self._complete(at)

    def deliver(self, at: datetime) -> None:
        """What was promised for later comes."""
        self.late.bring(at.date())

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

    def decide(self, at: datetime, code: str, outcome: str) -> None:
        """Officers decide a case: those that need it begin, or end with it."""
        self.cases[code].end(outcome)
        for case in [case for case in self.cases.values() if code in case.needs and not case.outcome]:
            if outcome != "granted":
                self._tell(f"{at.date()} ended for want of {code}{case.of}")
                self.decide(at, case.code, "ended")
            elif all(self.cases[each].outcome == "granted" for each in case.needs):
                self._begin(at, case)
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
        self.days = self.late.days = self._delivery.days = days
        for case in self.cases.values():
            case.days = days
        now = dict(self._limits())
        self._tell_moved(at, {key: day[:10] != now[key][:10] for key, day in before.items() if day != now[key]}, now)
        self._set_timers(at)
        self.late.load(at)
        if self.decided:
            self._delivery.load(at)
        self.pass_until(at)

    def _tell_moved(self, at: datetime, moved: Moved, now: Mapping[tuple[str, str], str]) -> None:
        for _, limit in (key for key in moved if not key[0]):
            self._tell(f"{at.date()} calendar-loaded, {limit} now due {now['', limit]}")
        if moved.get(("", "supplement")):
            self._tell(f"{at.date()} notice-moved of {', '.join(self._named)} to {now['', 'supplement']}")
        for case in self.cases.values():
            of_case = {limit: date_moved for (code, limit), date_moved in moved.items() if code == case.code}
            case.load(at, of_case, {limit: day for (code, limit), day in now.items() if code == case.code})
            if of_case.get("late"):
                self._tell(f"{at.date()} late-moved of {LATE_PAPER} to {self.late.due}")

    def pass_until(self, at: datetime) -> None:
        """Time passes, up to and including an instant. What is due at once comes in the order of the process."""
        while due := [
            (when, name != "yellow", name, part)
            for part in (self, *self.cases.values(), self.late, self._delivery)
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
                if self.late.awaited and not self.late.brought:
                    yield (case.code, "late"), self.late.due
        elif self.asked:
            yield ("", "supplement"), self.days.say(self.days.after(self._noticed, SUPPLEMENT))
        else:
            yield ("", "answer"), self.days.say(self.days.after(self._opened, ANSWER))

    def _set_timers(self, at: datetime) -> None:
        """What time will bring, by the days as they are known now; what is past already comes at once."""
        days, found = self.days, dict[str, datetime]()
        if "silence" in self.timers:
            found["silence"] = end_of(days.after(self._opened, ANSWER))
            if self._opened != self._warned:
                found["warning"] = start_of(days.after(self._opened, share_of(ANSWER, self._yellow)))
        if self.asked:
            last_day = days.after(self._noticed, SUPPLEMENT)
            if days.sure(last_day):
                found["lapse"] = end_of(last_day)
            if self._noticed != self._reminded:
                found["reminder"] = datetime.combine(days.after(self._noticed, SUPPLEMENT - REMIND_BEFORE), REMIND_AT)
        self.timers |= {name: max(at, when) for name, when in found.items()}

    def _open(self, at: datetime) -> None:
        self._opened = at.date()
        self.timers["silence"] = at
        self._set_timers(at)

    def _ask(self, at: datetime, codes: list[str]) -> None:
        self.asked, self._named, self._noticed = True, codes, at.date()
        self.notices += 1
        self._stop()
        self._set_timers(at)
        until = self.days.say(self.days.after(self._noticed, SUPPLEMENT))
        notice = "notice" if self.notices == 1 else "second-notice"
        self._tell(f"{at.date()} {notice} asks for {', '.join(codes)} until {until}")

    def _complete(self, at: datetime) -> None:
        if self.by_window:
            self._tell(f"window asked until {self.days.say(self.days.after(self._opened, ANSWER))}")
        else:
            self._accept(at, "completeness", at.date())

    def _accept(self, at: datetime, basis: str, effective: date) -> None:
        self.accepted = True
        self._stop()
        self._tell(f"{at.date()} accepted by {basis} from {effective}")
        for case in self.cases.values():
            case.accept(at, effective)
            if not case.needs:
                self._begin(at, case)
        if self.promised:
            self.late.begin(at, at.date() if basis == "silence" else effective)

    def _stop(self) -> None:
        """What was waited for has come; the day on which a licence ends stays."""
        self.timers = {name: when for name, when in self.timers.items() if name == "renewal"}

    def _begin(self, at: datetime, case: CaseModel) -> None:
        case.begun = True
        if case.of:
            self._tell(f"{at.date()} {case.code} begins")

    def _hand_over(self, at: datetime) -> None:
        self.decided, self.asked = True, False
        self.late.stop()
        self.timers.clear()
        self._tell(f"{at.date()} all decided", *(f"outcome{case.of} {case.outcome}" for case in self.cases.values()))
        with_result = [case for case in self.cases.values() if case.outcome != "ended"]
        self._delivery.begin(at, with_result, by_courier=self.courier)
        if not self.courier:
            self.finish(at, "completed")

    def on_silence(self, at: datetime) -> None:
        """The agency has not answered."""
        self._accept(at, "silence", self._opened)

    def on_warning(self, at: datetime) -> None:
        """The days to answer are nearly used up."""
        self._warned = self._opened
        self._tell(*(f"{at.date()} answer-yellow{case.of}" for case in self.cases.values() if not case.outcome))

    def on_renewal(self, at: datetime) -> None:
        """Nobody has decided a renewal by the licence's last day: it is granted."""
        self._tell(f"{at.date()} renewed-by-silence")
        self.decide(at, "permit", "granted")

    def on_reminder(self, at: datetime) -> None:
        """What was asked for is due soon."""
        self._reminded = self._noticed
        self._tell(f"{at.date()} reminder of {', '.join(self._named)}")

    def on_lapse(self, at: datetime) -> None:
        """What was asked for did not come."""
        self._lapse(at, ", ".join(self._named))

    def _lapse(self, at: datetime, missed: str) -> None:
        self._end(f"{at.date()} lapsed for want of {missed}")

    def _tell(self, *sentences: str) -> None:
        self.said += sentences

    def _end(self, sentence: str) -> None:
        self._tell(sentence)
        self.end = sentence
        for part in (self, *self.cases.values(), self.late, self._delivery):
            part.timers.clear()
