"""The service in a test: messages in, rounds by hand, RPCs, and what came of it."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from types import SimpleNamespace
from typing import cast

import asyncpg
from google.protobuf.message import Message

from onetrip.notification.v1 import events_pb2 as pb
from onetrip.verification.v1.messages_pb2 import FindContact, RecordAccess
from runtime.ids import new_id
from runtime.messages import Envelope, type_of
from runtime.outbox import Relay
from runtime.rpc_calls import Context
from runtime.tokens import Principal
from services.notification.api.notices import NoticeService
from services.notification.api.outreach import OutreachService
from services.notification.consumer import handlers
from services.notification.dispatching import Dispatcher
from services.notification.domain import Channel
from services.notification.gateways import Letter, Sent
from services.notification.issuing import Issuer
from services.notification.office import Office
from services.notification.overdue import Overdue
from services.notification.printing.press import Press
from services.notification.tests.samples import NOW


class Post:
    """A gateway that answers as it is told, and remembers what it was given."""

    def __init__(self) -> None:
        self.answers: list[Sent] = []
        self.letters: list[Letter] = []

    async def send(self, letters: list[Letter]) -> list[Sent]:
        self.letters += letters
        return [self.answers.pop(0) if self.answers else Sent.TAKEN for _ in letters]


class SilentRelay:
    """Counts how often it was woken."""

    def __init__(self) -> None:
        self.woken = 0

    def wake(self) -> None:
        self.woken += 1


def caller(subject: str, role: str = "applicant") -> Context:
    principal = Principal(subject, frozenset({role}), "service-hall" if role == "clerk" else None, 2, None)
    return cast(Context, SimpleNamespace(principal=principal, caller=principal))


@dataclasses.dataclass
class House:
    """The whole service on one database."""

    pool: asyncpg.Pool
    office: Office
    gateways: dict[Channel, Post] = dataclasses.field(default_factory=lambda: defaultdict(Post))

    def __post_init__(self) -> None:
        self.relay = SilentRelay()
        relay = cast(Relay, self.relay)
        self.sms, self.email = self.gateways[Channel.SMS], self.gateways[Channel.EMAIL]
        self.issuer = Issuer(self.pool, self.office, relay)
        self.dispatcher = Dispatcher(self.pool, self.office, relay, self.gateways)
        self.overdue = Overdue(self.pool, self.office, relay)
        self.notices = NoticeService(self.pool, self.office, relay, Press())
        self.outreach = OutreachService(self.pool, self.office, relay)

    async def hear(self, *events: Message) -> None:
        """Handle messages, each in a transaction of its own (the inbox is the consumer's affair)."""
        for event in events:
            envelope = Envelope(new_id(), type_of(event), "test", "", NOW, event.SerializeToString(), None, "t", 0, 0)
            async with self.pool.acquire() as connection, connection.transaction():
                await handlers(self.office).handle(connection, envelope)

    async def work(self) -> None:
        """Issue and send until nothing is left to do."""
        while await self.issuer.work():
            pass
        for _ in range(10):
            before = await self.pool.fetchval("SELECT count(*) FROM deliveries WHERE try_at <= now()")
            await self.dispatcher.work()
            if not before:
                return

    async def said(self, application_id: str) -> list[Message]:
        """The events and commands about an application, in order."""
        known = (pb.NoticeDelivered, pb.NoticeFailed, pb.PartyReached, RecordAccess, FindContact)
        classes = {type_of(each): each for each in known}
        rows = await self.pool.fetch("SELECT type, payload FROM outbox WHERE key = $1 ORDER BY id", application_id)
        return [classes[row["type"]].FromString(row["payload"]) for row in rows]

    async def delivered(self, application_id: str) -> list[tuple[str, str]]:
        """(kind, channel) of the notices that are said to be delivered."""
        return [
            (pb.NoticeKind.Name(event.kind)[12:], pb.NoticeChannel.Name(event.channel)[15:])
            for event in await self.said(application_id)
            if isinstance(event, pb.NoticeDelivered)
        ]

    async def tries(self, application_id: str) -> dict[tuple[str, str], str]:
        """State by (kind, channel)."""
        rows = await self.pool.fetch(
            "SELECT n.kind, d.channel, d.state FROM deliveries d JOIN notices n ON n.id = d.notice_id "
            "WHERE d.application_id = $1",
            application_id,
        )
        states = {1: "pending", 2: "delivered", 3: "failed"}
        return {
            (pb.NoticeKind.Name(row["kind"])[12:], pb.NoticeChannel.Name(row["channel"])[15:]): states[row["state"]]
            for row in rows
        }

    async def skip_waits(self) -> None:
        """Do as if every wait were over."""
        await self.pool.execute("UPDATE deliveries SET try_at = now() WHERE try_at IS NOT NULL")
