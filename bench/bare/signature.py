"""The bare check of an ES256 signature (RFC 7518, 3.4): the bytes, the key, yes or no."""

from __future__ import annotations

import base64
import json

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

HALF = 32


class BareSignature:
    """Checks with the first key of a JWK set."""

    def __init__(self, key_set: str) -> None:
        key = json.loads(key_set)["keys"][0]
        x, y = (int.from_bytes(_bytes(key[name]), "big") for name in ("x", "y"))
        self._key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        self._algorithm = ec.ECDSA(hashes.SHA256())

    def check(self, signed: str) -> None:
        """Check a JWS in compact form. Raises InvalidSignature."""
        said, _, signature = signed.rpartition(".")
        raw = _bytes(signature)
        both = (int.from_bytes(raw[:HALF], "big"), int.from_bytes(raw[HALF:], "big"))
        self._key.verify(encode_dss_signature(*both), said.encode(), self._algorithm)


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
