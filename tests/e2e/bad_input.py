"""The shape of the tests of bad input: an RPC with a body that could be taken, and what makes it wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx

from cli.client import Caller
from deploy.local.stack import Stack
from tests.e2e.filing import Json, key
from tests.e2e.refusals import ALREADY_EXISTS, INVALID_ARGUMENT, NOT_FOUND, assert_refused

NOBODYS = "a" * 26
TOO_LONG = "理" * 2001
# Well-formed JSON that is not the message: what the transcoder answers.
NOT_THE_MESSAGE = (b'{"request_id": "abc', b"[]", b'{"request_id": 5}', b'{"request_id": ["x"]}', b'{"\xff": 1}')
BAD_REQUEST_IDS = (None, "", "short", "x" * 65, "with space", "名字名字名字名字")
FORGED = ("'; --", "名", "x" * 201)
BAD_IDS = (None, "", *FORGED, "a/b")
BAD_TEXTS = (None, "", "  ", TOO_LONG, "a\u0000b", "a\u202eb", "a\u200bb")
# Enumerations: names that cannot be read, numbers that mean nothing.
NO_NAMES = ("TELEPATHY", [], {})
UNNAMED = (None, 0, 77, -1)
# Numbers that are none, or that do not fit: unreadable, so the gateway says so.
NO_NUMBERS = ("NaN", "many", 1.5, 99_999_999_999, True)


@dataclass(frozen=True, eq=False)
class Rpc:
    """`path` with {id}; `bad`: values by field that are refused by name; `unreadable`: values that cannot be read."""

    path: str
    body: Json
    bad: Mapping[str, tuple[Any, ...]]
    unreadable: Mapping[str, tuple[Any, ...]]
    verb: str = "POST"

    async def call(self, caller: Caller, object_id: str = NOBODYS, **changes: Any) -> httpx.Response:
        """Call with a key of its own and changes; None leaves a field out."""
        body = {"request_id": key(), **self.body, **changes}
        given = {name: value for name, value in body.items() if value is not None}
        return await caller.request(self.verb, self.path.format(id=object_id), json=given)

    async def assert_takes_nothing_else(self, caller: Caller, object_id: str = NOBODYS) -> None:
        """Assert that each wrong body is refused, by its field, before anything is looked up or written."""
        path, json_type = self.path.format(id=object_id), {"content-type": "application/json"}
        for content in NOT_THE_MESSAGE:
            response = await caller.request(self.verb, path, content=content, headers=json_type)
            assert_refused(response, INVALID_ARGUMENT, "MALFORMED_MESSAGE", "request")
        for field, values in self.unreadable.items():
            for value in values:
                response = await self.call(caller, object_id, **{field: value})
                assert_refused(response, INVALID_ARGUMENT, "MALFORMED_MESSAGE", "request")
        for field, values in {"request_id": BAD_REQUEST_IDS, **self.bad}.items():
            for value in values:
                response = await self.call(caller, object_id, **{field: value})
                assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", field)

    async def assert_absent(self, caller: Caller, *ids: str) -> None:
        """Assert that these ids are answered as one that does not exist, in the same bytes."""
        nobodys = await self.call(caller)
        assert_refused(nobodys, NOT_FOUND, "NOT_FOUND")
        for object_id in ids:
            response = await self.call(caller, id=object_id)
            assert_refused(response, INVALID_ARGUMENT, "MALFORMED_MESSAGE", "request")
        for object_id in (*ids, NOBODYS[:-1]):
            response = await self.call(caller, object_id)
            assert response.content == nobodys.content, f"{self.path} tells that {object_id} exists"

    async def assert_counts_once(self, caller: Caller, object_id: str, **other: Any) -> Json:
        """Assert that sent at once and again it has one answer, with another body is refused; returns the answer."""
        again = {"request_id": key()}
        answers = await asyncio.gather(*(self.call(caller, object_id, **again) for _ in range(3)))
        answers.append(await self.call(caller, object_id, **again))
        assert [answer.status_code for answer in answers] == [200] * 4, [answer.text for answer in answers]
        assert all(answer.json() == answers[0].json() for answer in answers)
        changed = await self.call(caller, object_id, **again, **other)
        assert_refused(changed, ALREADY_EXISTS, "REQUEST_ID_REUSED")
        return answers[0].json()


async def kept(stack: Stack, service: str, caller: Caller) -> int:
    """How many calls of this caller a service has taken."""
    connection = await asyncpg.connect(stack.database_url(service))
    try:
        return await connection.fetchval("SELECT count(*) FROM requests WHERE caller = $1", caller.subject)
    finally:
        await connection.close()
