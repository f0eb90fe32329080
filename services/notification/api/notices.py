"""NoticeService: the documents an applicant was given, and how they want to be reached."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
from google.api import httpbody_pb2

from contracts.errors.applications import EtagMismatch
from onetrip.notification.v1 import events_pb2 as events
from onetrip.notification.v1 import notice_service_pb2 as pb
from runtime.errors import NotFound
from runtime.outbox import Relay, enqueue
from runtime.pages import PageTokens
from runtime.rpc_calls import Context
from runtime.sealing import Shredded
from runtime.tokens import Principal
from runtime.typesetting import CONTENT_TYPE
from services.notification import access_log, codes, texts
from services.notification.checks import Violations, is_id
from services.notification.domain import Channel, route
from services.notification.matter import Localized, Matter, name_in
from services.notification.office import SOURCE, Office
from services.notification.papers import department_of, paper_of
from services.notification.printing.press import Press
from services.notification.rendering.table import number_of
from services.notification.store import announcements
from services.notification.store import deliveries as deliveries_store
from services.notification.store import notices as store

PAGE_DEFAULT, PAGE_MAX = 50, 200
_NEWEST = (datetime.max.replace(tzinfo=UTC), "")
ETAG_OF_NONE = "0"
AGENT = "agent"


class NoticeService:
    """Own notices only: somebody else's are as absent as those that do not exist."""

    def __init__(self, pool: asyncpg.Pool, office: Office, relay: Relay, press: Press) -> None:
        self._pool = pool
        self._office = office
        self._relay = relay
        self._press = press
        self._pages = PageTokens(office.sealer, "ListNotices")
        self._announced = PageTokens(office.sealer, "ListAnnouncements")

    async def list_notices(self, request: pb.ListNoticesRequest, context: Context) -> pb.ListNoticesResponse:
        """List the caller's notices, newest first. Raises InvalidInput, BadPageToken."""
        violations = Violations()
        size = violations.page_size(request.page_size, PAGE_DEFAULT, PAGE_MAX)
        violations.refuse()
        caller, filters = context.caller.subject, (request.application_id,)
        shown = self._pages.read(request.page_token, caller, filters)
        before = (datetime.fromisoformat(shown[0]), shown[1]) if shown else _NEWEST
        if request.application_id and not is_id(request.application_id):
            return pb.ListNoticesResponse()
        rows = await store.of_person(self._pool, self._reader(context.caller), request.application_id, before, size + 1)
        token = ""
        if len(rows) > size:
            rows = rows[:size]
            token = self._pages.make(caller, filters, (rows[-1]["issued_at"].isoformat(), rows[-1]["id"]))
        await self._log_agent(context.caller, rows, ("notice",))
        await self._office.sealer.load_applications({row["application_id"] for row in rows})
        notices = [self._notice(row, with_text=False) for row in rows]
        await self._add_deliveries(notices)
        return pb.ListNoticesResponse(notices=notices, next_page_token=token)

    async def get_notice(self, request: pb.GetNoticeRequest, context: Context) -> pb.GetNoticeResponse:
        """Return one notice with its text. Raises NotFound."""
        row = await store.get(self._pool, self._reader(context.caller), request.id) if is_id(request.id) else None
        if row is None:
            raise _absent()
        await self._log_agent(context.caller, [row], ("notice",))
        notice = self._notice(row, with_text=True)
        await self._add_deliveries([notice])
        return pb.GetNoticeResponse(notice=notice)

    async def list_announcements(
        self, request: pb.ListAnnouncementsRequest, context: Context
    ) -> pb.ListAnnouncementsResponse:
        """List what is announced publicly, to anybody. Raises InvalidInput, BadPageToken."""
        violations = Violations()
        size = violations.page_size(request.page_size, PAGE_DEFAULT, PAGE_MAX)
        violations.refuse()
        shown = self._announced.read(request.page_token, "", ())
        before = (datetime.fromisoformat(shown[0]), shown[1]) if shown else _NEWEST
        today = self._office.day_of(self._office.clock.now())
        rows = await announcements.up(self._pool, today, before, size + 1)
        token = ""
        if len(rows) > size:
            rows = rows[:size]
            token = self._announced.make("", (), (rows[-1]["published_at"].isoformat(), rows[-1]["notice_id"]))
        return pb.ListAnnouncementsResponse(announcements=map(_announcement, rows), next_page_token=token)

    async def download_notice(
        self, request: pb.DownloadNoticeRequest, context: Context
    ) -> AsyncIterator[httpbody_pb2.HttpBody]:
        """Yield the document as PDF, made now. Raises NotFound for one that is not the caller's to read."""
        row = await self._document(request.id, context.caller) if is_id(request.id) else None
        if row is None:
            raise _absent()
        pdf = await self._press.pdf(paper_of(row, self._office), row["layout"])
        yield httpbody_pb2.HttpBody(content_type=CONTENT_TYPE, data=pdf)

    async def verify_notice(self, request: pb.VerifyNoticeRequest, context: Context) -> pb.VerifyNoticeResponse:
        """Say whether a document was issued. A code that cannot be one is as unknown as one that is not there."""
        row = await store.by_code(self._pool, codes.typed(request.code))
        if row is None:
            return pb.VerifyNoticeResponse(verification=pb.NOTICE_VERIFICATION_UNKNOWN)
        return pb.VerifyNoticeResponse(
            verification=pb.NOTICE_VERIFICATION_VALID,
            kind=row["kind"],
            number=number_of(row),
            issue_date=self._office.day_of(row["issued_at"]).isoformat(),
            department=department_of(row),
        )

    async def get_preferences(self, request: pb.GetPreferencesRequest, context: Context) -> pb.GetPreferencesResponse:
        """Return how the caller is reached: as stated, else the default order."""
        stated = await store.preferences(self._pool, context.caller.subject)
        if stated is None:
            default = route((), by_clerk=False)
            channels = [channel for channel in (*default.first, *default.then) if channel is not Channel.IN_APP]
            stated = (list(map(int, channels)), 0)
        return pb.GetPreferencesResponse(preferences=_preferences(*stated))

    async def update_preferences(
        self, request: pb.UpdatePreferencesRequest, context: Context
    ) -> pb.UpdatePreferencesResponse:
        """Change how the caller is reached. Raises InvalidInput, EtagMismatch."""
        violations = Violations()
        _check_channels(request.channels, violations)
        violations.refuse()
        seen = _version(request.etag)
        channels = list(request.channels)
        version = await store.set_preferences(self._pool, context.caller.subject, channels, seen)
        if version is None:
            raise EtagMismatch("the preferences have changed meanwhile")
        return pb.UpdatePreferencesResponse(preferences=_preferences(channels, version))

    def _notice(self, row: Any, *, with_text: bool) -> pb.Notice:
        notice = pb.Notice(
            id=row["id"],
            application_id=row["application_id"],
            kind=row["kind"],
            number=number_of(row),
            issue_time=row["issued_at"],
            department=department_of(row),
            verification_code=codes.printed(row["code"]),
        )
        # Once what it said is destroyed, that it was issued, when and under which number stays.
        with contextlib.suppress(Shredded):
            title, text = self._office.open_text(row["application_id"], row["id"], row["sealed_text"])
            notice.title.CopyFrom(title.message())
            if with_text:
                notice.text.CopyFrom(text.message())
        return notice

    async def _document(self, notice_id: str, caller: Principal) -> Any | None:
        """A notice the caller may print: their own, or as a clerk one to be posted, which goes to the access log."""
        row = await store.own_document(self._pool, self._reader(caller), notice_id)
        if row is not None:
            await self._log_agent(caller, [row], ("name", "notice"))
        if row is not None or "clerk" not in caller.roles:
            return row
        async with self._pool.acquire() as connection, connection.transaction():
            row = await store.to_post(connection, notice_id)
            if row is None:
                return None
            now = self._office.clock.now()
            read = access_log.entry(row["person_id"], row["application_id"], caller, ("name", "notice"), now)
            await enqueue(connection, SOURCE, now, [read])
        self._relay.wake()
        return row

    def _reader(self, caller: Principal) -> store.Reader:
        """The caller as a reader of notices, now: an agent's mandate ends at its instant."""
        agent_id = caller.subject if AGENT in caller.roles else None
        return store.Reader(caller.subject, agent_id, self._office.clock.now())

    async def _log_agent(self, caller: Principal, rows: Sequence[Any], fields: Sequence[str]) -> None:
        """Note for whom the caller acts that they read these notices: one entry for each application."""
        whose = {row["application_id"]: row["recipient"] for row in rows if row["recipient"] != caller.subject}
        if not whose:
            return
        now = self._office.clock.now()
        read = [access_log.entry(person, id_, caller, fields, now, by_mandate=True) for id_, person in whose.items()]
        async with self._pool.acquire() as connection, connection.transaction():
            await enqueue(connection, SOURCE, now, read)
        self._relay.wake()

    async def _add_deliveries(self, notices: Sequence[pb.Notice]) -> None:
        found = await deliveries_store.of_notices(self._pool, [notice.id for notice in notices])
        for notice in notices:
            notice.deliveries.extend(
                pb.NoticeDelivery(channel=row["channel"], state=row["state"], update_time=row["updated_at"])
                for row in found[notice.id]
            )


def _absent() -> NotFound:
    return NotFound("there is no such notice")


def _preferences(channels: Sequence[int], version: int) -> pb.Preferences:
    return pb.Preferences(channels=[events.NoticeChannel.Name(each) for each in channels], etag=str(version))


def _check_channels(channels: Sequence[int], violations: Violations) -> None:
    if not 1 <= len(channels) <= len(Channel):
        violations.add("channels", f"1 to {len(Channel)} channels")
        return
    for index, channel in enumerate(channels):
        if channel not in set(Channel):
            violations.add(f"channels[{index}]", "is not a channel")
        elif channel in channels[:index]:
            violations.add(f"channels[{index}]", "is named twice")


def _version(etag: str) -> int | None:
    """The version an etag stands for; None for no etag. One that was never given stands for none there is."""
    if not etag:
        return None
    if etag.isascii() and etag.isdigit() and len(etag) < 10:
        return int(etag)
    raise EtagMismatch("the preferences have changed meanwhile")


def _announcement(row: Any) -> pb.Announcement:
    """An announcement in words: the department and the kind of matter, and nobody."""
    matter = Matter.from_json(row["matter"])
    words = texts.phrase(
        "announcement",
        department=name_in(matter.departments, row["department"]),
        matter=matter.name,
        application=Localized.same(row["application_id"]),
        until=texts.day(row["until_on"]),
    )
    return pb.Announcement(
        application_id=row["application_id"],
        department=row["department"],
        text=words.message(),
        publish_time=row["published_at"],
        end_date=row["until_on"].isoformat(),
    )
