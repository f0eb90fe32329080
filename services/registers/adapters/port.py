"""The port every department's system is reached through."""

from collections.abc import Sequence
from typing import Protocol

from services.registers.domain import Lookup, Record


class RegisterUnavailable(Exception):
    """The department's system did not answer in time or failed; says nothing about the subject."""


class RegisterAdapter(Protocol):
    """Reads records from one department's system; writes nothing to it."""

    async def find_all(self, lookups: Sequence[Lookup]) -> list[Sequence[Record] | RegisterUnavailable]:
        """Find the records of each lookup, newest first; an empty sequence means the register holds none.

        One entry per lookup, in their order. Never raises for a system that is down: each lookup it spoils gets a
        RegisterUnavailable in its place.
        """
        ...
