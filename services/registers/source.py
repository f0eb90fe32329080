"""One register with its system behind it: how it is asked so that a bad department hurts nobody else.

Every lookup has a deadline; a failure before anything was answered is tried again once; a concurrency limit and a
breaker belong to each source alone; what comes back is checked before it is an answer (docs/decisions/0030).
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from runtime.clock import Clock
from runtime.logs import describe_error, get_logger
from services.registers import gauges
from services.registers.adapters.port import Reason, RegisterAdapter, RegisterUnavailable, ScanningAdapter
from services.registers.breaker import Breaker, Trial
from services.registers.domain import Lookup, Malformed, Record, Register, SubjectKind, checked
from services.registers.memory import Memory
from services.registers.scans import Found, Scan, checked_page

T = TypeVar("T")

# Only what was never answered may be asked again; everything else is told to the caller, who asks again in a minute.
_REPEATABLE = frozenset({Reason.AWAY})
# So that many who failed together do not come back together: shares of the deadline.
PAUSE_SHARES = (0.01, 0.05)
# A second attempt begins only while at least this share of the deadline is left.
SHARE_LEFT_MIN = 0.5
# Our own limits say nothing about the source.
_OF_OURS = frozenset({Reason.BUSY, Reason.RESTING})


class Source:
    """A register that can be asked. `monotonic` returns seconds of a clock that never goes back."""

    def __init__(
        self,
        register: Register,
        adapter: RegisterAdapter,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.register = register
        self._adapter = adapter
        self._clock = clock
        self._monotonic = monotonic
        limits = register.limits
        self._breaker = Breaker(limits.breaker_failures_max, limits.breaker_open_seconds)
        self._turn = asyncio.Semaphore(limits.concurrent_max)
        self._waiting = 0
        self._memory = Memory(limits.cache_seconds)

    async def ask(self, lookup: Lookup) -> Sequence[Record]:
        """Return the records of a subject, newest first. Raises RegisterUnavailable."""
        if lookup.anew:
            self._memory.forget(lookup)
        held = self._memory.recall(lookup, self._monotonic())
        if held is not None:
            return held
        try:
            records = await self._within_limits(lambda: self._found(lookup))
        except RegisterUnavailable as error:
            gauges.lookups.labels(self.register.name, error.reason).inc()
            raise
        gauges.lookups.labels(self.register.name, "ANSWERED").inc()
        self._memory.keep(lookup, records, self._monotonic())
        return records

    @property
    def scans(self) -> bool:
        """Whether it can be read page by page."""
        return isinstance(self._adapter, ScanningAdapter) and SubjectKind.PERSON_ID in self.register.keys

    async def scan(self, scan: Scan) -> Sequence[Found]:
        """Return a page, within the same limits as a lookup. Raises RegisterUnavailable."""
        adapter = self._adapter
        if not isinstance(adapter, ScanningAdapter):
            raise RegisterUnavailable(Reason.FAULT, "cannot be read page by page")
        try:
            page = await self._within_limits(lambda: self._page(adapter, scan))
        except RegisterUnavailable as error:
            gauges.lookups.labels(self.register.name, error.reason).inc()
            raise
        gauges.lookups.labels(self.register.name, "ANSWERED").inc()
        return page

    async def stop(self) -> None:
        """Let go of the system behind it."""
        await self._adapter.stop()

    async def _within_limits(self, asked: Callable[[], Awaitable[Sequence[T]]]) -> Sequence[T]:
        deadline = self._monotonic() + self.register.limits.deadline_ms / 1000
        trial: Trial | None = None
        try:
            async with asyncio.timeout(self.register.limits.deadline_ms / 1000), self._my_turn():
                trial = self._breaker.begin(self._monotonic())
                if trial is None:
                    raise RegisterUnavailable(Reason.RESTING)
                return await self._tried(asked, trial, deadline)
        except TimeoutError:
            if trial is None:
                raise RegisterUnavailable(Reason.BUSY) from None
            self._note_failure(trial)
            raise RegisterUnavailable(Reason.SLOW) from None

    @asynccontextmanager
    async def _my_turn(self) -> AsyncIterator[None]:
        """Wait for one of the source's places. Who could not be let in anyway does not wait."""
        if not self._breaker.admits(self._monotonic()):
            raise RegisterUnavailable(Reason.RESTING)
        if self._turn.locked() and self._waiting >= self.register.limits.waiting_max:
            raise RegisterUnavailable(Reason.BUSY)
        self._waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turn.release()

    async def _tried(self, asked: Callable[[], Awaitable[Sequence[T]]], trial: Trial, deadline: float) -> Sequence[T]:
        try:
            records = await self._repeated(asked, deadline)
        except RegisterUnavailable as error:
            if error.reason in _OF_OURS:
                self._breaker.abandoned(trial)
            else:
                self._note_failure(trial)
            raise
        except BaseException:
            # Cancelled: by the deadline, which is noted there, or by a caller who has gone.
            self._breaker.abandoned(trial)
            raise
        self._breaker.succeeded(trial)
        gauges.resting.labels(self.register.name).set(0)
        return records

    async def _repeated(self, asked: Callable[[], Awaitable[Sequence[T]]], deadline: float) -> Sequence[T]:
        limits = self.register.limits
        for attempt in range(1, limits.attempts_max + 1):
            try:
                return await asked()
            except RegisterUnavailable as error:
                left = deadline - self._monotonic()
                too_late = left < limits.deadline_ms / 1000 * SHARE_LEFT_MIN
                if error.reason not in _REPEATABLE or attempt == limits.attempts_max or too_late:
                    raise
            pause = random.uniform(*PAUSE_SHARES) * limits.deadline_ms / 1000  # noqa: S311 - spreads load only
            await asyncio.sleep(pause)
        raise AssertionError("the loop above returns or raises")

    async def _found(self, lookup: Lookup) -> Sequence[Record]:
        return self._judged(lookup, await self._told(self._adapter.find(lookup)))

    async def _page(self, adapter: ScanningAdapter, scan: Scan) -> Sequence[Found]:
        page = await self._told(adapter.scan(scan))
        try:
            return checked_page(scan, page, self._clock.now())
        except Malformed as fault:
            raise RegisterUnavailable(Reason.MALFORMED, str(fault)) from None

    async def _told(self, asked: Awaitable[Sequence[T]]) -> Sequence[T]:
        try:
            return await asked
        except (RegisterUnavailable, TimeoutError):
            raise
        except Exception as error:
            # A plug-in's own fault spoils its own register and no other.
            get_logger().error("register.adapter_failed", register=self.register.name, error=describe_error(error))
            raise RegisterUnavailable(Reason.FAULT, type(error).__name__) from None

    def _judged(self, lookup: Lookup, records: Sequence[Record]) -> Sequence[Record]:
        try:
            records = checked(lookup, records, self._clock.now())
        except Malformed as fault:
            raise RegisterUnavailable(Reason.MALFORMED, str(fault)) from None
        if self._memory.is_older(lookup, records, self._monotonic()):
            raise RegisterUnavailable(Reason.REPLAYED, "older than what it said before")
        return records

    def _note_failure(self, trial: Trial) -> None:
        now = self._monotonic()
        self._breaker.failed(trial, now)
        gauges.resting.labels(self.register.name).set(not self._breaker.admits(now))
