"""Documents as people get them: printed by the service, through the gateway, and verified by anybody."""

from __future__ import annotations

import asyncio
import io
from typing import Any

from pypdf import PdfReader

from cli.client import Caller, Gateway
from tests.e2e.conftest import Enter
from tests.e2e.filing import POLL_SECONDS, WAIT_SECONDS_MAX, completed, filed, until
from tests.e2e.refusals import NOT_FOUND, assert_refused

KINDS = ("RECEIPT", "ACCEPTANCE", "DECISION", "DELIVERY_RECEIPT")


async def notices_of(caller: Caller, application_id: str) -> dict[str, dict[str, Any]]:
    """The notices of an instant application by kind, once all are issued."""
    deadline = asyncio.get_running_loop().time() + WAIT_SECONDS_MAX
    while True:
        listed = await caller.request("GET", "/v1/notices", params={"application_id": application_id})
        found = {notice["kind"].removeprefix("NOTICE_KIND_"): notice for notice in listed.json().get("notices", [])}
        if set(KINDS) <= found.keys():
            return found
        assert asyncio.get_running_loop().time() < deadline, f"only {sorted(found)} were issued"
        await asyncio.sleep(POLL_SECONDS)


async def test_every_notice_of_an_application_is_a_pdf_that_its_owner_downloads_and_anybody_verifies(
    enter: Enter, gateway: Gateway
) -> None:
    owner, stranger, clerk = await enter("graduate-0197"), await enter("graduate-0173"), await enter("clerk")
    application = await filed(owner)
    await until(owner, application["id"], completed)
    notices = await notices_of(owner, application["id"])
    for kind in KINDS:
        notice = notices[kind]
        path = f"/v1/notices/{notice['id']}:download"
        first, again = await owner.request("GET", path), await owner.request("GET", path)
        assert (first.status_code, first.headers["content-type"]) == (200, "application/pdf")
        assert first.content == again.content
        printed = "".join(PdfReader(io.BytesIO(first.content)).pages[0].extract_text().split())
        assert notice["number"] in printed
        assert notice["verificationCode"] in printed
        for other in (stranger, clerk):
            assert_refused(await other.request("GET", path), NOT_FOUND, "NOT_FOUND")
        answer = await gateway.http.get("/v1/notices:verify", params={"code": notice["verificationCode"]})
        assert answer.json() | {"issueDate": ""} == {
            "verification": "NOTICE_VERIFICATION_VALID",
            "kind": notice["kind"],
            "number": notice["number"],
            "issueDate": "",
            "department": notice["department"],
        }


async def test_a_code_that_was_never_given_is_answered_like_any_other(gateway: Gateway) -> None:
    for code in ("ABCD-EFGH-IJKL-MNOP", "", "x" * 2000, "'; --", "\0", "名"):
        answer = await gateway.http.get("/v1/notices:verify", params={"code": code})
        assert answer.status_code == 200, answer.text
        assert answer.json()["verification"] == "NOTICE_VERIFICATION_UNKNOWN"
        assert not any(value for name, value in answer.json().items() if name not in {"verification", "kind"})
