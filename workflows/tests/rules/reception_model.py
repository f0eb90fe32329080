"""From filing to the answer, in the second, simple telling of the rules: what is missing, who is asked, silence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, timedelta

from workflows.tests.rules.days import (
    ANSWER,
    ASKED_AGAIN_AFTER,
    NOTICES,
    REMIND_AT,
    REMIND_BEFORE,
    SUPPLEMENT,
    Days,
    end_of,
    share_of,
    start_of,
)


class ReceptionModel:
    """What must follow until it is accepted, or not.

    `lacking` is what no register has a record of; what one holds, in whatever quality and though it is `away` for so
    many rounds, is not missing. `late`: what is promised for later, named in the notice as such. `accept` is told the
    basis and the day from which it is effective, `lapse` what did not come, `of` says which cases are open.
    """

    def __init__(
        self,
        days: Days,
        tell: Callable[..., None],
        accept: Callable[[datetime, str, date], None],
        lapse: Callable[[datetime, str], None],
        of: Callable[[], Collection[str]],
        *,
        by_window: bool,
        lacking: Collection[str],
        away: int,
        late: Collection[str],
        yellow: int,
    ) -> None:
        self.days, self._tell, self._accept, self._lapse, self._of = days, tell, accept, lapse, of
        self.by_window, self.lacking, self._away, self._late, self._yellow = by_window, set(lacking), away, late, yellow
        # How often the applicant was asked, whether that is waited for, and whether a register is.
        self.notices, self.asked, self.verifying = 0, False, False
        self.timers: dict[str, datetime] = {}
        self._opened = self._noticed = date.min
        # The day since which the days to answer run, and that of the notice, of those that were told of already.
        self._warned = self._reminded = date.min
        # What the applicant still has to bring, by the notice.
        self._named: list[str] = []

    def file(self, at: datetime) -> None:
        """It arrives; a register that does not answer is asked again for a day, and by then people look."""
        self._open(at)
        if self._away:
            self.verifying = True
            self.timers["registers"] = at + sum(ASKED_AGAIN_AFTER[: self._away], timedelta())
        else:
            self.on_registers(at)

    def on_registers(self, at: datetime) -> None:
        """They have answered: only what none of them has a record of is asked for, all of it at once."""
        self.verifying = False
        if self.lacking:
            self._ask(at, [*sorted(self.lacking), *self._late])
        else:
            self._complete(at)

    def want(self, at: datetime, code: str, *, held: bool, fact: bool, accepted: bool) -> None:
        """The window wants a document: not what the state holds, nor after acceptance, nor twice without a new fact."""
        if held:
            self._refuse(at, code, "STATE_ALREADY_HOLDS")
        elif accepted:
            self._refuse(at, code, "SUPPLEMENT_AFTER_ACCEPTANCE")
        elif self.notices and (not fact or self.notices == NOTICES):
            self._refuse(at, code, "SECOND_SUPPLEMENT_WITHOUT_NEW_FACT")
        else:
            self.lacking.add(code)
            self._ask(at, [code])

    def supply(self, at: datetime, code: str) -> None:
        """The applicant hands in one of the documents asked for."""
        self.lacking.discard(code)
        self._named = sorted(self.lacking)
        if not self.lacking:
            self.stop()
            self._open(at)
            self._complete(at)

    def stop(self) -> None:
        """What was waited for has come, or matters no more."""
        self.asked = False
        self.timers.clear()

    def limits(self) -> Iterator[tuple[str, str]]:
        """The limit that runs, and its last day as it is told."""
        if self.asked:
            yield "supplement", self.days.say(self.days.after(self._noticed, SUPPLEMENT))
        else:
            yield "answer", self._answer_by

    def load(self, at: datetime, now: str, *, moved: bool) -> None:
        """A calendar is in force: the applicant is told the other day to hand in, where it moved."""
        if moved and self.asked:
            self._tell(f"{at.date()} notice-moved of {', '.join(self._named)} to {now}")
        if "silence" in self.timers and self._warned == self._opened and self._warning > at:
            self._warned = date.min
            self._tell(*(f"{at.date()} answer-green{of}" for of in self._of()))
        self._set_timers(at)

    @property
    def _warning(self) -> datetime:
        """When the days to answer are nearly used up."""
        return start_of(self.days.after(self._opened, share_of(ANSWER, self._yellow)))

    def _set_timers(self, at: datetime) -> None:
        """What time will bring, by the days as they are known now; what is past already comes at once."""
        days, found = self.days, dict[str, datetime]()
        if "silence" in self.timers:
            found["silence"] = end_of(days.after(self._opened, ANSWER))
            if self._opened != self._warned:
                found["warning"] = self._warning
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
        self.stop()
        self.asked, self._named, self._noticed = True, codes, at.date()
        self.notices += 1
        self._set_timers(at)
        until = self.days.say(self.days.after(self._noticed, SUPPLEMENT))
        notice = "notice" if self.notices == 1 else "second-notice"
        self._tell(f"{at.date()} {notice} asks for {', '.join(codes)} until {until}")

    def _refuse(self, at: datetime, code: str, reason: str) -> None:
        self._tell(f"{at.date()} asking for {code} refused: {reason}")

    def _complete(self, at: datetime) -> None:
        if self.by_window:
            self._tell(f"window asked until {self._answer_by}")
        else:
            self._accept(at, "completeness", at.date())

    @property
    def _answer_by(self) -> str:
        return self.days.say(self.days.after(self._opened, ANSWER))

    def on_silence(self, at: datetime) -> None:
        """The agency has not answered."""
        self._accept(at, "silence", self._opened)

    def on_warning(self, at: datetime) -> None:
        """The days to answer are nearly used up."""
        self._warned = self._opened
        self._tell(*(f"{at.date()} answer-yellow{of}" for of in self._of()))

    def on_reminder(self, at: datetime) -> None:
        """What was asked for is due soon."""
        self._reminded = self._noticed
        self._tell(f"{at.date()} reminder of {', '.join(self._named)}")

    def on_lapse(self, at: datetime) -> None:
        """What was asked for did not come."""
        self._lapse(at, ", ".join(self._named))
