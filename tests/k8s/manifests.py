"""The overlays as Kubernetes would get them, built once, and what tests ask of them."""

import base64
import functools
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from deploy.k8s import secrets
from deploy.k8s.kubectl import build

ROOT = Path(__file__).parents[2]
K8S = ROOT / "deploy" / "k8s"
OVERLAYS = sorted(path.name for path in (K8S / "overlays").iterdir() if (path / "kustomization.yaml").exists())
WORKLOADS = ("Deployment", "StatefulSet", "Job", "CronJob", "WorkerDeployment")
Manifest = dict[str, Any]


@functools.cache
def overlay(name: str) -> "Overlay":
    """Build an overlay from a copy, with secrets of its own."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "k8s"
        shutil.copytree(K8S, copy, ignore=shutil.ignore_patterns("secrets", "__pycache__", "*.py"))
        secrets.write(copy / "overlays" / "local" / "secrets")
        documents = yaml.safe_load_all(build(str(copy / "overlays" / name)))
        return Overlay(name, [document for document in documents if document])


@dataclass(frozen=True)
class Overlay:
    """All objects of one overlay."""

    name: str
    objects: list[Manifest]

    def of(self, *kinds: str) -> list[Manifest]:
        return [each for each in self.objects if each["kind"] in kinds]

    @property
    def workloads(self) -> list["Workload"]:
        return [Workload(self, each) for each in self.of(*WORKLOADS)]

    def settings(self, prefix: str) -> str:
        """The text of a generated ConfigMap."""
        found = [each for each in self.of("ConfigMap") if each["metadata"]["name"].startswith(prefix)]
        return "\n".join(text for each in found for text in each["data"].values())

    def file(self, prefix: str, name: str) -> str:
        """One file of a generated ConfigMap."""
        (found,) = [each for each in self.of("ConfigMap") if each["metadata"]["name"].startswith(prefix)]
        return found["data"][name]

    def values(self, kind: str, name: str) -> Mapping[str, str]:
        """What a ConfigMap or a Secret holds, under the name that manifests give it (a generator adds a hash)."""
        for each in self.of(kind):
            if each["metadata"]["name"] == name:
                plain = dict(each.get("data", {}))
                return plain if kind == "ConfigMap" else {k: base64.b64decode(v).decode() for k, v in plain.items()}
        return {}


@dataclass(frozen=True)
class Workload:
    """A Deployment, StatefulSet, Job or CronJob."""

    overlay: Overlay = field(repr=False)
    manifest: Manifest = field(repr=False)

    def __str__(self) -> str:
        return f"{self.overlay.name}/{self.name}"

    @property
    def kind(self) -> str:
        return self.manifest["kind"]

    @property
    def name(self) -> str:
        return self.manifest["metadata"]["name"]

    @property
    def serves(self) -> bool:
        """Whether it is meant to run on: Jobs, also those of the clock, are meant to end."""
        return self.kind not in {"Job", "CronJob"}

    @property
    def pod(self) -> Manifest:
        return self._template["spec"]

    @property
    def labels(self) -> Mapping[str, str]:
        return self._template["metadata"]["labels"]

    @property
    def _template(self) -> Manifest:
        spec = self.manifest["spec"]
        return spec["jobTemplate"]["spec"]["template"] if self.kind == "CronJob" else spec["template"]

    @property
    def containers(self) -> list["Container"]:
        listed = [*self.pod.get("initContainers", []), *self.pod["containers"]]
        return [Container(self, each) for each in listed]

    @property
    def main_containers(self) -> list["Container"]:
        return [Container(self, each) for each in self.pod["containers"]]


@dataclass(frozen=True)
class Container:
    """One container of a workload."""

    workload: Workload
    manifest: Manifest = field(repr=False)

    @property
    def module(self) -> str:
        """The Python module that it runs; empty for another program."""
        words = self.manifest.get("args", [])
        return words[1] if words[:1] == ["-m"] else ""

    def sources(self) -> Iterator[tuple[str, str, str, str, bool]]:
        """For each variable: name, kind, name and key of its source (of a plain value: its text), whether optional."""
        for each in self.manifest.get("env", []):
            come_from = each.get("valueFrom", {})
            if "secretKeyRef" in come_from:
                ref = come_from["secretKeyRef"]
                yield each["name"], "Secret", ref["name"], ref["key"], ref.get("optional", False)
            elif "configMapKeyRef" in come_from:
                ref = come_from["configMapKeyRef"]
                yield each["name"], "ConfigMap", ref["name"], ref["key"], ref.get("optional", False)
            elif not come_from:
                yield each["name"], "value", "", each.get("value", ""), False

    def environment(self) -> dict[str, str]:
        """What the process would find, where it can be known from the manifests."""
        found = {}
        for name, kind, source, key, _ in self.sources():
            value = key if kind == "value" else self.workload.overlay.values(kind, source).get(key)
            if value is not None:
                found[name] = value
        return found
