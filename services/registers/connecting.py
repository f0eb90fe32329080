"""From descriptions to registers that can be asked: each with its adapter, checked against the system behind it."""

import asyncio
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import asyncpg

from runtime.clock import Clock
from runtime.database import connect
from services.registers.adapters import adapter_named
from services.registers.adapters.port import SourceInvalid, Surroundings
from services.registers.descriptions import Description
from services.registers.settings import Settings
from services.registers.source import Source

# Of each database that registers are kept in; a batch asks several of its tables at once.
POOL_SIZE_MAX = 16


class Pools:
    """One pool for each database, shared by the registers kept in it; `own` is that of the demo's tables."""

    def __init__(self, own: asyncpg.Pool) -> None:
        self.own = own
        self._pools: dict[str | None, asyncpg.Pool] = {None: own}
        self._opening = asyncio.Lock()

    async def of(self, surroundings: Surroundings, secret: str | None) -> asyncpg.Pool:
        """Return the pool of the database whose DSN is this secret. Raises SourceInvalid."""
        async with self._opening:
            if secret not in self._pools:
                # Without a first connection: a department that is down must not keep the others from being asked.
                self._pools[secret] = await asyncpg.create_pool(
                    surroundings.secret(str(secret)), min_size=0, max_size=POOL_SIZE_MAX
                )
            return self._pools[secret]

    async def close(self) -> None:
        """Close them all."""
        for pool in self._pools.values():
            await pool.close()


async def open_pools(settings: Settings) -> Pools:
    """Connect to the database of the demo's tables."""
    return Pools(await connect(settings.database_url, application_name="registers", size_max=POOL_SIZE_MAX))


async def connect_all(
    descriptions: Mapping[str, Description], settings: Settings, pools: Pools, clock: Clock
) -> dict[str, Source]:
    """Open and check the adapter of every register. Raises SourceInvalid for a description that does not fit."""

    async def pool(secret: str | None) -> asyncpg.Pool:
        return await pools.of(surroundings, secret)

    surroundings = Surroundings(
        clock, pool, settings.register_secrets, settings.register_drops, ZoneInfo(settings.time_zone)
    )
    sources: dict[str, Source] = {}
    for name, description in descriptions.items():
        try:
            adapter = await adapter_named(description.adapter)(description.register, description.source, surroundings)
            await adapter.check()
        except SourceInvalid as fault:
            raise SourceInvalid(f"{name}: {fault}") from None
        sources[name] = Source(description.register, adapter, clock)
    return sources
