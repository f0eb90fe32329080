"""Orchestration as a process: `python -m workflows.main`. Bridge and worker share it, so that starts are eager."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
from temporalio.client import Client

from contracts.access import access_of
from contracts.topics.names import INTAKE_EVENTS, PROCESS
from contracts.topics.table import topics_of
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.process.v1.workflow_pb2 import ClockSetting
from runtime.clock import Clock
from runtime.consumer import Consumer
from runtime.data_keys import sealer_of
from runtime.database import connect
from runtime.grpc_server import Server
from runtime.observed import begin, observe
from runtime.outbox import Relay
from runtime.probe import Probe, no_probe
from runtime.process import Lifecycle, run
from runtime.producer import AiokafkaProducer
from runtime.progress import KafkaOffsets, Progress
from runtime.readiness import Readiness
from runtime.readings import PLUMBING
from runtime.sealing import Sealer
from runtime.settings import load
from runtime.tokens import TokenVerifier
from runtime.transport import Renewal
from workflows import policies
from workflows.beside.bridge import BesideBridge, handlers
from workflows.beside.kinds import Terms, kinds
from workflows.calendars import lagging
from workflows.calendars import store as calendars
from workflows.calendars.files import read_years
from workflows.calendars.rollout import CalendarRollout
from workflows.engine import worker
from workflows.engine.activities import Activities
from workflows.engine.bridge import Bridge
from workflows.engine.pace import Pace
from workflows.engine.readings import READINGS
from workflows.engine.recovery import PROACTIVE, Recovery
from workflows.limits.process_clock import clock_setting
from workflows.proactive.bridge import ProactiveBridge
from workflows.proactive.schedule import ProactiveSchedules
from workflows.settings import Settings

# A transaction for every lane of the bridge and every local activity under way, and the relay's connection.
CONNECTIONS_MAX = 16


async def compose(lifecycle: Lifecycle, probe: Probe = no_probe) -> None:
    """Put the process together: what is needed first starts first and stops last. A test may stop it by `probe`."""
    settings = load(Settings)
    await begin(lifecycle, settings, "workflows")
    clock = Clock.from_settings(settings)
    pool = await connect(settings.database_url, size_max=CONNECTIONS_MAX, application_name=PROCESS)
    lifecycle.on_stop(pool.close, "database pool")
    calendar = await _calendar_in_force(settings, pool)
    await observe(lifecycle, settings, pool, (*PLUMBING, *READINGS))
    producer = AiokafkaProducer(settings.brokers)
    await lifecycle.add(producer)
    relay = Relay(pool, producer)
    await lifecycle.add(relay)
    sealer = await sealer_of(lifecycle, settings, settings.database_url)
    client = await _temporal(lifecycle, settings, sealer)
    pace, topics = Pace(), topics_of(PROCESS)
    progress = Progress(lambda: KafkaOffsets(settings.brokers, PROCESS, topics))
    await lifecycle.add(progress)
    activities = Activities(pool, relay, clock, sealer, on_step=pace.moved, heard_all=lambda: _heard_all(progress))
    await lifecycle.add(worker.ApplicationWorker(client, activities.all, settings.worker_version))
    bridges = _bridges(settings, client, clock, calendar, pace, probe)
    await lifecycle.add(ProactiveSchedules(client, settings.proactive_plan))
    consumer = Consumer(
        pool,
        bootstrap=settings.brokers,
        group=PROCESS,
        topics=topics,
        handlers=handlers(bridges.applications, *bridges.beside, bridges.proactive),
        relay=relay,
        admit=pace.admit,
        apart={INTAKE_EVENTS},
        probe=probe,
    )
    await lifecycle.add(consumer)
    await _keep_whole(lifecycle, pool, client, bridges)
    verifier = TokenVerifier(settings.token_issuer, settings.token_audience, settings.token_jwks_url)
    server = Server(settings.door, verifier=verifier, access=access_of)
    await lifecycle.add(server)
    await lifecycle.add(Readiness(server, pool, [consumer]))


@dataclass(frozen=True)
class _Bridges:
    """Between Kafka and Temporal: for applications, for what runs beside them, for proactive runs."""

    applications: Bridge
    beside: Sequence[BesideBridge]
    proactive: ProactiveBridge


def _bridges(
    settings: Settings, client: Client, clock: Clock, calendar: Calendar, pace: Pace, probe: Probe
) -> _Bridges:
    setting = _clock_setting(settings)
    bridge = Bridge(client, clock, setting, calendar, pace, probe)
    terms = Terms(settings.follow_up_working_days, settings.statement_working_days, settings.revocation_working_days)
    beside = [BesideBridge(client, clock, setting, bridge.calendar_in_force, kind) for kind in kinds(terms)]
    return _Bridges(bridge, beside, ProactiveBridge(client))


async def _keep_whole(lifecycle: Lifecycle, pool: asyncpg.Pool, client: Client, bridges: _Bridges) -> None:
    """What Temporal has lost is rebuilt, and everything that runs is told of a new calendar."""
    bridge, beside = bridges.applications, bridges.beside
    await lifecycle.add(Recovery(pool, client, bridge.rebuild))
    for each in beside:
        await lifecycle.add(Recovery(pool, client, each.rebuild, each.kind.recovery))
    await lifecycle.add(Recovery(pool, client, bridges.proactive.rebuild, PROACTIVE))
    tell = {lagging.APPLICATIONS: bridge.tell_calendar, **{each.kind.lagging: each.tell_calendar for each in beside}}
    await lifecycle.add(CalendarRollout(pool, tell))


async def _temporal(lifecycle: Lifecycle, settings: Settings, sealer: Sealer) -> Client:
    """A client; it cannot take other certificates later, so when they are replaced the process is."""
    certificates = settings.temporal_certificates
    if certificates is not None:
        await lifecycle.add(Renewal(certificates, lifecycle.end))
    return await worker.connect(
        settings.temporal_address,
        settings.temporal_namespace,
        sealer,
        settings.temporal_metrics_address,
        certificates,
    )


async def _calendar_in_force(settings: Settings, pool: asyncpg.Pool) -> Calendar:
    """The loaded one; the files are only what a new system begins with (`onetrip calendar load`)."""
    async with pool.acquire() as connection, connection.transaction():
        return await calendars.begin_with(connection, read_years(settings.calendars), settings.time_zone)


def _heard_all(progress: Progress) -> bool:
    return progress.keeps_up_for(policies.HEARD_ALL_FOR.total_seconds())


def _clock_setting(settings: Settings) -> ClockSetting:
    return clock_setting(settings.clock_epoch, settings.clock_origin, settings.clock_factor)


if __name__ == "__main__":
    run(compose)
