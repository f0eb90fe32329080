"""Sealed values: only like this do facts about people leave the service that owns them (ARCHITECTURE.md).

A value is sealed for a scope: the application (``application/<id>``), the person or organisation whose evidence is
reused, a document, a Temporal workflow. The key is derived for the scope from the data key of the scope's owner, which
can be destroyed (runtime/data_keys.py); what belongs to no owner, such as page tokens, from a master key. All layouts
end with nonce (12 bytes) and ciphertext with its tag:

- version 1, length of the key id, key id: a master key, the first cipher suite. All that release 0.1.0 sealed.
- version 2, number of the suite, length of the key id, key id: a master key (runtime/suites.py).
- version 3, number of the suite: the owner's data key.

In 2 and 3 what stands before the nonce is authenticated too.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidTag

from runtime.errors import RuleViolation
from runtime.settings import SealingKeys
from runtime.suites import BY_NUMBER, DEFAULT, MASTER_KEY_BYTES, NONCE_BYTES, SUITES, Aead, SuiteName

# Of the first suite, as release 0.1.0 wrote it: both directions of an upgrade read it.
VERSION_OF_FIRST_SUITE = 1
VERSION_OF_MASTER_KEYS, VERSION_OF_DATA_KEYS = 2, 3
VERSIONS = frozenset({VERSION_OF_FIRST_SUITE, VERSION_OF_MASTER_KEYS, VERSION_OF_DATA_KEYS})
FIRST_SUITE = SUITES[DEFAULT].number
# Derived keys kept in memory; one instant application needs one of them a few times within a second.
DERIVED_KEYS_MAX = 1024
# Of one data key: its own, its workflows'.
SCOPES_MAX = 32
OWNERS = ("application/", "person/", "organisation/", "material/")


class SealBroken(Exception):
    """A sealed value that this process cannot open: altered, of another scope or owner, or under an unknown key."""


class Shredded(SealBroken, RuleViolation):
    """The data key was destroyed at the end of retention (docs/decisions/0050): nobody can open this any more."""

    reason = "PERSONAL_DATA_DESTROYED"

    def __init__(self) -> None:
        super().__init__("what was kept about people here has been destroyed at the end of its retention")


class DataKey:
    """32 secret bytes, and the ciphers derived from them so far."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._ciphers: dict[tuple[int, str], Aead] = {}

    def cipher(self, suite: int, scope: str) -> Aead:
        """The cipher of a scope."""
        found = self._ciphers.get((suite, scope))
        if found is None:
            if len(self._ciphers) >= SCOPES_MAX:
                self._ciphers.clear()
            found = self._ciphers[suite, scope] = BY_NUMBER[suite].cipher(self._secret, scope)
        return found


class Keys(Protocol):
    """Data keys by owner: runtime/data_keys.py."""

    def key(self, owner: str, *, make: bool) -> DataKey | None:
        """The key of an owner; None when there is none. Raises Shredded and Unavailable."""
        ...

    async def load(self, owners: Collection[str], *, make: bool = False) -> None:
        """Have these at hand. Raises Unavailable."""
        ...


class _SealingSettings(Protocol):
    @property
    def sealing_keys(self) -> SealingKeys: ...

    @property
    def cipher_suite(self) -> SuiteName: ...

    @property
    def data_keys(self) -> bool: ...


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
        if len(sealed) < 3 or sealed[0] not in VERSIONS:
            raise SealBroken("not a sealed value of a known version")
        version = sealed[0]
        suite = FIRST_SUITE if version == VERSION_OF_FIRST_SUITE else sealed[1]
        if suite not in BY_NUMBER:
            raise SealBroken("of a cipher suite that is not here")
        if version == VERSION_OF_DATA_KEYS:
            return cls(version, suite, "", 2)
        body = version + 1 + sealed[version]
        return cls(version, suite, sealed[version + 1 : body].decode("utf-8", "replace"), body)


class Sealer:
    """Seals and opens values. ``keys``: 32-byte master keys by id; ``active`` and ``suite`` are for new values.

    With ``data_keys``, what has an owner is sealed under the owner's; ``only_open``: nothing new is sealed under them.
    """

    def __init__(
        self,
        keys: Mapping[str, bytes],
        active: str,
        suite: SuiteName = DEFAULT,
        data_keys: Keys | None = None,
        *,
        only_open: bool = False,
    ) -> None:
        if active not in keys:
            raise ValueError("the active sealing key is not among the keys")
        if any(len(key) != MASTER_KEY_BYTES for key in keys.values()):
            raise ValueError(f"a sealing key must have {MASTER_KEY_BYTES} bytes")
        self._keys = dict(keys)
        self._active = active
        self._suite = SUITES[suite].number
        self._data_keys = data_keys
        self._only_open = only_open
        self._cipher = lru_cache(maxsize=DERIVED_KEYS_MAX)(self._derive)
        self._header = _header(self._suite, active)
        self._data_header = bytes((VERSION_OF_DATA_KEYS, self._suite))

    @classmethod
    def from_settings(cls, settings: _SealingSettings, data_keys: Keys | None = None) -> Sealer:
        """The sealer of ``ONETRIP_SEALING_KEYS``, ``ONETRIP_CIPHER_SUITE`` and ``ONETRIP_DATA_KEYS``."""
        keys = settings.sealing_keys
        return cls(keys.by_id, keys.active, settings.cipher_suite, data_keys, only_open=not settings.data_keys)

    async def load(self, owners: Collection[str], *, make: bool = False) -> None:
        """Have the data keys of these owners at hand; ``make`` those that are not there. Raises Unavailable."""
        if self._data_keys is not None and owners:
            await self._data_keys.load(owners, make=make and not self._only_open)

    async def load_applications(self, ids: Collection[str]) -> None:
        """Have the data keys of these applications at hand. Raises Unavailable."""
        await self.load([f"application/{id_}" for id_ in ids])

    def seal(self, scope: str, plaintext: bytes, associated: str, owner: str | None = None) -> bytes:
        """Seal ``plaintext`` for ``scope``; ``associated`` (an id) must be given again to open it.

        ``owner``: whose data key, where the scope does not say so itself. Raises Shredded and Unavailable.
        """
        owner = owner or _owner(scope)
        if owner is None or self._data_keys is None or self._only_open:
            header, cipher = self._header, self._cipher(self._suite, self._active, scope)
        else:
            header, cipher = self._data_header, self._data_cipher(owner, self._suite, scope, make=True)
        nonce = os.urandom(NONCE_BYTES)
        return header + nonce + cipher.encrypt(nonce, plaintext, _authenticated(header, associated))

    def open(self, scope: str, sealed: bytes, associated: str, owner: str | None = None) -> bytes:
        """Return the plaintext, whichever suite and key sealed it. Raises SealBroken, Shredded and Unavailable."""
        header = Header.of(sealed)
        if header.version == VERSION_OF_DATA_KEYS:
            cipher = self._data_cipher(owner or _owner(scope), header.suite, scope, make=False)
        elif header.key_id in self._keys:
            cipher = self._cipher(header.suite, header.key_id, scope)
        else:
            raise SealBroken("sealed under a key that is not here")
        about = _authenticated(sealed[: header.body], associated)
        nonce, ciphertext = sealed[header.body : header.body + NONCE_BYTES], sealed[header.body + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, ciphertext, about)
        except (InvalidTag, ValueError):
            raise SealBroken("altered, or sealed for something else") from None

    def _derive(self, suite: int, key_id: str, scope: str) -> Aead:
        return BY_NUMBER[suite].cipher(self._keys[key_id], scope)

    def _data_cipher(self, owner: str | None, suite: int, scope: str, *, make: bool) -> Aead:
        if owner is None or self._data_keys is None:
            raise SealBroken("sealed under a data key, and there are none here")
        key = self._data_keys.key(owner, make=make)
        if key is None:
            raise SealBroken("sealed under a data key that is not there")
        return key.cipher(suite, scope)


def _owner(scope: str) -> str | None:
    return scope if scope.startswith(OWNERS) else None


def _header(suite: int, key_id: str) -> bytes:
    name = key_id.encode()
    version = (VERSION_OF_FIRST_SUITE,) if suite == FIRST_SUITE else (VERSION_OF_MASTER_KEYS, suite)
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
