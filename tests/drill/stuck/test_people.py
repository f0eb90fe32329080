"""People who are away, and what people recorded wrongly."""

from __future__ import annotations

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.drill.stuck.conftest import Follow
from tests.drill.stuck.site import REFUSED, Picture, Site, eventually
from tests.e2e.filing import CONTRADICTING, Json, claimed, completed, decision, key, task_of, until

ZONE = ZoneInfo("Asia/Shanghai")
KINDS = {f"NOTICE_KIND_{kind}" for kind in ("RECEIPT", "ACCEPTANCE", "DECISION", "DELIVERY_RECEIPT")}
_LISTED = re.compile(r"\b([a-z2-7]{26}) \S+ (\d{4}-\d\d-\d\dT\d\d:\d\d)")


async def test_an_officer_who_is_away(site: Site, follow: Follow) -> None:
    operator, owner = follow("officer-absent"), await site.enter("graduate-0020")
    first, second = await site.enter("officer-human-resources"), await site.enter("officer-human-resources-2")
    application_id = await site.file(owner, answers=CONTRADICTING)
    await claimed(first, application_id)
    await second.request("GET", "/v1/tasks")  # an officer is known from the first call
    await site.waits(application_id, "等待审查")
    await operator.sees(Picture(application_id, "等待审查"))
    await operator.finds(application_id)
    supervisor = await site.enter("supervisor")
    shell = operator.with_settings(SUPERVISOR=await supervisor.token())
    today = f"{datetime.now(ZONE):%Y-%m-%d}"
    await shell.mends(application_id, OFFICER=first.subject, SUBSTITUTE=second.subject, DAY=today)
    task = await claimed(second, application_id)
    answer = await second.request("POST", f"/v1/tasks/{task['id']}:decide", json=decision())
    assert answer.status_code == 200, answer.text
    await until(owner, application_id, completed)
    await operator.sees_it_mended(application_id)


async def test_an_applicant_who_does_not_answer_any_more(site: Site, follow: Follow) -> None:
    operator, owner = follow("applicant-gone"), await site.enter("graduate-unrecorded")
    application_id = await site.file(owner)
    await site.waits(application_id, "等待申请人补正")
    await operator.sees(Picture(application_id, "等待申请人补正"))
    moment = datetime.now(ZONE).isoformat()
    await operator.finds(application_id, INSTANT=moment)
    await operator.mends(application_id)
    await until(owner, application_id, terminated)
    await operator.sees_it_mended(application_id, INSTANT=moment)


def terminated(application: Json) -> bool:
    """Whether an operator has ended it."""
    return application["state"] == "APPLICATION_STATE_TERMINATED"


async def test_a_special_procedure_that_should_not_stop_the_clock(site: Site, follow: Follow) -> None:
    operator, owner = follow("clock-stopped"), await site.enter("graduate-0021")
    officer = await site.enter("officer-human-resources")
    application_id = await site.file(owner, answers=CONTRADICTING)
    task = await claimed(officer, application_id)
    start = {
        "request_id": key(),
        "kind": "SPECIAL_PROCEDURE_APPRAISAL",
        "expected_working_days": 10,
        "reasons": "鉴定。",
    }
    begun = await officer.request("POST", f"/v1/tasks/{task['id']}:startSpecialProcedure", json=start)
    assert begun.status_code == 200, begun.text
    await site.waits(application_id, "时限暂停")
    await operator.sees(Picture(application_id, "时限暂停"))
    await operator.finds(application_id)
    finish = {"request_id": key(), "procedure_id": begun.json()["procedure"]["id"]}
    ended = await officer.request("POST", f"/v1/tasks/{task['id']}:finishSpecialProcedure", json=finish)
    assert ended.status_code == 200, ended.text
    known = await operator.asks("procedures", application_id, code=REFUSED)
    ((procedure, began),) = _LISTED.findall(known.err)
    await operator.mends(application_id, PROCEDURE=procedure, INSTANT=began)
    await operator.sees_it_mended(application_id)
    task = await task_of(officer, application_id)
    answer = await officer.request("POST", f"/v1/tasks/{task['id']}:decide", json=decision())
    assert answer.status_code == 200, answer.text
    await until(owner, application_id, completed)


async def test_a_notice_that_waits_for_a_clerk(site: Site, follow: Follow) -> None:
    clerk, owner = await site.enter("clerk"), await site.enter("graduate-0022")
    operator = follow("notice-waiting").with_settings(CLERK=await clerk.token())
    letters = await owner.request("PATCH", "/v1/preferences", json={"channels": ["NOTICE_CHANNEL_POST"]})
    assert letters.status_code == 200, letters.text
    application_id = await site.file(owner)
    await until(owner, application_id, completed)
    await operator.sees(Picture(application_id, "Completed"))
    posted: set[str] = set()

    async def all_posted() -> bool:
        found = await operator.finds(application_id)
        for errand in json.loads(found.out)["errands"]:
            await operator.mends(application_id, ERRAND=errand["id"])
            posted.add(errand["kind"])
        return posted >= KINDS

    await eventually(all_posted, "every notice of an application is a letter")
    await operator.sees_it_mended(application_id)
