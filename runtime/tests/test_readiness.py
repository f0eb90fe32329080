"""Readiness follows the database, liveness the consumers; neither ends the process."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
from asyncpg.exceptions import InternalClientError

from runtime import metrics
from runtime.readiness import Readiness


class FakeServer:
    """Remembers what it would say of itself."""

    def __init__(self) -> None:
        self.ready = self.alive = False

    async def set_ready(self, ready: bool) -> None:
        self.ready = ready

    async def set_alive(self, alive: bool) -> None:
        self.alive = alive


class FakePool:
    """A database that answers, or fails."""

    fault: Exception | None = None

    async def fetchval(self, _query: str) -> int:
        if self.fault is not None:
            raise self.fault
        return 1


class FakeConsumer:
    """A consumer whose loop turns, or not."""

    turns = True

    def healthy(self) -> bool:
        return self.turns


def parts() -> tuple[Any, Any, Any, Readiness]:
    server, pool, consumer = FakeServer(), FakePool(), FakeConsumer()
    readiness = Readiness(server, pool, [consumer])  # type: ignore[arg-type,list-item]
    return server, pool, consumer, readiness


def shown() -> float:
    """What Prometheus is told."""
    ((sample,),) = [family.samples for family in metrics.ready.collect()]
    return sample.value


@pytest.mark.parametrize(
    "fault",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        asyncpg.CannotConnectNowError("the database system is starting up"),
        asyncpg.InterfaceError("connection is closed"),
        InternalClientError("cannot switch to state 12; another operation (2) is in progress"),
        InternalClientError("a name for it that nobody has seen yet"),
        asyncpg.InsufficientPrivilegeError("permission denied"),
    ],
    ids=repr,
)
async def test_a_database_that_does_not_answer_makes_a_process_not_ready_and_ends_nothing(fault: Exception) -> None:
    server, pool, _, readiness = parts()
    await readiness.start()
    assert (server.ready, shown()) == (True, 1)
    pool.fault = fault
    await readiness.start()
    assert (server.ready, shown()) == (False, 0)
    pool.fault = None
    await readiness.start()
    assert (server.ready, shown()) == (True, 1)


async def test_a_loop_that_has_stopped_turning_makes_a_process_not_alive_but_leaves_it_ready() -> None:
    server, _, consumer, readiness = parts()
    await readiness.start()
    assert server.alive
    consumer.turns = False
    await readiness.start()
    assert (server.alive, server.ready) == (False, True)
