"""Notification as a process: `python -m services.notification.main`."""

import asyncio
from zoneinfo import ZoneInfo

import asyncpg

from contracts.access import access_of
from contracts.topics.names import NOTIFICATION
from contracts.topics.table import topics_of
from onetrip.notification.v1 import notice_service_pb2 as pb
from runtime.clock import Clock
from runtime.consumer import Consumer
from runtime.data_keys import sealer_of
from runtime.database import connect
from runtime.grpc_server import Server
from runtime.observed import begin, observe
from runtime.outbox import Relay
from runtime.process import Lifecycle, run
from runtime.producer import AiokafkaProducer
from runtime.readiness import Readiness
from runtime.readings import PLUMBING
from runtime.refusals import Attempts
from runtime.sealing import LookupHash
from runtime.settings import load
from runtime.tokens import TokenVerifier
from services.notification.api.notices import NoticeService
from services.notification.api.outreach import OutreachService
from services.notification.consumer import handlers
from services.notification.dispatching import Dispatcher
from services.notification.gateways import gateways, http_client
from services.notification.issuing import Issuer
from services.notification.office import Office
from services.notification.overdue import Overdue
from services.notification.printing.press import Press
from services.notification.readings import READINGS
from services.notification.rounds import Rounds
from services.notification.settings import Settings

POOL_SIZE_MAX = 12
# Hints come from this process; what other replicas leave behind is found by the rounds made in any case.
ISSUE_EVERY_SECONDS, ISSUE_GATHER_SECONDS = 0.5, 0.05
SEND_EVERY_SECONDS, SEND_GATHER_SECONDS = 1.0, 0.1
# Nothing hints at what nobody does: it is looked for.
OVERDUE_EVERY_SECONDS = 60.0
# Under load a notice may come by so much later: nothing waits for it.
LINGER_SECONDS_MAX = 0.3


async def compose(lifecycle: Lifecycle) -> None:
    """Put the process together: what is needed first starts first and stops last."""
    settings = load(Settings)
    await begin(lifecycle, settings, NOTIFICATION)
    pool = await connect(settings.database_url, size_max=POOL_SIZE_MAX, application_name=NOTIFICATION)
    lifecycle.on_stop(pool.close, "database pool")
    await observe(lifecycle, settings, pool, (*PLUMBING, *READINGS))
    producer = AiokafkaProducer(settings.brokers)
    await lifecycle.add(producer)
    relay = Relay(pool, producer)
    await lifecycle.add(relay)
    sealer = await sealer_of(lifecycle, settings, settings.database_url)
    office = Office(
        clock=Clock.from_settings(settings),
        sealer=sealer,
        lookup=LookupHash.from_settings(settings),
        zone=ZoneInfo(settings.time_zone),
        official_host=settings.official_host,
    )
    await _add_rounds(lifecycle, settings, office, pool, relay)
    consumer = Consumer(
        pool,
        bootstrap=settings.brokers,
        group=NOTIFICATION,
        topics=topics_of(NOTIFICATION),
        handlers=handlers(office),
        relay=relay,
        prepare=sealer.load_applications,
        linger_seconds_max=LINGER_SECONDS_MAX,
    )
    await lifecycle.add(consumer)
    verifier = TokenVerifier(settings.token_issuer, settings.token_audience, settings.token_jwks_url)
    refusals = Attempts(pool, office.clock)
    server = Server(settings.door, verifier=verifier, access=access_of, refusals=refusals)
    server.add(pb.DESCRIPTOR.services_by_name["NoticeService"], NoticeService(pool, office, relay, Press()))
    server.add(pb.DESCRIPTOR.services_by_name["OutreachService"], OutreachService(pool, office, relay))
    await lifecycle.add(server)
    await lifecycle.add(Readiness(server, pool, [consumer]))


async def _add_rounds(
    lifecycle: Lifecycle, settings: Settings, office: Office, pool: asyncpg.Pool, relay: Relay
) -> None:
    """Start what issues and what sends."""
    client = http_client(settings)
    lifecycle.on_stop(client.aclose, "gateway client")
    dispatcher = Dispatcher(pool, office, relay, gateways(settings, client, pool, office.sealer))
    sending = Rounds(
        "send", dispatcher.work, office.unsent, every_seconds=SEND_EVERY_SECONDS, gather_seconds=SEND_GATHER_SECONDS
    )
    await lifecycle.add(sending)
    issuer = Issuer(pool, office, relay)
    await issuer.start()
    issuing = Rounds(
        "issue", issuer.work, office.due, every_seconds=ISSUE_EVERY_SECONDS, gather_seconds=ISSUE_GATHER_SECONDS
    )
    await lifecycle.add(issuing)
    overdue = Overdue(pool, office, relay)
    giving_up = Rounds(
        "give up", overdue.work, asyncio.Event(), every_seconds=OVERDUE_EVERY_SECONDS, gather_seconds=0.0
    )
    await lifecycle.add(giving_up)


if __name__ == "__main__":
    run(compose)
