"""A breaker for one source: who fails again and again is left alone for a while, then tried by one lookup.

Fifty lines of our own: the libraries for it keep their state in threads or in a database, or were last released years
ago (docs/decisions/0030). Pure: the caller says what time it is, in seconds of a clock that never goes back.
"""

from dataclasses import dataclass
from enum import StrEnum

# A source that stays down is tried less and less often, but at least this often.
OPEN_SECONDS_MAX = 60.0


class State(StrEnum):
    """Where a breaker stands."""

    CLOSED = "CLOSED"
    OPEN = "OPEN"
    HALF_OPEN = "HALF_OPEN"


class Breaker:
    """Opens after `failures_max` failures in a row, for `open_seconds`; twice as long after each probe that fails."""

    def __init__(self, failures_max: int, open_seconds: float) -> None:
        self._failures_max = failures_max
        self._first_seconds = open_seconds
        self._open_seconds = open_seconds
        self._failures = 0
        self._open_until: float | None = None
        self._probing = False

    def state(self, now: float) -> State:
        """Where it stands."""
        if self._open_until is None:
            return State.CLOSED
        return State.OPEN if now < self._open_until else State.HALF_OPEN

    def admits(self, now: float) -> bool:
        """Whether a lookup may try: always while closed, never while open, one at a time while half open."""
        state = self.state(now)
        return state is State.CLOSED or (state is State.HALF_OPEN and not self._probing)

    def begin(self, now: float) -> "Trial | None":
        """Let a lookup try, as `admits` says; it ends in exactly one of the three below. None: it may not."""
        if not self.admits(now):
            return None
        self._probing = probing = self._open_until is not None
        return Trial(probing)

    def succeeded(self, trial: "Trial") -> None:
        """It answered: all is well again, whoever was told so."""
        self.abandoned(trial)
        self._failures, self._open_until, self._open_seconds = 0, None, self._first_seconds

    def failed(self, trial: "Trial", now: float) -> None:
        """It did not answer. A lookup that began before the breaker opened does not open it again."""
        self.abandoned(trial)
        self._failures += 1
        if trial.probe:
            self._open_seconds = min(self._open_seconds * 2, max(OPEN_SECONDS_MAX, self._first_seconds))
            self._open_until = now + self._open_seconds
        elif self._open_until is None and self._failures >= self._failures_max:
            self._open_until = now + self._open_seconds

    def abandoned(self, trial: "Trial") -> None:
        """It ended without a word about the source, such as by its caller's end."""
        if trial.probe:
            self._probing = False


@dataclass(frozen=True)
class Trial:
    """One lookup under way; `probe`: it is the one that tries whether the source is back."""

    probe: bool
