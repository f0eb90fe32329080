"""OutreachService: the clerks' work list of calls to make and letters to post."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import asyncpg

from contracts.errors.applications import RequestIdReused
from contracts.errors.deliveries import ErrandClosed
from onetrip.notification.v1 import events_pb2 as events
from onetrip.notification.v1 import notice_service_pb2 as pb
from runtime.errors import NotFound
from runtime.messages import Outbound
from runtime.outbox import Relay, enqueue
from runtime.pages import PageTokens
from runtime.rpc_calls import Context
from runtime.tokens import Principal
from services.notification import access_log, codes, contacts, identifying, telling, texts
from services.notification.checks import Violations, is_id
from services.notification.dispatching import delivery_id
from services.notification.domain import (
    ERRANDS,
    Channel,
    DeliveryState,
    ErrandOutcome,
    ErrandResult,
    after_try,
    is_told,
)
from services.notification.falling_back import fall_back
from services.notification.office import SOURCE, Office
from services.notification.rendering import table as rendering
from services.notification.store import errands as store
from services.notification.store import notices

PAGE_DEFAULT, PAGE_MAX = 20, 100
_OLDEST = (datetime(1, 1, 2, tzinfo=UTC), "")


class OutreachService:
    """Errands. Names and targets are shown only in the list, and every such read is told to the person's log."""

    def __init__(self, pool: asyncpg.Pool, office: Office, relay: Relay) -> None:
        self._pool = pool
        self._office = office
        self._relay = relay
        self._pages = PageTokens(office.sealer, "ListErrands")

    async def list_errands(self, request: pb.ListErrandsRequest, context: Context) -> pb.ListErrandsResponse:
        """List errands, oldest first, and log whose data the caller read. Raises InvalidInput, BadPageToken."""
        violations = Violations()
        size = violations.page_size(request.page_size, PAGE_DEFAULT, PAGE_MAX)
        if request.channel not in (0, *ERRANDS):
            violations.add("channel", "PHONE or POST, or none for both")
        violations.refuse()
        caller, filters = context.caller, (str(request.channel), request.application_id)
        listed = self._pages.read(request.page_token, caller.subject, filters)
        after = (datetime.fromisoformat(listed[0]), listed[1]) if listed else _OLDEST
        if request.application_id and not is_id(request.application_id):
            return pb.ListErrandsResponse()
        channels = [request.channel] if request.channel else sorted(ERRANDS)
        async with self._pool.acquire() as connection, connection.transaction():
            rows = await store.waiting(connection, channels, request.application_id, after, size + 1)
            shown = rows[:size]
            errands = [self._shown(row) for row in shown]
            now = self._office.clock.now()
            await enqueue(connection, SOURCE, now, _accesses(shown, caller, now))
        if shown:
            self._relay.wake()
        token = ""
        if len(rows) > size:
            token = self._pages.make(caller.subject, filters, (shown[-1]["created_at"].isoformat(), errands[-1].id))
        return pb.ListErrandsResponse(errands=errands, next_page_token=token)

    async def record_outcome(self, request: pb.RecordOutcomeRequest, context: Context) -> pb.RecordOutcomeResponse:
        """Record how a call or letter went. The errand comes back without name, target and text: nothing is read anew.

        Raises InvalidInput, NotFound, ErrandClosed, RequestIdReused.
        """
        violations = Violations()
        violations.request_id(request.request_id)
        if request.outcome not in set(ErrandOutcome):
            violations.add("outcome", "must be given")
        note = violations.note(request.note)
        violations.refuse()
        key = _errand_key(request.id)
        async with self._pool.acquire() as connection, connection.transaction():
            row = await store.lock(connection, *key)
            if row is None or (row["state"] == DeliveryState.PENDING and row["try_at"] is not None):
                raise NotFound("there is no such errand")
            if await self._recorded_before(connection, request, context.caller):
                return _answer(row, ErrandResult(DeliveryState(row["state"]), row["attempts"]))
            if row["state"] != DeliveryState.PENDING:
                raise ErrandClosed("the errand is closed")
            now = self._office.clock.now()
            await self._record(connection, row, request, context.caller, note, now)
            result = after_try(row["attempts"], ErrandOutcome(request.outcome))
            await store.update(connection, key, result.state, result.attempts, now)
            await enqueue(connection, SOURCE, now, await self._consequences(connection, row, result, now))
        self._office.unsent.set()
        self._relay.wake()
        return _answer(row, result)

    async def identify_by_notice(
        self, request: pb.IdentifyByNoticeRequest, context: Context
    ) -> pb.IdentifyByNoticeResponse:
        """Identify whom the clerk serves by the notice that they answer; that they did is in that person's access log.

        Raises InvalidInput, NotFound, ClerkConcerned, PersonNotIdentified.
        """
        name, clerk = identifying.check(request), context.caller
        row = await notices.document_by_code(self._pool, codes.typed(request.code))
        if row is None or row["kind"] not in identifying.ANSWERED:
            raise NotFound("there is no such notice, or none that is answered")
        day = identifying.received(self._office, request, row["issued_at"])
        now, whose = self._office.clock.now(), (row["recipient"], row["application_id"])
        async with self._pool.acquire() as connection, connection.transaction():
            read = access_log.entry(*whose, clerk, ("name",), now, purpose=access_log.COUNTER_ACT)
            await enqueue(connection, SOURCE, now, [read])
        self._relay.wake()
        identifying.refuse(self._office, row, clerk.subject, name)
        return identifying.sealed(self._office, row, clerk.subject, request.channel, day)

    async def _recorded_before(self, connection: Any, request: pb.RecordOutcomeRequest, clerk: Principal) -> bool:
        """Whether the same request has been recorded. Raises RequestIdReused for the same id with another body."""
        earlier = await store.recorded(connection, clerk.subject, request.request_id)
        if earlier is not None and earlier != self._hash(request):
            raise RequestIdReused("this request_id came with another body")
        return earlier is not None

    async def _record(
        self, connection: Any, row: Any, request: pb.RecordOutcomeRequest, clerk: Principal, note: str, now: datetime
    ) -> None:
        """Write what the clerk says. Raises RequestIdReused when the id was used for another errand meanwhile."""
        sealed_note = self._sealed_note(row, request, note)
        errand, body_hash = (row["notice_id"], row["channel"]), self._hash(request)
        if not await store.record(
            connection, clerk.subject, request.request_id, body_hash, errand, request.outcome, sealed_note, now
        ):
            raise RequestIdReused("this request_id came with another body")

    async def _consequences(self, connection: Any, row: Any, result: ErrandResult, now: datetime) -> list[Outbound]:
        """The news of an errand's end; when it failed, the next channel is opened."""
        channel = Channel(row["channel"])
        if result.state is DeliveryState.FAILED:
            until = self._office.announced_until(now)
            return await fall_back(connection, {row["notice_id"]: channel}, now, until)
        if result.state is DeliveryState.DELIVERED and row["recipient_id"]:
            return [telling.reached(row, row["notice_id"], channel, self._office.day_of(now), now)]
        if result.state is DeliveryState.DELIVERED and is_told(channel, in_inbox=row["in_inbox"]):
            return [telling.delivered(row["application_id"], row["notice_id"], row["kind"], channel, now)]
        return []

    def _shown(self, row: Any) -> pb.Errand:
        """An errand with whom to reach and what to say."""
        application_id, channel = row["application_id"], Channel(row["channel"])
        about = row["recipient_id"]
        known = [self._office.open_contact(application_id, sealed, about) for sealed in row["contacts"] or ()]
        contact = contacts.merged(known)
        title, text = self._office.open_text(application_id, row["notice_id"], row["sealed_text"])
        number = rendering.number_of(row)
        errand = _errand(row, row["attempts"])
        errand.name = contact.name
        errand.target = contacts.target(contact, channel)
        whole = texts.document(title, text, number, self._office.day_of(row["issued_at"]))
        errand.text.CopyFrom(whole.message())
        return errand

    def _hash(self, request: pb.RecordOutcomeRequest) -> bytes:
        body = pb.RecordOutcomeRequest()
        body.CopyFrom(request)
        body.ClearField("request_id")
        return self._office.lookup.of(sha256(body.SerializeToString(deterministic=True)).hexdigest())

    def _sealed_note(self, row: Any, request: pb.RecordOutcomeRequest, note: str) -> bytes | None:
        """A remark may name people: it is kept like the rest of what is known of them."""
        if not note:
            return None
        scope = f"application/{row['application_id']}"
        return self._office.sealer.seal(scope, note.encode(), f"ErrandNote:{request.id}")


def _errand_key(errand_id: str) -> tuple[str, int]:
    notice_id, _, channel = errand_id.partition(".")
    if not is_id(notice_id) or channel not in {str(int(each)) for each in ERRANDS}:
        raise NotFound("there is no such errand")
    return notice_id, int(channel)


def _errand(row: Any, attempts: int) -> pb.Errand:
    return pb.Errand(
        id=delivery_id(row["notice_id"], Channel(row["channel"])),
        channel=events.NoticeChannel.Name(row["channel"]),
        notice_id=row["notice_id"],
        application_id=row["application_id"],
        tracking_number=row["tracking_number"],
        kind=events.NoticeKind.Name(row["kind"]),
        create_time=row["created_at"],
        attempts=attempts,
    )


def _answer(row: Any, result: ErrandResult) -> pb.RecordOutcomeResponse:
    errand = _errand(row, result.attempts)
    return pb.RecordOutcomeResponse(errand=errand, closed=result.state is not DeliveryState.PENDING)


def _accesses(rows: list[Any], caller: Principal, now: datetime) -> list[Outbound]:
    """One entry in the person's log for each application shown, with the fields that were."""
    read: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        fields = read.setdefault((row["person_id"], row["application_id"]), {"name", "notice"})
        fields.add(contacts.field_of(Channel(row["channel"])))
    return [access_log.entry(*whose, caller, fields, now) for whose, fields in read.items()]
