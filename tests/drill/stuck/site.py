"""Where the drills happen: one stack, its people, and an operator who has nothing but the pages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import asyncpg
from temporalio.api.sdk.v1 import WorkflowMetadata

from cli import operating
from cli.client import Caller, Gateway
from cli.personas import persona
from cli.running import RunningStack
from deploy.local.stack import Stack
from tests.drill.stuck.cluster import Cluster
from tests.drill.stuck.pages import Ended, Page, run
from tests.e2e.filing import Json, filed
from workflows import policies

# An id of ours (runtime/ids.py).
_ID = re.compile(r"\b[a-z2-7]{26}\b")
SYMPTOM_SECONDS_MAX = 180.0
LOOK_SECONDS = 1.0
OK, FAILED, REFUSED = 0, 1, 4


@dataclass(frozen=True)
class Picture:
    """What is photographed of the Temporal UI: an application by its id, or a list by its query; a text that is on it.

    `tab`: one of an application's.
    """

    what: str
    showing: str = ""
    tab: str = "User Metadata"


Photograph = Callable[[str, Picture], Awaitable[None]]
"""Takes a picture for a page, by the page's name."""


@dataclass
class Site:
    """The stack, and what was filed on it. `photograph` keeps what an operator sees, where there is a browser."""

    stack: Stack
    gateway: Gateway
    cluster: Cluster
    environment: Mapping[str, str]
    programs: Path
    photograph: Photograph
    applications: set[str] = field(default_factory=set)

    async def enter(self, code: str, *roles: str, department: str | None = None) -> Caller:
        """Bring in a persona with a token."""
        who = persona(code)
        return await self.gateway.caller(who.resident_id, roles or who.roles, department or who.department)

    def resident_id(self, code: str) -> str:
        """The number under which a register knows a persona."""
        return persona(code).resident_id

    async def file(self, owner: Caller, **changes: Any) -> str:
        """File an application; returns its id."""
        application: Json = await filed(owner, **changes)
        self.applications.add(application["id"])
        return application["id"]

    async def waits(self, application_id: str, words: str) -> None:
        """Wait until Temporal shows that an application waits for this."""
        client = await operating.connect(RunningStack.find(self.stack.state_dir))

        async def shown() -> bool:
            rows = await operating.waiting(client, operating.OPEN)
            return any(row["application_id"] == application_id and words in row["waits_for"] for row in rows)

        await eventually(shown, f"{application_id} is shown to wait for {words}")

    async def says(self, application_id: str, words: str) -> None:
        """Wait until an application's current details say this; the UI shows them as they were when it was opened."""
        client = await operating.connect(RunningStack.find(self.stack.state_dir))
        handle = client.get_workflow_handle(policies.workflow_id(application_id))

        async def said() -> bool:
            told = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
            return words in told.current_details

        await eventually(said, f"the details of {application_id} say {words}")

    @asynccontextmanager
    async def database(self) -> AsyncIterator[asyncpg.Connection]:
        """The database as its superuser: where most faults are made."""
        connection = await asyncpg.connect(self.stack.database_url("postgres"))
        try:
            yield connection
        finally:
            await connection.close()


@dataclass(frozen=True)
class Operator:
    """Somebody who follows one page to the letter. `code` of a search: what it ends with when it finds something."""

    site: Site
    page: Page

    async def sees(self, picture: Picture) -> None:
        """Have a look at the Temporal UI, and keep the picture for the page."""
        await self.site.photograph(self.page.name, picture)

    async def finds(self, application_id: str, *, code: int = OK, says: str = "", **values: str) -> Ended:
        """Search as the page says until this application is found, and no other; `says`: a pattern that is said too."""
        commands = self.page.commands("find", APPLICATION=application_id, **values)
        ended = Ended(-1, "", "")

        async def found() -> bool:
            nonlocal ended
            ended = await self._run(commands)
            named = self._named(ended)
            return ended.code == code and named == {application_id} and re.search(says, ended.out) is not None

        await eventually(found, lambda: f"the search finds {application_id} alone, not: {ended.out}{ended.err}")
        return ended

    def with_settings(self, **settings: str) -> Operator:
        """The same with more in the environment of their shell, such as a token."""
        return replace(self, site=replace(self.site, environment={**self.site.environment, **settings}))

    async def asks(self, purpose: str, application_id: str, *, code: int = OK, **values: str) -> Ended:
        """Run another block of the page, which ends with this code."""
        ended = await self._run(self.page.commands(purpose, APPLICATION=application_id, **values))
        assert ended.code == code, ended.out + ended.err
        return ended

    async def mends(self, application_id: str, **values: str) -> Ended:
        """Do what the page says."""
        return await self.asks("mend", application_id, **values)

    async def sees_it_mended(self, application_id: str, **values: str) -> None:
        """Look as the page says until the application is found no more."""
        commands = self.page.commands("check", APPLICATION=application_id, **values)
        ended = Ended(-1, "", "")

        async def gone() -> bool:
            nonlocal ended
            ended = await self._run(commands)
            return ended.code == OK and application_id not in self._named(ended)

        await eventually(gone, lambda: f"{application_id} is found no more, but: {ended.out}{ended.err}")

    def _named(self, ended: Ended) -> set[str]:
        return set(_ID.findall(ended.out)) & self.site.applications

    async def _run(self, commands: str) -> Ended:
        return await run(commands, self.site.environment, self.site.programs)


async def eventually(condition: Callable[[], Awaitable[bool]], what: str | Callable[[], str]) -> None:
    """Wait until it is so; fails saying what was waited for."""
    deadline = asyncio.get_running_loop().time() + SYMPTOM_SECONDS_MAX
    while not await condition():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"waited in vain until {what() if callable(what) else what}")
        await asyncio.sleep(LOOK_SECONDS)
