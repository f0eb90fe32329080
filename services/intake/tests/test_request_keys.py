"""One caller's key for two calls at the same time: one is taken, the other is told so by name."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from contracts.errors.applications import RequestIdReused
from services.intake.handlers import follow_ups, mandates
from services.intake.office import Office
from services.intake.tests.bench import principal
from services.intake.tests.samples import fresh
from services.intake.tests.test_following import News, news  # noqa: F401 - a fixture
from services.intake.tests.test_mandates import request as mandate
from services.intake.tests.test_ratings import answer, appeal, officer, rated

pytestmark = pytest.mark.engines

ATTEMPTS, ITEM = 10, "graduate-residence"


async def outcomes(calls: list[Awaitable[Any]]) -> list[type]:
    """What came of calls sent at once: the types of their refusals; object for an answer."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    return [type(result) if isinstance(result, BaseException) else object for result in results]


@pytest.mark.parametrize(
    ("call", "request_for"), [(follow_ups.resolve, answer), (follow_ups.appeal, appeal)], ids=["resolve", "appeal"]
)
async def test_one_key_for_two_ratings_at_once_is_refused_by_its_reason(
    office: Office, news: News, call: Callable[..., Awaitable[Any]], request_for: Callable[..., Any]  # noqa: F811
) -> None:  # fmt: skip
    for _ in range(ATTEMPTS):
        ratings = [(await rated(office, news))[2] for _ in range(2)]
        caller, request_id = officer(), fresh("request")
        calls = [call(office, request_for(each, request_id=request_id), caller) for each in ratings]
        assert set(await outcomes(calls)) == {object, RequestIdReused}


async def test_one_key_for_two_mandates_at_once_is_refused_and_the_same_mandate_at_once_is_given_once(
    office: Office,
) -> None:
    for _ in range(ATTEMPTS):
        caller, request_id = principal(fresh(), "applicant"), fresh("request")
        different = [
            mandates.grant(office, mandate(request_id=request_id, item_codes=codes), caller) for codes in ([], [ITEM])
        ]
        assert set(await outcomes(different)) == {object, RequestIdReused}
        other = fresh("request")
        same = await asyncio.gather(*(mandates.grant(office, mandate(request_id=other), caller) for _ in range(3)))
        assert len({each.mandate.id for each in same}) == 1
