"""Signing certificates (电子证照): JWS in compact form, ES256 (RFC 7515, RFC 7518)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey

ALGORITHM = "ES256"
TYPE = "certificate+jws"


class CertificateSigner:
    """Signs with the first key of a JWK set: to rotate is to put a new one before it (docs/decisions/0041)."""

    def __init__(self, key_set: str) -> None:
        """Raises ValueError for what is no set of private EC keys with ids."""
        try:
            first = json.loads(key_set)["keys"][0]
            self._key, self._key_id = ECKey.import_key(first), first["kid"]
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise ValueError("the certificate keys are not a JWK set of EC keys with a kid") from error
        if not self._key.is_private or self._key.curve_name != "P-256":
            raise ValueError("the first certificate key is not a private key on P-256")

    def sign(self, payload: Mapping[str, Any]) -> str:
        """Return the signed certificate."""
        header = {"alg": ALGORITHM, "kid": self._key_id, "typ": TYPE}
        content = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        return jws.serialize_compact(header, content, self._key, algorithms=[ALGORITHM])
