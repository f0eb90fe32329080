"""A certificate that its holder calls wrong goes to the department that issued it; nobody is asked for a proof."""

from __future__ import annotations

import pytest
from google.protobuf.message import Message

from contracts.errors.tickets import CertificateInForce, SourceNotAsked
from onetrip.verification.v1 import data_quality_service_pb2 as tickets_pb
from onetrip.verification.v1 import evidence_service_pb2 as pb
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.errors import NotFound
from runtime.ids import new_id
from services.verification.tests.evidence.desk import KIND, Desk
from services.verification.tickets.sources import TICKET_WORKING_DAYS

pytestmark = pytest.mark.engines

SOURCE = f"certificate:{KIND}"
ITEM = "social-security-card"
GIVEN = {"photo": "m1"}
RIGHT, CORRECTED = tickets_pb.TICKET_ANSWER_RIGHT, tickets_pb.TICKET_ANSWER_CORRECTED


async def called_wrong(desk: Desk) -> tuple[messages.VerificationCompleted, pb.FactTicket]:
    """An application that a certificate spared a proof, and the ticket about what is wrong in that."""
    await desk.granted()
    counted = await desk.verified(given=GIVEN)
    return counted, await dispute(desk, counted.application_id)


async def dispute(desk: Desk, application_id: str) -> pb.FactTicket:
    fact = f"{application_id}.{ITEM}.registration"
    request = pb.DisputeFactRequest(id=fact, request_id=new_id(), statement="The name is not mine.")
    return (await desk.service.dispute_fact(request, desk.call())).ticket


async def again(desk: Desk, counted: messages.VerificationCompleted, round_: int) -> messages.VerificationCompleted:
    return await desk.verified(application_id=counted.application_id, given=GIVEN, round_=round_)


async def answered(desk: Desk, ticket_id: str, answer: tickets_pb.TicketAnswer) -> tickets_pb.Ticket:
    request = tickets_pb.AnswerTicketRequest(id=ticket_id, request_id=new_id(), answer=answer, words="We looked.")
    officer = desk.call("pofficer", "officer", "public-security")
    return (await desk.quality.answer_ticket(request, officer)).ticket


async def said(desk: Desk, application_id: str, kind: type[Message]) -> list[Message]:
    rows = await desk.pool.fetch(
        "SELECT payload FROM outbox WHERE key = $1 AND type = $2 ORDER BY id",
        application_id,
        kind.DESCRIPTOR.full_name,
    )
    return [kind.FromString(row["payload"]) for row in rows]


async def test_who_issued_it_is_asked_with_a_limit_and_reads_what_the_holder_says(desk: Desk) -> None:
    counted, ticket = await called_wrong(desk)
    (opened,) = await said(desk, counted.application_id, messages.TicketOpened)
    assert isinstance(opened, messages.TicketOpened)
    assert (opened.source, opened.department) == (SOURCE, "public-security")
    assert (opened.kind, opened.limit_working_days) == (tickets_pb.TICKET_KIND_DISPUTED, TICKET_WORKING_DAYS)
    request = tickets_pb.GetTicketRequest(id=ticket.id)
    read = await desk.quality.get_ticket(request, desk.call("pofficer", "officer", "public-security"))
    (content,) = read.contents
    assert (content.statement, content.fact.source) == ("The name is not mine.", SOURCE)
    with pytest.raises(NotFound):
        await desk.quality.get_ticket(request, desk.call("pother", "officer", "civil-affairs"))


async def test_meanwhile_a_person_looks_and_the_document_is_not_asked_for(desk: Desk) -> None:
    counted, ticket = await called_wrong(desk)
    (news,) = await said(desk, counted.application_id, messages.FactsChanged)
    assert isinstance(news, messages.FactsChanged)
    assert (news.ticket_id, news.source) == (ticket.id, SOURCE)
    meanwhile = await again(desk, counted, 2)
    assert (meanwhile.outcome, list(meanwhile.missing)) == (messages.VERIFICATION_OUTCOME_NEEDS_PERSON, [])
    (finding,) = meanwhile.findings
    assert (finding.kind, finding.source) == (facts.FINDING_KIND_CONTRADICTED, SOURCE)
    (fact,) = desk.facts_of(meanwhile).facts
    assert fact.quality == facts.FACT_QUALITY_CONTRADICTED


async def test_found_right_it_counts_again(desk: Desk) -> None:
    counted, ticket = await called_wrong(desk)
    await answered(desk, ticket.id, RIGHT)
    after = await again(desk, counted, 3)
    assert (after.outcome, list(after.findings)) == (messages.VERIFICATION_OUTCOME_COMPLETE, [])


async def test_corrected_is_said_once_it_was_revoked_and_the_new_round_is_without_it(desk: Desk) -> None:
    counted, ticket = await called_wrong(desk)
    with pytest.raises(CertificateInForce):
        await answered(desk, ticket.id, CORRECTED)
    (held,) = await desk.certificates()
    await desk.revoked(held)
    assert (await answered(desk, ticket.id, CORRECTED)).answer == CORRECTED
    news = await said(desk, counted.application_id, messages.FactsChanged)
    assert [one.answer for one in news if isinstance(one, messages.FactsChanged)][-1] == CORRECTED
    after = await again(desk, counted, 3)
    assert [one.material_code for one in after.missing] == ["registration"]


async def test_two_applications_that_rest_on_one_certificate_wait_for_one_ticket(desk: Desk) -> None:
    counted, ticket = await called_wrong(desk)
    other = await desk.verified(given=GIVEN)
    assert (await dispute(desk, other.application_id)).id == ticket.id
    assert (await answered(desk, ticket.id, RIGHT)).applications == 2
    for application_id in (counted.application_id, other.application_id):
        assert len(await said(desk, application_id, messages.FactsChanged)) == 2


async def test_a_certificate_that_is_not_held_here_cannot_be_called_wrong(desk: Desk) -> None:
    await desk.granted()
    counted = await desk.verified(given=GIVEN)
    await desk.pool.execute(
        "UPDATE certificates SET number_hash = number_hash || 'x'::bytea WHERE person_id = $1", desk.person
    )
    with pytest.raises(SourceNotAsked):
        await dispute(desk, counted.application_id)
