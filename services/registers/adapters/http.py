"""Registers behind HTTP+JSON, the commonest real case, each described by a mapping (mapping.py).

Only the configured host is ever called: no redirect is followed, no proxy of the environment is used, no address comes
from an answer or a caller. Size, time and connections are bounded; a compressed answer is not unpacked.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from services.registers.adapters.mapping import HttpSource, records_of
from services.registers.adapters.port import Reason, RegisterAdapter, RegisterUnavailable, SourceInvalid, Surroundings
from services.registers.adapters.sources import source_of
from services.registers.domain import Lookup, Record, Register

# It was not sent, so it can be sent again.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "OneTrip"}


class HttpAdapter:
    """Answers lookups by one call each."""

    def __init__(self, source: HttpSource, client: httpx.AsyncClient, surroundings: Surroundings) -> None:
        self._source = source
        self._client = client
        self._surroundings = surroundings

    @classmethod
    async def open(cls, register: Register, source: Mapping[str, Any], surroundings: Surroundings) -> RegisterAdapter:
        """See Plugin."""
        read = http_source(register, source)
        limits = register.limits
        client = httpx.AsyncClient(
            headers={**_HEADERS, **read.request.headers},
            timeout=limits.deadline_ms / 1000,
            limits=httpx.Limits(max_connections=limits.concurrent_max, max_keepalive_connections=limits.concurrent_max),
            follow_redirects=False,
            trust_env=False,
        )
        return cls(read, client, surroundings)

    async def check(self) -> None:
        """Whether the secret is there. The system itself is not asked about anybody without a reason."""
        self._authorization()

    async def find(self, lookup: Lookup) -> Sequence[Record]:
        """See the port."""
        status, body = await self._call(lookup)
        return records_of(self._source, lookup, status, body, self._surroundings.zone)

    async def stop(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _call(self, lookup: Lookup) -> tuple[int, bytes]:
        request = self._source.request
        parameters = self._source.parameters(lookup)
        in_query = request.method == "GET"
        try:
            async with self._client.stream(
                request.method,
                self._source.url(lookup.value),
                params=parameters if in_query else None,
                json=None if in_query else parameters,
                headers=self._authorization(),
            ) as response:
                return response.status_code, await self._body(response)
        except _NOT_SENT as error:
            raise RegisterUnavailable(Reason.AWAY, type(error).__name__) from None
        except httpx.TimeoutException:
            raise RegisterUnavailable(Reason.SLOW) from None
        except httpx.HTTPError as error:
            repeatable = in_query or request.repeatable
            raise RegisterUnavailable(Reason.AWAY if repeatable else Reason.SLOW, type(error).__name__) from None
        except SourceInvalid as fault:
            raise RegisterUnavailable(Reason.REFUSED, str(fault)) from None

    async def _body(self, response: httpx.Response) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise RegisterUnavailable(Reason.MALFORMED, "compressed, which was not asked for")
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > self._source.bytes_max:
                raise RegisterUnavailable(Reason.MALFORMED, f"more than {self._source.bytes_max} bytes")
        return bytes(body)

    def _authorization(self) -> dict[str, str]:
        """Read anew for each call: a secret that is rotated is in force at once."""
        auth = self._source.auth
        return {auth.header: auth.prefix + self._surroundings.secret(auth.secret)} if auth else {}


def http_source(register: Register, source: Mapping[str, Any]) -> HttpSource:
    """Read the mapping of a register. Raises SourceInvalid."""
    read = source_of(HttpSource, register, source)
    if set(read.answer.fields) != set(register.fields):
        raise SourceInvalid("source.answer.fields: every field of the register, and no other")
    return read
