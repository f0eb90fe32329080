"""Approval as a process: `python -m services.approval.main`."""

from zoneinfo import ZoneInfo

from contracts.access import access_of
from contracts.topics.names import APPROVAL
from contracts.topics.table import topics_of
from onetrip.approval.v1 import (
    decision_service_pb2,
    party_service_pb2,
    review_service_pb2,
    rule_review_service_pb2,
    supervision_service_pb2,
)
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
from runtime.sealing import LookupHash
from runtime.settings import load
from runtime.tokens import TokenVerifier
from services.approval.api.counter import Counter
from services.approval.api.decisions import DecisionApi, DeliveryApi
from services.approval.api.logbook import Logbook
from services.approval.api.parties import PartyApi
from services.approval.api.review import ReviewApi
from services.approval.api.rule_reviews import RuleReviewApi
from services.approval.api.supervision import SupervisionApi
from services.approval.consumer import handlers
from services.approval.handlers.office import Office
from services.approval.readings import READINGS
from services.approval.settings import Settings
from services.approval.signing import CertificateSigner
from services.approval.store.applications import Definitions


async def compose(lifecycle: Lifecycle) -> None:
    """Put the process together: what is needed first starts first and stops last."""
    settings = load(Settings)
    await begin(lifecycle, settings, APPROVAL)
    pool = await connect(settings.database_url, application_name=APPROVAL)
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
        zone=ZoneInfo(settings.time_zone),
        definitions=Definitions(),
        mark_days=settings.commitment_mark_days,
        signer=CertificateSigner(settings.certificate_keys),
        lookup=LookupHash.from_settings(settings),
    )
    consumer = Consumer(
        pool,
        bootstrap=settings.brokers,
        group=APPROVAL,
        topics=topics_of(APPROVAL),
        handlers=handlers(office),
        relay=relay,
        prepare=sealer.load_applications,
    )
    await lifecycle.add(consumer)
    verifier = TokenVerifier(settings.token_issuer, settings.token_audience, settings.token_jwks_url)
    counter = Counter(pool, relay)
    logbook = Logbook(office, pool)
    server = Server(settings.door, verifier=verifier, access=access_of, refusals=logbook)
    for file, name, service in (
        (review_service_pb2, "ReviewService", ReviewApi(office, counter)),
        (supervision_service_pb2, "SupervisionService", SupervisionApi(office, counter)),
        (decision_service_pb2, "DecisionService", DecisionApi(office, counter)),
        (decision_service_pb2, "DeliveryService", DeliveryApi(office, counter)),
        (party_service_pb2, "PartyService", PartyApi(office, counter)),
        (rule_review_service_pb2, "RuleReviewService", RuleReviewApi(office, counter)),
    ):
        server.add(file.DESCRIPTOR.services_by_name[name], logbook.of(service))
    await lifecycle.add(server)
    await lifecycle.add(Readiness(server, pool, [consumer]))


if __name__ == "__main__":
    run(compose)
