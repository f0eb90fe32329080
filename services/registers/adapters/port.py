"""The port every department's system is reached through, and what an adapter is given to do it with."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from runtime.clock import Clock
from services.registers.domain import Lookup, Record, Register
from services.registers.scans import Found, Scan

if TYPE_CHECKING:
    import asyncpg

BEIJING = ZoneInfo("Asia/Shanghai")
SECRET_BYTES_MAX = 16 * 1024


class Reason(StrEnum):
    """Why a register gave no answer. None of them says anything about the subject."""

    AWAY = "AWAY"
    """It cannot be reached, or says that it is not able to answer now: the same question may be asked again at once."""
    SLOW = "SLOW"
    """Its deadline is over. Not asked again at once: it may still be busy with the first question."""
    BUSY = "BUSY"
    """Too many lookups of ours are under way in it."""
    RESTING = "RESTING"
    """It has failed so often that it is left alone for a while."""
    MALFORMED = "MALFORMED"
    """What it said is not an answer of the form agreed."""
    REFUSED = "REFUSED"
    """It does not let us ask: credentials or rights are at fault."""
    REPLAYED = "REPLAYED"
    """What it said is older than what it said before."""
    NOT_ASKED = "NOT_ASKED"
    """Nobody knows by what it knows the person: it was not asked, and what it holds is not known."""
    FAULT = "FAULT"
    """The adapter failed in a way that it does not know."""


class RegisterUnavailable(Exception):
    """The department's system gave no answer that can be used; says nothing about the subject."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason


class SourceInvalid(ValueError):
    """A description whose `source` the adapter cannot work with; says where and why, before anything is asked."""


class RegisterAdapter(Protocol):
    """Reads records from one department's system; writes nothing to it."""

    async def check(self) -> None:
        """Find out, once, whether the description fits the system. Raises SourceInvalid when it does not, and
        RegisterUnavailable when that cannot be found out now: neither keeps anybody from being asked.
        """
        ...

    async def find(self, lookup: Lookup) -> Sequence[Record]:
        """Find the records of a subject, newest first; an empty sequence means that the register holds none.

        The subject's kind is one of the register's keys. Every record has a value (or None, for one that the register
        does not hold) for each field asked for. May be cancelled at any time: a deadline is kept by the caller.
        Raises RegisterUnavailable, also for what is not as agreed: that is never "no record".
        """
        ...

    async def stop(self) -> None:
        """Let go of connections."""
        ...


@runtime_checkable
class ScanningAdapter(Protocol):
    """An adapter whose system can be read page by page besides (docs/registers.md); most cannot."""

    async def scan(self, scan: Scan) -> Sequence[Found]:
        """Find at most `scan.limit` people after `scan.after`, by ascending person ids; fewer only at the end.

        Asked only of a register that is kept by person ids. Raises RegisterUnavailable, as `find`.
        """
        ...


@dataclass(frozen=True)
class Surroundings:
    """What adapters are given: the clock, pools of databases by the name of a secret, secrets, the drop
    folder, and the zone of what is written without an offset (domain.md, "Clocks").
    """

    clock: Clock
    pool: Callable[[str | None], Awaitable["asyncpg.Pool"]]
    secrets: Path | None = None
    drops: Path | None = None
    zone: ZoneInfo = BEIJING

    def secret(self, name: str) -> str:
        """Read a secret that a description names: a file of its own in the secrets' folder. Raises SourceInvalid."""
        if self.secrets is None:
            raise SourceInvalid(f"the secret {name!r} is named, and no folder of secrets is configured")
        try:
            with (self.secrets / name).open("rb") as file:
                return file.read(SECRET_BYTES_MAX).decode().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SourceInvalid(f"the secret {name!r} cannot be read ({type(error).__name__})") from None


# Builds the adapter of one register from the `source` of its description, without `adapter`; nothing is asked of the
# department's system yet. Raises SourceInvalid, which ends the start.
Plugin = Callable[[Register, Mapping[str, Any], Surroundings], Awaitable[RegisterAdapter]]
