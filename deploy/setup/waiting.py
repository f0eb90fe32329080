"""Waiting for what a step or a process needs, so that everything can be applied at once, in any order.

A process of a new release does not start before the migrations that came with it are applied: expand comes first.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import asyncpg

from contracts.topics.names import APPROVAL, INTAKE, NOTIFICATION, PROCESS, VERIFICATION
from deploy.local.database import MIGRATIONS
from deploy.setup import temporal
from deploy.setup.settings import WaitSettings
from runtime.certificates import Brokers

PAUSE_SECONDS = 1.0
TOLD_EVERY_SECONDS = 10.0
# Then it ends with a failure, and Kubernetes starts it again: somebody who looks sees that it does not go on.
SECONDS_MAX = 900.0
ANSWER_SECONDS_MAX = 5.0

# Who has a consumer group; all of them publish too.
PARTS = (INTAKE, VERIFICATION, APPROVAL, NOTIFICATION, PROCESS)

Check = Callable[[WaitSettings], Awaitable[str]]
"""Says what is missing; nothing when it is there."""


class NotThere(Exception):
    """What was waited for did not come. The message names it."""


async def until_there(checks: Mapping[str, Check], settings: WaitSettings) -> None:
    """Return when every check finds nothing missing. Raises NotThere after a quarter of an hour."""
    give_up_at, told_at = time.monotonic() + SECONDS_MAX, 0.0
    while problems := {name: said for name, check in checks.items() if (said := await _missing(check, settings))}:
        told = "; ".join(f"{name}: {said}" for name, said in problems.items())
        if time.monotonic() > give_up_at:
            raise NotThere(told)
        if time.monotonic() - told_at > TOLD_EVERY_SECONDS:
            print(f"waiting for {told}", flush=True)
            told_at = time.monotonic()
        await asyncio.sleep(PAUSE_SECONDS)


async def server(settings: WaitSettings) -> str:
    """The database server lets its superuser in."""
    connection = await asyncpg.connect(_set(settings.database_admin_url), timeout=ANSWER_SECONDS_MAX)
    await connection.close()
    return ""


async def role(settings: WaitSettings) -> str:
    """The schema's own role may log in."""
    connection = await asyncpg.connect(_set(settings.database_url), timeout=ANSWER_SECONDS_MAX)
    await connection.close()
    return ""


def migrations(schema: str) -> Check:
    """Every migration that this image has of a schema is applied."""
    wanted = {path.name.partition("_")[0] for path in MIGRATIONS[schema].glob("*.sql")}

    async def check(settings: WaitSettings) -> str:
        connection = await asyncpg.connect(_set(settings.database_url), timeout=ANSWER_SECONDS_MAX)
        try:
            rows = await connection.fetch("SELECT version FROM schema_migrations", timeout=ANSWER_SECONDS_MAX)
        finally:
            await connection.close()
        missing = sorted(wanted - {row["version"] for row in rows})
        return f"migrations {', '.join(missing)} are not applied" if missing else ""

    return check


async def kafka(settings: WaitSettings) -> str:
    """A broker answers."""
    await _topic_names(settings)
    return ""


def topics(part: str) -> Check:
    """Every topic that a part reads or writes exists; of others Kafka may not tell it."""

    async def check(settings: WaitSettings) -> str:
        from contracts.topics.table import topics_of, written_by  # noqa: PLC0415 - only this kind of waiting needs it

        missing = sorted({*topics_of(part), *written_by(part)} - await _topic_names(settings))
        return f"no topic {', '.join(missing)}" if missing else ""

    return check


async def temporal_server(settings: WaitSettings) -> str:
    """Temporal's frontend answers."""
    await temporal.missing(_set(settings.temporal_address), "any", settings.temporal_certificates)
    return ""


async def temporal_names(settings: WaitSettings) -> str:
    """The namespace and all its search attributes exist."""
    names = (_set(settings.temporal_address), _set(settings.temporal_namespace))
    missing = await temporal.missing(*names, settings.temporal_certificates)
    return f"no {', '.join(missing)}" if missing else ""


CHECKS: Mapping[str, Check] = {
    "server": server,
    "role": role,
    "kafka": kafka,
    "temporal": temporal_server,
    "namespace": temporal_names,
    **{f"migrations-{schema}": migrations(schema) for schema in MIGRATIONS},
    **{f"topics-{part}": topics(part) for part in PARTS},
}


async def _missing(check: Check, settings: WaitSettings) -> str:
    try:
        async with asyncio.timeout(2 * ANSWER_SECONDS_MAX):
            return await check(settings)
    except NotThere:
        raise
    except Exception as error:
        # Whatever it is called: it is not there yet. Never its text, which may repeat a password.
        return type(error).__name__


async def _topic_names(settings: WaitSettings) -> set[str]:
    from aiokafka.admin import AIOKafkaAdminClient  # noqa: PLC0415 - as above

    brokers = Brokers(_set(settings.kafka_bootstrap), settings.kafka_certificates)
    admin = AIOKafkaAdminClient(**brokers.options(), request_timeout_ms=5000)
    try:
        await admin.start()
        return set(await admin.list_topics())
    finally:
        await admin.close()


def _set(value: str | None) -> str:
    if value is None:
        raise NotThere("the setting that says where it is is not set")
    return value
