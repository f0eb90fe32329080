"""One engine in the foreground, for a container: `python -m deploy.local.engines postgres|kafka|temporal`.

The same packages and settings as on one machine; only that it listens to everybody and dies with its container.
"""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.local.engines.kafka import Kafka
from deploy.local.engines.postgres import Postgres
from deploy.local.engines.temporal import Temporal
from deploy.local.errors import StackError
from deploy.local.ports import DEFAULTS
from deploy.local.settings import EngineSettings, PostgresEngineSettings, TemporalEngineSettings
from deploy.local.steps import Launch, Process
from runtime.settings import EXIT_CONFIG, load

EVERYBODY = "0.0.0.0"  # noqa: S104 - a pod's own network; who may come is a NetworkPolicy's matter
# PostgreSQL's own list lets in the loopback only. "all" is every database; replication, which a backup is, is none.
HOST_RULES = "host all all all scram-sha-256\nhost replication all all scram-sha-256\n"
EXIT_SIGNALLED = 128


def _postgres() -> tuple[Process, EngineSettings]:
    settings = load(PostgresEngineSettings)
    server = Postgres(settings.data / "data", DEFAULTS["postgres"], settings.password, listen=EVERYBODY)
    return server.process(), settings


def _kafka() -> tuple[Process, EngineSettings]:
    settings = load(EngineSettings)
    ports = DEFAULTS["kafka"], DEFAULTS["kafka_controller"]
    return Kafka(settings.data, *ports, listen=EVERYBODY, name=settings.name).process(), settings


def _temporal() -> tuple[Process, EngineSettings]:
    settings = load(TemporalEngineSettings)
    ports = DEFAULTS["temporal"], DEFAULTS["temporal_ui"]
    return Temporal(settings.data, *ports, settings.codec_endpoint, EVERYBODY).process(), settings


ENGINES: Mapping[str, Callable[[], tuple[Process, EngineSettings]]] = {
    "postgres": _postgres,
    "kafka": _kafka,
    "temporal": _temporal,
}


def serve(process: Process, settings: EngineSettings) -> int:
    """Run it until it ends, passing SIGTERM on as the signal that stops it gently; returns its exit code."""
    launch = asyncio.run(_prepared(process))
    if process.name == "postgres":
        _let_in(settings.data / "data")
    child = subprocess.Popen(  # noqa: S603 - our own command
        list(launch.command), cwd=launch.cwd, env=dict(launch.environment), stdin=subprocess.DEVNULL
    )
    signal.signal(signal.SIGTERM, lambda *_: child.send_signal(process.stop_signal))
    code = child.wait()
    return code if code >= 0 else EXIT_SIGNALLED - code


def _let_in(data: Path) -> None:
    """Let in every host, and close the folder again that a volume's group was given (`fsGroup`)."""
    (data / "pg_hba.conf").write_text(HOST_RULES)
    data.chmod(0o700)


async def _prepared(process: Process) -> Launch:
    return await process.prepare(lambda said: print(said, flush=True) if said else None)


def main() -> int:
    """Run the engine named on the command line."""
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if name not in ENGINES:
        print(f"usage: python -m deploy.local.engines {'|'.join(ENGINES)}", file=sys.stderr)
        return EXIT_CONFIG
    try:
        return serve(*ENGINES[name]())
    except StackError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
