"""The one database: a login role and a schema of its own for each part, and each part's migrations."""

import asyncio
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from deploy.local.errors import StackError
from deploy.local.settings import PROJECT_DIR, inherited_environment
from deploy.local.steps import Report

if TYPE_CHECKING:
    import asyncpg

DATABASE = "onetrip"

# Each schema and where its migrations are; the login role has the schema's name.
MIGRATIONS: Mapping[str, Path] = {
    # The data keys, which no process owns (decision 0050): whoever seals may read and make them.
    "keys": PROJECT_DIR / "runtime" / "migrations" / "keys",
    "intake": PROJECT_DIR / "services" / "intake" / "migrations",
    # The access log, which no process owns (decision 0042): verification's migrations come after it.
    "audit": PROJECT_DIR / "services" / "verification" / "audit" / "migrations",
    "verification": PROJECT_DIR / "services" / "verification" / "migrations",
    "approval": PROJECT_DIR / "services" / "approval" / "migrations",
    "notification": PROJECT_DIR / "services" / "notification" / "migrations",
    "registers": PROJECT_DIR / "services" / "registers" / "migrations",
    "process": PROJECT_DIR / "workflows" / "migrations",
}
# Which schema's migrations have to be there before those of another.
MIGRATED_BEFORE: Mapping[str, tuple[str, ...]] = {
    "intake": ("keys",),
    "verification": ("keys", "audit"),
    "approval": ("keys",),
    "notification": ("keys",),
    "process": ("keys",),
}


class Server(Protocol):
    """A server and its superuser."""

    def url(self, database: str = ...) -> str:
        """Where the superuser connects."""
        ...


async def create_roles(postgres: Server, passwords: Mapping[str, str]) -> None:
    """Make the database, and for each role its login, schema and search path; safe to repeat."""
    import asyncpg  # noqa: PLC0415 - the engines start while it is loaded

    server = await asyncpg.connect(postgres.url(), ssl=False)
    try:
        if not await server.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
            await server.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        await server.close()
    connection = await asyncpg.connect(postgres.url(DATABASE), ssl=False)
    try:
        async with connection.transaction():
            await connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
            await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            for role, password in passwords.items():
                await _create_role(connection, role, password)
    finally:
        await connection.close()


async def _create_role(connection: "asyncpg.Connection", role: str, password: str) -> None:
    # Names are our own table's and passwords are URL-safe base64: neither can hold a quote.
    exists = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
    await connection.execute(f"{'ALTER' if exists else 'CREATE'} ROLE {role} LOGIN PASSWORD '{password}'")
    await connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {role}")
    await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {role} AUTHORIZATION {role}")
    await connection.execute(f"ALTER ROLE {role} SET search_path = {role}")


async def migrate(url: str, schema: str, report: Report, tree: Path = PROJECT_DIR) -> None:
    """Bring one schema to its latest migration in a source tree, as its own role at `url`.

    Raises StackError with what dbmate said.
    """
    folder = tree / MIGRATIONS[schema].relative_to(PROJECT_DIR)
    if not folder.is_dir():
        return
    command = [_dbmate(), "--migrations-dir", str(folder), "--no-dump-schema", "migrate"]
    dbmate = await asyncio.create_subprocess_exec(
        *command,
        # In the environment, not on the command line, where every user of the machine could read the password.
        env={**inherited_environment(), "DATABASE_URL": url},
        cwd=PROJECT_DIR,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = (await dbmate.communicate())[0].decode(errors="replace").strip()
    if dbmate.returncode != 0:
        raise StackError(f"the migrations of {schema} failed: {output.splitlines()[-1] if output else 'no output'}")
    applied = output.count("Applied: ")
    report(f"{applied} applied" if applied else "")


def _dbmate() -> str:
    path = shutil.which("dbmate", path=str(Path(sys.executable).parent)) or shutil.which("dbmate")
    if path is None:
        raise StackError("the program `dbmate` is not installed: run `make up`, which installs it")
    return path
