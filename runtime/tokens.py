"""Who is calling: JWTs of the configured issuer, checked again by every service (decision record 0002)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact

from runtime.errors import Unauthenticated, Unavailable
from runtime.logs import describe_error, get_logger

# Ed25519 is EdDSA's name since RFC 9864.
ALGORITHMS = ("ES256", "EdDSA", "Ed25519")
TOKEN_CHARACTERS_MAX = 8192
TOKENS_CACHED_MAX = 10_000
KEYS_SECONDS_MAX = 600.0
KEYS_REFETCH_SECONDS_MIN = 5.0
FETCH_SECONDS_MAX = 3.0
# How far the issuer's clock may be ahead of ours (RFC 7519, 4.1.4: "a few minutes" at most).
LEEWAY_SECONDS = 30

INTERNAL_HEADER = "x-onetrip-internal-key"

Fetch = Callable[[str], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller: ``subject`` is a pseudonymous person id, the same for one person in every role."""

    subject: str
    roles: frozenset[str]
    department: str | None
    assurance: int
    token_id: str | None


class InternalCallers(Protocol):
    """The port that knows other parts of OneTrip on RPCs which the gateway never routes."""

    def admit(self, presented: str | bytes | None) -> bool:
        """Return whether the value of ``x-onetrip-internal-key`` is that of one of us."""
        ...


class SharedKey:
    """InternalCallers by one shared secret (``ONETRIP_INTERNAL_KEY``), compared in constant time."""

    def __init__(self, key: bytes) -> None:
        self._expected = base64.b64encode(key)

    def admit(self, presented: str | bytes | None) -> bool:
        """See InternalCallers."""
        given = presented.encode() if isinstance(presented, str) else presented or b""
        return hmac.compare_digest(given, self._expected)

    def metadata(self) -> tuple[tuple[str, str], ...]:
        """Return the metadata to send with a call to an internal RPC."""
        return ((INTERNAL_HEADER, self._expected.decode()),)


async def fetch_json(url: str) -> dict[str, Any]:
    """Get a JSON object by HTTP, within 3 s."""
    async with httpx.AsyncClient(timeout=FETCH_SECONDS_MAX) as client:
        response = await client.get(url)
        response.raise_for_status()
        return response.json()


class TokenVerifier:
    """Verifies tokens and remembers them until they expire.

    Tokens live in real time, also where the demo clock runs fast. Revocation is by short lifetimes. Keys are
    fetched when first needed, again after 10 minutes, and on an unknown key id at most every 5 s.
    """

    def __init__(self, issuer: str, audience: str, jwks_url: str, *, fetch: Fetch = fetch_json) -> None:
        self._issuer = issuer
        self._audience = audience
        self._jwks_url = jwks_url
        self._fetch = fetch
        self._keys: KeySet | None = None
        self._fetched_at = -KEYS_SECONDS_MAX
        self._tried_at = -KEYS_REFETCH_SECONDS_MIN
        self._fetching = asyncio.Lock()
        self._verified: OrderedDict[bytes, tuple[Principal, float]] = OrderedDict()

    async def verify(self, token: str) -> Principal:
        """Return the principal of ``token``. Raises Unauthenticated, or Unavailable while no keys can be had."""
        return self.recall(token) or await self._verify(token)

    async def warm(self) -> None:
        """Fetch the keys before the first call needs them; when that fails, the first call tries again."""
        async with self._fetching:
            if self._keys is None:
                await self._refetch()

    def recall(self, token: str) -> Principal | None:
        """Return the principal of a token that was verified before and has not expired."""
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        entry = self._verified.get(digest)
        if entry is None:
            return None
        if entry[1] <= time.time():
            del self._verified[digest]
            return None
        self._verified.move_to_end(digest)
        return entry[0]

    async def _verify(self, token: str) -> Principal:
        if len(token) > TOKEN_CHARACTERS_MAX:
            raise Unauthenticated("the token is too long")
        try:
            header = extract_compact(token.encode("ascii")).headers()
        except (JoseError, ValueError):
            raise Unauthenticated("the token is malformed") from None
        keys = await self._keys_for(header.get("kid"))
        try:
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError, TypeError):
            raise Unauthenticated("the token's signature is not accepted") from None
        principal, expires_at = self._principal(claims), self._expiry(claims)
        self._remember(token, principal, expires_at)
        return principal

    def _expiry(self, claims: dict[str, Any]) -> float:
        now = time.time()
        expires_at, not_before = _number(claims.get("exp")), _number(claims.get("nbf", 0))
        if expires_at is None or not_before is None:
            raise Unauthenticated("the token has no valid times")
        if expires_at <= now:
            raise Unauthenticated("the token has expired")
        if not_before > now + LEEWAY_SECONDS:
            raise Unauthenticated("the token is not valid yet")
        return expires_at

    def _principal(self, claims: dict[str, Any]) -> Principal:
        if claims.get("iss") != self._issuer:
            raise Unauthenticated("the token is of another issuer")
        audience = claims.get("aud")
        if self._audience not in (audience if isinstance(audience, list) else [audience]):
            raise Unauthenticated("the token is for another audience")
        subject, roles, department = claims.get("sub"), claims.get("roles", []), claims.get("department")
        if not isinstance(subject, str) or not subject:
            raise Unauthenticated("the token names nobody")
        if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
            raise Unauthenticated("the token's roles are malformed")
        if department is not None and not isinstance(department, str):
            raise Unauthenticated("the token's department is malformed")
        assurance, token_id = str(claims.get("acr", 0)), claims.get("jti")
        if not (assurance.isascii() and assurance.isdigit()):
            raise Unauthenticated("the token's assurance level is malformed")
        return Principal(subject, frozenset(roles), department, int(assurance), token_id if token_id else None)

    def _remember(self, token: str, principal: Principal, expires_at: float) -> None:
        self._verified[hashlib.sha256(token.encode()).digest()] = (principal, expires_at)
        while len(self._verified) > TOKENS_CACHED_MAX:
            self._verified.popitem(last=False)

    async def _keys_for(self, key_id: Any) -> KeySet:
        if self._stale() or (not self._knows(key_id) and self._may_fetch()):
            async with self._fetching:
                if self._stale() or (not self._knows(key_id) and self._may_fetch()):
                    await self._refetch()
        if self._keys is None:
            raise Unavailable("the issuer's keys cannot be fetched", retry_after_seconds=1.0)
        if not self._knows(key_id):
            raise Unauthenticated("the token's key is not known")
        return self._keys

    async def _refetch(self) -> None:
        self._tried_at = time.monotonic()
        try:
            self._keys = KeySet.import_key_set(await self._fetch(self._jwks_url))  # pyright: ignore[reportArgumentType]
            self._fetched_at = time.monotonic()
        except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError, OSError) as error:
            get_logger().warning("keys.fetch_failed", error=describe_error(error))

    def _stale(self) -> bool:
        if self._keys is None:
            # Nobody can be let in before the first fetch: try again soon, but not for every call.
            return time.monotonic() - self._tried_at > 0.5
        return time.monotonic() - self._fetched_at > KEYS_SECONDS_MAX and self._may_fetch()

    def _may_fetch(self) -> bool:
        return time.monotonic() - self._tried_at > KEYS_REFETCH_SECONDS_MIN

    def _knows(self, key_id: Any) -> bool:
        return self._keys is not None and any(key.kid == key_id for key in self._keys.keys)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
