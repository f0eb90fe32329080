"""How a loop that must go on for ever takes its failures: one answer for relay, consumer and every other loop."""

from __future__ import annotations

from runtime.failures import heals_by_waiting
from runtime.logs import describe_error, get_logger

# So many faults of ours with no good time in between will go on: the process is better started anew.
FAULTS_MAX = 5


class Patience:
    """Says how long to wait after a failure: ``seconds_min``, doubled each time, at most ``seconds_max``.

    What heals by waiting is waited for without bound. Any other fault is tried again too, because clients of engines
    that restart find new names for it; the fifth in a row is raised, and with it the process ends.
    """

    def __init__(self, name: str, seconds_min: float, seconds_max: float, *, faults_max: int = FAULTS_MAX) -> None:
        self._name = name
        self._seconds_min = seconds_min
        self._seconds_max = seconds_max
        self._faults_max = faults_max
        self.succeeded()

    def succeeded(self) -> None:
        """Forget earlier failures: the loop has worked."""
        self._delay = self._seconds_min
        self._faults = 0

    def after(self, error: Exception) -> float:
        """Log a failure and return the seconds to wait. Raises it when it is one fault too many."""
        if heals_by_waiting(error):
            get_logger().warning("loop.interrupted", loop=self._name, error=describe_error(error))
        else:
            self._faults += 1
            get_logger().error("loop.fault", loop=self._name, faults=self._faults, exc_info=error)
            if self._faults >= self._faults_max:
                raise error
        delay, self._delay = self._delay, min(self._delay * 2, self._seconds_max)
        return delay
