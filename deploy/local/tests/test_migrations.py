"""Migrations, on a real PostgreSQL: each can be taken back, and brought on again to the same schema."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.local import database
from deploy.local.database import DATABASE, MIGRATIONS
from deploy.local.engines.postgres import Postgres
from deploy.local.ports import Ports
from deploy.local.supervisor import Supervisor

DBMATE = Path(sys.executable).parent / "dbmate"
# Everything that a migration can leave behind, as text.
SCHEMA = """
SELECT 'column', table_name || '.' || column_name, concat_ws(' ', data_type, is_nullable, column_default)
FROM information_schema.columns WHERE table_schema = $1 AND table_name <> 'schema_migrations'
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = $1 AND tablename <> 'schema_migrations'
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = $1::regnamespace AND conrelid::regclass::text NOT LIKE '%schema_migrations' AND contype <> 'n'
UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) FROM pg_trigger
    WHERE NOT tgisinternal AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = $1::regnamespace)
UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = $1::regnamespace
ORDER BY 1, 2, 3
"""


@pytest.mark.parametrize("schema", MIGRATIONS)
def test_migrations_are_numbered_from_1_without_a_gap(schema: str) -> None:
    numbers = [int(path.name[:4]) for path in sorted(MIGRATIONS[schema].glob("*.sql"))]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    folder = tmp_path_factory.mktemp("migrations")
    server = Postgres(folder / "postgres", Ports.free().of("postgres"), "password")
    supervisor = Supervisor([server.process()], folder)
    with asyncio.Runner() as runner:
        runner.run(supervisor.start())
        try:
            runner.run(database.create_roles(server, dict.fromkeys(MIGRATIONS, "password")))
            yield server
        finally:
            runner.run(supervisor.stop())


@pytest.mark.engines
@pytest.mark.parametrize("schema", MIGRATIONS)
async def test_every_migration_can_be_taken_back_and_brought_on_again(postgres: Postgres, schema: str) -> None:
    async def dbmate(command: str, schema: str = schema) -> None:
        program = [DBMATE, "--migrations-dir", MIGRATIONS[schema], "--no-dump-schema", command]
        done = await asyncio.to_thread(
            subprocess.run,
            program,
            env={**os.environ, "DATABASE_URL": postgres.url(DATABASE, schema, "password")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    async def described() -> list[tuple[str, ...]]:
        connection = await asyncpg.connect(postgres.url(DATABASE))
        try:
            return [tuple(row) for row in await connection.fetch(SCHEMA, schema)]
        finally:
            await connection.close()

    for before in database.MIGRATED_BEFORE.get(schema, ()):
        await dbmate("migrate", before)
    await dbmate("migrate")
    whole = await described()
    for _ in MIGRATIONS[schema].glob("*.sql"):
        await dbmate("rollback")
    assert await described() == []
    await dbmate("migrate")
    assert await described() == whole


@pytest.mark.engines
async def test_a_migration_that_fails_midway_leaves_nothing_and_goes_on_when_it_is_mended(
    postgres: Postgres, tmp_path: Path
) -> None:
    async def migrate() -> subprocess.CompletedProcess[str]:
        tables = ["--migrations-table", "half.versions"]
        program = [DBMATE, "--migrations-dir", tmp_path, *tables, "--no-dump-schema", "up"]
        environment = {**os.environ, "DATABASE_URL": postgres.url(DATABASE)}
        return await asyncio.to_thread(
            subprocess.run, program, env=environment, capture_output=True, text=True, check=False
        )

    async def tables() -> list[str]:
        connection = await asyncpg.connect(postgres.url(DATABASE))
        try:
            rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'half' ORDER BY 1")
            return [row[0] for row in rows]
        finally:
            await connection.close()

    connection = await asyncpg.connect(postgres.url(DATABASE))
    await connection.execute("CREATE SCHEMA half")
    await connection.close()
    (tmp_path / "0001_one.sql").write_text("-- migrate:up\nCREATE TABLE half.one (id int);\n-- migrate:down\n")
    broken = "-- migrate:up\nCREATE TABLE half.two (id int);\nSELECT 1 / 0;\n-- migrate:down\n"
    (tmp_path / "0002_two.sql").write_text(broken)
    failed = await migrate()
    assert failed.returncode != 0 and "division by zero" in failed.stderr
    assert await tables() == ["one", "versions"], "of the second nothing is there"
    (tmp_path / "0002_two.sql").write_text(broken.replace("SELECT 1 / 0;", ""))
    assert (await migrate()).returncode == 0
    assert await tables() == ["one", "two", "versions"]
