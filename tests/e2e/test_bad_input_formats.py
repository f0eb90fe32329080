"""Numbers, names and texts: what is well-formed is stored in its one spelling, the rest is refused by its field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from stdnum.cn import ric

from cli.client import Caller
from cli.personas import credit_code, persona
from deploy.local.stack import Stack
from tests.e2e.conftest import Enter
from tests.e2e.filing import ADDRESS, Json, counter_form, form, stored_form, submit, written
from tests.e2e.refusals import INVALID_ARGUMENT, assert_refused

# Plane 2 and 3 ideographs, a compatibility one, U+3007, and the name dot of many peoples' names.
RARE_NAMES = ("𠀀𪚥", "㐂田", "龘靐", "买买提·艾力", "阿卜杜热西提·阿不都克力木", "Müller-Łukasz", "O’Brien", "欧阳〇")
BAD_NAMES = {
    "control": "王\u0007丽",
    "escape": "王\u001b[31m丽",
    "NUL": "王\u0000丽",
    "right-to-left override": "王\u202e丽",
    "isolate": "王\u2066丽",
    "zero-width space": "王\u200b丽",
    "zero-width joiner": "王\u200d丽",
    "byte order mark": "王\ufeff丽",
    "soft hyphen": "王\u00ad丽",
    "emoji": "王丽😀",
    "tag": "王\U000e0041丽",
    "line break": "王\n丽",
    "markup": "<b>王丽</b>",
    "digits": "王丽2",
    "only a dot": "·",
    "blank": "   ",
    "too long": "王" * 201,
}


def resident_id(birth: str, order: str = "011") -> str:
    """A number with a right check digit, of a place that does not exist."""
    start = f"777700{birth}{order}"
    return start + ric.calc_check_digit(start + "0")


def number_with_x(birth: str) -> str:
    """One whose check digit is X."""
    return next(number for order in range(100, 200) if (number := resident_id(birth, str(order))).endswith("X"))


def bad_numbers() -> dict[str, str]:
    """Resident identity numbers that no one can have."""
    good = persona("senior").resident_id
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y%m%d")
    return {
        "wrong check digit": good[:-1] + ("0" if good[-1] != "0" else "1"),
        "30 February": resident_id("19480230"),
        "month 13": resident_id("19481301"),
        "29 February of no leap year": resident_id("19000229"),
        "tomorrow": resident_id(tomorrow),
        "too short": good[:-1],
        "too long": good + "1",
        "X in the middle": good[:8] + "X" + good[9:],
        "full-width digits": good.translate({ord("0") + n: ord("０") + n for n in range(10)}),
        "empty": "",
    }


@pytest_asyncio.fixture(loop_scope="session")
async def clerk(enter: Enter) -> Caller:
    """A clerk who types what people say."""
    return await enter("clerk-2")


@pytest.mark.parametrize("what", bad_numbers().keys())
async def test_a_resident_id_that_cannot_be_is_refused(clerk: Caller, stack: Stack, what: str) -> None:
    before = await written(stack, clerk.subject)
    body = counter_form({"name": "赵玉兰", "resident_id": bad_numbers()[what]})
    assert_refused(await submit(clerk, body), INVALID_ARGUMENT, "INVALID_INPUT", "person.resident_id")
    assert await written(stack, clerk.subject) == before


@pytest.mark.parametrize("what", BAD_NAMES.keys())
async def test_a_name_that_nobody_has_is_refused(clerk: Caller, stack: Stack, what: str) -> None:
    before = await written(stack, clerk.subject)
    person = {"name": BAD_NAMES[what], "resident_id": persona("senior-moved").resident_id}
    response = await submit(clerk, counter_form(person))
    assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", "person.name")
    assert "赵" not in response.text
    assert await written(stack, clerk.subject) == before


async def test_rare_names_and_a_small_x_are_taken_and_stored_in_one_spelling(clerk: Caller, stack: Stack) -> None:
    for index, name in enumerate(RARE_NAMES):
        number = number_with_x(f"1940010{1 + index}")
        response = await submit(clerk, counter_form({"name": f" {name} ", "resident_id": number.lower()}))
        assert response.status_code == 200, response.text
        kept = await stored_form(stack, response.json()["application"]["id"])
        assert (kept.person_name, kept.resident_id) == (name, number)
        again = await submit(clerk, counter_form({"name": name, "resident_id": number}))
        assert again.json()["alreadyExisted"], "the same person, whichever way the x is written"


@pytest.mark.parametrize("code", ["917777779900000255", "91777777990000025", "9177777799000002I6", "９１" * 9, "x"])
async def test_a_credit_code_that_cannot_be_is_refused(enter: Enter, stack: Stack, code: str) -> None:
    developer = await enter("developer")
    before = await written(stack, developer.subject)
    answers = {"project_code": "2026-7777-01", "contractor_credit_code": code, "contract_price_yuan": "a lot"}
    body = form(item_code="construction-permit", answers=answers, credit_code=code)
    wanted = ("credit_code", 'answers["contractor_credit_code"]', 'answers["contract_price_yuan"]')
    assert_refused(await submit(developer, body), INVALID_ARGUMENT, "INVALID_INPUT", *wanted)
    assert credit_code("developer") not in (await submit(developer, body)).text
    assert await written(stack, developer.subject) == before


LIMITS: dict[str, tuple[int, Any]] = {
    "comment": (1000, lambda text: {"comment": text}),
    "contact.address": (300, lambda text: {"contact": {"address": text}}),
    'answers["destination_address"]': (
        200,
        lambda text: {"answers": {"degree": "master", "destination_address": text}},
    ),
}


@pytest.mark.parametrize("field", LIMITS.keys())
async def test_a_text_one_over_its_limit_is_refused(enter: Enter, stack: Stack, field: str) -> None:
    sender = await enter("graduate-0184")
    length, place = LIMITS[field]
    # Four bytes each in UTF-8, two in UTF-16: code points are what counts.
    response = await submit(sender, form(**place("𠀀" * (length + 1))))
    assert_refused(response, INVALID_ARGUMENT, "INVALID_INPUT", field)
    assert await written(stack, sender.subject) == 0


async def test_texts_at_their_limits_with_emoji_are_kept_whole(enter: Enter, stack: Stack) -> None:
    sender = await enter("graduate-0155")
    texts = {field: "👨‍👩‍👧😀" + "𠀀" * (length - 6) for field, (length, _) in LIMITS.items()}
    body: Json = {}
    for field, (_, place) in LIMITS.items():
        body |= place(texts[field])
    response = await submit(sender, form(**body))
    assert response.status_code == 200, response.text
    kept = await stored_form(stack, response.json()["application"]["id"])
    assert kept.comment == texts["comment"]
    assert kept.address == texts["contact.address"]
    assert kept.answers["destination_address"] == texts['answers["destination_address"]']


@pytest.mark.parametrize(
    ("contact", "field"),
    [
        ({"phone": "12345"}, "contact.phone"),
        ({"phone": "1" * 200}, "contact.phone"),
        ({"email": "not an address"}, "contact.email"),
        ({"email": "a" * 250 + "@x.example"}, "contact.email"),
        ({"address": ADDRESS + "\u202e"}, "contact.address"),
        ({"address": "a\u0000b"}, "contact.address"),
    ],
)
async def test_an_address_that_reaches_nobody_is_refused(enter: Enter, stack: Stack, contact: Json, field: str) -> None:
    sender = await enter("graduate-0184")
    assert_refused(await submit(sender, form(contact=contact)), INVALID_ARGUMENT, "INVALID_INPUT", field)
    assert await written(stack, sender.subject) == 0
