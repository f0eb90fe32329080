"""Which failures heal by waiting, and which ones will repeat for ever: one answer for all message handling."""

from __future__ import annotations

import asyncpg
import grpc
from aiokafka.errors import KafkaError
from asyncpg.exceptions import InternalClientError

from runtime.errors import AppError

# The server or the way to it is away, or two transactions were in each other's way: the message is not at fault.
_TRANSIENT_POSTGRES = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)
_TRANSIENT_GRPC = frozenset({grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED})


class HandlerTimeout(Exception):
    """A handler held its transaction longer than it may. Counts as an attempt, unlike a timeout from outside."""


def heals_by_waiting(error: BaseException) -> bool:
    """Return whether the same thing may succeed later without anybody's doing: retry without bound, never park."""
    if isinstance(error, AppError):
        return error.retryable
    if isinstance(error, asyncpg.InterfaceError):
        if isinstance(error, ValueError):
            # A wrong argument for certain; its text repeats the value, which may say anything.
            return False
        # asyncpg says "connection is closed" and "pool is closing" with the class it uses for wrong arguments.
        text = str(error)
        return "clos" in text or "released" in text or "another operation" in text
    if isinstance(error, InternalClientError):
        # The server ended an idle connection (it stops) and its socket is not closed yet: asyncpg has read the reason
        # as an answer to nothing and its protocol can take no query any more. The next connection can.
        return "cannot switch to" in str(error)
    if isinstance(error, grpc.RpcError):
        return getattr(error, "code", lambda: None)() in _TRANSIENT_GRPC
    return isinstance(error, (*_TRANSIENT_POSTGRES, KafkaError, OSError))
