"""The one description of OneTrip on one machine: engines, then jobs, then services, then the gateway.

In a test::

    async with Stack(state_dir, Ports.free(), only={"intake"}, replicas={"intake": 2}) as stack:
        address = stack.address("intake")
        await stack.kill("intake")
        await stack.start("intake")
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local import probes, state
from deploy.local.credentials import Credentials
from deploy.local.engines.envoy import Envoy
from deploy.local.engines.kafka import Kafka
from deploy.local.engines.postgres import Postgres
from deploy.local.engines.prometheus import Prometheus
from deploy.local.engines.temporal import Temporal
from deploy.local.errors import StackError
from deploy.local.jobs import jobs, render_gateway
from deploy.local.parts import PARTS, REGISTERS, SCHEMAS, Environment, Part, instance
from deploy.local.ports import Ports
from deploy.local.settings import LocalSettings, inherited_environment
from deploy.local.state import StackState
from deploy.local.steps import Kind, Launch, Process, Report, Step, closure
from deploy.local.supervisor import Observer, Supervisor

# Where something is kept, beside what PostgreSQL and verification make themselves: each may be a disk of its own.
FOLDERS = ("kafka", "temporal", "gateway", "materials", "logs")
# Fewer than in production: a consumer's every fetch names each partition of each topic, which on two cores is
# felt, and four lanes keep them busy.
PARTITIONS = 4
PEOPLE = 3000
# A process drains within 25 seconds (runtime/process.py) and is killed after.
SERVICE_STOP_SECONDS_MAX = 28


class Stack:
    """One stack in one state folder.

    `only` names the steps wanted (each brings what it needs; all when None), `replicas` how many processes a part
    has, `environment` extra settings by part, by process ("intake-2") or for all ("*"), `partitions` of each topic,
    `people` in the demo registers; `observe` adds Prometheus; `trees` are other source trees that processes run from,
    by name or for all ("*"), looked up at each start: so one is upgraded. Nothing happens before `start`.
    """

    def __init__(
        self,
        state_dir: Path,
        ports: Ports | None = None,
        *,
        only: Collection[str] | None = None,
        replicas: Mapping[str, int] | None = None,
        environment: Mapping[str, Mapping[str, str]] | None = None,
        partitions: int = PARTITIONS,
        people: int = PEOPLE,
        observe: bool = False,
        trees: Mapping[str, Path] | None = None,
        settings: LocalSettings | None = None,
        observer: Observer | None = None,
    ) -> None:
        self.state_dir = state_dir.resolve()
        self.ports = ports or Ports.from_environment()
        self._only = only
        self._replicas = dict(replicas or {})
        self._extra = environment or {}
        self._partitions = partitions
        self._people = people
        self._observe = observe
        self._trees = trees if trees is not None else {}
        self._settings = settings or LocalSettings()
        self._observer = observer
        self._held = ExitStack()
        self._supervisor: Supervisor | None = None
        self._environment: Environment | None = None

    @classmethod
    @asynccontextmanager
    async def temporary(
        cls,
        *,
        only: Collection[str] | None = None,
        replicas: Mapping[str, int] | None = None,
        environment: Mapping[str, Mapping[str, str]] | None = None,
        partitions: int = 4,
        people: int = 200,
        observe: bool = False,
        trees: Mapping[str, Path] | None = None,
    ) -> AsyncIterator[Self]:
        """A started stack in a new folder on free ports, for a test; the folder is removed at the end."""
        folder = Path(tempfile.mkdtemp(prefix="onetrip-"))
        try:
            async with cls(
                folder,
                Ports.free(),
                only=only,
                replicas=replicas,
                environment=environment,
                partitions=partitions,
                people=people,
                observe=observe,
                trees=trees,
            ) as stack:
                yield stack
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self, name: str | None = None) -> None:
        """Start all of it, or (when it runs) one process or job again. Raises StackError; then nothing is left."""
        if name is not None:
            await self._running().start_one(name)
            return
        self._make_folders()
        self._held.enter_context(state.held(self.state_dir))
        try:
            await asyncio.to_thread(state.stop_leftovers, self.state_dir)
            self._supervisor = Supervisor(self.steps(), self.state_dir, self._observer)
            await self._supervisor.start()
        except BaseException:
            self._supervisor = None
            self._held.close()
            raise

    async def stop(self, name: str | None = None) -> None:
        """Stop all of it, or one process (gently; `kill` is the other way)."""
        if name is not None:
            await self._running().stop_one(name)
            return
        if self._supervisor is not None:
            await self._supervisor.stop()
            self._supervisor = None
        self._held.close()

    async def kill(self, name: str) -> None:
        """End one process at once with SIGKILL; it stays down until `start(name)`."""
        await self._running().kill(name)

    @property
    def state(self) -> StackState:
        """What runs now."""
        return self._running().state

    @property
    def environment(self) -> Environment:
        """The settings of its processes (`stack.environment.of("intake")`), for a test that runs a part itself."""
        if self._environment is None:
            self.state_dir.mkdir(parents=True, exist_ok=True)
            credentials = Credentials.ensure(self.state_dir, SCHEMAS, REGISTERS)
            self._environment = Environment(
                self.state_dir,
                self.ports,
                self._postgres(credentials.postgres_password),
                credentials,
                self._extra,
                self._replicas,
                self._settings.log_level,
                self._settings.cors_origins,
                self._observe,
                self._trees,
            )
        return self._environment

    def address(self, name: str, replica: int = 1) -> str:
        """`host:port` of a part or engine ("kafka", "temporal", "intake")."""
        return self.ports.address(name, replica)

    def database_url(self, schema: str) -> str:
        """Where the role of a schema connects; "postgres" gives the superuser."""
        if schema == "postgres":
            return self.environment.postgres.url("onetrip")
        return self.environment.database_url(schema)

    @property
    def gateway_url(self) -> str:
        """Where people and programs outside reach OneTrip."""
        return f"http://{self.address('gateway')}"

    @property
    def identity_url(self) -> str:
        """The development issuer: `POST /token`."""
        return f"http://{self.address('identity_http')}"

    @property
    def temporal_ui_url(self) -> str:
        """Temporal's UI."""
        return f"http://{self.address('temporal_ui')}"

    def steps(self) -> list[Step]:
        """Everything this stack runs, each with what it waits for."""
        unknown = set(self._replicas) - {part.name for part in PARTS if part.http is None}
        if unknown:
            raise StackError(f"these cannot run in replicas: {', '.join(sorted(unknown))}")
        services = [self._service(part, replica) for part in PARTS for replica in self._replicas_of(part.name)]
        everything = [*self._engines(), *jobs(self.environment, self._partitions, self._people), *services]
        everything.append(self._gateway())
        if self._observe:
            everything.append(self._prometheus(services))
        return everything if self._only is None else closure(everything, self._wanted(self._only))

    def _make_folders(self) -> None:
        # The account PostgreSQL runs as passes through the first two; the others are the owner's alone.
        self.state_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        (self.state_dir / "postgres").mkdir(mode=0o711, exist_ok=True)
        for name in FOLDERS:
            (self.state_dir / name).mkdir(mode=0o700, exist_ok=True)

    def _wanted(self, names: Collection[str]) -> list[str]:
        # Versioned workers get no tasks before their version is made the current one.
        names = {*names, "worker-version"} if "workflows" in names else names
        return [instance(name, replica) for name in names for replica in self._replicas_of(name)]

    def _replicas_of(self, name: str) -> range:
        return range(1, self._replicas.get(name, 1) + 1)

    def _engines(self) -> list[Step]:
        codec = f"http://{self.address('codec')}"
        return [
            self.environment.postgres.process(),
            Kafka(
                self.state_dir / "kafka", self.ports.of("kafka"), self.ports.of("kafka_controller"), self._settings.java
            ).process(),
            Temporal(
                self.state_dir / "temporal", self.ports.of("temporal"), self.ports.of("temporal_ui"), codec
            ).process(),
        ]

    def _postgres(self, password: str) -> Postgres:
        folder = self.state_dir / "postgres" / "data"
        return Postgres(folder, self.ports.of("postgres"), password, self._settings.postgres_bin)

    def _service(self, part: Part, replica: int) -> Process:
        name = instance(part.name, replica)
        port = self.ports.of(part.http or part.name, replica)

        async def prepare(_: Report) -> Launch:
            own = {**self.environment.of(part.name, replica), **self.environment.on_path(name)}
            settings = {**inherited_environment(), **own}
            return Launch([sys.executable, "-m", part.module], settings, self.environment.tree(name))

        healthy = probes.http_answers(port, "/healthz") if part.http else probes.grpc_serves(port)
        needs = tuple(instance(each, 1) for each in part.needs)
        return Process(
            name=name,
            kind=Kind.SERVICE,
            prepare=prepare,
            ready=healthy,
            after=needs,
            ports={part.http or part.name: port},
            stop_seconds_max=SERVICE_STOP_SECONDS_MAX,
        )

    def _gateway(self) -> Process:
        folder = self.state_dir / "gateway"
        envoy = Envoy(folder, self.ports.of("gateway"), self.ports.of("gateway_admin"), self._render)
        return envoy.process(after=("identity",))

    def _prometheus(self, services: list[Process]) -> Process:
        server = Prometheus(self.state_dir / "prometheus", self.ports.of("prometheus"), self.environment.metrics())
        return server.process(after=tuple(each.name for each in services))

    async def _render(self, folder: Path) -> Path:
        return await render_gateway(self.environment, folder)

    def _running(self) -> Supervisor:
        if self._supervisor is None:
            raise StackError("the stack is not running")
        return self._supervisor
