"""Prometheus, the system's own program (Debian: package `prometheus`), with the alert rules of `deploy/observe`."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from deploy.local import probes
from deploy.local.errors import StackError
from deploy.local.ports import LOOPBACK
from deploy.local.settings import PROJECT_DIR, inherited_environment
from deploy.local.steps import Kind, Launch, Process, Report

RULES = PROJECT_DIR / "deploy" / "observe" / "rules.yaml"
SCRAPE_SECONDS = 5
RETENTION = "2d"


@dataclass(frozen=True)
class Prometheus:
    """One server. `targets`: the addresses to collect from, by job; collected and judged every `seconds`."""

    folder: Path
    port: int
    targets: Mapping[str, Sequence[str]]
    rules: Path = RULES
    seconds: int = SCRAPE_SECONDS

    def process(self, after: tuple[str, ...] = ()) -> Process:
        """The server as a step of the stack."""
        return Process(
            name="prometheus",
            kind=Kind.ENGINE,
            prepare=self._prepare,
            ready=probes.http_answers(self.port, "/-/ready"),
            after=after,
            ports={"prometheus": self.port},
        )

    def configuration(self) -> dict[str, object]:
        """What Prometheus is told."""
        return {
            "global": {"scrape_interval": f"{self.seconds}s", "evaluation_interval": f"{self.seconds}s"},
            "rule_files": [str(self.rules)],
            "scrape_configs": [
                {"job_name": job, "static_configs": [{"targets": list(addresses)}]}
                for job, addresses in self.targets.items()
            ],
        }

    async def _prepare(self, _: Report) -> Launch:
        path = program()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = self.folder / "prometheus.yaml"
        written.write_text(yaml.safe_dump(self.configuration(), sort_keys=False), encoding="utf-8")
        command = [path, f"--config.file={written}", f"--storage.tsdb.path={self.folder / 'data'}"]
        command += [f"--web.listen-address={LOOPBACK}:{self.port}", f"--storage.tsdb.retention.time={RETENTION}"]
        return Launch([*command, "--log.level=warn"], inherited_environment(), self.folder)


def program() -> str:
    """The path of the program `prometheus`. Raises StackError that says how to install it."""
    path = shutil.which("prometheus")
    if path is None:
        raise StackError("the program `prometheus` is not installed (Debian: apt-get install prometheus)")
    return path
