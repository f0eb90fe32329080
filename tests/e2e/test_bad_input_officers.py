"""What officers and couriers send about a task, visit, decision or parcel: taken is what the contract says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deploy.local.stack import Stack
from tests.e2e.bad_input import BAD_IDS, BAD_TEXTS, FORGED, NO_NAMES, NO_NUMBERS, NOBODYS, UNNAMED, Rpc, kept
from tests.e2e.conftest import Enter
from tests.e2e.filing import APPLICATIONS, CONTRADICTING, Json, claimed, completed, decision, filed, task_of, until
from tests.e2e.refusals import (
    ERROR_INFO,
    FAILED_PRECONDITION,
    INVALID_ARGUMENT,
    NOT_FOUND,
    PERMISSION_DENIED,
    assert_refused,
    details_of,
)

NOW = datetime.now(UTC)


def at(**ahead: float) -> str:
    """A time from now on, as JSON has it."""
    return (NOW + timedelta(**ahead)).isoformat()


DAYS = (None, 0, -1, -2_147_483_648)
TIMES = (None, at(days=-1), at(days=367), "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
NO_TIMES = ("tomorrow", "2027-02-30T10:00:00Z", "10000-01-01T00:00:00Z", 5)

START = Rpc(
    "/v1/tasks/{id}:startSpecialProcedure",
    {"kind": "SPECIAL_PROCEDURE_HEARING", "expected_working_days": 5, "reasons": "需听证。"},
    {"kind": UNNAMED, "expected_working_days": (*DAYS, 251, 2_147_483_647), "reasons": BAD_TEXTS},
    {"kind": NO_NAMES, "expected_working_days": NO_NUMBERS},
)
FINISH = Rpc("/v1/tasks/{id}:finishSpecialProcedure", {"procedure_id": NOBODYS}, {"procedure_id": BAD_IDS}, {})
EXTEND = Rpc(
    "/v1/tasks/{id}:extendDeadline",
    {"working_days": 5, "reasons": "案情复杂。"},
    {"working_days": DAYS, "reasons": BAD_TEXTS},
    {"working_days": NO_NUMBERS},
)
VISIT = Rpc(
    "/v1/tasks/{id}:requestVisit",
    {"visit_time": at(days=3), "place": "政务服务中心一楼"},
    {"visit_time": TIMES, "place": (*BAD_TEXTS, "厅" * 201), "join": (True,)},
    {"visit_time": NO_TIMES, "join": ("perhaps", 1)},
)
ON_THE_SPOT = Rpc(
    "/v1/tasks/{id}:requestCorrection",
    {"fields": ["degree"], "reasons": "学历填写有误。"},
    {"fields": ([], ["degree"] * 51), "reasons": BAD_TEXTS},
    {},
)
CONVERT = Rpc(
    "/v1/visits/{id}:convert", {"conversion": "CONVERSION_VIDEO"}, {"conversion": UNNAMED}, {"conversion": NO_NAMES}
)
REVOKE = Rpc("/v1/decisions/{id}:revoke", {"reason": "证书系伪造。"}, {"reason": BAD_TEXTS}, {})
CORRECT = Rpc(
    "/v1/decisions/{id}:correct",
    {"reason": "笔误。", "corrected_reasons": "符合规定条件。"},
    {"reason": BAD_TEXTS, "corrected_reasons": BAD_TEXTS},
    {},
)
REPORT = Rpc(
    "/v1/deliveries/{id}:report",
    {"report": "DELIVERY_REPORT_UNDER_WAY"},
    {"report": UNNAMED},
    {"report": NO_NAMES, "happen_time": NO_TIMES},
)
# Who may call each, and somebody who may not.
CALLERS = {
    START: ("officer-human-resources-2", "approver-human-resources"),
    FINISH: ("officer-human-resources-2", "clerk"),
    EXTEND: ("approver-human-resources", "supervisor"),
    VISIT: ("officer-human-resources-2", "graduate-0101"),
    ON_THE_SPOT: ("officer-human-resources-2", "clerk"),
    CONVERT: ("officer-human-resources-2", "courier"),
    REVOKE: ("approver-human-resources", "officer-human-resources-2"),
    CORRECT: ("approver-human-resources", "graduate-0101"),
    REPORT: ("courier", "officer-human-resources-2"),
}
OF_A_TASK = (START, FINISH, EXTEND, VISIT, ON_THE_SPOT)


@pytest.mark.parametrize("rpc", CALLERS, ids=lambda rpc: rpc.path)
async def test_what_is_not_well_formed_is_named_and_what_is_not_there_or_not_theirs_is_refused(
    enter: Enter, stack: Stack, rpc: Rpc
) -> None:
    caller, wrong = [await enter(name) for name in CALLERS[rpc]]
    before = [await kept(stack, "approval", each) for each in (caller, wrong)]
    await rpc.assert_takes_nothing_else(caller)
    for forged in FORGED:
        assert_refused(await rpc.call(caller, forged), INVALID_ARGUMENT, "INVALID_INPUT", "id")
    await rpc.assert_absent(caller)
    assert_refused(await rpc.call(wrong), PERMISSION_DENIED, "PERMISSION_DENIED")
    assert [await kept(stack, "approval", each) for each in (caller, wrong)] == before


async def test_a_task_of_others_is_absent_and_one_held_by_another_or_ones_own_is_refused(
    enter: Enter, stack: Stack
) -> None:
    herself = await enter("officer-human-resources")
    colleague = await enter("officer-human-resources-2")
    own = (await task_of(colleague, (await filed(herself, answers=CONTRADICTING))["id"]))["id"]
    outsider, head = await enter("officer-fire-rescue"), await enter("approver-fire-rescue")
    for rpc in OF_A_TASK:
        await rpc.assert_absent(head if rpc is EXTEND else outsider, own)
        response = await rpc.call(herself, own)
        assert_refused(response, PERMISSION_DENIED, "OWN_APPLICATION")
    for rpc in (START, FINISH, VISIT, ON_THE_SPOT):
        assert_refused(await rpc.call(colleague, own), FAILED_PRECONDITION, "TASK_NOT_CLAIMED")
    await colleague.request("POST", f"/v1/tasks/{own}:claim", json={})
    third = await enter("graduate-0102", "officer", department="human-resources")
    for rpc in (START, FINISH, VISIT, ON_THE_SPOT):
        assert_refused(await rpc.call(third, own), PERMISSION_DENIED, "HELD_BY_ANOTHER_OFFICER")
    for caller in (outsider, head, herself, third):
        assert not await kept(stack, "approval", caller), "nothing was written"
    response = await colleague.request("POST", f"/v1/tasks/{own}:decide", json=decision())
    assert response.status_code == 200, response.text


async def test_clocks_are_moved_once_each_and_only_as_the_law_allows(enter: Enter) -> None:
    applicant, officer = await enter("graduate-0103"), await enter("officer-human-resources-2")
    head = await enter("approver-human-resources")
    application = await filed(applicant, answers=CONTRADICTING)
    task = (await claimed(officer, application["id"]))["id"]
    assert_refused(await EXTEND.call(officer, task), FAILED_PRECONDITION, "HEAD_APPROVAL_REQUIRED")
    for days in (11, 2_147_483_647):
        response = await EXTEND.call(head, task, working_days=days)
        assert_refused(response, FAILED_PRECONDITION, "EXTENSION_TOO_LONG")
    await EXTEND.assert_counts_once(head, task, working_days=6)
    assert_refused(await EXTEND.call(head, task), FAILED_PRECONDITION, "ALREADY_EXTENDED")
    assert_refused(await FINISH.call(officer, task), FAILED_PRECONDITION, "SPECIAL_PROCEDURE_UNKNOWN")
    started = await START.assert_counts_once(officer, task, expected_working_days=6)
    assert_refused(await START.call(officer, task), FAILED_PRECONDITION, "SPECIAL_PROCEDURE_OPEN")
    procedure = {"procedure_id": started["procedure"]["id"]}
    finish = Rpc(FINISH.path, procedure, {}, {})
    await finish.assert_counts_once(officer, task, procedure_id=NOBODYS)
    assert_refused(await finish.call(officer, task), FAILED_PRECONDITION, "SPECIAL_PROCEDURE_OVER")


async def test_a_visit_is_converted_once_by_those_it_concerns(enter: Enter) -> None:
    applicant, officer = await enter("graduate-0104"), await enter("officer-human-resources-2")
    application = await filed(applicant, answers=CONTRADICTING)
    task = (await claimed(officer, application["id"]))["id"]
    refused = await VISIT.call(officer, task)
    assert_refused(refused, FAILED_PRECONDITION, "VISIT_BUDGET_SPENT")
    visit = details_of(refused)[ERROR_INFO]["metadata"]["visit"]
    for other in ("graduate-0105", "agent", "officer-fire-rescue"):
        await CONVERT.assert_absent(await enter(other), visit)
    response = await CONVERT.call(applicant, NOBODYS, conversion=77)
    assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", "conversion")
    await CONVERT.assert_counts_once(applicant, visit, conversion="CONVERSION_AGENT")
    assert_refused(await CONVERT.call(officer, visit), FAILED_PRECONDITION, "VISIT_ALREADY_CONVERTED")


async def decided(enter: Enter, name: str, outcome: str) -> Json:
    """File, have an officer decide, and return the decision."""
    applicant, officer = await enter(name, "applicant"), await enter("officer-human-resources-2")
    application = await filed(applicant, answers=CONTRADICTING)
    task = await claimed(officer, application["id"])
    body = decision(outcome=f"TASK_OUTCOME_{outcome}")
    assert (await officer.request("POST", f"/v1/tasks/{task['id']}:decide", json=body)).status_code == 200
    await until(applicant, application["id"], completed)
    listed = await applicant.request("GET", f"{APPLICATIONS}/{application['id']}/decisions")
    return listed.json()["decisions"][0]


async def test_a_decision_is_amended_by_another_approver_of_its_department_only(enter: Enter) -> None:
    refusal, grant = await decided(enter, "graduate-0106", "REFUSE"), await decided(enter, "graduate-0107", "APPROVE")
    own = await decided(enter, "graduate-0108", "APPROVE")
    approver, outsider = await enter("approver-human-resources"), await enter("approver-fire-rescue")
    who_decided = await enter("officer-human-resources-2", "approver")
    herself = await enter("graduate-0108", "approver", department="human-resources")
    for rpc in (REVOKE, CORRECT):
        await rpc.assert_absent(outsider, grant["id"])
        assert_refused(await rpc.call(who_decided, grant["id"]), PERMISSION_DENIED, "OWN_DECISION")
        assert_refused(await rpc.call(herself, own["id"]), PERMISSION_DENIED, "OWN_APPLICATION")
    assert_refused(await REVOKE.call(approver, refusal["id"]), FAILED_PRECONDITION, "NOT_A_GRANT")
    await CORRECT.assert_counts_once(approver, grant["id"], corrected_reasons="另有文字。")
    await REVOKE.assert_counts_once(approver, grant["id"], reason="另有理由。")
    for rpc in (REVOKE, CORRECT):
        assert_refused(await rpc.call(approver, grant["id"]), FAILED_PRECONDITION, "ALREADY_REVOKED")


async def test_what_a_courier_reports_is_of_a_parcel_and_of_a_time_that_can_be(enter: Enter, stack: Stack) -> None:
    applicant, courier, clerk = await enter("graduate-0109"), await enter("courier"), await enter("clerk")
    application = await filed(applicant, delivery_method="DELIVERY_METHOD_COURIER")
    delivery = (await delivery_of(enter, application["id"]))["id"]
    before = await kept(stack, "approval", courier)
    for time in (at(days=-400), at(days=1), "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        response = await REPORT.call(courier, delivery, happen_time=time)
        assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", "happen_time")
    assert await kept(stack, "approval", courier) == before
    assert_refused(await REPORT.call(clerk, delivery), FAILED_PRECONDITION, "DELIVERY_METHOD_MISMATCH")
    await REPORT.assert_counts_once(courier, delivery, report="DELIVERY_REPORT_FAILED")
    delivered = await REPORT.call(courier, delivery, report="DELIVERY_REPORT_DELIVERED")
    assert delivered.json()["delivery"]["state"] == "DELIVERY_STATE_DELIVERED"
    confirm = Rpc("/v1/deliveries/{id}:confirm", {}, {}, {})
    assert_refused(await confirm.call(courier, delivery), FAILED_PRECONDITION, "ALREADY_DELIVERED")
    assert_refused(await REPORT.call(courier, application["id"]), NOT_FOUND, "NOT_FOUND")


async def delivery_of(enter: Enter, application_id: str) -> Json:
    """Wait for the parcel."""
    courier, applicant = await enter("courier"), await enter("graduate-0109")
    await until(applicant, application_id, lambda now: "DELIVERY_STARTED" in {each["kind"] for each in now["timeline"]})
    listed = await courier.request("GET", "/v1/deliveries", params={"application_id": application_id})
    return listed.json()["deliveries"][0]
