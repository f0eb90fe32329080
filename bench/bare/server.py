"""Bare grpc.aio: a handler with the same token check that commits so many rows, one that looks so many rows up, and
one that checks a signature.

The table is the reference's own. Run by `bench.bare.child.Child`; it answers with its port.
"""

from __future__ import annotations

from typing import Any

import asyncpg
import grpc
from grpc import aio  # pyright: ignore[reportAttributeAccessIssue] - the stubs lack it

from bench.bare import lines
from bench.bare.database import connect
from bench.bare.signature import BareSignature
from onetrip.intake.v1 import application_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.verification.v1 import evidence_service_pb2
from runtime.ids import new_id
from runtime.tokens import TokenVerifier

SERVICE = "bench.Bare"
_TABLE = "CREATE TABLE IF NOT EXISTS bare (id text, n integer, content bytea NOT NULL, PRIMARY KEY (id, n))"
# One statement, one round trip, one commit.
_WRITE = "INSERT INTO bare (id, n, content) SELECT $1, n, $2 FROM generate_series(1, $3::integer) AS n"
_READ = "SELECT content FROM bare WHERE id = $1 AND n = 1"


class Bare:
    """The handlers."""

    def __init__(
        self, pool: asyncpg.Pool, verifier: TokenVerifier, rows: int, signature: BareSignature | None = None
    ) -> None:
        self._pool = pool
        self._verifier = verifier
        self._rows = rows
        self._last = ""
        self._signature = signature

    async def submit(self, request: service_pb2.SubmitApplicationRequest, context: Any) -> Any:
        """Check the token, commit the rows, answer with the id."""
        metadata = dict(context.invocation_metadata() or ())
        await self._verifier.verify(str(metadata["authorization"]).removeprefix("Bearer "))
        self._last = new_id()
        await self._pool.execute(_WRITE, self._last, request.SerializeToString(), self._rows)
        return service_pb2.SubmitApplicationResponse(application=application_pb2.Application(id=self._last))

    async def look_up(self, request: service_pb2.GetApplicationRequest, _: Any) -> Any:
        """Read a row by its key as often as the request's id says."""
        async with self._pool.acquire() as connection:
            for _attempt in range(int(request.id)):
                await connection.fetch(_READ, self._last)
        return service_pb2.GetApplicationResponse()

    async def verify(self, request: evidence_service_pb2.VerifyCertificateRequest, _: Any) -> Any:
        """Check the signature and answer. Raises InvalidSignature, RuntimeError where no key was given."""
        if self._signature is None:
            raise RuntimeError("no key was given")
        self._signature.check(request.signed)
        return evidence_service_pb2.VerifyCertificateResponse(state=evidence_service_pb2.CERTIFICATE_STATE_VALID)


async def serve() -> None:
    """Read the settings, serve, answer with the port, leave when the input ends."""
    settings = await lines.read() or {}
    pool = await connect(settings["database_url"])
    await pool.execute(_TABLE)
    verifier = TokenVerifier(settings["issuer"], settings["audience"], settings["jwks_url"])
    keys = settings.get("certificate_keys")
    bare = Bare(pool, verifier, settings["rows"], BareSignature(keys) if keys else None)
    server = aio.server()
    handlers = {
        "Submit": grpc.unary_unary_rpc_method_handler(
            bare.submit,  # pyright: ignore[reportArgumentType] - a coroutine, as grpc.aio takes them
            request_deserializer=service_pb2.SubmitApplicationRequest.FromString,
            response_serializer=service_pb2.SubmitApplicationResponse.SerializeToString,
        ),
        "LookUp": grpc.unary_unary_rpc_method_handler(
            bare.look_up,  # pyright: ignore[reportArgumentType] - as above
            request_deserializer=service_pb2.GetApplicationRequest.FromString,
            response_serializer=service_pb2.GetApplicationResponse.SerializeToString,
        ),
        "Verify": grpc.unary_unary_rpc_method_handler(
            bare.verify,  # pyright: ignore[reportArgumentType] - as above
            request_deserializer=evidence_service_pb2.VerifyCertificateRequest.FromString,
            response_serializer=evidence_service_pb2.VerifyCertificateResponse.SerializeToString,
        ),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    lines.say({"port": port})
    while await lines.read() is not None:
        pass
    await server.stop(None)
    await pool.close()


if __name__ == "__main__":
    lines.run(serve)
