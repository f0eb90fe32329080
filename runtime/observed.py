"""What makes a process observed: its numbers on a port of their own, when the settings name one."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from runtime.metrics import MetricsServer
from runtime.process import Lifecycle
from runtime.readings import PLUMBING, Reading, Readings
from runtime.settings import ProcessSettings


async def observe(
    lifecycle: Lifecycle, settings: ProcessSettings, pool: asyncpg.Pool, readings: Sequence[Reading] = PLUMBING
) -> None:
    """Serve the numbers and take readings (by default those of the message layer); without an address, neither."""
    if settings.metrics_address:
        await lifecycle.add(MetricsServer(settings.metrics_address))
        await lifecycle.add(Readings(pool, readings))
