"""The running stack as commands find it: by its state file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cli.errors import StackNotRunning
from deploy.local.settings import LocalSettings
from deploy.local.state import Phase, StackState

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class RunningStack:
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
    def anchors_url(self) -> str:
        """The second place of the access log's heads."""
        from deploy.local.parts import anchors_url  # noqa: PLC0415 - as below

        return anchors_url(self.state_dir)

    def database_url(self, schema: str) -> str:
        """Where the role of a schema connects."""
        from deploy.local.stack import Stack  # noqa: PLC0415 - the drivers of the engines take a second to load

        stack = Stack(self.state_dir)
        stack.ports.fixed["postgres"] = self._port("postgres", "postgres")
        return stack.database_url(schema)

    def _url(self, step: str, port: str) -> str:
        return f"http://{LOOPBACK}:{self._port(step, port)}"

    def _port(self, step: str, port: str) -> int:
        if step not in self.state.steps:
            raise StackNotRunning(f"the running stack has no {step}: start all of it with `onetrip up`")
        return self.state.steps[step].ports[port]
