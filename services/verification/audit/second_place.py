"""The second place: an object store to which chain heads are only added, apart from the database (decision 0042).

An object is a JSON list of heads, one for each chain, as `onetrip audit heads` prints them. It stands in the folder of
its day (UTC) under a name that begins with the time and is never used twice: nothing that stands there is written
again, so the store may refuse changes and deletions altogether (object lock).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import from_url

from runtime.errors import Unavailable
from runtime.ids import new_id
from services.verification.audit.chain import Anchor
from services.verification.settings import AnchorsSettings

HEADS = "heads"
# Days whose latest object is read at once.
READ_AT_ONCE = 16
AWAY_RETRY_SECONDS = 60.0


class NotHeads(ValueError):
    """What was read is no list of heads."""


class SecondPlace:
    """A folder (file:///…) or a bucket (s3://…).

    ``credentials``: an access key of its own, `id:secret`; None: those of the process's account.
    """

    def __init__(self, url: str, credentials: str | None = None) -> None:
        options: dict[str, Any] = {"mkdir": True} if url.startswith("file:") else {}
        if credentials is not None and not options:
            key, _, secret = credentials.partition(":")
            options = {"access_key_id": key, "secret_access_key": secret}
        self._store = from_url(url, **options)

    @classmethod
    def from_settings(cls, settings: AnchorsSettings) -> SecondPlace | None:
        """The place of ``ONETRIP_ACCESS_ANCHORS_URL``; None where there is none."""
        if settings.access_anchors_url is None:
            return None
        return cls(settings.access_anchors_url, settings.access_anchors_credentials)

    async def keep(self, heads: Sequence[Anchor], now: datetime) -> None:
        """Add the heads. Raises Unavailable, for whatever the store says: nothing else waits for it."""
        at = now.astimezone(UTC)
        name = f"{HEADS}/{at:%Y-%m-%d}/{at:%H%M%S}-{new_id()}.json"
        try:
            await obstore.put_async(self._store, name, written(heads).encode(), use_multipart=False)
        except (BaseError, OSError) as error:
            raise Unavailable(
                "the heads of the access log cannot be kept at the second place at the moment",
                retry_after_seconds=AWAY_RETRY_SECONDS,
            ) from error

    async def kept(self) -> list[Anchor]:
        """The latest heads of every day, the earliest day first. Raises Unavailable, and NotHeads for anything else."""
        at_once = asyncio.Semaphore(READ_AT_ONCE)
        try:
            days = sorted((await obstore.list_with_delimiter_async(self._store, HEADS))["common_prefixes"])
            found = await asyncio.gather(*(self._of_day(day, at_once) for day in days))
        except (BaseError, OSError) as error:
            raise Unavailable("the second place of the access log does not answer") from error
        return [head for heads in found for head in heads]

    async def _of_day(self, day: str, at_once: asyncio.Semaphore) -> list[Anchor]:
        async with at_once:
            objects = (await obstore.list_with_delimiter_async(self._store, day))["objects"]
            if not objects:
                return []
            latest = max(each["path"] for each in objects)
            content = await (await obstore.get_async(self._store, latest)).bytes_async()
        try:
            return read(bytes(content).decode())
        except ValueError as error:
            raise NotHeads(f"{latest} of the second place is no list of heads") from error


def written(heads: Sequence[Anchor]) -> str:
    """Heads as they are kept, and as `onetrip audit heads` prints them."""
    rows = [{"chain": head.chain, "position": head.position, "hash": head.hash.hex()} for head in heads]
    return json.dumps(rows, indent=2)


def read(text: str) -> list[Anchor]:
    """What `written` wrote. Raises NotHeads."""
    try:
        rows = json.loads(text)
        return [Anchor(int(row["chain"]), int(row["position"]), bytes.fromhex(row["hash"])) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise NotHeads("this is no list of heads") from error
