"""What makes a process observed: its numbers on a port of their own, and its spans, where the settings say so."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

from runtime import logs
from runtime.metrics import MetricsServer
from runtime.process import Lifecycle
from runtime.readings import PLUMBING, Reading, Readings
from runtime.settings import ProcessSettings
from runtime.tracing import Traces


async def begin(lifecycle: Lifecycle, settings: ProcessSettings, service: str) -> None:
    """Set up the log, and the spans before anything has a connection of which to make some."""
    logs.configure(service, settings.log_level)
    if settings.traces_target:
        # Inside the cluster, as every port of ours: the network's policies keep others out (docs/operate/install.md).
        exporter = OTLPSpanExporter(endpoint=settings.traces_target, insecure=True)
        await lifecycle.add(Traces(service, exporter, settings.traces_share))


async def observe(
    lifecycle: Lifecycle, settings: ProcessSettings, pool: asyncpg.Pool, readings: Sequence[Reading] = PLUMBING
) -> None:
    """Serve the numbers and take readings (by default those of the message layer); without an address, neither."""
    if settings.metrics_address:
        await lifecycle.add(MetricsServer(settings.metrics_address))
        await lifecycle.add(Readings(pool, readings, settings.readings_seconds))
