"""A certificate is its holder's; anybody who is shown one learns whether it is in force, and nothing else unasked."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdf
import pytest

from contracts.errors.applications import RequestIdReused, UnknownMatter
from onetrip.verification.v1 import evidence_service_pb2 as pb
from runtime.errors import InvalidInput, NotFound
from runtime.ids import new_id
from services.verification.tests.evidence.desk import KIND, OTHER_KEY, Desk

pytestmark = pytest.mark.engines

VALID, EXPIRED, REVOKED, UNKNOWN = (
    pb.CERTIFICATE_STATE_VALID,
    pb.CERTIFICATE_STATE_EXPIRED,
    pb.CERTIFICATE_STATE_REVOKED,
    pb.CERTIFICATE_STATE_UNKNOWN,
)
CODE = "abcd-efgh-2234-5677"


async def consent(desk: Desk, certificate_id: str, request_id: str = "") -> str:
    request = pb.CreateConsentCodeRequest(id=certificate_id, request_id=request_id or new_id())
    return (await desk.service.create_consent_code(request, desk.call())).consent_code


async def test_the_holder_has_the_certificate_with_code_signature_and_paper_and_nobody_else(desk: Desk) -> None:
    content = await desk.granted(valid_until="2027-01-31")
    (listed,) = await desk.certificates()
    assert (listed.number, listed.kind, listed.holder_name) == (content.number, KIND, "张三")
    assert (listed.state, listed.valid_until, listed.signed) == (VALID, "2027-01-31", "")
    request = pb.GetCertificateRequest(id=listed.id)
    whole = (await desk.service.get_certificate(request, desk.call())).certificate
    assert (whole.verification_code, whole.signed) == (CODE.upper(), content.signed)
    paper = pb.DownloadCertificateRequest(id=listed.id)
    pdf = b"".join([body.data async for body in desk.service.download_certificate(paper, desk.call())])
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert content.number in text and CODE.upper() in text and "张三" in text
    stranger = desk.call("pstranger")
    with pytest.raises(NotFound):
        await desk.service.get_certificate(request, stranger)
    with pytest.raises(NotFound):
        await desk.service.create_consent_code(pb.CreateConsentCodeRequest(id=listed.id, request_id=new_id()), stranger)
    assert not await desk.certificates("pstranger")


async def test_nothing_of_a_certificate_is_readable_in_the_database(desk: Desk) -> None:
    content = await desk.granted()
    rows = await desk.pool.fetch(
        "SELECT to_jsonb(c)::text AS row FROM certificates c WHERE person_id = $1", desk.person
    )
    for canary in (content.number, content.code, "张三", "B1"):
        assert all(f'"{canary}"' not in row["row"] for row in rows)


async def test_a_stranger_learns_the_state_and_nothing_else(desk: Desk) -> None:
    content = await desk.granted(valid_until="2026-11-25")
    shown = {"number": content.number, "code": CODE}
    assert await desk.verify(**shown) == pb.VerifyCertificateResponse(state=VALID)
    assert await desk.verify(signed=content.signed) == pb.VerifyCertificateResponse(state=VALID)
    desk.clock.instant += timedelta(days=1)
    assert await desk.verify(**shown) == pb.VerifyCertificateResponse(state=EXPIRED)
    (held,) = await desk.certificates()
    assert held.state == EXPIRED
    await desk.revoked(held)
    assert await desk.verify(**shown) == pb.VerifyCertificateResponse(state=REVOKED)
    assert not await desk.reads()


async def test_what_never_existed_is_answered_alike_however_it_comes(desk: Desk) -> None:
    content = await desk.granted()
    head, payload, signature = content.signed.split(".")
    for shown in (
        {"number": "HR0", "code": CODE},
        {"number": content.number, "code": "AAAABBBBCCCCDDDD"},
        {"number": content.number, "code": content.number},
        {"signed": f"{head}.{payload}.{signature[:-6]}AAAAAA"},
        {"signed": "x"},
        {"signed": "证"},
        {"signed": content.signed.replace(".", "")},
    ):
        for code in ("", "AAAA-BBBB-CCCC-DDDD"):
            answer = await desk.verify(**shown, consent_code=code)
            assert answer.SerializeToString() == pb.VerifyCertificateResponse(state=UNKNOWN).SerializeToString()


async def test_a_consent_code_shows_one_certificate_once_and_the_holder_sees_that(desk: Desk) -> None:
    content, other = await desk.granted(), await desk.granted(child="B2")
    held = {one.number: one.id for one in await desk.certificates()}
    code = await consent(desk, held[content.number])
    shown = {"number": content.number, "code": CODE, "consent_code": code.lower()}
    mistaken = await desk.verify(number=other.number, code=CODE, consent_code=code)
    assert mistaken == pb.VerifyCertificateResponse(state=VALID), "it is for another certificate, and not used up"
    answer = await desk.verify(**shown, request_id="a-key-of-mine")
    assert (answer.certificate.number, answer.certificate.holder_name) == (content.number, "张三")
    assert (answer.certificate.id, answer.certificate.application_id, answer.certificate.signed) == ("", "", "")
    assert await desk.verify(**shown, request_id="a-key-of-mine") == answer, "a call that is repeated"
    for again in (shown, {**shown, "request_id": "another-key"}):
        assert await desk.verify(**again) == pb.VerifyCertificateResponse(state=VALID)
    reads = await desk.reads()
    assert {(read["reader"], read["purpose"]) for read in reads} == {
        ("holder-of-consent-code", "CERTIFICATE_SHOWN_BY_CONSENT")
    }


async def test_a_consent_code_runs_out_and_is_the_same_for_the_same_request(desk: Desk) -> None:
    content = await desk.granted()
    await desk.granted(child="B2")
    held = {one.number: one.id for one in await desk.certificates()}
    code = await consent(desk, held.pop(content.number), "the-same-key")
    ((_, other),) = held.items()
    with pytest.raises(RequestIdReused):
        await consent(desk, other, "the-same-key")
    desk.clock.instant += timedelta(minutes=11)
    answer = await desk.verify(number=content.number, code=CODE, consent_code=code)
    assert answer == pb.VerifyCertificateResponse(state=VALID)


async def test_bad_input_is_named(desk: Desk) -> None:
    for bad in (
        {},
        {"number": "1"},
        {"number": "1" * 65, "code": "1"},
        {"signed": "x" * 9000},
        {"signed": "x", "request_id": "é"},
    ):
        with pytest.raises(InvalidInput):
            await desk.verify(**bad)
    with pytest.raises(InvalidInput):
        await consent(desk, "x", "short")


async def test_a_certificate_that_our_keys_do_not_check_is_not_kept(desk: Desk) -> None:
    with pytest.raises(UnknownMatter):
        await desk.granted(key=OTHER_KEY)
    assert not await desk.certificates()
