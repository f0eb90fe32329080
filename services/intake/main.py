"""Intake as a process: `python -m services.intake.main`."""

from zoneinfo import ZoneInfo

from contracts.access import access_of
from contracts.topics.names import INTAKE
from contracts.topics.table import topics_of
from onetrip.intake.v1 import (
    application_service_pb2,
    catalog_service_pb2,
    counter_service_pb2,
    mandate_service_pb2,
    proactive_service_pb2,
    rating_service_pb2,
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
from runtime.refusals import Attempts
from runtime.sealing import LookupHash, Sealer
from runtime.settings import load
from runtime.tokens import SharedKey, TokenVerifier
from services.intake.api import ApplicationApi, CatalogApi, CounterApi, MandateApi, ProactiveApi, RatingApi
from services.intake.catalogue import Catalogue
from services.intake.consumer import Projector, handlers
from services.intake.guide import Guides
from services.intake.handlers.proactive import Openings
from services.intake.holdings import Asks, GrpcHoldings, NoHoldings
from services.intake.office import Office
from services.intake.retelling import Retelling
from services.intake.settings import Settings
from services.intake.store import Store
from services.intake.sweeping import Sweeper
from services.intake.texts import Texts
from services.intake.uploads.inspector import Inspector
from services.intake.uploads.objects import Objects
from services.intake.uploads.scanning import ClamAv, NoScanner
from services.intake.uploads.storeroom import Storeroom
from services.intake.view import Views
from services.intake.watching import Changes

POOL_SIZE_MAX = 12
# Under load the view may follow what happens by so much: nothing that happens waits for it.
LINGER_SECONDS_MAX = 0.3


async def compose(lifecycle: Lifecycle) -> None:
    """Put the process together: what is needed first starts first and stops last."""
    settings = load(Settings)
    await begin(lifecycle, settings, INTAKE)
    pool = await connect(settings.database_url, size_max=POOL_SIZE_MAX, application_name=INTAKE)
    lifecycle.on_stop(pool.close, "database pool")
    await observe(lifecycle, settings, pool)
    producer = AiokafkaProducer(settings.brokers)
    await lifecycle.add(producer)
    relay = Relay(pool, producer)
    await lifecycle.add(relay)
    sealer = await sealer_of(lifecycle, settings, settings.database_url)
    texts, store, changes = Texts.load(), Store(pool, relay), Changes(pool)
    office = _office(settings, store, texts, sealer)
    await lifecycle.add(office.catalogue)
    await lifecycle.add(changes)
    holdings = _holdings(lifecycle, settings)
    storeroom = _storeroom(lifecycle, settings, sealer)
    await lifecycle.add(Sweeper(office, storeroom))
    await lifecycle.add(Retelling(office))
    consumer = Consumer(
        pool,
        bootstrap=settings.brokers,
        group=INTAKE,
        topics=topics_of(INTAKE),
        handlers=handlers(Projector(sealer, office.lookup, office.clock, changes.changed), Openings(office)),
        relay=relay,
        prepare=sealer.load_applications,
        linger_seconds_max=LINGER_SECONDS_MAX,
    )
    await lifecycle.add(consumer)
    verifier = TokenVerifier(settings.token_issuer, settings.token_audience, settings.token_jwks_url)
    server = Server(settings.door, verifier=verifier, access=access_of, refusals=Attempts(pool, office.clock))
    catalogue = CatalogApi(office, Guides(texts, office.zone), holdings)
    _offer(server, office, ApplicationApi(office, storeroom, changes), catalogue)
    await lifecycle.add(server)
    await lifecycle.add(Readiness(server, pool, [consumer]))


def _office(settings: Settings, store: Store, texts: Texts, sealer: Sealer) -> Office:
    """What every handler works with."""
    zone = ZoneInfo(settings.time_zone)
    return Office(
        store=store,
        catalogue=Catalogue(store.catalogue),
        views=Views(texts, sealer, zone),
        sealer=sealer,
        lookup=LookupHash.from_settings(settings),
        pseudonym_key=settings.pseudonym_key,
        clock=Clock.from_settings(settings),
        zone=zone,
    )


def _storeroom(lifecycle: Lifecycle, settings: Settings, sealer: Sealer) -> Storeroom:
    """Where uploads are kept, and who examines them."""
    inspector = Inspector()
    lifecycle.on_stop(inspector.stop, "inspector")
    scanner = ClamAv(settings.clamav_target) if settings.clamav_target else NoScanner()
    return Storeroom(Objects(settings.materials_url, sealer), inspector, scanner)


def _offer(server: Server, office: Office, applications: ApplicationApi, catalogue: CatalogApi) -> None:
    """Every RPC of the service."""
    server.add(application_service_pb2.DESCRIPTOR.services_by_name["ApplicationService"], applications)
    server.add(catalog_service_pb2.DESCRIPTOR.services_by_name["CatalogService"], catalogue)
    server.add(mandate_service_pb2.DESCRIPTOR.services_by_name["MandateService"], MandateApi(office))
    server.add(rating_service_pb2.DESCRIPTOR.services_by_name["RatingService"], RatingApi(office))
    server.add(proactive_service_pb2.DESCRIPTOR.services_by_name["ProactiveService"], ProactiveApi(office))
    server.add(counter_service_pb2.DESCRIPTOR.services_by_name["CounterService"], CounterApi(office))


def _holdings(lifecycle: Lifecycle, settings: Settings) -> Asks:
    if not settings.verification_target:
        return NoHoldings()
    holdings = GrpcHoldings(settings.verification_target, SharedKey(settings.internal_key), settings.grpc_certificates)
    lifecycle.on_stop(holdings.stop, "verification")
    return holdings


if __name__ == "__main__":
    run(compose)
