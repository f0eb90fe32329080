"""Who asks before applying is told of their own evidence: what it stands for and since when, never what it says."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.verification.v1 import holdings_service_pb2 as pb
from runtime.ids import new_id
from services.verification.holdings import HoldingsService
from services.verification.tests.evidence.desk import KIND, Desk, NoRegisters, certificate_item

pytestmark = pytest.mark.engines
HELD, NO_RECORD = pb.HOLDING_STATE_HELD, pb.HOLDING_STATE_NO_RECORD


async def told(desk: Desk, item: catalog.ServiceItem | None = None, person: str = "") -> dict[str, pb.Holding]:
    """What a guide is told of a person, by document."""
    service = HoldingsService(desk.pool, NoRegisters(), desk.clock, desk.evidence)
    request = pb.ListHoldingsRequest(person_id=person or desk.person, item=item or certificate_item())
    context: Any = None
    return {one.material_code: one for one in (await service.list_holdings(request, context)).holdings}


async def test_a_certificate_in_force_is_told_with_its_name_and_since_when_and_never_its_number(desk: Desk) -> None:
    content = await desk.granted(valid_until="2026-11-26")
    holding = (await told(desk))["registration"]
    assert (holding.state, holding.source, holding.name.zh) == (HELD, f"certificate:{KIND}", "户口页")
    assert holding.as_of_time.ToDatetime(UTC) == desk.clock.now()
    assert holding.about_something, "it stands for matters about the same child"
    assert content.number.encode() not in holding.SerializeToString()
    desk.clock.instant += timedelta(days=2)
    assert (await told(desk))["registration"].state == NO_RECORD
    assert (await told(desk, person=f"p{new_id()}"))["registration"].state == NO_RECORD


async def test_what_an_organisation_may_hold_is_not_said_to_be_missing(desk: Desk) -> None:
    item = certificate_item()
    item.applicant_kinds.extend([catalog.APPLICANT_KIND_PERSON, catalog.APPLICANT_KIND_ORGANISATION])
    assert (await told(desk, item))["registration"].state == pb.HOLDING_STATE_UNKNOWN


async def test_a_document_whose_original_was_seen_is_told_and_one_that_nobody_saw_is_not(desk: Desk) -> None:
    document = new_id()
    await desk.verified(given={"photo": document})
    assert "photo" not in await told(desk)
    await desk.attest(document, valid_until="2026-11-27")
    holding = (await told(desk))["photo"]
    assert (holding.state, holding.source, holding.HasField("name")) == (HELD, "material", False)


async def test_what_was_looked_at_for_a_guide_is_in_the_persons_record(desk: Desk) -> None:
    document = new_id()
    await desk.verified(given={"photo": document})
    await desk.attest(document)
    await told(desk)
    fields = [read["fields"] for read in await desk.reads() if read["purpose"] == "GUIDE"]
    assert fields == [[f"certificate:{KIND}", "material:photo"]]
