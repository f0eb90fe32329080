"""Cipher suites: everything that is secret here is made by one of these, and by nothing else (decision 0051).

Which one seals new values is the setting ``ONETRIP_CIPHER_SUITE``; a sealed value names its own, so each opens what it
sealed, whatever the setting says today. A third suite is a class and a line in ``SUITES``.

- ``aes-256-gcm-sha256``: AES-256-GCM (NIST SP 800-38D), HKDF and HMAC with SHA-256 (RFC 5869, RFC 2104).
- ``sm4-gcm-sm3``: SM4-GCM (GB/T 32907-2016, RFC 8998), HKDF and HMAC with SM3 (GB/T 32905-2016), as commercial
  cryptography of the state's list is asked for (密码法, art. 27; GB/T 39786).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol, get_args

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
TAG_BYTES = 16
MASTER_KEY_BYTES = 32

SuiteName = Literal["aes-256-gcm-sha256", "sm4-gcm-sm3"]


class Aead(Protocol):
    """Authenticated encryption under one key; the result is the ciphertext with its tag behind it."""

    def encrypt(self, nonce: bytes, plaintext: bytes, associated: bytes, /) -> bytes:
        """Seal under a nonce of 12 bytes that is never used again."""
        ...

    def decrypt(self, nonce: bytes, sealed: bytes, associated: bytes, /) -> bytes:
        """Open. Raises InvalidTag or ValueError."""
        ...


class Suite(Protocol):
    """A cipher and a hash that belong together. ``number`` stands in sealed values and never changes."""

    number: int

    def cipher(self, master: bytes, scope: str) -> Aead:
        """The cipher of a scope, under a key derived by HKDF from 32 bytes."""
        ...

    def keyed_hash(self, key: bytes, value: bytes) -> bytes:
        """32 bytes of HMAC."""
        ...


class International:
    """AES-256-GCM and SHA-256."""

    number = 1

    def cipher(self, master: bytes, scope: str) -> Aead:
        """The cipher of a scope."""
        return AESGCM(_derived(SHA256(), master, scope, 32))

    def keyed_hash(self, key: bytes, value: bytes) -> bytes:
        """HMAC-SHA256."""
        return _hmac(SHA256(), key, value)


class Commercial:
    """SM4-GCM and SM3: 商用密码."""

    number = 2

    def cipher(self, master: bytes, scope: str) -> Aead:
        """The cipher of a scope."""
        return Sm4Gcm(_derived(SM3(), master, scope, 16))

    def keyed_hash(self, key: bytes, value: bytes) -> bytes:
        """HMAC-SM3."""
        return _hmac(SM3(), key, value)


class Sm4Gcm:
    """SM4-GCM with a tag of 16 bytes (RFC 8998, appendix A.1), in the shape of ``AESGCM``."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, plaintext: bytes, associated: bytes, /) -> bytes:
        """Seal; the tag comes last."""
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated)
        return encryptor.update(plaintext) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, sealed: bytes, associated: bytes, /) -> bytes:
        """Open. Raises InvalidTag or ValueError; nothing is given out before the tag is checked."""
        if len(sealed) < TAG_BYTES:
            raise InvalidTag
        ciphertext, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
        decryptor = Cipher(self._algorithm, modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(associated)
        return decryptor.update(ciphertext) + decryptor.finalize()


SUITES: Mapping[SuiteName, Suite] = {"aes-256-gcm-sha256": International(), "sm4-gcm-sm3": Commercial()}
BY_NUMBER: Mapping[int, Suite] = {suite.number: suite for suite in SUITES.values()}
NAMES: tuple[SuiteName, ...] = get_args(SuiteName)
DEFAULT: SuiteName = NAMES[0]


def _derived(algorithm: HashAlgorithm, master: bytes, scope: str, length: int) -> bytes:
    return HKDF(algorithm=algorithm, length=length, salt=None, info=scope.encode()).derive(master)


def _hmac(algorithm: HashAlgorithm, key: bytes, value: bytes) -> bytes:
    made = HMAC(key, algorithm)
    made.update(value)
    return made.finalize()
