"""What is done once at each start, between the engines and the services; all of it is safe to repeat."""

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local import database, topics
from deploy.local.engines import temporal
from deploy.local.errors import StackError
from deploy.local.parts import SCHEMAS, Environment, instance
from deploy.local.settings import PROJECT_DIR, inherited_environment
from deploy.local.spawn import run_as
from deploy.local.steps import Job, Report

DEPLOYMENT = "onetrip-workflows"
# The server learns of a version when its first worker polls, a moment after the worker says it is ready.
VERSION_ATTEMPTS_MAX = 60
VERSION_WAIT_SECONDS = 0.25
SEED_SECONDS_MAX = 900


def jobs(environment: Environment, partitions: int, people: int) -> list[Job]:
    """All jobs of a stack: `partitions` of each topic, `people` in the demo registers."""
    return [
        _roles(environment),
        *(_migration(environment, schema) for schema in SCHEMAS),
        _topics(environment, partitions),
        _catalog(environment),
        _seed(environment, people),
        _search_attributes(environment),
        _worker_version(environment),
    ]


def _roles(environment: Environment) -> Job:
    async def run(_: Report) -> None:
        await database.create_roles(environment.postgres, environment.credentials.role_passwords)

    return Job("roles", run, after=("postgres",))


def _migration(environment: Environment, schema: str) -> Job:
    async def run(report: Report) -> None:
        await database.migrate(environment.database_url(schema), schema, report, environment.tree(name))

    name = f"migrate-{schema}"
    before = database.MIGRATED_BEFORE.get(schema, ())
    return Job(name, run, after=("roles", *(f"migrate-{each}" for each in before)))


def _topics(environment: Environment, partitions: int) -> Job:
    async def run(report: Report) -> None:
        made = await topics.create_topics(environment.ports.address("kafka"), partitions)
        report(f"{made} made" if made else "")

    return Job("topics", run, after=("kafka",))


def _catalog(environment: Environment) -> Job:
    """Publish the catalogue; what is published already is left as it is."""

    async def run(report: Report) -> None:
        tree = environment.tree("catalog")
        command = [sys.executable, "-m", "services.intake.load_catalog", str(tree / "catalog")]
        settings = {"ONETRIP_DATABASE_URL": environment.database_url("intake"), **environment.on_path("catalog")}
        report(await _run("catalog", command, settings, tree))

    return Job("catalog", run, after=("migrate-intake",))


def _seed(environment: Environment, people: int) -> Job:
    async def run(report: Report) -> None:
        command = [sys.executable, "-m", "services.registers.seed", "--people", str(people)]
        settings = {**environment.of_seeding(), **environment.on_path("seed")}
        report(await _run("seed", command, settings, environment.tree("seed")))

    return Job("seed", run, after=("migrate-registers",), seconds_max=SEED_SECONDS_MAX)


def _search_attributes(environment: Environment) -> Job:
    """Make those that are missing: on data of an earlier release the server makes none of those that it is told.

    A worker that tells one that is not there fails its task, and the application stands still (decision 0064).
    """

    async def run(report: Report) -> None:
        settings = {
            "ONETRIP_TEMPORAL_ADDRESS": environment.ports.address("temporal"),
            "ONETRIP_TEMPORAL_NAMESPACE": temporal.NAMESPACE,
        }
        report(await _run("search-attributes", [sys.executable, "-m", "deploy.setup", "temporal"], settings))

    return Job("search-attributes", run, after=("temporal",))


def _worker_version(environment: Environment) -> Job:
    """Make the version of the running workers the current one: a versioned worker gets no tasks otherwise."""

    async def run(report: Report) -> None:
        options = ["--address", environment.ports.address("temporal"), "--namespace", temporal.NAMESPACE, "--yes"]
        version = environment.of("workflows")["ONETRIP_BUILD_ID"]
        command = [temporal.program(), "worker", "deployment", "set-current-version", *options]
        command += ["--deployment-name", DEPLOYMENT, "--build-id", version]
        for attempt in range(1, VERSION_ATTEMPTS_MAX + 1):
            try:
                await _run("worker-version", command, {})
            except StackError:
                if attempt == VERSION_ATTEMPTS_MAX:
                    raise
                await asyncio.sleep(VERSION_WAIT_SECONDS)
            else:
                report(f"{DEPLOYMENT} {version}")
                return

    workers = environment.replicas.get("workflows", 1)
    return Job("worker-version", run, after=tuple(instance("workflows", each) for each in range(1, workers + 1)))


async def render_gateway(environment: Environment, folder: Path) -> Path:
    """Have the gateway's configuration made from the protos into `folder`; returns its path."""
    command = [sys.executable, "-m", "services.gateway.render", str(folder)]
    settings = {**environment.of_gateway(), **environment.on_path("gateway")}
    return Path(await _run("gateway", command, settings, environment.tree("gateway")))


async def said_by(program: asyncio.subprocess.Process) -> bytes:
    """Wait for a program and return what it said. Who stops waiting kills it; one that has ended needs no killing."""
    try:
        return (await program.communicate())[0]
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            program.kill()
        raise


async def _run(name: str, command: list[str], settings: Mapping[str, str], tree: Path = PROJECT_DIR) -> str:
    """Run a short program and return its last line. Raises StackError with that line when it fails."""
    program = await asyncio.create_subprocess_exec(
        *run_as(None, command),
        env={**inherited_environment(), **settings},
        cwd=tree,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = (await said_by(program)).decode(errors="replace").strip()
    last = output.splitlines()[-1] if output else ""
    if program.returncode != 0:
        raise StackError(f"{name} failed ({program.returncode}): {last or 'it said nothing'}")
    return last
