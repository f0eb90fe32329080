"""Faults that a stack can be brought into and out of again: each is a context in which it lasts."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import asyncpg
import httpx
from aiokafka import AIOKafkaProducer

from cli.client import Caller
from cli.client.gateway import Gateway
from cli.client.refusals import GatewayUnreachable
from cli.journeys.papers import paper
from cli.personas import persona
from contracts.topics.names import INTAKE_EVENTS
from deploy.local.settings import PROJECT_DIR
from deploy.local.stack import Stack
from onetrip.intake.v1.events_pb2 import ApplicationSubmitted
from runtime.messages import type_of
from tests.drill.stuck.cluster import Cluster
from tests.drill.test_everything_dies import AWAY
from tests.e2e.filing import CONTRADICTING, filed, form, submit

# Reads go on, writes wait; or nothing goes on.
WRITES, EVERYTHING = "EXCLUSIVE", "ACCESS EXCLUSIVE"
CALL_SECONDS = 0.5
# What a caller is told that may send again.
LATER = AWAY - {500}
# As the CronJob on Kubernetes, twenty times as often.
REPAIR_PAUSE_SECONDS = 2.0


@dataclass
class Scenery:
    """A stack, and a way into it."""

    stack: Stack
    gateway: Gateway

    async def enter(self, code: str) -> Caller:
        """An applicant with a token."""
        return await self.gateway.caller(persona(code).resident_id, ("applicant",))

    async def file(self, number: int) -> None:
        """One of 190 graduates files, whatever comes of it."""
        code = f"graduate-{number % 190 + 1:04}"
        answers = {**persona(code).claims, "destination_address": "示范市北港区一号路1号"}
        with contextlib.suppress(httpx.TransportError, GatewayUnreachable):
            await submit(await self.enter(code), form(answers=answers))


Fault = Callable[[Scenery], AbstractAsyncContextManager[None]]


def locked(schema: str, *tables: str, mode: str = WRITES) -> Fault:
    """Somebody holds tables of one part."""

    @asynccontextmanager
    async def fault(scenery: Scenery) -> AsyncIterator[None]:
        connection = await asyncpg.connect(scenery.stack.database_url("postgres"))
        try:
            async with connection.transaction():
                names = ", ".join(f"{schema}.{table}" for table in tables)
                await connection.execute(f"LOCK TABLE {names} IN {mode} MODE")
                yield
        finally:
            await connection.close()

    return fault


def now_and_then(fault: Fault, seconds: float, pause: float) -> Fault:
    """A fault that comes and goes."""

    @asynccontextmanager
    async def repeated(scenery: Scenery) -> AsyncIterator[None]:
        async def turns() -> None:
            while True:
                async with fault(scenery):
                    await asyncio.sleep(seconds)
                await asyncio.sleep(pause)

        async with during(turns()):
            yield

    return repeated


def stopped(name: str) -> Fault:
    """A process does not run."""

    @asynccontextmanager
    async def fault(scenery: Scenery) -> AsyncIterator[None]:
        await scenery.stack.stop(name)
        try:
            yield
        finally:
            await scenery.stack.start(name)

    return fault


def renamed(schema: str, table: str, path: str) -> Fault:
    """A table that is not there, and people who call what reads it."""

    @asynccontextmanager
    async def fault(scenery: Scenery) -> AsyncIterator[None]:
        caller = await scenery.enter("graduate")

        async def calls() -> None:
            while True:
                await caller.request("GET", path)
                await asyncio.sleep(CALL_SECONDS)

        connection = await asyncpg.connect(scenery.stack.database_url("postgres"))
        try:
            await connection.execute(f"ALTER TABLE {schema}.{table} RENAME TO {table}_away")
            async with during(calls()):
                yield
        finally:
            await connection.execute(f"ALTER TABLE {schema}.{table}_away RENAME TO {table}")
            await connection.close()

    return fault


@asynccontextmanager
async def documents_away(scenery: Scenery) -> AsyncIterator[None]:
    """Where documents are kept, nothing can be, and people hand some in."""
    caller = await scenery.enter("graduate")
    kept = scenery.stack.state_dir / "materials"
    aside = kept.with_name("aside")

    async def uploads() -> None:
        while True:
            headers = {"content-type": "application/pdf"}
            await caller.request("POST", "/v1/materials", content=paper("diploma"), headers=headers)
            await asyncio.sleep(CALL_SECONDS)

    kept.rename(aside)
    kept.touch()
    try:
        async with during(uploads()):
            yield
    finally:
        kept.unlink()
        aside.rename(kept)


def crowded(fault: Fault, people: int, at_once: int = 6) -> Fault:
    """A fault in which a great deal is filed first."""

    @asynccontextmanager
    async def with_people(scenery: Scenery) -> AsyncIterator[None]:
        free = asyncio.Semaphore(at_once)

        async def one(number: int) -> None:
            async with free:
                await scenery.file(number)

        async with fault(scenery):
            await asyncio.gather(*map(one, range(people)))
            yield

    return with_people


@asynccontextmanager
async def poisoned(scenery: Scenery) -> AsyncIterator[None]:
    """A message that nobody can read; afterwards it is as if it had never been."""
    producer = AIOKafkaProducer(bootstrap_servers=scenery.stack.address("kafka"))
    await producer.start()
    try:
        headers = [("ce_id", b"poison"), ("ce_type", type_of(ApplicationSubmitted).encode()), ("ce_subject", b"nobody")]
        await producer.send_and_wait(INTAKE_EVENTS, b"\xff", key=b"nobody", headers=headers)
        yield
    finally:
        await producer.stop()
        connection = await asyncpg.connect(scenery.stack.database_url("postgres"))
        for consumer in ("process", "notification"):
            await connection.execute(f"DELETE FROM {consumer}.parked WHERE key = 'nobody'")
        await connection.close()


@asynccontextmanager
async def forgotten(scenery: Scenery) -> AsyncIterator[None]:
    """Somebody has heard what no sender knows of and Kafka has no more; it is repaired by the clock."""
    connection = await asyncpg.connect(scenery.stack.database_url("notification"))

    async def repairs() -> None:
        while True:
            await repair(scenery.stack)
            await asyncio.sleep(REPAIR_PAUSE_SECONDS)

    try:
        await connection.execute("INSERT INTO inbox (consumer, event_id) VALUES ('notification', 'forgotten')")
        async with during(repairs()):
            yield
        await connection.execute("DELETE FROM inbox WHERE event_id = 'forgotten'")
        assert await repair(scenery.stack) == 0
    finally:
        await connection.close()


async def repair(stack: Stack) -> int:
    """What the CronJob `reconcile` does; returns its exit code."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli.main", "reconcile", "--repair", "--wait=0"),
        cwd=PROJECT_DIR,
        env={**os.environ, "ONETRIP_STATE_DIR": str(stack.state_dir)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    return await process.wait()


def halted(name: str) -> Fault:
    """A process gets no time to run: it is there, and takes nothing."""

    @asynccontextmanager
    async def fault(scenery: Scenery) -> AsyncIterator[None]:
        runs = scenery.stack.state.steps[name].fingerprint
        assert runs is not None and runs.alive()
        os.kill(runs.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(runs.pid, signal.SIGCONT)

    return fault


@asynccontextmanager
async def faulty_release(scenery: Scenery) -> AsyncIterator[None]:
    """A release whose workflow code raises where something comes to officers; then the one before again."""
    async with Cluster(scenery.stack).replaced("workflows", "tests.drill.stuck.faulty_release", {}):
        # By somebody who does nothing else: it waits for an officer ever after.
        await filed(await scenery.enter("graduate-0200"), answers=CONTRADICTING)
        yield


@asynccontextmanager
async def second_place_away(scenery: Scenery) -> AsyncIterator[None]:
    """Where heads of the access log are kept, nothing can be. Verification starts anew: it asks there seldom."""
    heads = scenery.stack.state_dir / "anchors" / "heads"
    aside = heads.with_name("aside")
    if heads.exists():
        heads.rename(aside)
    heads.touch()
    await _anew(scenery.stack, "verification")
    try:
        yield
    finally:
        heads.unlink()
        if aside.exists():
            aside.rename(heads)
        await _anew(scenery.stack, "verification")


async def _anew(stack: Stack, name: str) -> None:
    await stack.stop(name)
    await stack.start(name)


@asynccontextmanager
async def during(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Work that goes on until the end of the context. Raises what it raises."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
