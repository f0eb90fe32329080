"""What an operator sends from the UI: refused with its sentence where it does not apply, not sealed without a token."""

from __future__ import annotations

import asyncpg

from deploy.local.stack import Stack
from tests.e2e.filing import sealer_of
from tests.ui.browser import TemporalUI, refusals
from tests.ui.town import Town
from workflows.operators import text as operator_text
from workflows.operators.audit import ASSOCIATED

REASON = "驾驶人数据源已恢复,请立即重查"


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
