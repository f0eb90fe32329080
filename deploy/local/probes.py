"""Readiness probes: each asks the real thing whether it does its work, not only whether its port is open.

The client libraries are imported by the first probe that needs them, while the engines are already starting.
"""

import asyncio

from deploy.local.ports import LOOPBACK
from deploy.local.steps import Probe

ANSWER_SECONDS_MAX = 2.0


def postgres_answers(dsn: str) -> Probe:
    """A query is answered."""

    async def probe() -> bool:
        import asyncpg  # noqa: PLC0415 - see the module's docstring

        connection = await asyncpg.connect(dsn, timeout=ANSWER_SECONDS_MAX, ssl=False)
        try:
            return await connection.fetchval("SELECT 1", timeout=ANSWER_SECONDS_MAX) == 1
        finally:
            await connection.close(timeout=ANSWER_SECONDS_MAX)

    return probe


def kafka_answers(port: int) -> Probe:
    """The broker lists itself as alive in its own metadata."""

    async def probe() -> bool:
        from aiokafka.client import AIOKafkaClient  # noqa: PLC0415 - see the module's docstring

        # A bare connection first: the client logs an error for each attempt that is refused.
        if not await _connects(port):
            return False
        client = AIOKafkaClient(bootstrap_servers=f"{LOOPBACK}:{port}", request_timeout_ms=2000)
        try:
            await client.bootstrap()
            return bool(client.cluster.brokers())
        finally:
            await client.close()

    return probe


def grpc_serves(port: int, service: str = "") -> Probe:
    """The standard gRPC health service answers SERVING (for all of the process, or one service of it)."""

    async def probe() -> bool:
        import grpc.aio  # noqa: PLC0415 - see the module's docstring
        from grpc_health.v1 import health_pb2  # noqa: PLC0415 - see the module's docstring

        if not await _connects(port):
            return False
        async with grpc.aio.insecure_channel(f"{LOOPBACK}:{port}") as channel:
            check = channel.unary_unary(
                "/grpc.health.v1.Health/Check",
                request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
                response_deserializer=health_pb2.HealthCheckResponse.FromString,
            )
            answer = await check(health_pb2.HealthCheckRequest(service=service), timeout=ANSWER_SECONDS_MAX)
            return answer.status == health_pb2.HealthCheckResponse.SERVING

    return probe


def http_answers(port: int, path: str) -> Probe:
    """A GET of `path` is answered with 200."""

    async def probe() -> bool:
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            reader, writer = await asyncio.open_connection(LOOPBACK, port)
            try:
                writer.write(f"GET {path} HTTP/1.1\r\nhost: {LOOPBACK}\r\nconnection: close\r\n\r\n".encode())
                return (await reader.readline()).split()[1] == b"200"
            finally:
                writer.close()

    return probe


async def _connects(port: int) -> bool:
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(LOOPBACK, port), ANSWER_SECONDS_MAX)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
