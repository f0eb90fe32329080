"""Tokens as somebody would forge them, beside good ones of the stack's own issuer."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from deploy.local.parts import AUDIENCE
from deploy.local.stack import Stack


def claims(stack: Stack, subject: str, **changes: Any) -> dict[str, Any]:
    """What a good token says, with changes; None leaves a claim out."""
    now = int(time.time())
    said = {
        "iss": stack.identity_url,
        "aud": AUDIENCE,
        "sub": subject,
        "iat": now,
        "exp": now + 600,
        "roles": ["applicant"],
        "acr": "3",
        **changes,
    }
    return {name: value for name, value in said.items() if value is not None}


def signed(stack: Stack, said: dict[str, Any]) -> str:
    """Sign with the issuer's own key."""
    key = ECKey.import_key(stack.environment.credentials.signing_key.encode())
    return jwt.encode({"alg": "ES256", "kid": key.thumbprint()}, said, key, algorithms=["ES256"])


def forged(stack: Stack, subject: str) -> dict[str, str]:
    """Every token that must not be taken, by what is wrong with it."""
    now = int(time.time())
    own = ECKey.import_key(stack.environment.credentials.signing_key.encode())
    foreign = ECKey.generate_key("P-256")
    good = claims(stack, subject)
    header, payload, signature = signed(stack, good).split(".")
    return {
        "expired": signed(stack, claims(stack, subject, exp=now - 120, iat=now - 900)),
        "without an end": signed(stack, claims(stack, subject, exp=None)),
        "of another issuer": signed(stack, claims(stack, subject, iss="https://elsewhere.test")),
        "of no issuer": signed(stack, claims(stack, subject, iss=None)),
        "for another audience": signed(stack, claims(stack, subject, aud="another")),
        "for no audience": signed(stack, claims(stack, subject, aud=None)),
        "unsigned": f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(good)}.",
        "signed with the public key as a secret": _signed_with_public_key(own, good),
        "signed with HMAC": jwt.encode({"alg": "HS256"}, good, OctKey.generate_key(256), algorithms=["HS256"]),
        "of a foreign key": jwt.encode({"alg": "ES256", "kid": own.thumbprint()}, good, foreign, algorithms=["ES256"]),
        "of an unknown key": jwt.encode({"alg": "ES256", "kid": "x"}, good, foreign, algorithms=["ES256"]),
        "with other claims": f"{header}.{_part({**good, 'roles': ['officer', 'clerk']})}.{signature}",
        "with its signature cut off": f"{header}.{payload}.",
        "no token at all": "abc",
    }


def _signed_with_public_key(key: ECKey, said: dict[str, Any]) -> str:
    start = f"{_part({'alg': 'HS256', 'kid': key.thumbprint()})}.{_part(said)}"
    digest = hmac.new(key.as_pem(private=False), start.encode(), hashlib.sha256).digest()
    return f"{start}.{_encoded(digest)}"


def _part(content: dict[str, Any]) -> str:
    return _encoded(json.dumps(content).encode())


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
