"""With no worker alive the UI still shows what an application waits for."""

from __future__ import annotations

from deploy.local.stack import Stack
from tests.ui.browser import TemporalUI
from tests.ui.town import Town


async def test_with_no_worker_alive_memo_and_search_attributes_still_say_what_is_waited_for(
    ui: TemporalUI, town: Town, stack: Stack
) -> None:
    await stack.stop("workflows")
    try:
        await ui.open(town.unsupplied, "Memo")
        await ui.page.get_by_text("等待申请人补正").first.wait_for()
        await ui.photograph(None, "10-no-worker-memo")
        await ui.open(town.unsupplied, "Search Attributes")
        for code in ("SUPPLEMENT_REQUESTED", "applicant:supplement"):
            await ui.page.get_by_text(code).first.wait_for()
        await ui.photograph(None, "11-no-worker-search-attributes")
        await ui.finds('WaitsFor = "applicant"', town.workflows("unsupplied"))
        await ui.photograph(None, "12-no-worker-search")
    finally:
        await stack.start("workflows")
