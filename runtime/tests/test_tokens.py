import base64
import hmac
import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OKPKey

from runtime import tokens
from runtime.errors import Unauthenticated, Unavailable
from runtime.tokens import Principal, SharedKey, TokenVerifier

# RFC 9864 renames EdDSA to Ed25519; issuers will go on to say EdDSA for years.
pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")

ES256 = ECKey.generate_key("P-256", {"kid": "es"})
ED25519 = OKPKey.generate_key("Ed25519", {"kid": "ed"})


class Issuer:
    """Serves keys; may be away; counts how often it is asked."""

    def __init__(self, *keys: Any) -> None:
        self.keys = list(keys) or [ES256, ED25519]
        self.asked = 0
        self.away = False

    async def fetch(self, _url: str) -> dict[str, Any]:
        self.asked += 1
        if self.away:
            raise ConnectionRefusedError
        return KeySet(self.keys).as_dict(private=False)


def verifier(issuer: Issuer) -> TokenVerifier:
    return TokenVerifier("https://id", "onetrip", "https://id/keys", fetch=issuer.fetch)


def token(key: Any = ES256, algorithm: str = "ES256", **changes: Any) -> str:
    claims = {
        "iss": "https://id",
        "aud": "onetrip",
        "sub": "p123",
        "exp": int(time.time()) + 300,
        "roles": ["officer"],
        "department": "market-regulation",
        "acr": "2",
        "jti": "t1",
    }
    kept = {name: value for name, value in {**claims, **changes}.items() if value is not None}
    return jwt.encode({"alg": algorithm, "kid": key.kid}, kept, key, algorithms=[algorithm])


async def test_a_good_token_tells_who_is_calling() -> None:
    principal = await verifier(Issuer()).verify(token())
    assert principal == Principal("p123", frozenset({"officer"}), "market-regulation", 2, "t1")


@pytest.mark.parametrize("algorithm", ["EdDSA", "Ed25519"])
async def test_edwards_keys_are_accepted_under_both_names(algorithm: str) -> None:
    assert (await verifier(Issuer()).verify(token(ED25519, algorithm))).subject == "p123"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other"},
        {"aud": "other"},
        {"aud": ["other"]},
        {"aud": None},
        {"exp": 1},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"nbf": 99_999_999_999},
        {"sub": None},
        {"sub": 7},
        {"roles": "officer"},
        {"roles": [1]},
        {"department": 4},
        {"acr": "high"},
        {"acr": -1},
    ],
)
async def test_a_token_with_wrong_claims_is_not_accepted(changes: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        await verifier(Issuer()).verify(token(**changes))


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "a.b", "....", "é.é.é", "x" * 9000, "bnVsbA.e30.x", "W10.e30.x"])
async def test_what_is_no_token_is_not_accepted(text: str) -> None:
    with pytest.raises(Unauthenticated):
        await verifier(Issuer()).verify(text)


async def test_another_key_under_a_known_name_is_not_accepted() -> None:
    with pytest.raises(Unauthenticated):
        await verifier(Issuer()).verify(token(ECKey.generate_key("P-256", {"kid": "es"})))


async def test_symmetric_and_missing_signatures_are_not_accepted() -> None:
    """The classic forgery signs with the public key as if it were a shared secret (RFC 8725, 2.1)."""
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (b'{"alg":"HS256","kid":"es"}', b"{}"))
    signature = hmac.digest(ES256.as_pem(private=False), signed, "sha256")
    with pytest.raises(Unauthenticated):
        await verifier(Issuer()).verify(f"{signed.decode()}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}")
    with pytest.raises(Unauthenticated):
        await verifier(Issuer()).verify("eyJhbGciOiJub25lIiwia2lkIjoiZXMifQ.e30.")


async def test_a_verified_token_is_remembered_until_it_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    issuer, text = Issuer(), token()
    checks = verifier(issuer)
    assert checks.recall(text) is None
    principal = await checks.verify(text)
    assert checks.recall(text) is principal
    later = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: later)
    assert checks.recall(text) is None
    with pytest.raises(Unauthenticated):
        await checks.verify(text)


async def test_only_so_many_tokens_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "TOKENS_CACHED_MAX", 2)
    checks, texts = verifier(Issuer()), [token(jti=str(number)) for number in range(3)]
    for text in texts:
        await checks.verify(text)
    assert [checks.recall(text) is not None for text in texts] == [False, True, True]


async def test_a_new_key_is_fetched_but_unknown_ones_do_not_flood_the_issuer(monkeypatch: pytest.MonkeyPatch) -> None:
    issuer = Issuer(ES256)
    checks = verifier(issuer)
    await checks.verify(token())
    issuer.keys.append(ED25519)
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await checks.verify(token(ED25519, "EdDSA"))
    assert issuer.asked == 1
    monkeypatch.setattr(tokens, "KEYS_REFETCH_SECONDS_MIN", 0)
    assert await checks.verify(token(ED25519, "EdDSA"))
    assert issuer.asked == 2


async def test_without_the_issuer_known_keys_serve_and_new_processes_are_unavailable() -> None:
    issuer = Issuer()
    checks = verifier(issuer)
    await checks.verify(token())
    issuer.away = True
    assert await checks.verify(token(jti="t2"))
    with pytest.raises(Unavailable):
        await verifier(issuer).verify(token())


def test_the_internal_key_admits_only_itself() -> None:
    key = SharedKey(b"k" * 32)
    ((_, presented),) = key.metadata()
    assert key.admit(presented)
    assert key.admit(presented.encode())
    assert not key.admit(None)
    assert not key.admit("")
    assert not SharedKey(b"j" * 32).admit(presented)


async def test_keys_are_there_before_the_first_call_and_fetched_once() -> None:
    issuer = Issuer()
    warmed = verifier(issuer)
    await warmed.warm()
    await warmed.warm()
    await warmed.verify(token())
    assert issuer.asked == 1


async def test_an_issuer_that_is_away_at_the_start_keeps_nobody_from_starting() -> None:
    issuer = Issuer()
    issuer.away = True
    await verifier(issuer).warm()
    assert issuer.asked == 1
