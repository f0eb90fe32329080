"""The issuer: gives due notices their number, date and text, keeps them in the inbox, and plans how they are sent.

It works in batches, in one transaction each, so that a number is taken exactly when its notice is issued: gap-free.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from onetrip.notification.v1 import events_pb2 as pb
from runtime import tracing
from runtime.errors import Unavailable
from runtime.logs import describe_error, get_logger
from runtime.messages import Outbound, type_of
from runtime.outbox import Relay, enqueue
from services.notification import codes, contacts, telling
from services.notification.domain import Channel, Route, route, route_of_party
from services.notification.matter import Matter
from services.notification.numbering import Number, numbered
from services.notification.office import SOURCE, Office
from services.notification.printing.press import LAYOUT
from services.notification.rendering.table import (
    RENDERERS,
    Case,
    Rendered,
    render,
    sealed_barred,
    sealed_correction,
    sealed_words,
)
from services.notification.store import issuing as store

BATCH_MAX = 200

# A bad rating is called back (国办发〔2019〕51号); by a clerk of the hall, so that the department learns no name.
CALLED_BACK = frozenset({pb.NOTICE_KIND_FOLLOW_UP})

_EVENTS = {type_of(event): event for event in RENDERERS}


class Issuer:
    """Issues notices, in rounds (rounds.py)."""

    def __init__(self, pool: asyncpg.Pool, office: Office, relay: Relay) -> None:
        self._pool = pool
        self._office = office
        self._relay = relay

    async def start(self) -> None:
        """Try once more what an earlier version could not render."""
        await store.forgive(self._pool)

    async def work(self) -> bool:
        """Issue one batch. Returns whether there is likely more."""
        with tracing.span("issue notices"):
            return await self._work()

    async def _work(self) -> bool:
        async with self._pool.acquire() as connection, connection.transaction():
            if not await store.begin(connection):
                return False
            rows = await store.due(connection, BATCH_MAX, self._office.clock.now())
            if not rows:
                return False
            await self._office.sealer.load_applications({row["application_id"] for row in rows})
            notices = await self._issue(connection, rows)
        for notice in notices:
            tracing.took(
                "issue notice", 0.0, {tracing.APPLICATION: notice.application_id, "onetrip.notice_id": notice.id}
            )
        if notices:
            self._relay.wake()
            self._office.unsent.set()
        return len(rows) == BATCH_MAX

    async def _issue(self, connection: Any, rows: Sequence[Any]) -> list[store.Issued]:
        rendered = [(row, words) for row in rows if (words := await self._rendered(connection, row))]
        if not rendered:
            return []
        now = self._office.clock.now()
        numbers = await numbered(connection, self._office.day_of(now).year, rendered)
        notices = []
        for index, ((row, words), number) in enumerate(zip(rendered, numbers, strict=True)):
            # A microsecond apart: lists by date keep the order in which a batch was issued.
            notices.append(self._notice(row, words, number, now + timedelta(microseconds=index)))
        await store.issue(connection, notices)
        news = [self._news(row, notice) for (row, _), notice in zip(rendered, notices, strict=True) if notice.in_inbox]
        await enqueue(connection, SOURCE, now, [each for each in news if each is not None])
        return notices

    def _news(self, row: Any, notice: store.Issued) -> Outbound | None:
        """What is in the inbox has reached an applicant, and of others those who want nothing else."""
        at = notice.issued_at
        if not row["recipient_id"]:
            named = (notice.application_id, notice.id, notice.kind)
            return telling.delivered(*named, Channel.IN_APP, at, notice.year, notice.number)
        if not route_of(row).reaches_by_inbox:
            return None
        return telling.reached(row, notice.id, Channel.IN_APP, self._office.day_of(at), at)

    def _notice(self, row: Any, words: Rendered, number: Number, at: datetime) -> store.Issued:
        planned = route_of(row)
        application_id, notice_id = row["application_id"], row["id"]
        return store.Issued(
            id=notice_id,
            application_id=application_id,
            kind=row["kind"],
            department=words.department,
            series=words.series,
            year=number.year,
            number=number.number,
            layout=LAYOUT,
            code=codes.of(self._office.lookup, notice_id),
            person_id=row["person_id"],
            agent_id=row["agent_id"],
            in_inbox=Channel.IN_APP in planned.first,
            sealed_text=self._office.seal_text(application_id, notice_id, words),
            sealed_addressee=self._office.seal_addressee(application_id, notice_id, self._addressee(row)),
            issued_at=number.issued_at or at,
            channels=planned.first,
        )

    def _addressee(self, row: Any) -> str:
        """The name of whom it is for, where it is known by now: a receipt is issued before the registers are asked."""
        about = row["application_id"], row["recipient_id"]
        known = [self._office.open_contact(about[0], sealed, about[1]) for sealed in row["contacts"] or ()]
        return contacts.merged(known).name

    async def _rendered(self, connection: Any, row: Any) -> Rendered | None:
        """The words of a notice. One that cannot be rendered is set aside, so that it holds up no other.

        Raises Unavailable: what cannot be opened for a moment waits.
        """
        try:
            event = _EVENTS[row["event_type"]].FromString(row["event"])
            case = Case(
                matter=Matter.from_json(row["matter"]),
                tracking_number=row["tracking_number"],
                version=row["version"],
                zone=self._office.zone,
                words=self._office.open_words(row["application_id"], sealed_words(event)),
                correction=self._office.open_words(row["application_id"], sealed_correction(event)),
                barred=self._office.open_barred(row["application_id"], sealed_barred(event)),
                to_party=bool(row["recipient_id"]),
            )
            return render(event, case)
        except Unavailable:
            raise
        except Exception as error:
            get_logger().error("notice.not_rendered", notice_id=row["id"], error=describe_error(error))
            await store.set_aside(connection, row["id"], describe_error(error))
            return None


def route_of(row: Any) -> Route:
    """How whom a row is for is reached. `row` has `channels` (None: none stated), `by_clerk`, `kind`, `recipient_id`,
    `matter`, and may have `reached_by`: the channel that reached an interested party before.

    Their own wish first; who has not said any and has not asked either (免申即享) is reached as the item says.

    `recipient_id`: an interested party, of whom nobody knows whether they have an account.
    """
    preferred = [Channel(number) for number in row["channels"] or ()]
    if row["recipient_id"]:
        reached_by = row.get("reached_by")
        return route_of_party(preferred, Channel(reached_by) if reached_by else None)
    preferred = preferred or [Channel[name.upper()] for name in Matter.from_json(row["matter"]).channels]
    return route(preferred, by_clerk=row["by_clerk"], called=row["kind"] in CALLED_BACK)
