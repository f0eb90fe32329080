"""Looking once, and repairing until nothing more can be done by machines."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

import asyncpg
from temporalio.client import Client

from contracts.topics.table import TOPICS
from deploy.reconcile.gaps import GRACE_SECONDS, Gap, Kind, Ledgers, is_short
from deploy.reconcile.kept import keep
from deploy.reconcile.order import Message, message_of, next_to_say
from deploy.reconcile.retained import retained
from deploy.reconcile.setback import ahead, can_be_taken_back, end_ahead, is_all_there_was, take_back
from deploy.reconcile.workflows import lost
from deploy.roles import connected
from runtime.certificates import Brokers, Certificates
from runtime.messages import Envelope
from workflows.engine.temporal_client import tls

CONNECT_SECONDS_MAX = 10.0
LOOK_AGAIN_SECONDS = 2.0
# The kind of what is no message.
LOST = "lost"
PARTS = sorted({name for topic in TOPICS for name in (*topic.owners, *topic.consumers)})


@dataclass(frozen=True)
class Places:
    """Where the parts' databases are, Kafka, and Temporal."""

    databases: Mapping[str, str] = field(repr=False)
    kafka: Brokers
    temporal: str
    namespace: str
    temporal_certificates: Certificates | None = None


@dataclass(frozen=True)
class Account:
    """What was found. `lost`: ids of workflows by type; `retained`: what is forgotten, as Kafka has it."""

    gaps: list[Gap]
    lost: Mapping[str, list[str]]
    retained: list[Envelope] = field(default_factory=list)

    @property
    def balanced(self) -> bool:
        """Nothing is missing anywhere."""
        return not self.gaps and not any(self.lost.values())

    @property
    def counts(self) -> Mapping[str, int]:
        """How many gaps of each kind there are, and lost workflows; of a message that several miss, one for each."""
        found = Counter(gap.kind for gap in self.gaps)
        return {**{kind.value: found[kind] for kind in Kind}, LOST: sum(map(len, self.lost.values()))}


@dataclass
class Done:
    """What a repair has done: messages said again and taken back, workflows that were ahead and ended."""

    said_again: int = 0
    taken_back: int = 0
    ended: int = 0


class Reconciler:
    """Compares all parts of one installation."""

    def __init__(self, connections: Mapping[str, asyncpg.Connection], kafka: Brokers, client: Client) -> None:
        self._ledgers = Ledgers(connections)
        self._process = connections["process"]
        self._kafka = kafka
        self._client = client

    async def look(self, since: datetime, grace_seconds: float = GRACE_SECONDS) -> Account:
        """Compare once. Changes nothing."""
        gaps = [gap async for gap in self._ledgers.gaps(since, grace_seconds)]
        forgotten = [one async for page in retained(self._kafka, since) for one in await self._ledgers.forgotten(page)]
        return Account(_named(gaps, forgotten), await lost(self._client, self._process), forgotten)

    async def repair(self, since: datetime, grace_seconds: float, seconds_max: float) -> tuple[Done, Account]:
        """Take back what was forgotten, say again what was not heard, and what that brings about, until the account is
        balanced or the time is over.

        Each message once, and those of an application in their order. What happened to an application is told to
        intake only when the application is there again. What is left is kept, for who is called when it stays.
        """
        repair = _Repair(self._ledgers, self._process, self._client)
        account = await self.look(since, grace_seconds)
        # After the first look, which may take long: what was mended is looked at once more at least.
        deadline = asyncio.get_running_loop().time() + seconds_max
        while not account.balanced:
            await repair.turn(account)
            if asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            account = await self.look(since, grace_seconds)
        await keep(self._process, kept_as(account.counts, short=is_short(since)))
        return repair.done, account


def kept_as(counts: Mapping[str, int], *, short: bool) -> Mapping[str, int]:
    """The kinds under which a repair keeps what it left: a short look says nothing of what is older, and does not take
    away what a long one has found. Lost workflows are the same to both.
    """
    return {kind if kind == LOST or not short else f"{kind} lately": gaps for kind, gaps in counts.items()}


class _Repair:
    """What has been done so far, and the next turn."""

    def __init__(self, ledgers: Ledgers, process: asyncpg.Connection, client: Client) -> None:
        self.done = Done()
        self._ledgers = ledgers
        self._process = process
        self._client = client
        self._said: dict[Message, float] = {}
        self._taken: set[str] = set()
        self._ended: set[str] = set()

    async def turn(self, account: Account) -> None:
        behind = ahead(account.retained) - self._ended
        self.done.ended += await end_ahead(self._client, behind)
        self._ended |= behind
        said = [each for each in account.retained if is_all_there_was(each) and each.id not in self._taken]
        await self._ledgers.remember(said)
        back = [each for each in account.retained if can_be_taken_back(each)]
        fresh = [each for each in back if each.id not in self._taken]
        await take_back(self._process, fresh)
        self.done.taken_back += len(fresh) + len(said)
        self._taken |= {each.id for each in (*fresh, *said)}
        seconds = asyncio.get_running_loop().time()
        again = next_to_say(account.gaps, {each.subject for each in back}, self._said, seconds)
        self._said |= dict.fromkeys(map(message_of, again), seconds)
        self.done.said_again += await self._ledgers.say_again(again)


def _named(gaps: list[Gap], forgotten: list[Envelope]) -> list[Gap]:
    """The gaps, with what Kafka knows of those that are forgotten, and those that only Kafka knows."""
    by_id = {envelope.id: envelope for envelope in forgotten}
    heard = {gap.message_id for gap in gaps if gap.kind is Kind.FORGOTTEN}
    named = [
        _of(by_id[gap.message_id], gap.consumer) if gap.kind is Kind.FORGOTTEN and gap.message_id in by_id else gap
        for gap in gaps
    ]
    return named + [_of(envelope, "") for message_id, envelope in by_id.items() if message_id not in heard]


def _of(envelope: Envelope, consumer: str) -> Gap:
    gap = Gap(Kind.FORGOTTEN, envelope.id, consumer, envelope.topic, envelope.subject, envelope.type)
    return replace(gap, sender=envelope.source, time=envelope.time)


@asynccontextmanager
async def reconciler(places: Places) -> AsyncIterator[Reconciler]:
    """Connect to everything, as each part's own role."""
    async with connected({part: places.databases[part] for part in PARTS}, CONNECT_SECONDS_MAX) as connections:
        certificates = tls(places.temporal_certificates)
        client = await Client.connect(places.temporal, namespace=places.namespace, tls=certificates)
        yield Reconciler(connections, places.kafka, client)
