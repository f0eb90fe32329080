"""Ids that cannot be guessed: 128 random bits, a keyed hash (decision record 0008), or made of another such id."""

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


def id_of(*parts: str) -> str:
    """Return the id of what these parts name, in the form of `new_id`: the same parts, the same id.

    For what a database that was set back makes again (decision record 0067). One part at least is an id or keyed hash
    that cannot be guessed, so that this one cannot be either.
    """
    named = hashlib.sha256()
    for part in parts:
        named.update(len(part.encode()).to_bytes(4, "big") + part.encode())
    return _base32(named.digest()[:ID_BYTES])


def person_id(pseudonym_key: bytes, resident_id: str) -> str:
    """Return the pseudonymous id of the person with this resident identity number (身份号码).

    "p" and 26 characters: the first 128 bits of HMAC-SHA256 of the number in upper case. The same person has
    the same id in every role; without the key nobody can try the numbers through.
    """
    digest = hmac.new(pseudonym_key, resident_id.strip().upper().encode(), hashlib.sha256).digest()
    return "p" + _base32(digest[:ID_BYTES])
