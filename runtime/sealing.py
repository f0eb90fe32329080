"""Sealed values: only like this do facts about people leave the service that owns them (ARCHITECTURE.md).

Layout of a sealed value: version (1 byte), length of the key id (1 byte), key id, nonce (12 bytes), ciphertext with its
tag. The key is derived from the master key for the scope, which is the application (``application/<id>``) or, for
evidence that is reused, the person (``person/<id>``). Version 1 is of the first cipher suite (runtime/suites.py); in
version 2 the number of the suite stands behind the version, and all before the nonce is authenticated too.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidTag

from runtime.settings import SealingKeys
from runtime.suites import BY_NUMBER, DEFAULT, MASTER_KEY_BYTES, NONCE_BYTES, SUITES, Aead, SuiteName

# Of the first suite, as release 0.1.0 wrote it: both directions of an upgrade read it.
VERSION_OF_FIRST_SUITE = 1
VERSION = 2
FIRST_SUITE = SUITES[DEFAULT].number
# Derived keys kept in memory; one instant application needs one of them a few times within a second.
DERIVED_KEYS_MAX = 1024


class SealBroken(Exception):
    """A sealed value that this process cannot open: altered, of another scope or owner, or under an unknown key."""


class _SealingSettings(Protocol):
    @property
    def sealing_keys(self) -> SealingKeys: ...

    @property
    def cipher_suite(self) -> SuiteName: ...


class _LookupSettings(Protocol):
    @property
    def lookup_key(self) -> bytes: ...

    @property
    def lookup_suite(self) -> SuiteName: ...


class Header(NamedTuple):
    """What a sealed value says of itself; ``body`` is where the nonce begins."""

    version: int
    suite: int
    key_id: str
    body: int

    @classmethod
    def of(cls, sealed: bytes) -> Header:
        """Read it. Raises SealBroken."""
        if len(sealed) < 3 or sealed[0] not in {VERSION_OF_FIRST_SUITE, VERSION}:
            raise SealBroken("not a sealed value of a known version")
        version, length = sealed[0], sealed[sealed[0]]
        start = version + 1
        suite = FIRST_SUITE if version == VERSION_OF_FIRST_SUITE else sealed[1]
        if suite not in BY_NUMBER:
            raise SealBroken("of a cipher suite that is not here")
        key_id = sealed[start : start + length].decode("utf-8", "replace")
        return cls(version, suite, key_id, start + length)


class Sealer:
    """Seals and opens values. ``keys``: 32-byte master keys by id; ``active`` and ``suite`` are for new values."""

    def __init__(self, keys: Mapping[str, bytes], active: str, suite: SuiteName = DEFAULT) -> None:
        if active not in keys:
            raise ValueError("the active sealing key is not among the keys")
        if any(len(key) != MASTER_KEY_BYTES for key in keys.values()):
            raise ValueError(f"a sealing key must have {MASTER_KEY_BYTES} bytes")
        self._keys = dict(keys)
        self._active = active
        self._suite = SUITES[suite].number
        self._cipher = lru_cache(maxsize=DERIVED_KEYS_MAX)(self._derive)
        self._header = _header(self._suite, active)

    @classmethod
    def from_settings(cls, settings: _SealingSettings) -> Sealer:
        """Return the sealer of ``ONETRIP_SEALING_KEYS`` and ``ONETRIP_CIPHER_SUITE``."""
        return cls(settings.sealing_keys.by_id, settings.sealing_keys.active, settings.cipher_suite)

    def seal(self, scope: str, plaintext: bytes, associated: str) -> bytes:
        """Seal ``plaintext`` for ``scope``; ``associated`` (an id) must be given again to open it."""
        nonce = os.urandom(NONCE_BYTES)
        about = _authenticated(self._header, associated)
        return self._header + nonce + self._cipher(self._suite, self._active, scope).encrypt(nonce, plaintext, about)

    def open(self, scope: str, sealed: bytes, associated: str) -> bytes:
        """Return the plaintext, whichever suite and key sealed it. Raises SealBroken."""
        header = Header.of(sealed)
        if header.key_id not in self._keys:
            raise SealBroken("sealed under a key that is not here")
        about = _authenticated(sealed[: header.body], associated)
        nonce, ciphertext = sealed[header.body : header.body + NONCE_BYTES], sealed[header.body + NONCE_BYTES :]
        try:
            return self._cipher(header.suite, header.key_id, scope).decrypt(nonce, ciphertext, about)
        except (InvalidTag, ValueError):
            raise SealBroken("altered, or sealed for something else") from None

    def _derive(self, suite: int, key_id: str, scope: str) -> Aead:
        return BY_NUMBER[suite].cipher(self._keys[key_id], scope)


def _header(suite: int, key_id: str) -> bytes:
    name = key_id.encode()
    version = (VERSION_OF_FIRST_SUITE,) if suite == FIRST_SUITE else (VERSION, suite)
    return bytes((*version, len(name))) + name


def _authenticated(header: bytes, associated: str) -> bytes:
    return associated.encode() if header[0] == VERSION_OF_FIRST_SUITE else header + associated.encode()


class LookupHash:
    """Keyed hash by which personal columns are looked up: equality can be tested, the value cannot be read."""

    def __init__(self, key: bytes, suite: SuiteName = DEFAULT) -> None:
        if len(key) != MASTER_KEY_BYTES:
            raise ValueError(f"the lookup key must have {MASTER_KEY_BYTES} bytes")
        self._key = key
        self._suite = SUITES[suite]

    @classmethod
    def from_settings(cls, settings: _LookupSettings) -> LookupHash:
        """Return the hash of ``ONETRIP_LOOKUP_KEY`` and ``ONETRIP_LOOKUP_SUITE``."""
        return cls(settings.lookup_key, settings.lookup_suite)

    def of(self, value: str) -> bytes:
        """Return the 32 bytes of HMAC of ``value``; normalise it first."""
        return self._suite.keyed_hash(self._key, value.encode())
