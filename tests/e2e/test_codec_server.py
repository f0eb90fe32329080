"""The codec server of a real stack: whose token opens what Temporal stores, and whose does not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from deploy.local.stack import Stack
from tests.e2e.conftest import Enter
from tests.e2e.tokens import claims, forged, signed

BODY = {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "MQ=="}]}
FOREIGN = "https://elsewhere.test"


@pytest_asyncio.fixture(loop_scope="session")
async def codec(stack: Stack) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    async with httpx.AsyncClient(base_url=f"http://{stack.address('codec')}", trust_env=False) as client:
        yield client


@pytest.mark.parametrize("path", ["/decode", "/encode"])
async def test_a_token_that_is_expired_forged_or_no_operators_opens_and_seals_nothing(
    codec: httpx.AsyncClient, stack: Stack, enter: Enter, path: str
) -> None:
    operator = await enter("operator")
    bad = forged(stack, operator.subject)
    assert {"expired", "unsigned", "of a foreign key"} <= set(bad)
    for what, token in bad.items():
        answer = await codec.post(path, json=BODY, headers={"authorization": f"Bearer {token}"})
        assert (what, answer.status_code, answer.json()["error"]) == (what, 401, "UNAUTHENTICATED")
    for role in ("applicant", "clerk", "officer", "head"):
        token = signed(stack, claims(stack, operator.subject, roles=[role]))
        answer = await codec.post(path, json=BODY, headers={"authorization": f"Bearer {token}"})
        assert (role, answer.status_code, answer.json()["error"]) == (role, 403, "PERMISSION_DENIED")


async def test_an_operators_token_opens_but_not_for_a_page_of_another_origin(
    codec: httpx.AsyncClient, enter: Enter
) -> None:
    passed = {"authorization": f"Bearer {await (await enter('operator')).token()}"}
    assert (await codec.post("/decode", json=BODY, headers=passed)).json() == BODY
    answer = await codec.post("/decode", json=BODY, headers={**passed, "origin": FOREIGN})
    assert (answer.status_code, answer.json()["error"]) == (403, "PERMISSION_DENIED")
    assert "access-control-allow-origin" not in answer.headers


async def test_what_is_too_large_is_refused_and_the_server_goes_on(codec: httpx.AsyncClient, enter: Enter) -> None:
    passed = {"authorization": f"Bearer {await (await enter('operator')).token()}"}
    answer = await codec.post("/decode", content=b" " * (9 * 1024 * 1024), headers=passed)
    assert (answer.status_code, answer.json()["error"]) == (413, "LIMIT_EXCEEDED")
    assert (await codec.get("/healthz")).json() == {"status": "SERVING"}
