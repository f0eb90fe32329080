"""From descriptions to registers that can be asked: each with its adapter, checked against the system behind it.

What stands in a description is ours, and a fault in it ends the start: `onetrip registers check` finds it before. What
a department's system does ends nothing: it is said in the log, and the others are asked (docs/decisions/0030).
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from runtime.clock import Clock
from runtime.database import connect
from runtime.logs import describe_error, get_logger
from services.registers.adapters import adapter_named
from services.registers.adapters.port import RegisterAdapter, RegisterUnavailable, SourceInvalid, Surroundings
from services.registers.descriptions import Description
from services.registers.settings import Settings
from services.registers.source import Source

# Of each database that registers are kept in; a batch asks several of its tables at once.
POOL_SIZE_MAX = 16
# To connect to a department's database, for it to answer, and to take a question back: no lookup has longer.
ANSWER_SECONDS_MAX = 4.0
# How long the start waits for all registers to be checked, which happens at once.
CHECK_SECONDS_MAX = 10.0


class Pools:
    """One pool for each database, shared by the registers kept in it; `own` is that of the demo's tables."""

    def __init__(self, own: asyncpg.Pool) -> None:
        self.own = own
        self._pools: dict[str | None, asyncpg.Pool] = {None: own}
        self._opening = asyncio.Lock()

    async def of(self, surroundings: Surroundings, secret: str | None) -> asyncpg.Pool:
        """Return the pool of the database whose DSN is this secret; to connect raises SourceInvalid without it.

        It has no first connection: a department that is down must not keep the others from being asked.
        """

        async def connected(*_: Any, **given: Any) -> asyncpg.Connection:
            # Read anew for each connection: a password that was changed is in force at once.
            return await asyncpg.connect(surroundings.secret(str(secret)), **given)

        async with self._opening:
            if secret not in self._pools:
                self._pools[secret] = await asyncpg.create_pool(
                    connect=connected,
                    min_size=0,
                    max_size=POOL_SIZE_MAX,
                    timeout=ANSWER_SECONDS_MAX,
                    command_timeout=ANSWER_SECONDS_MAX,
                )
            return self._pools[secret]

    async def close(self) -> None:
        """Close them all."""
        for pool in self._pools.values():
            await pool.close()


async def open_pools(settings: Settings) -> Pools:
    """Connect to the database of the demo's tables."""
    return Pools(await connect(settings.database_url, application_name="registers", size_max=POOL_SIZE_MAX))


def surroundings_of(settings: Settings, pools: Pools, clock: Clock) -> Surroundings:
    """What adapters are given."""

    async def pool(secret: str | None) -> asyncpg.Pool:
        return await pools.of(surroundings, secret)

    surroundings = Surroundings(
        clock, pool, settings.register_secrets, settings.register_drops, ZoneInfo(settings.time_zone)
    )
    return surroundings


async def connect_all(descriptions: Mapping[str, Description], surroundings: Surroundings) -> dict[str, Source]:
    """Open the adapter of every register, and check them all at once.

    Raises SourceInvalid for a description that means nothing. One that cannot be checked now, or does not fit its
    system, is a register like any other: its lookups are unavailable until its department has mended it.
    """
    adapters: dict[str, RegisterAdapter] = {}
    for name, description in descriptions.items():
        opened = adapter_named(description.adapter)
        try:
            adapters[name] = await opened(description.register, description.source, surroundings)
        except SourceInvalid as fault:
            raise SourceInvalid(f"{name}: {fault}") from None
    await _check(adapters)
    return {
        name: Source(descriptions[name].register, adapter, surroundings.clock) for name, adapter in adapters.items()
    }


def not_read_by_pages(
    sources: Mapping[str, Source], wanted: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[str]]:
    """Those of the registers that items would have read page by page which cannot be, with the items."""
    return {name: items for name, items in wanted.items() if name in sources and not sources[name].scans}


async def _check(adapters: Mapping[str, RegisterAdapter]) -> None:
    """Check each for as long as the start waits; who takes longer is let go, and not waited for."""
    checks = {asyncio.create_task(_checked(name, adapter)): name for name, adapter in adapters.items()}
    if checks:
        _, late = await asyncio.wait(checks, timeout=CHECK_SECONDS_MAX)
        for check in late:
            check.cancel()
            get_logger().warning("register.not_checked", register=checks[check], reason="it took too long")


async def _checked(name: str, adapter: RegisterAdapter) -> None:
    try:
        await adapter.check()
    except RegisterUnavailable as error:
        get_logger().warning("register.not_checked", register=name, reason=str(error))
    except SourceInvalid as fault:
        get_logger().error("register.does_not_fit", register=name, reason=str(fault))
    except Exception as error:
        get_logger().error("register.adapter_failed", register=name, error=describe_error(error))
