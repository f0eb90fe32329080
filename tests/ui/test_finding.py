"""The list of workflows: our search attributes as columns, and every view of the operators' page entered as a query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from tests.ui.browser import ROOT, TemporalUI
from tests.ui.town import Town

PAGE = ROOT / "docs" / "ui" / "operators.md"
ROW = re.compile(r"^\| (?P<name>[^|`]+) \| `(?P<query>[^`]+)` \|", re.MULTILINE)
# The page gives days as an example; whoever enters a query puts in their own.
EXAMPLE_DAY = re.compile(r'"\d{4}-\d\d-\d\dT[^"]*"')
# Of each view: what it finds in the town, and which day is put in, counted from now.
FOUND: Mapping[str, tuple[set[str], int]] = {
    "red today": ({"red"}, 0),
    "due within the week, or overdue": ({"red", "due"}, 7),
    "waits for registers": ({"unverified"}, 0),
    "waits for register X": ({"unverified"}, 0),
    "waits for the applicant since before a day": ({"unsupplied"}, 1),
    "on one department's desk": ({"reviewed"}, 0),
    "machines were asked and do not answer": ({"unheard"}, 1),
    "stuck workflow tasks": ({"stuck"}, 0),
}


def views() -> dict[str, str]:
    """The table of saved views, as the page has it."""
    section = PAGE.read_text(encoding="utf-8").partition("## Saved views")[2].partition("\n## ")[0]
    return {row["name"].strip(): row["query"] for row in ROW.finditer(section)}


def test_every_view_of_the_page_is_tried_here() -> None:
    assert set(views()) == set(FOUND)


@pytest.mark.parametrize("name", sorted(FOUND))
async def test_a_saved_view_finds_what_it_should_and_nothing_else(name: str, ui: TemporalUI, town: Town) -> None:
    expected, days = FOUND[name]
    day = (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds")
    await ui.finds(EXAMPLE_DAY.sub(f'"{day}"', views()[name]), town.workflows(*expected))


async def test_waits_of_before_a_day_leave_out_who_waits_since_today(ui: TemporalUI, town: Town) -> None:
    query = views()["waits for the applicant since before a day"]
    day = (datetime.now(UTC) - timedelta(days=10)).isoformat(timespec="seconds")
    await ui.finds(EXAMPLE_DAY.sub(f'"{day}"', query), set())


async def test_the_list_shows_our_columns_of_everything_that_runs(ui: TemporalUI, town: Town) -> None:
    running = 'WorkflowType = "ApplicationWorkflow" AND ExecutionStatus = "Running"'
    everybody = town.workflows("reviewed", "unsupplied", "unverified", "unheard", "red", "due", "stuck")
    await ui.finds(running, everybody)
    headings = await ui.page.get_by_role("columnheader").all_inner_texts()
    assert {"Item", "State", "Light", "Deadline", "WaitsFor"} <= set(headings)
    await ui.photograph(None, "01-list")
