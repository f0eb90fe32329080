"""Temporal's UI in a real browser, as an operator has it on the screen: Debian's Chromium, driven by Playwright.

Playwright comes with `make ui-test` (`ui.lock`), which says how to install Chromium. In a test with the marker `ui`, on
any running stack::

    async with at_the_screen(stack, operator_token) as ui:
        await ui.photograph('WaitsFor = "register:education"', "register-down-search")
        await ui.photograph(application_id, "register-down", showing="等待数据源")
        said = await ui.send_update(application_id, "registers_again", reason="教育数据源已恢复")

Nothing here waits for a time: each step waits for what has to be on the page by then, as long as WAIT_SECONDS_MAX.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlencode

from PIL import Image

from deploy.local.engines.temporal import NAMESPACE
from deploy.local.stack import Stack
from workflows import policies

if TYPE_CHECKING:
    from playwright.async_api import FrameLocator, Locator, Page, Request, Route

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "ui"
WIDTH, HEIGHT = 1280, 800
# Flat surfaces and text: more colours make a larger file and no better picture.
COLOURS = 64
WAIT_SECONDS_MAX = 60.0
INSTALL = "Chromium is not installed (Debian: apt-get install chromium)"
# The list as the tour has it; the UI keeps each person's columns in their browser.
COLUMNS = ("Status", "Workflow ID", "Item", "State", "Light", "Deadline", "WaitsFor")
# What a person has set in their browser: the columns, and the menu folded for room.
KEPT = [
    ("namespace-workflow-table-columns", json.dumps({NAMESPACE: [{"label": label} for label in COLUMNS]})),
    ("navOpen", "false"),
]
KEEP = "localStorage.getItem(name) ?? localStorage.setItem(name, value)"
DONE = "Update successful"
TABLE = "User Metadata"
TABS = {
    TABLE: "user-metadata",
    "Event History": "history",
    "Timeline": "timeline",
    "Workers": "workers",
    "Pending Activities": "pending-activities",
    "Search Attributes": "search-attributes",
    "Memo": "memo",
}
# The address of a run of a workflow.
RUN = re.compile(r"/workflows/([^/?]+)/[0-9a-f-]{36}")


class NoBrowser(Exception):
    """There is no browser to drive; says what to install."""


class TemporalUI:
    """One page of Temporal's UI. `token` is what is passed to the codec server from now on; None passes none."""

    def __init__(self, page: Page, stack: Stack, token: str | None) -> None:
        self.page = page
        self.token = token
        self._home = f"{stack.temporal_ui_url}/namespaces/{NAMESPACE}/workflows"
        self._api = f"{stack.temporal_ui_url}/api/v1/namespaces/{NAMESPACE}/workflows"

    async def photograph(
        self, what: str | None, name: str, *, tab: str = TABLE, showing: str = "", folder: Path = PICTURES
    ) -> Path:
        """Write `folder/name.png` of an application (its id) or of the list that a query finds (anything with a blank).

        None photographs the page as it is. `tab` is one of an application's; `showing`: a text that has to be on the
        page first, such as what it waits for. Returns the file.
        """
        if what is not None and " " in what:
            await self.search(what)
        elif what is not None:
            await self.open(what, tab, showing=showing)
        if showing:
            await self._shows(showing)
        return _kept(await self.page.screenshot(animations="disabled", caret="hide"), folder / f"{name}.png")

    async def search(self, query: str) -> set[str]:
        """Enter a query as the address of the list has it. Returns the workflow ids that the page shows."""
        await self.page.goto(f"{self._home}?{urlencode({'query': query})}")
        return await self.listed()

    async def listed(self) -> set[str]:
        """The workflow ids of the list on the page, when it shows as many as its heading counts."""
        heading = self.page.get_by_role("heading", level=1).get_by_role("status")
        await heading.wait_for()
        links = self.page.get_by_role("table").get_by_role("link")
        async with asyncio.timeout(WAIT_SECONDS_MAX):
            while True:
                told = int((await heading.inner_text()).split()[0].replace(",", ""))
                # Their texts may be shortened, their addresses are not.
                to = await links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
                found = {unquote(run[1]) for address in to if (run := RUN.search(address))}
                if len(found) == told:
                    return found

    async def finds(self, query: str, expected: set[str]) -> None:
        """Search until the list is what it should be: what workflows tell comes into it a moment later."""
        await _until(lambda: self.search(query), expected, query)

    async def add_columns(self, names: Collection[str]) -> None:
        """Put search attributes into the list by *Configure Columns*, as a person does once."""
        await self.page.get_by_role("button", name="Configure Columns").click()
        for name in names:
            await self.page.get_by_role("button", name=f"Add {name} column").click()
            await self.page.get_by_role("button", name=f"Remove {name} column").wait_for()
        await self.page.get_by_role("button", name="Close Workflows Table configuration").click()

    async def columns(self) -> set[str]:
        """The headings of the list on the page."""
        return set(await self.page.get_by_role("columnheader").all_inner_texts())

    async def keep_view(self, name: str) -> None:
        """Keep the query on the page under a name, by *Save as New*."""
        await self.page.get_by_role("button", name="Save as New").click()
        dialog = self.page.get_by_role("dialog", name="Save as New View")
        await dialog.get_by_role("textbox", name="Name").fill(name)
        await dialog.get_by_role("button", name="Save").click()
        await dialog.wait_for(state="hidden")

    @property
    def saved_views(self) -> Locator:
        """What opens the views that were kept; it has the name of the one chosen last."""
        return self.page.get_by_role("group", name="Saved Views").get_by_role("button").first

    async def view_finds(self, name: str, expected: set[str]) -> None:
        """Choose a view that was kept, until the list is what it should be."""
        await self.saved_views.click()
        await self.page.get_by_role("menuitem", name=name, exact=True).click()
        await _until(self.listed, expected, name)

    async def open(self, application_id: str, tab: str = TABLE, *, showing: str = "") -> None:
        """Open an application on one of its tabs, when its content is there."""
        workflow_id = application_id if "/" in application_id else policies.workflow_id(application_id)
        path = quote(workflow_id, safe="")
        latest = await (await self.page.request.get(f"{self._api}/{path}")).json()
        run = latest["workflowExecutionInfo"]["execution"]["runId"]
        # By the tab's own address: the first tab draws the whole history.
        await self.page.goto(f"{self._home}/{path}/{run}/{TABS[tab]}")
        await self.page.get_by_role("tab", name=tab, selected=True).wait_for()
        if tab == TABLE and not showing:
            await self.details.get_by_role("table").wait_for()

    @property
    def summary(self) -> FrameLocator:
        """The frame with the title of the application that is open: the first, which has neither name nor text."""
        return self.page.locator("iframe").first.content_frame

    @property
    def details(self) -> FrameLocator:
        """The frame with its current details, the last: what it waits for, and the table of its cases."""
        return self.page.locator("iframe").last.content_frame

    async def everything(self) -> str:
        """All that the page and its frames hold; again when a frame went away meanwhile, since they come and go."""
        from playwright.async_api import Error  # noqa: PLC0415 - only `make ui-test` installs it

        async with asyncio.timeout(WAIT_SECONDS_MAX):
            while True:
                try:
                    return "".join([await frame.content() for frame in self.page.frames])
                except Error:
                    await asyncio.sleep(0)

    async def send_update(self, application_id: str, update: str, **said: object) -> str:
        """Send an update by *More Actions → Send an Update*: `said` is its input. Returns what the page answers."""
        await self.open(application_id)
        return await self.submit(await self.write_update(update, **{"applicationId": application_id, **said}))

    async def submit(self, dialog: Locator) -> str:
        """Send what is written in a dialog. Returns what the page answers: DONE, or why not."""
        await dialog.get_by_role("button", name="Submit").click()
        answer = self.page.get_by_text(DONE).or_(refusals(dialog)).first
        await answer.wait_for()
        return await answer.inner_text()

    async def write_update(self, update: str, **said: object) -> Locator:
        """Fill in the form of an update of the application that is open, and leave it unsent. Returns the dialog."""
        await self.page.get_by_role("button", name="More Actions").and_(self.page.locator(":visible")).click()
        await self.page.get_by_role("menuitem", name="Send an Update").click()
        dialog = self.page.get_by_role("dialog")
        # What looks like a field is a button around a disabled one, without a name of its own.
        await dialog.get_by_test_id("update-select-button").click()
        await self.page.get_by_role("option", name=update, exact=True).click()
        written = dialog.get_by_role("textbox", name="Data")
        await written.click()
        # In lines, as the page has it: what is written in one is set so when the field is left, and that moves *Submit*
        # away from under the click that leaves it.
        await written.fill(json.dumps(said, ensure_ascii=False, indent=2))
        return dialog

    async def _shows(self, text: str) -> None:
        places = [self.page, self.details, self.summary]
        seen = [asyncio.ensure_future(place.get_by_text(text).first.wait_for()) for place in places]
        try:
            for each in asyncio.as_completed(seen):
                try:
                    await each
                except Exception as error:
                    missing: Exception = error
                else:
                    return
            raise AssertionError(f"the page does not show {text!r}") from missing
        finally:
            for each in seen:
                each.cancel()
            await asyncio.gather(*seen, return_exceptions=True)

    async def pass_token(self, route: Route, request: Request) -> None:
        """What a UI with a sign-in does by `codec.passAccessToken`; the bundled one has none, and sends no token."""
        passed = {"authorization": f"Bearer {self.token}"} if self.token else {}
        await route.continue_(headers={**await request.all_headers(), **passed})


@asynccontextmanager
async def at_the_screen(stack: Stack, token: str | None = None) -> AsyncIterator[TemporalUI]:
    """A browser of its own before the UI of a stack; `token` is the operator's. Raises NoBrowser."""
    from playwright.async_api import async_playwright  # noqa: PLC0415 - only `make ui-test` installs it

    # The account of a container may be root, for whom Chromium's sandbox does not start.
    arguments = ["--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=arguments, chromium_sandbox=False)
        try:
            context = await browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT},
                locale="en-US",
                timezone_id="Asia/Shanghai",
                color_scheme="light",
                reduced_motion="reduce",
            )
            context.set_default_timeout(WAIT_SECONDS_MAX * 1000)
            await context.add_init_script(f"for (const [name, value] of {json.dumps(KEPT)}) {KEEP}")
            ui = TemporalUI(await context.new_page(), stack, token)
            await context.route(f"http://{stack.address('codec')}/**", ui.pass_token)
            yield ui
        finally:
            await browser.close()


async def _until(look: Callable[[], Awaitable[set[str]]], expected: set[str], what: str) -> None:
    found: set[str] | None = None
    try:
        async with asyncio.timeout(WAIT_SECONDS_MAX):
            while found != expected:
                found = await look()
    except TimeoutError:
        raise AssertionError(f"{what}\nfinds {sorted(found or ())}\nand not {sorted(expected)}") from None


def refusals(dialog: Locator) -> Locator:
    """What a dialog says against what was sent; empty places for it are there from the start."""
    return dialog.get_by_role("alert").filter(has_text=re.compile(r"\S"))


def _kept(picture: bytes, file: Path) -> Path:
    """Write a picture small."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    return file


def chromium() -> str:
    """Where the browser is. Raises NoBrowser."""
    path = shutil.which("chromium")
    if path is None:
        raise NoBrowser(INSTALL)
    return path
