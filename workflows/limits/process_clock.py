"""The process's clock inside workflows: a pure map between real instants and the instants of the process.

The same affine clock as `runtime.clock`, which reads the time itself; here the real instant is given, so that a
replay sees what the first run saw.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from onetrip.process.v1.workflow_pb2 import ClockSetting


class ProcessClock:
    """epoch + (real - origin) * factor. All instants are aware and in UTC."""

    def __init__(self, setting: ClockSetting) -> None:
        self._epoch = setting.epoch.ToDatetime(UTC)
        self._origin = setting.origin.ToDatetime(UTC)
        self._factor = setting.factor or 1.0

    def at(self, real: datetime) -> datetime:
        """What the clock shows at a real instant."""
        return self._epoch + (real - self._origin) * self._factor

    def real(self, instant: datetime) -> datetime:
        """The real instant at which the clock shows `instant`."""
        return self._origin + (instant - self._epoch) / self._factor

    def real_duration(self, duration: timedelta) -> timedelta:
        """How long `duration` of this clock lasts in real time."""
        return duration / self._factor


def clock_setting(epoch: datetime | None, origin: datetime | None, factor: float) -> ClockSetting:
    """The setting to start a workflow with; without an epoch it is real time."""
    setting = ClockSetting(factor=factor if epoch else 1.0)
    if epoch is not None and origin is not None:
        setting.epoch.FromDatetime(epoch.astimezone(UTC))
        setting.origin.FromDatetime(origin.astimezone(UTC))
    return setting
