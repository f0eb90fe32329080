"""What the process remembers of a register's answers: bounded, in memory only, sealed under a key that dies with it.

Two things: answers that may be used again for a while (`cache_seconds`), and how new the newest answer about a subject
was, so that a system that falls back to an older copy of its data is noticed.
"""

import hmac
import json
import os
from collections import OrderedDict
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.registers.domain import FieldType, Lookup, Record, Value

ANSWERS_MAX = 10_000
SUBJECTS_MAX = 50_000
# A department that falls back to an older copy comes back to the newer one, or has taken a record back on purpose.
# After a day the older is believed again, with its own age.
REMEMBERED_SECONDS = 24 * 3600.0
_NONCE_BYTES = 12


class Memory:
    """What is remembered of one register. Instants are seconds of a clock that never goes back."""

    def __init__(self, cache_seconds: float) -> None:
        self._cache_seconds = cache_seconds
        self._key = os.urandom(32)
        self._cipher = AESGCM(os.urandom(32))
        self._answers: OrderedDict[bytes, tuple[float, bytes]] = OrderedDict()
        self._newest: OrderedDict[bytes, tuple[float, datetime]] = OrderedDict()

    def recall(self, lookup: Lookup, now: float) -> Sequence[Record] | None:
        """Return the records of an answer to the same question that is still good, or None."""
        key = self._index(lookup, with_fields=True)
        held = self._answers.get(key)
        if held is None:
            return None
        until, sealed = held
        if now >= until:
            del self._answers[key]
            return None
        self._answers.move_to_end(key)
        return _read(lookup, self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key))

    def forget(self, lookup: Lookup) -> None:
        """Use no answer about this subject again, whatever was asked: what the register said is doubted."""
        subject = self._index(lookup, with_fields=False)
        for key in [key for key in self._answers if key.startswith(subject)]:
            del self._answers[key]

    def keep(self, lookup: Lookup, records: Sequence[Record], now: float) -> None:
        """Remember an answer. "No record" is not kept: a citizen may be asked because of it, so it is asked anew."""
        if not self._cache_seconds or not records:
            return
        key, nonce = self._index(lookup, with_fields=True), os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, _written(records), key)
        self._answers[key] = (now + self._cache_seconds, sealed)
        self._answers.move_to_end(key)
        while len(self._answers) > ANSWERS_MAX:
            self._answers.popitem(last=False)

    def is_older(self, lookup: Lookup, records: Sequence[Record], now: float) -> bool:
        """Whether the register has said something newer about this subject within a day; what is newest is noted.

        A record that was there and is gone counts as older: a copy that lost it looks just like that.
        """
        key = self._index(lookup, with_fields=False)
        noted_at, newest = self._newest.get(key, (-REMEMBERED_SECONDS, None))
        latest = max((record.as_of for record in records), default=None)
        known = newest if now - noted_at < REMEMBERED_SECONDS else None
        if known is not None and (latest is None or latest < known):
            return True
        if latest is not None:
            self._newest[key] = (now, latest)
            self._newest.move_to_end(key)
            while len(self._newest) > SUBJECTS_MAX:
                self._newest.popitem(last=False)
        return False

    def _index(self, lookup: Lookup, *, with_fields: bool) -> bytes:
        """Keyed hashes, of the subject and then of the fields: what may be a resident ID does not stand in memory."""
        subject = hmac.digest(self._key, f"{lookup.kind}\0{lookup.value}".encode(), sha256)
        if not with_fields:
            return subject
        return subject + hmac.digest(self._key, "\0".join(sorted(set(lookup.fields))).encode(), sha256)


def _written(records: Sequence[Record]) -> bytes:
    plain = [
        [record.as_of.isoformat(), {field: _plain(value) for field, value in record.values.items()}]
        for record in records
    ]
    return json.dumps(plain).encode()


def _plain(value: Value | None) -> str | int | float | bool | None:
    return value.isoformat() if isinstance(value, date) else value


def _read(lookup: Lookup, content: bytes) -> Sequence[Record]:
    types = lookup.register.fields
    return [
        Record(
            {
                field: date.fromisoformat(value) if value is not None and types[field] is FieldType.DATE else value
                for field, value in values.items()
            },
            datetime.fromisoformat(as_of),
        )
        for as_of, values in json.loads(content)
    ]
