"""The list of workflows: our search attributes as columns, and every view of the operators' page entered as a query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from tests.ui.browser import COLUMNS, ROOT, TemporalUI
from tests.ui.town import Town
from workflows.operators import search_attributes

PAGE = ROOT / "docs" / "ui" / "operators.md"
ROW = re.compile(r"^\| (?P<name>[^|`]+) \| `(?P<query>[^`]+)` \|", re.MULTILINE)
# The page gives days as an example; whoever enters a query puts in their own.
EXAMPLE_DAY = re.compile(r'"\d{4}-\d\d-\d\dT[^"]*"')
RUNNING = 'WorkflowType = "ApplicationWorkflow" AND ExecutionStatus = "Running"'
# Of each view: what it finds in the town, and which day is put in, counted from now.
FOUND: Mapping[str, tuple[set[str], int]] = {
    "red today": ({"red"}, 0),
    "due within the week or overdue": ({"red", "due"}, 7),
    "waits for registers": ({"unverified"}, 0),
    "waits for register X": ({"unverified"}, 0),
    "waits for the applicant since before a day": ({"unsupplied"}, 1),
    "on the desk of one department": ({"reviewed"}, 0),
    "machines were asked and do not answer": ({"unheard"}, 1),
    "stuck workflow tasks": ({"stuck"}, 0),
}


def views() -> dict[str, str]:
    """The table of saved views, as the page has it."""
    section = PAGE.read_text(encoding="utf-8").partition("## Saved views")[2].partition("\n## ")[0]
    return {row["name"].strip(): row["query"] for row in ROW.finditer(section)}


def entered(name: str) -> str:
    """The query of a view, with a day that fits today."""
    day = (datetime.now(UTC) + timedelta(days=FOUND[name][1])).isoformat(timespec="seconds")
    return EXAMPLE_DAY.sub(f'"{day}"', views()[name])


def test_every_view_of_the_page_is_tried_here() -> None:
    assert set(views()) == set(FOUND)


@pytest.mark.parametrize("name", sorted(FOUND))
async def test_a_saved_view_finds_what_it_should_and_nothing_else(name: str, ui: TemporalUI, town: Town) -> None:
    await ui.finds(entered(name), town.workflows(*FOUND[name][0]))


async def test_each_query_is_kept_as_a_view_under_its_name_and_finds_the_same_again(ui: TemporalUI, town: Town) -> None:
    for name in views():
        await ui.search(entered(name))
        await ui.keep_view(name)
    await ui.search("")
    for name in views():
        await ui.view_finds(name, town.workflows(*FOUND[name][0]))
    await ui.view_finds("red today", town.workflows("red"))
    await ui.saved_views.click()
    await ui.photograph(None, "02-saved-views")


async def test_waits_of_before_a_day_leave_out_who_waits_since_today(ui: TemporalUI, town: Town) -> None:
    query = views()["waits for the applicant since before a day"]
    day = (datetime.now(UTC) - timedelta(days=10)).isoformat(timespec="seconds")
    await ui.finds(EXAMPLE_DAY.sub(f'"{day}"', query), set())


async def test_every_search_attribute_of_ours_can_be_a_column(ui: TemporalUI, town: Town) -> None:
    ours = {key.name for key in search_attributes.ALL}
    await ui.search(RUNNING)
    await ui.add_columns(ours - set(COLUMNS))
    assert ours <= await ui.columns()
    await ui.search(RUNNING)
    assert ours <= await ui.columns(), "the browser remembers them"


async def test_the_list_shows_our_columns_of_everything_that_runs(ui: TemporalUI, town: Town) -> None:
    everybody = town.workflows("reviewed", "unsupplied", "unverified", "unheard", "red", "due", "stuck")
    await ui.finds(RUNNING, everybody)
    assert {"Item", "State", "Light", "Deadline", "WaitsFor"} <= await ui.columns()
    await ui.photograph(None, "01-list")
