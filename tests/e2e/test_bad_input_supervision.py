"""What supervisors send, and what is asked of the lists: scope, tokens, days that cannot be, officers of elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.client import Caller, Gateway
from deploy.local.stack import Stack
from tests.e2e.bad_input import BAD_IDS, BAD_TEXTS, FORGED, NOBODYS, Rpc, kept
from tests.e2e.conftest import Enter
from tests.e2e.filing import CONTRADICTING, claimed, decision, filed, task_of
from tests.e2e.refusals import (
    ABORTED,
    FAILED_PRECONDITION,
    INVALID_ARGUMENT,
    NOT_FOUND,
    PERMISSION_DENIED,
    UNAUTHENTICATED,
    assert_refused,
)

CASES, REGISTER = "/v1/supervision/cases", "/v1/public/decisions"
REASSIGN = Rpc(
    "/v1/tasks/{id}:reassign",
    {"officer": NOBODYS, "reason": "出差。"},
    {"officer": BAD_IDS, "reason": BAD_TEXTS, "etag": ("9" * 21,)},
    {"etag": (5,), "officer": (5, ["x"])},
)
ABSENCE = Rpc("/v1/officers/{id}/absence", {}, {}, {"absence": ("today", [], {"from_date": 5})}, "PUT")


def day(ahead: int = 0) -> str:
    """A day from today on, as the contract writes it."""
    return (datetime.now(UTC) + timedelta(days=ahead)).date().isoformat()


@pytest.mark.parametrize("rpc", [REASSIGN, ABSENCE], ids=lambda rpc: rpc.path)
async def test_what_a_supervisor_sends_is_read_whole_and_only_from_a_supervisor(
    enter: Enter, stack: Stack, rpc: Rpc
) -> None:
    caller, officer = await enter("supervisor"), await enter("officer-human-resources-2")
    before = await kept(stack, "approval", caller)
    await rpc.assert_takes_nothing_else(caller)
    for forged in FORGED:
        assert_refused(await rpc.call(caller, forged), INVALID_ARGUMENT, "INVALID_INPUT", "id")
    await rpc.assert_absent(caller)
    for name in ("officer-human-resources-2", "approver-human-resources", "graduate-0110", "clerk"):
        assert_refused(await rpc.call(await enter(name)), PERMISSION_DENIED, "PERMISSION_DENIED")
    assert await kept(stack, "approval", caller) == before
    await rpc.assert_absent(await enter("supervisor-market-regulation"), officer.subject)


async def test_a_task_is_passed_on_inside_its_department_to_nobody_it_concerns(enter: Enter, stack: Stack) -> None:
    applicant, supervisor = await enter("officer-human-resources"), await enter("supervisor")
    officer, outsider = await enter("officer-human-resources-2"), await enter("officer-fire-rescue")
    await outsider.request("GET", "/v1/tasks")  # an officer is known from the first call
    task = await claimed(officer, (await filed(applicant, answers=CONTRADICTING))["id"])
    await REASSIGN.assert_absent(await enter("supervisor-market-regulation"), task["id"])
    before = await kept(stack, "approval", supervisor)
    for other in (NOBODYS, outsider.subject):
        response = await REASSIGN.call(supervisor, task["id"], officer=other)
        assert_refused(response, FAILED_PRECONDITION, "OFFICER_NOT_OF_DEPARTMENT")
    party = await REASSIGN.call(supervisor, task["id"], officer=applicant.subject)
    assert_refused(party, PERMISSION_DENIED, "OWN_APPLICATION")
    herself = await REASSIGN.call(await enter("officer-human-resources", "supervisor"), task["id"])
    assert_refused(herself, PERMISSION_DENIED, "OWN_APPLICATION")
    for etag in ("99", "x"):
        stale = await REASSIGN.call(supervisor, task["id"], officer=officer.subject, etag=etag)
        assert_refused(stale, ABORTED, "ETAG_MISMATCH")
    assert await kept(stack, "approval", supervisor) == before
    to_officer = Rpc(REASSIGN.path, {**REASSIGN.body, "officer": officer.subject}, {}, {})
    await to_officer.assert_counts_once(supervisor, task["id"], reason="另有理由。")
    await officer.request("POST", f"/v1/tasks/{task['id']}:decide", json=decision())
    assert_refused(await to_officer.call(supervisor, task["id"]), FAILED_PRECONDITION, "ALREADY_DECIDED")


async def test_an_absence_has_days_that_can_be_and_a_substitute_of_the_department(enter: Enter, stack: Stack) -> None:
    supervisor = await enter("supervisor")
    officer, substitute = await enter("officer-water-affairs"), await enter("officer-water-affairs-2")
    outsider = await enter("officer-fire-rescue")
    for each in (officer, substitute, outsider):
        await each.request("GET", "/v1/tasks")
    before = await kept(stack, "approval", supervisor)
    can_be = {"from_date": day(), "until_date": day(3), "substitute": substitute.subject}
    no_days = (None, "", "tomorrow", "2027-02-30", "20271201", "2027-1-1", "10000-01-01", "２０２７-01-01")
    wrong: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("from_date", no_days),
        ("until_date", (*no_days, day(-3), day(400), "0001-01-01", "9999-12-31")),
        ("substitute", (*BAD_IDS, officer.subject)),
    )
    for field, values in wrong:
        for value in values:
            said = {name: each for name, each in {**can_be, field: value}.items() if each is not None}
            response = await ABSENCE.call(supervisor, officer.subject, absence=said)
            assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", f"absence.{field}")
    backwards = {**can_be, "from_date": day(4)}
    response = await ABSENCE.call(supervisor, officer.subject, absence=backwards)
    assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", "absence.until_date")
    for other in (NOBODYS, outsider.subject):
        response = await ABSENCE.call(supervisor, officer.subject, absence={**can_be, "substitute": other})
        assert_refused(response, FAILED_PRECONDITION, "OFFICER_NOT_OF_DEPARTMENT")
    assert await kept(stack, "approval", supervisor) == before
    away = Rpc(ABSENCE.path, {"absence": can_be}, {}, {}, "PUT")
    await away.assert_counts_once(supervisor, officer.subject, absence={**can_be, "until_date": day(4)})
    back = await ABSENCE.call(supervisor, officer.subject)
    assert not back.json().get("absence")


async def test_cases_are_listed_within_the_callers_scope_and_by_filters_that_exist(enter: Enter) -> None:
    supervisor, of_one = await enter("supervisor"), await enter("supervisor-market-regulation")
    for field in ("light", "waits_for", "state"):
        for value in (99, -1, "PURPLE"):
            response = await supervisor.request("GET", CASES, params={field: value})
            assert_refused(response, INVALID_ARGUMENT, "MALFORMED_MESSAGE", "request")
    for field in ("department", "item_code"):
        for value in FORGED:
            response = await supervisor.request("GET", CASES, params={field: value})
            assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", field)
    for department in ("human-resources", "ministry-of-magic"):
        response = await of_one.request("GET", CASES, params={"department": department})
        assert_refused(response, PERMISSION_DENIED, "PERMISSION_DENIED")
    application = await filed(await enter("graduate-0110"), answers=CONTRADICTING)
    task = await task_of(await enter("officer-human-resources-2"), application["id"])
    absent = await of_one.request("GET", f"{CASES}/{NOBODYS}")
    assert_refused(absent, NOT_FOUND, "NOT_FOUND")
    assert (await of_one.request("GET", f"{CASES}/{task['caseId']}")).content == absent.content
    assert_refused(await supervisor.request("GET", f"{CASES}/'; --"), INVALID_ARGUMENT, "INVALID_INPUT", "id")
    for name in ("officer-human-resources-2", "graduate-0110"):
        for path in (CASES, f"{CASES}/{task['caseId']}"):
            assert_refused(await (await enter(name)).request("GET", path), PERMISSION_DENIED, "PERMISSION_DENIED")


async def test_a_page_of_cases_or_of_the_register_goes_on_only_where_it_began(enter: Enter, gateway: Gateway) -> None:
    supervisor, colleague = await enter("supervisor"), await enter("supervisor-market-regulation")
    for name in ("graduate-0111", "graduate-0112"):
        application = await filed(await enter(name), answers=CONTRADICTING)
        await task_of(await enter("officer-human-resources-2"), application["id"])
    token = (await supervisor.request("GET", CASES, params={"page_size": 1})).json()["nextPageToken"]

    async def refused(caller: Caller, path: str, **parameters: str) -> None:
        response = await caller.request("GET", path, params={"page_token": token, **parameters})
        assert_refused(response, INVALID_ARGUMENT, "BAD_PAGE_TOKEN", "page_token")

    await refused(colleague, CASES)
    await refused(supervisor, CASES, item_code="graduate-residence")
    await refused(supervisor, CASES, state="CASE_STATE_GRANTED")
    await refused(supervisor, "/v1/followUps")
    await refused(supervisor, REGISTER)
    for parameters, reason in (
        ({"page_size": -1}, "INVALID_INPUT"),
        ({"page_size": "NaN"}, "MALFORMED_MESSAGE"),
        ({"page_size": 99_999_999_999}, "MALFORMED_MESSAGE"),
        ({"page_token": token}, "BAD_PAGE_TOKEN"),
        ({"decided_by": "somebody"}, "MALFORMED_MESSAGE"),
    ):
        assert_refused(await gateway.http.get(REGISTER, params=parameters), INVALID_ARGUMENT, reason)
    assert_refused(await gateway.http.get(CASES), UNAUTHENTICATED, "UNAUTHENTICATED")
