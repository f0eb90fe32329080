"""A certificate issued to an organisation is the organisation's: whoever represents it now has it, whoever filed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.verification.v1 import evidence_service_pb2 as pb
from onetrip.verification.v1 import holdings_service_pb2 as holdings_pb
from runtime.errors import InvalidInput, NotFound, Unavailable
from runtime.ids import new_id
from services.verification.holdings import HoldingsService
from services.verification.tests.evidence.desk import Desk, certificate_item

pytestmark = pytest.mark.engines

HEAD = "pnew-head"


def of_company(item: catalog.ServiceItem | None = None) -> catalog.ServiceItem:
    """An item that organisations apply for too."""
    item = item or certificate_item()
    item.applicant_kinds.extend([catalog.APPLICANT_KIND_PERSON, catalog.APPLICANT_KIND_ORGANISATION])
    return item


async def listed(desk: Desk, person: str = "", credit_code: str = "") -> Sequence[pb.Certificate]:
    """What somebody is shown of an organisation's certificates; of their own when none is named."""
    request = pb.ListCertificatesRequest(credit_code=credit_code)
    return (await desk.service.list_certificates(request, desk.call(person))).certificates


async def test_whom_its_register_names_has_it_and_who_filed_for_it_does_not(desk: Desk) -> None:
    content = await desk.granted(credit_code=desk.company)
    desk.register.representative = HEAD
    assert not await listed(desk), "it is not the person's own"
    with pytest.raises(NotFound):
        await listed(desk, credit_code=desk.company)
    (held,) = [one for one in await listed(desk, HEAD, desk.company) if one.number == content.number]
    get = pb.GetCertificateRequest(id=held.id, credit_code=desk.company)
    assert (await desk.service.get_certificate(get, desk.call(HEAD))).certificate.signed == content.signed
    for absent in (
        pb.GetCertificateRequest(id=held.id),
        pb.GetCertificateRequest(id=held.id, credit_code=desk.other_company),
    ):
        with pytest.raises(NotFound):
            await desk.service.get_certificate(absent, desk.call(HEAD))
    with pytest.raises(NotFound):
        await desk.service.get_certificate(get, desk.call())


async def test_the_next_head_files_with_it_and_its_former_heads_other_business_does_not(desk: Desk) -> None:
    await desk.granted(credit_code=desk.company)
    assert not (await desk.verified(person=HEAD, credit_code=desk.company)).missing[1:]
    for other in ({"credit_code": desk.other_company}, {}):
        missing = [one.material_code for one in (await desk.verified(**other)).missing]
        assert missing == ["registration", "photo"]


async def test_who_is_shown_it_by_consent_is_in_the_log_of_who_consented(desk: Desk) -> None:
    content = await desk.granted(credit_code=desk.company)
    desk.register.representative = head = f"p{new_id()}"
    (held,) = [one for one in await listed(desk, head, desk.company) if one.number == content.number]
    made = pb.CreateConsentCodeRequest(id=held.id, request_id=new_id(), credit_code=desk.company)
    with pytest.raises(NotFound):
        await desk.service.create_consent_code(made, desk.call())
    code = (await desk.service.create_consent_code(made, desk.call(head))).consent_code
    assert (await desk.verify(number=content.number, code=content.code, consent_code=code)).HasField("certificate")
    assert not [read for read in await desk.reads() if read["purpose"] == "CERTIFICATE_SHOWN_BY_CONSENT"]
    desk.person = head
    assert {read["purpose"] for read in await desk.reads()} == {"CERTIFICATE_SHOWN_BY_CONSENT", "REPRESENTATION"}


async def test_whom_the_register_names_sees_that_a_stranger_asked(desk: Desk) -> None:
    stranger, desk.register.representative = desk.person, f"p{new_id()}"
    with pytest.raises(NotFound):
        await listed(desk, stranger, desk.company)
    await told(desk, stranger, desk.company)
    desk.person = desk.register.representative
    assert [(read["purpose"], read["fields"]) for read in await desk.reads()] == [
        ("REPRESENTATION", ["company.legal_representative"])
    ] * 2


async def test_while_its_register_is_silent_nobody_is_believed_and_a_number_that_is_none_is_named(desk: Desk) -> None:
    desk.register.silent = True
    with pytest.raises(Unavailable):
        await listed(desk, credit_code=desk.company)
    for wrong in ("1", desk.company.lower()):
        with pytest.raises(InvalidInput):
            await listed(desk, credit_code=wrong)


async def told(desk: Desk, person: str, credit_code: str) -> holdings_pb.ListHoldingsResponse:
    """What a guide is told of an organisation."""
    service = HoldingsService(desk.pool, desk.register, desk.clock, desk.evidence)
    request = holdings_pb.ListHoldingsRequest(person_id=person, item=of_company(), credit_code=credit_code)
    context: Any = None
    return await service.list_holdings(request, context)


async def test_a_guide_tells_its_representative_what_the_organisation_holds_and_nobody_else(desk: Desk) -> None:
    await desk.granted(credit_code=desk.company)
    desk.register.representative = HEAD
    answer = await told(desk, HEAD, desk.company)
    (held,) = [one for one in answer.holdings if one.material_code == "registration"]
    assert (held.state, answer.not_represented) == (holdings_pb.HOLDING_STATE_HELD, False)
    refused = await told(desk, desk.person, desk.company)
    assert (list(refused.holdings), refused.not_represented) == ([], True)
    assert [read["fields"] for read in await desk.reads()] == [["company.legal_representative"]]
    (nothing,) = [
        one for one in (await told(desk, HEAD, desk.other_company)).holdings if one.material_code == "registration"
    ]
    assert nothing.state == holdings_pb.HOLDING_STATE_NO_RECORD
