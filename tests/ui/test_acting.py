"""An operator moves an application on from the UI: done, on record and told to the applicant; or refused, and why."""

from __future__ import annotations

import asyncpg

from deploy.local.stack import Stack
from tests.e2e.conftest import Enter
from tests.e2e.filing import completed, filed, sealer_of, until
from tests.ui.browser import DONE, TemporalUI, refusals
from tests.ui.town import Town, happened, silent
from workflows.operators import text as operator_text
from workflows.operators.audit import ASSOCIATED

REASON = "驾驶人数据源已恢复,请立即重查"
TOLD = "OPERATOR_REGISTERS_AGAIN"


async def test_an_action_that_does_not_apply_is_refused_with_its_sentence(ui: TemporalUI, town: Town) -> None:
    said = await ui.send_update(town.reviewed, "registers_again", reason=REASON)
    assert operator_text.NO_REGISTER_AWAITED in said
    await ui.photograph(None, "09-refused")


async def test_an_action_for_another_application_is_refused(ui: TemporalUI, town: Town) -> None:
    said = await ui.send_update(town.unverified, "registers_again", reason=REASON, applicationId=town.reviewed)
    assert operator_text.ANOTHER_APPLICATION in said


async def test_without_an_operators_token_nothing_is_sealed_and_nothing_is_done(
    ui: TemporalUI, town: Town, stack: Stack
) -> None:
    await ui.open(town.unverified)
    ui.token = None
    dialog = await ui.write_update("registers_again", applicationId=town.unverified, reason=REASON)
    await dialog.get_by_role("button", name="Submit").click()
    await refusals(dialog).filter(has_text="Data encoding failed").wait_for()
    assert await audited(stack, town.unverified) == []


async def test_an_action_is_done_once_and_stands_in_history_audit_and_timeline(
    ui: TemporalUI, stack: Stack, enter: Enter
) -> None:
    driver, operator = await enter("driver"), await enter("operator")
    async with silent(stack, "driving") as register:
        application = await filed(driver, item_code="ride-hailing-driver", answers={"phone": "15479000007"})
        await until(driver, application["id"], happened("REGISTER_AWAITED"))
        await ui.open(application["id"])
        dialog = await ui.write_update("registers_again", applicationId=application["id"], reason=REASON)
        await ui.photograph(None, "07-send-an-update")
        await register.execute("ROLLBACK")
        assert await ui.submit(dialog) == DONE
    told = await until(driver, application["id"], completed)
    assert [entry["kind"] for entry in told["timeline"]].count(TOLD) == 1
    assert await audited(stack, application["id"]) == [("REGISTERS_AGAIN", operator.subject, REASON)]

    await ui.open(application["id"], "Event History")
    asked = ui.page.get_by_text(operator_text.step("registers-again:1")).first
    await asked.wait_for()
    await ui.page.get_by_text("registers_again").first.wait_for()
    await asked.scroll_into_view_if_needed()
    await ui.photograph(None, "08-acted")
    await ui.page.get_by_text("Workflow Execution Update Accepted").first.click()
    await ui.page.get_by_text(REASON).first.wait_for()


async def audited(stack: Stack, application_id: str) -> list[tuple[str, str, str]]:
    """The audit of an application: kind, operator, and the reason, opened."""
    connection = await asyncpg.connect(stack.database_url("process"))
    try:
        rows = await connection.fetch("SELECT * FROM operator_actions WHERE application_id = $1", application_id)
    finally:
        await connection.close()
    opener = sealer_of(stack)
    return [
        (
            row["kind"],
            row["operator"],
            opener.open(f"application/{application_id}", row["sealed_reason"], ASSOCIATED).decode(),
        )
        for row in rows
    ]
