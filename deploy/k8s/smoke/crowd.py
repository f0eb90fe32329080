"""People at the gateway's Service: pods of the service image that run `cli.smoke`."""

import json
import time
from dataclasses import dataclass
from typing import Any

from deploy.k8s.kubectl import Kubectl, KubectlFailed
from deploy.k8s.smoke.pods import pod

IMAGE = "localhost/onetrip/service"
POLL_SECONDS = 1.0
BEGIN_SECONDS_MAX = 120
END_FILE = "/tmp/end"  # noqa: S108 - in the pod


@dataclass(frozen=True)
class Crowd:
    """One pod of people. `start` it, then `wait` for its end, or `end` it first."""

    kubectl: Kubectl
    name: str
    tag: str

    def start(self, *arguments: str) -> None:
        """Begin; a pod left of an earlier run is replaced."""
        self.remove()
        self.kubectl.run("apply", "--filename", "-", given=json.dumps(self._policy()))
        self.kubectl.run("apply", "--filename", "-", given=json.dumps(self._pod(arguments)))

    def began(self) -> None:
        """Return once it files. Raises KubectlFailed."""
        give_up_at = time.monotonic() + BEGIN_SECONDS_MAX
        while True:
            try:
                if "load: began" in self.kubectl.run("logs", self.name):
                    return
            except KubectlFailed:
                # Its container is not there yet.
                pass
            if time.monotonic() > give_up_at:
                raise KubectlFailed(f"{self.name} does not begin")
            time.sleep(POLL_SECONDS)

    def end(self) -> None:
        """Ask it to file no more. Raises KubectlFailed with its last lines when it broke off by itself."""
        if self._phase() == "Failed":
            raise self._failed()
        self.kubectl.run("exec", self.name, "--", "python3", "-c", f"open('{END_FILE}', 'w').close()")

    def wait(self, seconds_max: float) -> str:
        """Return what it said, once it has ended well. Raises KubectlFailed with its last lines when it did not."""
        give_up_at = time.monotonic() + seconds_max
        while (phase := self._phase()) not in {"Succeeded", "Failed"}:
            if time.monotonic() > give_up_at:
                raise KubectlFailed(f"{self.name} does not end; it said {self._last_lines()}")
            time.sleep(POLL_SECONDS)
        if phase == "Failed":
            raise self._failed()
        return self.kubectl.run("logs", self.name)

    def remove(self) -> None:
        """Delete the pod."""
        self.kubectl.run("delete", "pod", self.name, "--ignore-not-found", "--grace-period=1")

    def _phase(self) -> str:
        return self.kubectl.run("get", "pod", self.name, "--output", "jsonpath={.status.phase}")

    def _failed(self) -> KubectlFailed:
        return KubectlFailed(f"{self.name} failed: {self._last_lines()}")

    def _last_lines(self) -> str:
        return " / ".join(self.kubectl.run("logs", self.name, "--tail=5").splitlines())

    def _pod(self, arguments: tuple[str, ...]) -> dict[str, Any]:
        container = {"args": ["-m", "cli.smoke", *arguments]}
        return pod(self.name, f"{IMAGE}:{self.tag}", container, {"smoke": "true"}, [])

    def _policy(self) -> dict[str, Any]:
        """The namespace denies everything else: people reach the gateway and the issuer."""
        to = [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": name}}} for name in ("gateway", "identity")]
        return {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": "smoke"},
            "spec": {
                "podSelector": {"matchLabels": {"smoke": "true"}},
                "policyTypes": ["Egress"],
                "egress": [{"to": to}],
            },
        }
