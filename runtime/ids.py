"""Ids that cannot be guessed: 128 random bits, or a keyed hash (decision record 0008)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

ID_BYTES = 16


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()


def new_id() -> str:
    """Return a new id: 26 characters of lower-case base32, 128 random bits."""
    return _base32(os.urandom(ID_BYTES))


def person_id(pseudonym_key: bytes, resident_id: str) -> str:
    """Return the pseudonymous id of the person with this resident identity number (身份号码).

    "p" and 26 characters: the first 128 bits of HMAC-SHA256 of the number in upper case. The same person has
    the same id in every role; without the key nobody can try the numbers through.
    """
    digest = hmac.new(pseudonym_key, resident_id.strip().upper().encode(), hashlib.sha256).digest()
    return "p" + _base32(digest[:ID_BYTES])
