"""Checking certificates' signatures: JWS in compact form, ES256 (RFC 7515, RFC 7518), nothing else."""

from __future__ import annotations

import json
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

ALGORITHM = "ES256"
CHARACTERS_MAX = 8192


class KeyRing:
    """The public keys in use and those before them, by key id."""

    def __init__(self, key_set: str) -> None:
        """`key_set`: a JWK set (RFC 7517). Raises ValueError."""
        try:
            self._keys = {key["kid"]: ECKey.import_key(key) for key in json.loads(key_set)["keys"]}
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("the certificates' public keys are not a JWK set of EC keys with a kid") from error
        if any(key.is_private or key.curve_name != "P-256" for key in self._keys.values()):
            raise ValueError("the certificates' public keys are not public keys on P-256")
        self._registry = jws.JWSRegistry(algorithms=[ALGORITHM])

    def payload(self, signed: str) -> dict[str, Any] | None:
        """What a certificate says; None for what was not signed with one of the keys."""
        if not signed.isascii() or len(signed) > CHARACTERS_MAX:
            return None
        try:
            found = jws.deserialize_compact(signed, self._key, registry=self._registry)
            content = json.loads(found.payload)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            return None
        return content if isinstance(content, dict) else None

    def public(self) -> list[dict[str, str]]:
        """The keys as a JWK set has them."""
        fields = ("kty", "crv", "x", "y")
        return [
            {
                **{name: str(key.as_dict(private=False)[name]) for name in fields},
                "kid": kid,
                "alg": ALGORITHM,
                "use": "sig",
            }
            for kid, key in self._keys.items()
        ]

    def _key(self, found: Any) -> ECKey:
        return self._keys[found.headers()["kid"]]
