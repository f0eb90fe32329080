"""What the state holds is reused by every later application of the same person while it is in force, and no other."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from datetime import timedelta

import pytest

from contracts.errors.applications import RequestIdReused
from contracts.errors.uploads import OwnMaterial
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.errors import InvalidInput, NotFound
from runtime.ids import new_id
from services.verification.domain import Answer
from services.verification.registers.client import Purpose, Question
from services.verification.tests.evidence.desk import KIND, Desk, NoRegisters, certificate_item

pytestmark = pytest.mark.engines

_ONE_WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"


def missing(completed: messages.VerificationCompleted) -> list[str]:
    return [one.material_code for one in completed.missing]


async def test_a_certificate_spares_the_next_application_its_proof_and_the_applicant_is_told(desk: Desk) -> None:
    assert missing(await desk.verified()) == ["registration", "photo"]
    content = await desk.granted()
    completed = await desk.verified()
    assert missing(completed) == ["photo"]
    (reused,) = completed.reused
    (held,) = await desk.certificates()
    assert (reused.source, reused.trust, reused.certificate_id) == (
        f"certificate:{KIND}",
        catalog.TRUST_LEVEL_A,
        held.id,
    )
    assert completed.proofs_spared == 1
    (fact,) = desk.facts_of(completed).facts
    assert (fact.name, fact.value, fact.source) == ("registration", content.number, f"certificate:{KIND}")


async def test_a_certificate_serves_neither_another_person_nor_another_matter(desk: Desk) -> None:
    await desk.granted(child="B1")
    assert "registration" in missing(await desk.verified(person=f"p{new_id()}"))
    assert "registration" in missing(await desk.verified(child="B2"))
    assert "registration" in missing(await desk.verified(credit_code="91350211MA2Y7X8U4H"))
    assert "registration" not in missing(await desk.verified(child="B1"))


async def test_validity_is_judged_on_the_day_of_receipt_and_its_last_day_is_still_good(desk: Desk) -> None:
    await desk.granted(valid_until="2026-11-26")
    desk.clock.instant += timedelta(days=1)
    assert "registration" not in missing(await desk.verified())
    desk.clock.instant += timedelta(days=1)
    assert "registration" in missing(await desk.verified())


async def test_a_revoked_certificate_stands_for_nothing_and_what_counted_it_says_so(desk: Desk) -> None:
    await desk.granted()
    counted = await desk.verified(given={"photo": "m1"})
    assert counted.outcome == messages.VERIFICATION_OUTCOME_COMPLETE
    (held,) = await desk.certificates()
    await desk.revoked(held)
    assert "registration" in missing(await desk.verified())
    told = await desk.pool.fetchval(
        "SELECT payload FROM outbox WHERE key = $1 AND type LIKE '%FactsChanged'", counted.application_id
    )
    assert messages.FactsChanged.FromString(told).certificate_id == held.id
    again = await desk.verified(application_id=counted.application_id, given={"photo": "m1"}, round_=2)
    (finding,) = again.findings
    assert (finding.fact, finding.source) == ("registration", f"certificate:{KIND}")


class WaitingRegisters(NoRegisters):
    """Registers that say that they were asked, and answer when a test lets them."""

    def __init__(self) -> None:
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()

    async def ask(self, questions: Sequence[Question], purpose: Purpose) -> dict[Question, Answer]:
        """See Registers."""
        self.asked.set()
        await self.may_answer.wait()
        return await super().ask(questions, purpose)


async def test_a_revocation_while_registers_are_asked_finds_who_is_about_to_rely_on_it(desk: Desk) -> None:
    await desk.granted()
    (held,) = await desk.certificates()
    registers, application_id = WaitingRegisters(), new_id()
    desk.verifier = dataclasses.replace(desk.verifier, registers=registers)
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        round_ = group.create_task(desk.verified(application_id=application_id))
        await registers.asked.wait()
        revocation = group.create_task(desk.revoked(held))
        while not revocation.done() and not await desk.pool.fetchval(_ONE_WAITS):
            pass
        registers.may_answer.set()
    assert "registration" not in missing(round_.result())
    told = await desk.pool.fetch("SELECT key FROM outbox WHERE type LIKE '%FactsChanged' AND key = $1", application_id)
    assert len(told) == 1
    desk.verifier = dataclasses.replace(desk.verifier, registers=NoRegisters())
    again = await desk.verified(application_id=application_id, round_=2)
    assert "registration" in missing(again)


async def test_a_document_that_a_clerk_compared_with_its_original_is_reused_until_it_expires(desk: Desk) -> None:
    document = new_id()
    first = await desk.verified(given={"photo": document})
    assert "photo" in missing(await desk.verified()), "a level C upload is no proof for another application"
    attested = await desk.attest(document, valid_until="2026-11-27")
    assert (attested.trust, attested.valid_until) == (catalog.TRUST_LEVEL_B, "2026-11-27")
    later = await desk.verified()
    assert "photo" not in missing(later)
    (reused,) = later.reused
    assert (reused.trust, reused.source, reused.material.material_id) == (catalog.TRUST_LEVEL_B, "material", document)
    assert "photo" in missing(await desk.verified(person=f"p{new_id()}"))
    assert "photo" in missing(await desk.verified(certificate_item(trust_min=catalog.TRUST_LEVEL_A)))
    assert "photo" not in missing(await desk.verified(certificate_item(trust_min=catalog.TRUST_LEVEL_C)))
    desk.clock.instant += timedelta(days=3)
    assert "photo" in missing(await desk.verified())
    told = await desk.pool.fetchval(
        "SELECT payload FROM outbox WHERE key = $1 AND type LIKE '%MaterialAttested'", first.application_id
    )
    assert messages.MaterialAttested.FromString(told).material_codes == ["photo"]


def about_a_child() -> catalog.ServiceItem:
    """An item about a child, with a paper about it and one about the applicant, which a register can supply too."""
    item = certificate_item()
    item.subject_fields.append("birth_certificate_number")
    item.facts.add(name="spouse", register="family", field="spouse_name", subject="applicant")
    item.materials.add(code="marriage", required=True, supplied_by=["fact:spouse"])
    return item


async def test_an_attested_document_about_one_child_stands_for_no_other(desk: Desk) -> None:
    photo, marriage = new_id(), new_id()
    await desk.verified(about_a_child(), child="B1", given={"photo": photo, "marriage": marriage})
    for document in (photo, marriage):
        await desk.attest(document)
    reused = {
        child: {one.material_code for one in (await desk.verified(about_a_child(), child=child)).reused}
        for child in ("B1", "B2")
    }
    assert reused == {"B1": {"photo", "marriage"}, "B2": {"marriage"}}
    assert "photo" in missing(await desk.verified(about_a_child(), child=""))


async def test_until_it_is_attested_a_document_is_about_what_its_application_says_in_the_end(desk: Desk) -> None:
    photo = new_id()
    first = await desk.verified(about_a_child(), child="B1", given={"photo": photo})
    again = {"application_id": first.application_id, "given": {"photo": photo}, "round_": 2}
    await desk.verified(about_a_child(), child="B2", **again)
    await desk.attest(photo)
    assert "photo" in missing(await desk.verified(about_a_child(), child="B1"))
    assert "photo" not in missing(await desk.verified(about_a_child(), child="B2"))


async def test_attested_about_one_child_and_then_given_for_another_it_stands_for_neither(desk: Desk) -> None:
    photo = new_id()
    first = await desk.verified(about_a_child(), child="B1", given={"photo": photo})
    await desk.attest(photo)
    again = {"application_id": first.application_id, "given": {"photo": photo}}
    await desk.verified(about_a_child(), child="B2", round_=2, **again)
    await desk.verified(about_a_child(), child="B2", round_=3, **again)
    for child in ("B1", "B2"):
        assert "photo" in missing(await desk.verified(about_a_child(), child=child))


async def test_an_attested_document_stays_what_it_was_attested_as_whatever_it_is_given_with(desk: Desk) -> None:
    photo = new_id()
    await desk.verified(about_a_child(), child="B1", given={"photo": photo})
    await desk.attest(photo)
    other = await desk.verified(about_a_child(), child="B2", given={"photo": photo})
    again = {"application_id": other.application_id, "given": {"photo": photo}, "round_": 2}
    await desk.verified(about_a_child(), child="B2", **again)
    assert "photo" not in missing(await desk.verified(about_a_child(), child="B1"))
    assert "photo" in missing(await desk.verified(about_a_child(), child="B2"))


async def test_given_for_two_children_before_anybody_compared_it_a_document_stands_for_neither(desk: Desk) -> None:
    photo = new_id()
    for child in ("B1", "B2"):
        await desk.verified(about_a_child(), child=child, given={"photo": photo})
    await desk.attest(photo)
    for child in ("B1", "B2"):
        assert "photo" in missing(await desk.verified(about_a_child(), child=child))


async def test_an_attested_document_of_one_company_stands_for_no_other_nor_for_its_head(desk: Desk) -> None:
    document = new_id()
    await desk.verified(credit_code=desk.company, given={"photo": document})
    await desk.attest(document)
    assert "photo" not in missing(await desk.verified(credit_code=desk.company, person=f"p{new_id()}"))
    assert "photo" in missing(await desk.verified(credit_code=desk.other_company))
    assert "photo" in missing(await desk.verified())


async def test_what_was_attested_before_this_was_kept_stands_where_no_subject_can_differ(desk: Desk) -> None:
    document = new_id()
    await desk.verified(about_a_child(), given={"photo": document})
    await desk.attest(document)
    await desk.pool.execute("UPDATE materials SET subject = NULL WHERE material_id = $1", document)
    assert "photo" in missing(await desk.verified(about_a_child()))
    assert "photo" not in missing(await desk.verified())


async def test_both_identities_of_an_attestation_are_kept_and_the_person_sees_it(desk: Desk) -> None:
    document = new_id()
    await desk.verified(given={"photo": document})
    await desk.attest(document, clerk="pclerk-7")
    (read,) = await desk.reads()
    assert tuple(read) == ("pclerk-7", "clerk", "ATTEST_MATERIAL", ["material:photo"])
    kept = await desk.pool.fetchrow("SELECT * FROM attestations WHERE material_id = $1", document)
    assert (kept["attested_by"], kept["valid_until"].isoformat()) == ("pclerk-7", "2027-11-25")


async def test_nobody_attests_their_own_an_unknown_one_or_two_by_one_request(desk: Desk) -> None:
    document, other = new_id(), new_id()
    await desk.verified(given={"photo": document, "registration": other})
    with pytest.raises(OwnMaterial):
        await desk.attest(document, clerk=desk.person)
    with pytest.raises(NotFound):
        await desk.attest(new_id())
    for day in ("2026-11-24", "2026-02-30", "tomorrow", "9999-12-31"):
        with pytest.raises(InvalidInput):
            await desk.attest(document, valid_until=day)
    request_id = new_id()
    first = await desk.attest(document, request_id=request_id)
    assert await desk.attest(document, request_id=request_id) == first
    assert await desk.attest(document, clerk="panother") == first
    with pytest.raises(RequestIdReused):
        await desk.attest(other, request_id=request_id)
    assert len(await desk.reads()) == 1
