"""One application on the screen: what it is, how each case stands, what was done; for an operator and nobody else."""

from __future__ import annotations

import re

import pytest

from deploy.local.stack import Stack
from tests.e2e.conftest import Enter
from tests.ui.browser import TemporalUI
from tests.ui.town import Town
from workflows.operators import text as operator_text

NOT_DECRYPTED = "Codec Server could not connect"


async def test_the_title_says_in_chinese_what_is_applied_for_and_its_number(ui: TemporalUI, town: Town) -> None:
    await ui.open(town.reviewed)
    await ui.summary.get_by_text(re.compile(r"^应届毕业生引进落户 \S+$")).wait_for()


async def test_the_table_says_of_each_case_how_it_stands_since_when_until_when_and_what_it_waits_for(
    ui: TemporalUI, town: Town
) -> None:
    await ui.open(town.reviewed)
    table = ui.details.get_by_role("table")
    for heading in operator_text.TABLE_HEAD:
        await table.get_by_role("columnheader", name=heading, exact=True).wait_for()
    for cell in ("审查中", "绿灯"):
        await table.get_by_role("cell", name=cell, exact=True).wait_for()
    await table.get_by_role("cell", name=re.compile("^等待审查:")).wait_for()
    await ui.photograph(None, "03-one-application")


async def test_an_application_that_waits_for_a_register_names_it(ui: TemporalUI, town: Town) -> None:
    await ui.photograph(town.unverified, "05-waits-for-a-register", showing="数据源无响应,稍后重试:education")


async def test_every_activity_and_timer_of_the_history_says_what_it_is_for(ui: TemporalUI, town: Town) -> None:
    await ui.open(town.reviewed, "Event History")
    await ui.page.get_by_text(re.compile('^"?受理"?$')).first.wait_for()
    await ui.page.get_by_text(re.compile("黄灯:应届毕业生引进落户")).first.wait_for()
    rows = ui.page.get_by_role("row").filter(has_text=re.compile("Local Activity|Timer Started"))
    summaries = rows.filter(has_text=re.compile("Summary.*[\u4e00-\u9fff]", re.DOTALL))
    assert await summaries.count() == await rows.count() > 0
    await rows.last.scroll_into_view_if_needed()
    await ui.photograph(None, "04-history")


@pytest.mark.parametrize("role", [None, "applicant", "officer"])
async def test_without_an_operators_token_nothing_is_opened_and_the_page_says_so(
    role: str | None, ui: TemporalUI, town: Town, enter: Enter
) -> None:
    ui.token = await (await enter("officer-human-resources", role)).token() if role else None
    await ui.open(town.reviewed, showing=NOT_DECRYPTED)
    await ui.page.get_by_role("alert").filter(has_text=NOT_DECRYPTED).wait_for()
    shown = await ui.everything()
    assert "落户" not in shown
    assert operator_text.TABLE_HEAD[0] not in shown
    if role is None:
        await ui.photograph(None, "06-without-a-token")


async def test_a_page_of_another_origin_gets_no_answer_even_with_an_operators_token(
    ui: TemporalUI, stack: Stack, enter: Enter
) -> None:
    token = await (await enter("operator")).token()
    await ui.page.context.unroute_all()
    await ui.page.goto(f"{stack.identity_url}/jwks.json")
    ask = """([url, token]) => fetch(url, {method: "POST", body: JSON.stringify({payloads: []}),
        headers: {"content-type": "application/json", authorization: `Bearer ${token}`}})
        .then(answer => `answered ${answer.status}`, error => String(error))"""
    for path in ("decode", "encode"):
        said = await ui.page.evaluate(ask, [f"http://{stack.address('codec')}/{path}", token])
        assert said == "TypeError: Failed to fetch"
