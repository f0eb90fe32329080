"""Commitments 告知承诺 at the door: whose signature counts, for what, and who may sign no more."""

from datetime import date
from typing import Any

import asyncpg
import pytest
from stdnum.cn import uscc

from contracts.errors.commitments import (
    AssuranceTooLow,
    CommitmentNotAllowed,
    CommitmentNotSigned,
    CommitmentTextChanged,
    FalseCommitmentOnRecord,
)
from contracts.errors.supplements import NothingAsked
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2
from runtime.errors import InvalidInput
from runtime.tokens import Principal
from services.intake.catalogue import Definition
from services.intake.filing import Filing, check_filing
from services.intake.handlers import supplement
from services.intake.handlers.submit import submit
from services.intake.office import Office
from services.intake.tests.bench import NOW, FrozenClock, principal
from services.intake.tests.samples import CREDIT_CODE, RESIDENT_ID, fresh, item
from services.intake.tests.test_following import News, outbox, read
from services.intake.view import timestamp

SIGN, CONSENT = "signboard-permit", "owner-consent"
# A company of its own: the others' must not be marked.
_BASE = "91350100M000200X0"
MARKED = _BASE + uscc.calc_check_digit(_BASE)
OWNER = principal("p-owner", "applicant")


def commitment(**changes: Any) -> service_pb2.CommitmentInput:
    return service_pb2.CommitmentInput(**{"material_code": CONSENT, "version": 1, "signed": True, **changes})


def request(*commitments: service_pb2.CommitmentInput, **changes: Any) -> service_pb2.SubmitApplicationRequest:
    fields: dict[str, Any] = {
        "request_id": fresh("request"),
        "item_code": SIGN,
        "credit_code": CREDIT_CODE,
        "answers": {"premises_number": fresh("P"), "shop_name": "渔港小馆"},
        "commitments": commitments,
        **changes,
    }
    return service_pb2.SubmitApplicationRequest(**fields)


def check(filed: service_pb2.SubmitApplicationRequest, caller: Principal = OWNER) -> Filing:
    return check_filing(filed, caller, Definition(item(filed.item_code)), date(2026, 11, 25))


def by_clerk(channel: catalog_pb2.Channel) -> Filing:
    person = service_pb2.PersonOnBehalf(name="谢文斌", resident_id=RESIDENT_ID)
    return check(request(commitment(), channel=channel, person=person), principal("p-clerk", "clerk"))


def test_what_is_signed_keeps_its_text_version_and_the_assurance_of_who_signed() -> None:
    (signed,) = check(request(commitment())).commitments
    assert (signed.material_code, signed.version, signed.assurance_level) == (CONSENT, 1, 3)
    assert signed.text == next(m for m in item(SIGN).materials if m.code == CONSENT).commitment.text
    assert signed.handed_in_as == events_pb2.FILING_ROLE_APPLICANT


@pytest.mark.parametrize(
    ("one", "error"),
    [
        (commitment(material_code="signboard-design"), CommitmentNotAllowed),
        (commitment(version=2), CommitmentTextChanged),
        (commitment(version=0), CommitmentTextChanged),
        (commitment(signed=False), CommitmentNotSigned),
    ],
)
def test_a_commitment_that_cannot_count_is_refused_by_its_reason(
    one: service_pb2.CommitmentInput, error: type[Exception]
) -> None:
    with pytest.raises(error):
        check(request(one))


def test_an_item_of_an_excluded_field_takes_none() -> None:
    answers = {"premises_number": "P1", "fire_safety_statement": "true"}
    with pytest.raises(CommitmentNotAllowed):
        check(request(commitment(material_code="kitchen-layout"), item_code="restaurant-fire-check", answers=answers))


def test_the_identity_that_signs_has_to_be_assured() -> None:
    with pytest.raises(AssuranceTooLow):
        check(request(commitment()), Principal("p-owner", frozenset({"applicant"}), None, 1, None))


def test_an_agent_signs_for_nobody_and_a_clerk_takes_only_what_was_signed_before_them() -> None:
    with pytest.raises(CommitmentNotSigned):
        check(request(commitment(), principal_id="p-owner"), principal("p-agent", "agent"))
    with pytest.raises(CommitmentNotSigned):
        by_clerk(catalog_pb2.CHANNEL_POST)
    (signed,) = by_clerk(catalog_pb2.CHANNEL_COUNTER).commitments
    assert (signed.assurance_level, signed.handed_in_as) == (4, events_pb2.FILING_ROLE_CLERK)


@pytest.mark.parametrize("otherwise", [{"late_materials": [CONSENT]}, {"commitments": [commitment(), commitment()]}])
def test_a_document_is_given_promised_or_committed_to_and_not_two_of_these(otherwise: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(request(**{"commitments": [commitment()], **otherwise}))
    assert refused.value.fields[0].field.startswith("commitments[")


@pytest.fixture
def news(pool: asyncpg.Pool) -> News:
    return News(pool)


@pytest.mark.engines
async def test_who_signed_when_and_what_goes_out_with_the_application_and_is_kept(
    office: Office, pool: asyncpg.Pool
) -> None:
    owner = principal(fresh(), "applicant")
    filed = (await submit(office, request(commitment()), owner)).application
    (event,) = await outbox(pool, filed.id, events_pb2.ApplicationSubmitted)
    (signed,) = event.commitments
    assert (signed.signed_by, signed.sign_time) == (owner.subject, timestamp(NOW))
    assert list((await read(office, filed.id, owner)).commitments) == [signed] == list(filed.commitments)


@pytest.mark.engines
async def test_a_mark_bars_commitments_and_late_material_until_its_last_day_and_lifts_by_itself(
    office: Office, pool: asyncpg.Pool, clock: FrozenClock, news: News
) -> None:
    owner = principal(fresh(), "applicant")
    filed = (await submit(office, request(commitment(), credit_code=MARKED), owner)).application
    marked = approval.ApplicantMarked(
        application_id=filed.id, case_id=f"{filed.id}.{SIGN}", until_date="2027-11-25", mark_time=timestamp(NOW)
    )
    for _ in range(2):
        await news.tell(filed.id, marked)
    assert "APPLICANT_MARKED" in {entry.kind for entry in (await read(office, filed.id, owner)).timeline}
    another = principal(fresh(), "applicant")
    before = await pool.fetchval("SELECT count(*) FROM applications WHERE applicant_id = $1", another.subject)
    for barred in (
        request(commitment(), credit_code=MARKED),
        request(late_materials=[CONSENT], credit_code=MARKED),
    ):
        with pytest.raises(FalseCommitmentOnRecord):
            # The mark is the company's, whoever acts for it.
            await submit(office, barred, another)
    assert await pool.fetchval("SELECT count(*) FROM applications WHERE applicant_id = $1", another.subject) == before
    await submit(office, request(credit_code=MARKED), another)
    await submit(office, request(commitment()), another)
    clock.instant = NOW.replace(year=2027, day=26)
    await submit(office, request(commitment(), credit_code=MARKED), another)


@pytest.mark.engines
async def test_a_commitment_can_be_signed_only_while_something_is_asked(office: Office) -> None:
    owner = principal(fresh(), "applicant")
    filed = (await submit(office, request(), owner)).application
    later = service_pb2.SupplementApplicationRequest(
        id=filed.id, request_id=fresh("request"), commitments=[commitment()]
    )
    with pytest.raises(NothingAsked):
        await supplement.supplement(office, later, owner)
