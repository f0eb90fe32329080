"""The running stack as commands find it: by its state file."""

from __future__ import annotations

import getpass
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cli.errors import StackNotRunning
from cli.installation import Installation, TemporalPlace
from deploy.local.settings import LocalSettings
from deploy.local.state import Phase, StackState

if TYPE_CHECKING:
    from cli.client import Caller
    from deploy.keeping.settings import TermSettings
    from runtime.settings import SealingSettings
    from services.verification.settings import AnchorsSettings

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class RunningStack(Installation):
    """Where the parts of a running stack listen."""

    state_dir: Path
    state: StackState

    @classmethod
    def find(cls, state_dir: Path | None = None) -> Self:
        """Find the stack of this folder (of the settings when None). Raises StackNotRunning."""
        folder = state_dir or LocalSettings().state_dir
        state = StackState.read(folder)
        if state is None or not state.running() or state.phase is not Phase.READY:
            raise StackNotRunning(f"no stack is ready in {folder}: start it with `onetrip up`")
        return cls(folder, state)

    @property
    def gateway_url(self) -> str:
        """Where people and programs outside reach OneTrip."""
        return self._url("gateway", "gateway")

    @property
    def identity_url(self) -> str:
        """The development issuer."""
        return self._url("identity", "identity_http")

    @property
    def temporal_ui_url(self) -> str:
        """Temporal's UI."""
        return self._url("temporal", "temporal_ui")

    @property
    def kafka_address(self) -> str:
        """Kafka's broker, `host:port`."""
        return f"{LOOPBACK}:{self._port('kafka', 'kafka')}"

    @property
    def temporal_address(self) -> str:
        """Temporal's frontend, `host:port`."""
        return f"{LOOPBACK}:{self._port('temporal', 'temporal')}"

    @property
    def temporal(self) -> TemporalPlace:
        """Temporal, in the clear."""
        from deploy.local.engines.temporal import NAMESPACE  # noqa: PLC0415 - the drivers take a second to load

        return TemporalPlace(self.temporal_address, NAMESPACE)

    @property
    def sealing(self) -> SealingSettings:
        """The keys of its state folder."""
        from deploy.local.credentials import Credentials  # noqa: PLC0415 - as above
        from runtime.settings import SealingSettings  # noqa: PLC0415 - as above

        kept = Credentials.ensure(self.state_dir, ())
        return SealingSettings.model_validate({"sealing_keys": kept.sealing_keys, "lookup_key": kept.lookup_key})

    @property
    def pseudonym_key(self) -> bytes:
        """That of its state folder."""
        from deploy.local.credentials import Credentials  # noqa: PLC0415 - as above

        return b64decode(Credentials.ensure(self.state_dir, ()).pseudonym_key)

    @property
    def term(self) -> TermSettings:
        """The zone of its processes."""
        from deploy.keeping.settings import TermSettings  # noqa: PLC0415 - as above
        from deploy.local.parts import TIME_ZONE  # noqa: PLC0415 - as above

        return TermSettings(time_zone=TIME_ZONE)

    @property
    def anchors(self) -> AnchorsSettings:
        """A folder of its own."""
        from deploy.local.parts import anchors_url  # noqa: PLC0415 - as above
        from services.verification.settings import AnchorsSettings  # noqa: PLC0415 - as above

        return AnchorsSettings(access_anchors_url=anchors_url(self.state_dir))

    @property
    def materials_url(self) -> str:
        """A folder of its own."""
        return (self.state_dir / "materials").as_uri()

    def account(self, by: str) -> str:
        """Whose account this is, unless somebody else is named."""
        return by or getpass.getuser()

    @asynccontextmanager
    async def supervisor(self) -> AsyncIterator[Caller]:
        """The demo's, with a token of the development issuer."""
        from cli.client import Gateway  # noqa: PLC0415 - the messages take a moment to load
        from cli.personas import persona  # noqa: PLC0415 - as above

        looker = persona("supervisor")
        async with Gateway(self.gateway_url, self.identity_url) as gateway:
            yield await gateway.caller(looker.resident_id, looker.roles, looker.department)

    def database_url(self, schema: str) -> str:
        """Where the role of a schema connects."""
        from deploy.local.stack import Stack  # noqa: PLC0415 - as above

        stack = Stack(self.state_dir)
        stack.ports.fixed["postgres"] = self._port("postgres", "postgres")
        return stack.database_url(schema)

    def _url(self, step: str, port: str) -> str:
        return f"http://{LOOPBACK}:{self._port(step, port)}"

    def _port(self, step: str, port: str) -> int:
        if step not in self.state.steps:
            raise StackNotRunning(f"the running stack has no {step}: start all of it with `onetrip up`")
        return self.state.steps[step].ports[port]
