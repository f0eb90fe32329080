"""`python -m deploy.setup roles|migrate SCHEMA|topics|temporal|worker-version|wait WHAT…`"""

import argparse
import asyncio
import os
import signal
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote, urlsplit, urlunsplit

from deploy.local import database, topics
from deploy.local.errors import StackError
from deploy.setup import temporal, waiting
from deploy.setup.settings import (
    MigrateSettings,
    RolesSettings,
    TemporalSettings,
    TopicsSettings,
    VersionSettings,
    WaitSettings,
)
from runtime.settings import load

EXIT_FAILED = 1
EXIT_TERMINATED = 143


@dataclass(frozen=True)
class AdminServer:
    """A server known by its superuser's URL."""

    admin_url: str

    def url(self, database: str = "postgres") -> str:
        """The same server, another database."""
        return urlunsplit(urlsplit(self.admin_url)._replace(path=f"/{database}"))


async def roles(_: argparse.Namespace) -> str:
    """Make the database, and for each role its login, schema and search path."""
    settings = load(RolesSettings)
    passwords = role_passwords(settings.database_urls)
    await database.create_roles(AdminServer(settings.database_admin_url), passwords)
    return f"roles {', '.join(sorted(passwords))}"


def role_passwords(folder: Path) -> dict[str, str]:
    """Read each role's password from its URL. Raises StackError naming what has none, or another role's name."""
    passwords: dict[str, str] = {}
    for role in database.MIGRATIONS:
        path = folder / role
        parts = urlsplit(path.read_text().strip()) if path.exists() else urlsplit("")
        if parts.username != role or not parts.password:
            raise StackError(f"{path} is not the URL of the role {role} with its password")
        passwords[role] = unquote(parts.password)
    return passwords


async def migrate(arguments: argparse.Namespace) -> str:
    """Bring one schema to its latest migration."""
    said: list[str] = []
    await database.migrate(load(MigrateSettings).database_url, arguments.schema, said.append)
    return f"{arguments.schema}: {said[-1] if said and said[-1] else 'up to date'}"


async def make_topics(_: argparse.Namespace) -> str:
    """Make the topics that are missing."""
    settings = load(TopicsSettings)
    made = await topics.create_topics(settings.brokers, settings.topic_partitions, settings.topic_copies)
    return f"{made} topics made"


async def prepare_temporal(_: argparse.Namespace) -> str:
    """Make Temporal's namespace and search attributes."""
    return await temporal.prepare(load(TemporalSettings))


async def worker_version(_: argparse.Namespace) -> str:
    """Make this image's workflow code the current version."""
    return await temporal.make_current(load(VersionSettings))


async def wait(arguments: argparse.Namespace) -> str:
    """Wait for everything named."""
    await waiting.until_there({name: waiting.CHECKS[name] for name in arguments.what}, load(WaitSettings))
    return f"{', '.join(arguments.what)}: there"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deploy.setup", description="The steps before a release.")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    for name, run in (
        ("roles", roles),
        ("topics", make_topics),
        ("temporal", prepare_temporal),
        ("worker-version", worker_version),
    ):
        steps.add_parser(name, help=run.__doc__).set_defaults(run=run)
    migration = steps.add_parser("migrate", help=migrate.__doc__)
    migration.add_argument("schema", choices=sorted(database.MIGRATIONS))
    migration.set_defaults(run=migrate)
    waits = steps.add_parser("wait", help=wait.__doc__)
    waits.add_argument("what", nargs="+", choices=sorted(waiting.CHECKS), metavar="WHAT")
    waits.set_defaults(run=wait)
    return parser


def main() -> int:
    """Run one step, say what it did, return the exit code."""
    # A container's first process gets no signal that it has no handler for.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_TERMINATED))
    arguments = _parser().parse_args()
    try:
        print(asyncio.run(arguments.run(arguments)), flush=True)
    except (StackError, waiting.NotThere) as error:
        print(f"failed: {error}", file=sys.stderr, flush=True)
        return EXIT_FAILED
    return 0


def _run() -> NoReturn:
    """As `runtime.process.run` ends: everything is done by then, and threads of temporalio's can abort a process at the
    interpreter's exit; its client has nothing that ends them (temporalio/sdk-python#300).
    """
    code = EXIT_FAILED
    try:
        code = main()
    except SystemExit as request:
        code = request.code if isinstance(request.code, int) else EXIT_FAILED
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _run()
