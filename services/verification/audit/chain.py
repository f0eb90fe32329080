"""A chain of reads: which bytes are hashed, and where a chain does not hold. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

VERSION = "1"
GENESIS = bytes(32)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """One row of the access log, with its place in a chain, the hash of the row before it, and its own."""

    chain: int
    position: int
    id: str
    person_id: str
    reader: str
    role: str
    department: str
    purpose: str
    application_id: str
    read_at: datetime
    fields: tuple[str, ...]
    previous: bytes
    hash: bytes


@dataclass(frozen=True)
class Anchor:
    """How far a chain had come at an instant, and with which hash."""

    chain: int
    position: int
    hash: bytes


class Bad(StrEnum):
    """What is wrong with a row."""

    CHANGED = "changed"
    MISSING = "missing"
    MISPLACED = "misplaced"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Fault:
    """The first bad row of a chain.

    `id` is empty when the row is missing. `since`: where a chain was hashed anew as a whole, the first row that may
    have been changed is between `since` and `position`; else both are the same.
    """

    chain: int
    position: int
    bad: Bad
    id: str
    since: int


def hash_of(row: Row) -> bytes:
    """SHA-256 of the hash before and of every field with its length in front, as `audit.chain_access` computes it."""
    microseconds = (row.read_at - EPOCH) // timedelta(microseconds=1)
    fields = (
        *(VERSION, str(row.chain), str(row.position), row.id, row.person_id, row.reader, row.role, row.department),
        *(row.purpose, row.application_id, str(microseconds), *row.fields),
    )
    packed = b",".join(b"%d:%s" % (len(data), data) for data in (field.encode() for field in fields))
    return hashlib.sha256(row.previous + packed).digest()


class Walk:
    """Goes along one chain, row by row in the order of positions, and stops at the first that does not hold."""

    def __init__(self, chain: int) -> None:
        self._chain = chain
        self._last: Row | None = None
        self._anchored = 0
        self.rows = 0

    def step(self, row: Row, anchor: Anchor | None) -> Fault | None:
        """Look at the next row, and at the anchor of its position when there is one."""
        last = self._last.position if self._last else 0
        if row.position > last + 1:
            return self._fault(last + 1, Bad.MISSING, "")
        if row.position <= last:
            return self._fault(row.position, Bad.MISPLACED, row.id)
        if hash_of(row) != row.hash:
            return self._fault(row.position, Bad.CHANGED, row.id)
        if row.previous != (self._last.hash if self._last else GENESIS):
            # Both hold by themselves: the one before was changed and hashed anew after this one was written.
            whose = self._last or row
            return self._fault(whose.position, Bad.CHANGED, whose.id)
        if anchor is not None and anchor.hash != row.hash:
            return Fault(self._chain, row.position, Bad.REWRITTEN, row.id, self._anchored + 1)
        self._anchored = row.position if anchor is not None else self._anchored
        self._last = row
        self.rows += 1
        return None

    def end(self, anchored: int) -> Fault | None:
        """No row comes any more: whether the chain was longer, having been anchored at this position (0: never)."""
        last = self._last.position if self._last else 0
        return self._fault(last + 1, Bad.MISSING, "") if anchored > last else None

    def _fault(self, position: int, bad: Bad, id_: str) -> Fault:
        return Fault(self._chain, position, bad, id_, position)
