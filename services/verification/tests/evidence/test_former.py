"""A certificate that another system issued is held, counts and is verified like our own, without our signature."""

from __future__ import annotations

import io

import pypdf
import pytest

from onetrip.verification.v1 import evidence_service_pb2 as pb
from services.verification.tests.evidence.desk import KIND, Desk

pytestmark = pytest.mark.engines
CODE = "abcd-efgh-2234-5677"


async def test_its_holder_has_it_with_its_own_number_and_days_and_a_code_to_have_it_verified_by(desk: Desk) -> None:
    content = await desk.taken_over(valid_until="2029-03-19")
    (listed,) = await desk.certificates()
    assert (listed.number, listed.kind, listed.holder_name) == (content.number, KIND, "张三")
    assert (listed.state, listed.valid_from, listed.valid_until) == (
        pb.CERTIFICATE_STATE_VALID,
        "2019-03-20",
        "2029-03-19",
    )
    whole = (await desk.service.get_certificate(pb.GetCertificateRequest(id=listed.id), desk.call())).certificate
    assert (whole.verification_code, whole.signed) == (CODE.upper(), ""), "nobody here has signed it"
    paper = pb.DownloadCertificateRequest(id=listed.id)
    pdf = b"".join([body.data async for body in desk.service.download_certificate(paper, desk.call())])
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert CODE.upper() in text and "张三" in text
    assert not await desk.certificates("pstranger")


async def test_whoever_is_shown_it_has_it_verified_by_number_and_code_and_by_no_other_code(desk: Desk) -> None:
    content = await desk.taken_over(valid_until="2026-11-25")
    assert (await desk.verify(number=content.number, code=CODE)).state == pb.CERTIFICATE_STATE_VALID
    assert (await desk.verify(number=content.number, code="ABCD-EFGH-2234-5676")).state == pb.CERTIFICATE_STATE_UNKNOWN


async def test_it_is_not_asked_for_again(desk: Desk) -> None:
    before = await desk.verified(child="B7")
    assert {one.material_code for one in before.missing} == {"registration", "photo"}
    await desk.taken_over(child="B7")
    completed = await desk.verified(child="B7")
    assert {one.material_code for one in completed.missing} == {"photo"}
    assert [one.source for one in completed.reused] == [f"certificate:{KIND}"]
    assert {one.material_code for one in (await desk.verified(child="B8")).missing} == {"registration", "photo"}


async def test_an_organisations_is_the_organisations_and_not_its_representatives(desk: Desk) -> None:
    await desk.taken_over(credit_code=desk.company)
    assert not await desk.certificates()
    assert (await desk.verified(credit_code=desk.company)).reused
    assert not (await desk.verified(credit_code=desk.other_company)).reused


async def test_one_that_was_revoked_since_is_void_and_what_relies_on_it_is_told(desk: Desk) -> None:
    content = await desk.taken_over()
    relying = (await desk.verified()).application_id
    (held,) = await desk.certificates()
    await desk.voided(held)
    assert (await desk.verify(number=content.number, code=CODE)).state == pb.CERTIFICATE_STATE_REVOKED
    told = "SELECT count(*) FROM outbox WHERE key = $1 AND type LIKE '%FactsChanged'"
    assert await desk.pool.fetchval(told, relying) == 1
    assert not (await desk.verified()).reused


async def test_its_holders_key_ends_with_the_case_that_brought_it(desk: Desk) -> None:
    await desk.taken_over()
    (held,) = await desk.certificates()
    whose = "SELECT holder FROM application_holders WHERE application_id = $1"
    assert await desk.pool.fetchval(whose, held.application_id) == f"person/{desk.person}"
