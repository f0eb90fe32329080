"""The registers as a process: `python -m services.registers.main`."""

from contracts.access import access_of
from onetrip.registers.v1 import registers_pb2 as pb
from runtime.clock import Clock
from runtime.grpc_server import Server
from runtime.logs import get_logger
from runtime.observed import begin, observe
from runtime.process import Lifecycle, run
from runtime.readiness import Readiness
from runtime.settings import load
from runtime.tokens import SharedKey, TokenVerifier
from services.registers.api import RegisterService
from services.registers.connecting import connect_all, not_read_by_pages, open_pools, surroundings_of
from services.registers.descriptions import load_descriptions, read_by_pages
from services.registers.desk import Desk
from services.registers.settings import Settings
from services.registers.signing import Signatures


async def compose(lifecycle: Lifecycle) -> None:
    """Put the process together; ready once every register has been checked, or is known to be down."""
    settings = load(Settings)
    await begin(lifecycle, settings, "registers")
    descriptions = load_descriptions(settings.register_descriptions)
    signatures = Signatures.from_json(settings.register_signing_keys, descriptions)
    pools = await open_pools(settings)
    lifecycle.on_stop(pools.close, "database pools")
    await observe(lifecycle, settings, pools.own, readings=())
    clock = Clock.from_settings(settings)
    sources = await connect_all(descriptions, surroundings_of(settings, pools, clock))
    for name, items in not_read_by_pages(sources, read_by_pages(settings.register_descriptions)).items():
        # Said now, and not by a run of the items that stops at its first page.
        get_logger().error("register.cannot_be_read_by_pages", register=name, items=", ".join(items))
    desk = Desk(sources)
    lifecycle.on_stop(desk.stop, "registers")
    server = Server(
        settings.door,
        verifier=TokenVerifier(settings.token_issuer, settings.token_audience, settings.token_jwks_url),
        access=access_of,
        internal=SharedKey(settings.internal_key),
    )
    registers = {name: description.register for name, description in descriptions.items()}
    service = RegisterService(registers, desk, signatures, clock)
    server.add(pb.DESCRIPTOR.services_by_name["RegisterService"], service)
    await lifecycle.add(server)
    await lifecycle.add(Readiness(server, pools.own, []))


if __name__ == "__main__":
    run(compose)
