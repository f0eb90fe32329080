"""The installation that a command is about: the one that the environment names, else the local stack.

On a cluster a command runs at a desk (docs/operate/commands.md), whose environment is made of the same ConfigMaps and
Secrets as that of the processes. Each part of it is read when a command needs it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from deploy.named import NamedSettings
from runtime.settings import load

if TYPE_CHECKING:
    from cli.client import Caller
    from deploy.keeping.settings import TermSettings
    from runtime.certificates import Certificates
    from runtime.sealing import LookupHash, Sealer
    from runtime.settings import SealingSettings
    from services.verification.settings import AnchorsSettings


@dataclass(frozen=True)
class TemporalPlace:
    """Where Temporal is, and as whom we come; without certificates it is spoken to in the clear."""

    address: str
    namespace: str
    certificates: Certificates | None = None


class Installation(ABC):
    """Where the parts of an installation are, and its keys.

    What a place does not have is named by the exception: StackNotRunning, StackError, or the end with 78 that every
    process has for a setting that is not there.
    """

    @abstractmethod
    def database_url(self, schema: str) -> str:
        """Where the role of a schema connects."""

    @property
    @abstractmethod
    def temporal(self) -> TemporalPlace:
        """Where Temporal is."""

    @property
    @abstractmethod
    def sealing(self) -> SealingSettings:
        """The keys of what is sealed, and of lookups."""

    @property
    @abstractmethod
    def pseudonym_key(self) -> bytes:
        """What makes a person id of a number."""

    @property
    @abstractmethod
    def term(self) -> TermSettings:
        """How long what is known about people is kept, and the zone of its days."""

    @property
    @abstractmethod
    def anchors(self) -> AnchorsSettings:
        """The second place of the access log's heads."""

    @property
    @abstractmethod
    def materials_url(self) -> str:
        """Where uploads are kept."""

    @abstractmethod
    def account(self, by: str) -> str:
        """Who acts, for the audit: `by`, or who can be known without being told. Raises CommandFailed for nobody."""

    @abstractmethod
    def supervisor(self) -> AbstractAsyncContextManager[Caller]:
        """Somebody who may see what supervisors see, until the end of the block."""

    @property
    def zone(self) -> ZoneInfo:
        """In which days begin and end."""
        return ZoneInfo(self.term.time_zone)

    def sealer(self, schema: str) -> Sealer:
        """Seals and opens as the processes do; the role of `schema` reads data keys."""
        from runtime.data_keys import DataKeys, PostgresKeys  # noqa: PLC0415 - the driver takes a moment to load
        from runtime.sealing import Sealer  # noqa: PLC0415 - as above

        settings = self.sealing
        keys = DataKeys(PostgresKeys(self.database_url(schema)), Sealer.from_settings(settings))
        return Sealer.from_settings(settings, keys)

    def lookup(self) -> LookupHash:
        """Finds sealed columns."""
        from runtime.sealing import LookupHash  # noqa: PLC0415 - as above

        return LookupHash.from_settings(self.sealing)


def find() -> Installation:
    """The installation that the environment names, else the running local stack. Raises StackNotRunning."""
    from cli.named import Named  # noqa: PLC0415 - either of them
    from cli.running import RunningStack  # noqa: PLC0415 - as above

    return Named() if load(NamedSettings).named else RunningStack.find()
