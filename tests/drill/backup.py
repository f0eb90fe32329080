"""A backup of a local stack's PostgreSQL as docs/operate/backup.md describes it: base, and the log as it is written."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
from pathlib import Path

import asyncpg

from deploy.local.engines.postgres import OS_USER, packaged_bin
from deploy.local.stack import Stack

RECEIVER = "onetrip_backup"
SECONDS_MAX = 120


class Backup:
    """Kept in a folder of its own, which the account that PostgreSQL runs as may read."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self._stack = stack
        self._base = folder / "base"
        self._log = folder / "wal"
        self._url = stack.database_url("postgres")
        self._receiver: asyncio.subprocess.Process | None = None

    async def begin(self) -> None:
        """Receive the log from now on, have no commit acknowledged that is not in it, and take a base."""
        self._log.mkdir(parents=True)
        self._receiver = await asyncio.create_subprocess_exec(
            *(_program("pg_receivewal"), "--directory", str(self._log), "--synchronous", "--no-loop"),
            *("--dbname", f"{self._url}&application_name={RECEIVER}"),
        )
        await self._set("synchronous_standby_names", RECEIVER)
        await self._run("pg_basebackup", "--dbname", self._url, "--pgdata", str(self._base), "--checkpoint=fast")

    async def end(self) -> None:
        """Receive no more."""
        if self._receiver is not None and self._receiver.returncode is None:
            self._receiver.send_signal(signal.SIGINT)
            await self._receiver.wait()

    async def restore(self, data: Path) -> None:
        """Put the base in the place of the lost data, with the whole log to be read at the start."""
        await self.end()
        await asyncio.to_thread(self._put_back, data)

    def _put_back(self, data: Path) -> None:
        for unfinished in self._log.glob("*.partial"):
            unfinished.rename(unfinished.with_suffix(""))
        shutil.copytree(self._base, data)
        # No standby is waited for until a new receiver is there.
        with (data / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
            settings.write(f"restore_command = 'cp {self._log}/%f %p'\nsynchronous_standby_names = ''\n")
        (data / "recovery.signal").touch()
        if os.geteuid() == 0:
            account = pwd.getpwnam(OS_USER)
            for path in (self._log, *self._log.iterdir(), data, *data.rglob("*")):
                os.chown(path, account.pw_uid, account.pw_gid)

    async def _set(self, name: str, value: str) -> None:
        connection = await asyncpg.connect(self._url)
        try:
            await connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            await connection.execute("SELECT pg_reload_conf()")
        finally:
            await connection.close()

    async def _run(self, program: str, *arguments: str) -> None:
        process = await asyncio.create_subprocess_exec(_program(program), *arguments)
        async with asyncio.timeout(SECONDS_MAX):
            assert await process.wait() == 0, f"{program} failed"


def _program(name: str) -> str:
    return str(packaged_bin() / name)
