"""One shop under two spellings, filed by two people through two doors: shown, judged by an officer, never merged."""

from __future__ import annotations

from typing import Any

from cli.client import Caller
from cli.journeys.papers import paper
from cli.personas import credit_code, persona, premises_number
from tests.e2e.conftest import Enter
from tests.e2e.filing import APPLICATIONS, claimed, decision, filed, key, task_of
from tests.e2e.refusals import FAILED_PRECONDITION, assert_refused

ITEM = "signboard-permit"


async def shop(caller: Caller, name: str, **changes: Any) -> str:
    """File for the sign of the contractor's canteen; returns the application's id."""
    drawing = await caller.request(
        "POST", "/v1/materials", content=paper("A sign"), headers={"content-type": "application/pdf"}
    )
    assert drawing.status_code == 200, drawing.text
    given = [
        {"code": code, "material_id": drawing.json()["materialId"]} for code in ("signboard-design", "owner-consent")
    ]
    answers = {"premises_number": premises_number("disputed"), "shop_name": name}
    whole = {"item_code": ITEM, "credit_code": credit_code("contractor"), "answers": answers, "materials": given}
    application = await filed(caller, despite_result=None, **{**whole, **changes})
    return application["id"]


async def listed(officer: Caller, application_id: str) -> int:
    """How many possible duplicates the officer's list says are to be judged."""
    return (await task_of(officer, application_id)).get("duplicatesToJudge", 0)


async def test_one_shop_filed_by_two_people_is_shown_in_the_list_judged_and_never_merged(enter: Enter) -> None:
    owner, clerk = await enter("contractor", "applicant"), await enter("clerk")
    officer, colleague = await enter("officer-urban-management"), persona("developer")
    first = await shop(owner, "工匠餐厅")
    at_counter = {"name": colleague.name, "resident_id": colleague.resident_id}
    second = await shop(clerk, "工匠餐廳", channel="CHANNEL_COUNTER", person=at_counter)
    assert second != first
    assert (await listed(officer, first), await listed(officer, second)) == (0, 1)
    task = await claimed(officer, second)
    [other] = (await officer.request("GET", f"/v1/tasks/{task['id']}")).json()["task"]["possibleDuplicates"]
    assert (other["applicationId"], "judgement" in other) == (first, False)
    decide = f"/v1/tasks/{task['id']}:decide"
    accept = decision(outcome="TASK_OUTCOME_ACCEPT")
    unjudged = await officer.request("POST", decide, json=accept)
    assert_refused(unjudged, FAILED_PRECONDITION, "POSSIBLE_DUPLICATE_UNJUDGED")
    judge = {"request_id": key(), "judgement": "DUPLICATE_JUDGEMENT_SAME", "reasons": "同一家店,两种写法。"}
    judged = await officer.request("POST", f"/v1/tasks/{task['id']}/duplicates/{first}:judge", json=judge)
    assert judged.json()["duplicate"]["judgement"] == "DUPLICATE_JUDGEMENT_SAME"
    assert await listed(officer, second) == 0
    same = await officer.request("POST", decide, json={**accept, "request_id": key()})
    assert_refused(same, FAILED_PRECONDITION, "SAME_MATTER")
    for who, mine in ((owner, first), (clerk, second)):
        shown = (await who.request("GET", f"{APPLICATIONS}/{mine}")).json()["application"]
        assert (shown["id"], shown["itemCode"]) == (mine, ITEM)
        assert shown["state"] not in {"APPLICATION_STATE_WITHDRAWN", "APPLICATION_STATE_LAPSED"}
