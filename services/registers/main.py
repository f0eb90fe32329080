"""The registers as a process: `python -m services.registers.main`."""

from contracts.access import access_of
from onetrip.registers.v1 import registers_pb2 as pb
from runtime import logs
from runtime.clock import Clock
from runtime.database import connect
from runtime.grpc_server import Server
from runtime.observed import observe
from runtime.process import Lifecycle, run
from runtime.readiness import Readiness
from runtime.settings import load
from runtime.tokens import SharedKey, TokenVerifier
from services.registers.adapters.postgres import PostgresAdapter
from services.registers.api import RegisterService
from services.registers.descriptions import REGISTERS
from services.registers.settings import Settings


async def compose(lifecycle: Lifecycle) -> None:
    """Put the process together; ready once every description has been checked against its table."""
    settings = load(Settings)
    logs.configure("registers", settings.log_level)
    pool = await connect(settings.database_url, application_name="registers")
    lifecycle.on_stop(pool.close, "database pool")
    await observe(lifecycle, settings, pool, readings=())
    adapter = PostgresAdapter(pool, settings.register_timeout_seconds)
    await adapter.check(REGISTERS.values())
    server = Server(
        settings.grpc_address,
        verifier=TokenVerifier(settings.token_issuer, settings.token_audience, settings.token_jwks_url),
        access=access_of,
        internal=SharedKey(settings.internal_key),
    )
    service = RegisterService(REGISTERS, adapter, Clock.from_settings(settings))
    server.add(pb.DESCRIPTOR.services_by_name["RegisterService"], service)
    await lifecycle.add(server)
    await lifecycle.add(Readiness(server, pool, []))


if __name__ == "__main__":
    run(compose)
