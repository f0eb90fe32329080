"""Verification as a process: `python -m services.verification.main`."""

from zoneinfo import ZoneInfo

from contracts.access import access_of
from contracts.topics.names import VERIFICATION
from contracts.topics.table import topics_of
from onetrip.verification.v1 import data_quality_service_pb2 as data_quality
from onetrip.verification.v1 import evidence_service_pb2 as pb
from onetrip.verification.v1 import holdings_service_pb2
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
from runtime.refusals import Attempts
from runtime.sealing import LookupHash
from runtime.settings import load
from runtime.tokens import SharedKey, TokenVerifier
from services.verification.api import EvidenceService
from services.verification.audit.anchoring import Anchoring
from services.verification.audit.second_place import SecondPlace
from services.verification.entitled import Finder
from services.verification.evidence.held import Evidence
from services.verification.evidence.signatures import KeyRing
from services.verification.handlers import Verifier
from services.verification.holdings import HoldingsService
from services.verification.registers.client import GrpcRegisters
from services.verification.registers.representing import Representatives
from services.verification.registers.scans import GrpcScans
from services.verification.registers.witness import Witness
from services.verification.settings import Settings
from services.verification.tickets.api import DataQualityService
from services.verification.tickets.disputing import Disputes
from services.verification.tickets.sources import read_sources
from services.verification.tickets.ticketing import TicketDesk
from services.verification.wording import Wording


async def compose(lifecycle: Lifecycle) -> None:
    """Put the process together: what is needed first starts first and stops last."""
    settings = load(Settings)
    await begin(lifecycle, settings, VERIFICATION)
    pool = await connect(settings.database_url, application_name=VERIFICATION)
    lifecycle.on_stop(pool.close, "database pool")
    await observe(lifecycle, settings, pool)
    producer = AiokafkaProducer(settings.brokers)
    await lifecycle.add(producer)
    relay = Relay(pool, producer)
    await lifecycle.add(relay)
    clock = Clock.from_settings(settings)
    witness = Witness.from_json(settings.register_keys, clock)
    asking = (settings.registers_target, SharedKey(settings.internal_key), witness, settings.grpc_certificates)
    registers = GrpcRegisters(*asking)
    await lifecycle.add(registers)
    scans = GrpcScans(*asking)
    lifecycle.on_stop(scans.stop, "registers' pages")
    sealer = await sealer_of(lifecycle, settings, settings.database_url)
    lookup = LookupHash.from_settings(settings)
    tickets = TicketDesk(sealer, lookup, read_sources(settings.sources))
    keys = KeyRing(settings.certificate_public_keys)
    evidence = Evidence(sealer, lookup, keys, clock, ZoneInfo(settings.time_zone))
    finder = Finder(scans, registers, clock, ZoneInfo(settings.time_zone))
    consumer = Consumer(
        pool,
        bootstrap=settings.brokers,
        group=VERIFICATION,
        topics=topics_of(VERIFICATION),
        handlers=Verifier(registers, sealer, clock, tickets, evidence).table(finder),
        relay=relay,
        prepare=sealer.load_applications,
    )
    await lifecycle.add(consumer)
    await lifecycle.add(Anchoring(pool, clock, SecondPlace.from_settings(settings)))
    server = Server(
        settings.door,
        verifier=TokenVerifier(settings.token_issuer, settings.token_audience, settings.token_jwks_url),
        access=access_of,
        internal=SharedKey(settings.internal_key),
        refusals=Attempts(pool, clock),
    )
    wording = Wording.load(settings.departments, settings.sources, settings.time_zone)
    service = EvidenceService(
        pool, sealer, relay, Disputes(tickets, clock), wording, evidence, Representatives(registers)
    )
    server.add(pb.DESCRIPTOR.services_by_name["EvidenceService"], service)
    quality = DataQualityService(pool, relay, tickets, clock)
    server.add(data_quality.DESCRIPTOR.services_by_name["DataQualityService"], quality)
    holdings = HoldingsService(pool, registers, clock, evidence)
    server.add(holdings_service_pb2.DESCRIPTOR.services_by_name["HoldingsService"], holdings)
    await lifecycle.add(server)
    await lifecycle.add(Readiness(server, pool, [consumer]))


if __name__ == "__main__":
    run(compose)
