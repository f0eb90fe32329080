"""The one clock port. Real by default; a demo shortens months, a test stands in any year (ARCHITECTURE.md, "Time")."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class _ClockSettings(Protocol):
    @property
    def clock_epoch(self) -> datetime | None: ...
    @property
    def clock_origin(self) -> datetime | None: ...
    @property
    def clock_factor(self) -> float: ...


class Clock:
    """An affine clock: ``epoch + (real - origin) * factor``. All instants are aware and in UTC."""

    def __init__(self, epoch: datetime, origin: datetime, factor: float) -> None:
        if factor <= 0:
            raise ValueError("a clock's factor must be positive")
        self._epoch = epoch.astimezone(UTC)
        self._origin = origin.astimezone(UTC)
        self._factor = factor

    @classmethod
    def real(cls) -> Clock:
        """Return a clock that shows real time."""
        start = datetime.now(UTC)
        return cls(start, start, 1.0)

    @classmethod
    def from_settings(cls, settings: _ClockSettings) -> Clock:
        """Return the clock the settings describe; those of prod can describe no other than the real one."""
        if settings.clock_epoch is None or settings.clock_origin is None:
            return cls.real()
        return cls(settings.clock_epoch, settings.clock_origin, settings.clock_factor)

    def now(self) -> datetime:
        """Return this clock's instant, aware, in UTC."""
        real = datetime.now(UTC)
        if self._factor == 1.0 and self._epoch == self._origin:
            return real
        return self._epoch + (real - self._origin) * self._factor

    def seconds_until(self, instant: datetime) -> float:
        """Return the real seconds until this clock shows ``instant``; 0 when it has passed."""
        return max(0.0, (instant - self.now()).total_seconds() / self._factor)

    def to_real(self, duration: timedelta) -> timedelta:
        """Return how long ``duration`` of this clock lasts in real time."""
        return duration / self._factor
