"""PostgreSQL: one pool per process, set up the same way everywhere."""

from __future__ import annotations

import asyncio
import time

import asyncpg

from runtime import tracing
from runtime.logs import get_logger
from runtime.settings import SettingRefused

CONNECT_SECONDS_MAX = 30.0
COMMAND_SECONDS_MAX = 60.0
STATEMENTS_CACHED_MAX = 256
STATEMENT_CHARACTERS_MAX = 300

# A dead client must give its locks back within seconds, also when its machine vanished without a word.
_SERVER_SETTINGS = {
    "timezone": "UTC",
    "jit": "off",
    # Every statement has its index. A plan made while a table was nearly empty is kept until its statistics change, and
    # would read the whole table meanwhile.
    "enable_seqscan": "off",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "idle_in_transaction_session_timeout": "60000",
}

_NOT_YET = (
    OSError,
    asyncpg.CannotConnectNowError,
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
)


class PooledConnection(asyncpg.Connection):
    """A pooled connection that is not reset on release: a round trip saved on every transaction.

    Nothing in this project leaves session state on a pooled connection; the relay, which does, closes its own.
    """

    def get_reset_query(self) -> str:
        """Nothing to be reset."""
        return ""


async def connect(url: str, *, size_max: int = 8, application_name: str = "onetrip") -> asyncpg.Pool:
    """Return a pool of up to ``size_max`` connections. Waits up to 30 s for a server that is still starting.

    Raises SettingRefused for a role, password or database that is none; else what the last attempt raised.
    """
    give_up_at = time.monotonic() + CONNECT_SECONDS_MAX
    delay = 0.1
    while True:
        try:
            return await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=size_max,
                command_timeout=COMMAND_SECONDS_MAX,
                statement_cache_size=STATEMENTS_CACHED_MAX,
                max_cached_statement_lifetime=0,
                connection_class=PooledConnection,
                init=_recorded if tracing.exporting() else None,
                server_settings={**_SERVER_SETTINGS, "application_name": application_name},
            )
        except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError) as error:
            raise SettingRefused("DATABASE_URL", f"the server refuses it ({type(error).__name__})") from None
        except _NOT_YET as error:
            if time.monotonic() + delay > give_up_at:
                raise
            get_logger().warning("database.waiting", error=type(error).__name__)
            await asyncio.sleep(delay)
            delay = min(delay * 2, 2.0)


async def _recorded(connection: asyncpg.Connection) -> None:
    connection.add_query_logger(_record)


def _record(query: asyncpg.connection.LoggedQuery) -> None:
    """A span for a statement. Its text is the program's: what people say is in the parameters."""
    text = " ".join(query.query.split())
    error = None if query.exception is None else type(query.exception).__name__
    attributes = {"db.system.name": "postgresql", "db.query.text": text[:STATEMENT_CHARACTERS_MAX]}
    tracing.took(text.partition(" ")[0] or "sql", query.elapsed, attributes, error)
