"""Sealed values: only like this do facts about people leave the service that owns them (ARCHITECTURE.md).

Layout of a sealed value: version (1 byte), length of the key id (1 byte), key id, nonce (12 bytes), ciphertext
with its tag. AES-256-GCM under a key derived by HKDF-SHA256 from the master key for the scope, which is the
application (``application/<id>``) or, for evidence that is reused, the person (``person/<id>``).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from runtime.settings import SealingKeys

VERSION = 1
NONCE_BYTES = 12
KEY_BYTES = 32
# Derived keys kept in memory; one instant application needs one of them a few times within a second.
DERIVED_KEYS_MAX = 1024


class SealBroken(Exception):
    """A sealed value that this process cannot open: altered, of another scope or owner, or under an unknown key."""


class _SealingSettings(Protocol):
    @property
    def sealing_keys(self) -> SealingKeys: ...


class Sealer:
    """Seals and opens values. ``keys`` maps key ids to 32-byte master keys; ``active`` seals new values."""

    def __init__(self, keys: Mapping[str, bytes], active: str) -> None:
        if active not in keys:
            raise ValueError("the active sealing key is not among the keys")
        if any(len(key) != KEY_BYTES for key in keys.values()):
            raise ValueError(f"a sealing key must have {KEY_BYTES} bytes")
        self._keys = dict(keys)
        self._active = active
        self._cipher = lru_cache(maxsize=DERIVED_KEYS_MAX)(self._derive)
        name = active.encode()
        self._header = bytes((VERSION, len(name))) + name

    @classmethod
    def from_settings(cls, settings: _SealingSettings) -> Sealer:
        """Return the sealer of ``ONETRIP_SEALING_KEYS``."""
        return cls(settings.sealing_keys.by_id, settings.sealing_keys.active)

    def seal(self, scope: str, plaintext: bytes, associated: str) -> bytes:
        """Seal ``plaintext`` for ``scope``; ``associated`` (an id) must be given again to open it."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher(self._active, scope).encrypt(nonce, plaintext, associated.encode())
        return self._header + nonce + sealed

    def open(self, scope: str, sealed: bytes, associated: str) -> bytes:
        """Return the plaintext. Raises SealBroken."""
        if len(sealed) < 2 or sealed[0] != VERSION:
            raise SealBroken("not a sealed value of a known version")
        start = 2 + sealed[1]
        key_id = sealed[2:start].decode("utf-8", "replace")
        if key_id not in self._keys:
            raise SealBroken("sealed under a key that is not here")
        nonce, ciphertext = sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
        try:
            return self._cipher(key_id, scope).decrypt(nonce, ciphertext, associated.encode())
        except (InvalidTag, ValueError):
            raise SealBroken("altered, or sealed for something else") from None

    def _derive(self, key_id: str, scope: str) -> AESGCM:
        derivation = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=scope.encode())
        return AESGCM(derivation.derive(self._keys[key_id]))


class LookupHash:
    """Keyed hash by which personal columns are looked up: equality can be tested, the value cannot be read."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the lookup key must have {KEY_BYTES} bytes")
        self._key = key

    def of(self, value: str) -> bytes:
        """Return the 32 bytes of HMAC-SHA256 of ``value``; normalise it first."""
        return hmac.new(self._key, value.encode(), hashlib.sha256).digest()
