"""When there is much to do at once, waiting a little makes batches fuller and each message cheaper.

Measured on 2 shared cores, all processes together: an instant application costs a fifth less CPU so. Where one
matter follows the other nothing is won, so nothing waits: only while many matters are under way, told by their keys.
The wait is measured by the work, so that a machine with time to spare answers fast, and a busy one, where work takes
long, batches more.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable

# Matters that were heard of in a second. A lone one says much, but always of itself.
ABOVE_KEYS_PER_SECOND = 3.0
WINDOW_SECONDS = 1.0
# Keys in a batch that was waited for, on average: under this nothing is won, each message follows the one before.
ABOVE_KEYS = 1.2
# Once in a window it is tried again whether waiting is of use.
KEYS_TRIED_AGAIN = 1.25
# Weight of the newest batch in that average.
WEIGHT = 0.3
# How long to wait for each second that a batch took.
WAIT_PER_WORK = 10.0


class Linger:
    """Decides after each batch how long to wait before the next one: at most ``seconds_max``."""

    def __init__(self, seconds_max: float) -> None:
        self._seconds_max = seconds_max
        self._busy = False
        self._waited = False
        self._keys_waited_for = KEYS_TRIED_AGAIN
        self._keys: set[Hashable] = set()
        self._since = time.monotonic()

    def after(self, keys: Iterable[Hashable], work_seconds: float) -> float:
        """Return the seconds to wait after a batch about these keys that took so long."""
        batch = set(keys)
        if self._waited:
            self._keys_waited_for += WEIGHT * (len(batch) - self._keys_waited_for)
        self._turn_window()
        self._keys |= batch
        self._waited = self._busy and self._keys_waited_for > ABOVE_KEYS
        return min(self._seconds_max, WAIT_PER_WORK * work_seconds) if self._waited else 0.0

    def _turn_window(self) -> None:
        now = time.monotonic()
        if (elapsed := now - self._since) > WINDOW_SECONDS:
            self._busy = len(self._keys) / elapsed > ABOVE_KEYS_PER_SECOND
            self._keys_waited_for = max(self._keys_waited_for, KEYS_TRIED_AGAIN)
            self._since = now
            self._keys.clear()
