"""Stale, contradicted and disputed facts go to the department of their source; nobody is asked for a proof."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from contracts.errors.applications import RequestIdReused
from contracts.errors.tasks import OwnApplication
from contracts.errors.tickets import SourceNotAsked, TicketAnswered
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1 import data_quality_service_pb2 as pb
from onetrip.verification.v1 import evidence_service_pb2 as evidence
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.errors import InvalidInput, NotFound
from runtime.ids import new_id
from services.verification.domain import Answered
from services.verification.tests.conftest import ITEM, NOW, Bench, call

pytestmark = pytest.mark.engines

OFFICER = call("pofficer", "officer", department="education")
CITY = call("psupervisor", "supervisor")
CANARY = "金丝雀"
WORDS = "The certificate was looked at again."


async def contradicted(bench: Bench, person: str | None = None) -> tuple[str, str]:
    """An application whose applicant says master while the register says bachelor. Returns it, and whose it is."""
    application_id, person = new_id(), person or f"p{new_id()}"
    bench.registers.holds("education", "degree", "bachelor")
    bench.registers.holds("population", "name", CANARY)
    await bench.verify(application_id, person, claimed="master")
    return application_id, person


async def ticket_of(bench: Bench, application_id: str) -> messages.TicketOpened:
    (opened,) = await bench.said(application_id, messages.TicketOpened)
    return opened


async def answer(bench: Bench, ticket_id: str, answer: pb.TicketAnswer, who: Any = OFFICER, **more: str) -> pb.Ticket:
    fields: dict[str, Any] = {"request_id": new_id(), "words": WORDS, **more}
    request = pb.AnswerTicketRequest(id=ticket_id, answer=answer, **fields)
    return (await bench.quality.answer_ticket(request, who)).ticket


async def listed(bench: Bench, who: Any, **more: Any) -> list[str]:
    found, token = [], ""
    while True:
        page = await bench.quality.list_tickets(pb.ListTicketsRequest(page_size=2, page_token=token, **more), who)
        found += [ticket.id for ticket in page.tickets]
        if not (token := page.next_page_token):
            return found


async def dispute(bench: Bench, fact_id: str, person: str, request_id: str = "", says: str = "It is a master.") -> Any:
    request = evidence.DisputeFactRequest(id=fact_id, request_id=request_id or new_id(), statement=says)
    return (await bench.evidence.dispute_fact(request, call(person, "applicant"))).ticket


async def used(bench: Bench, application_id: str, person: str) -> list[evidence.FactUsed]:
    request = evidence.ListFactsRequest(application_id=application_id)
    return list((await bench.evidence.list_facts(request, call(person, "applicant"))).facts)


async def test_a_contradiction_opens_a_ticket_to_the_sources_department(bench: Bench) -> None:
    application_id, _ = await contradicted(bench)
    opened = await ticket_of(bench, application_id)
    assert (opened.source, opened.department, opened.limit_working_days) == ("education", "education", 5)
    assert opened.kind == pb.TICKET_KIND_CONTRADICTED
    assert opened.ticket_id in await listed(bench, OFFICER)
    assert opened.ticket_id in await listed(bench, CITY)
    assert opened.ticket_id not in await listed(bench, call("pother", "officer", department="civil-affairs"))
    assert await listed(bench, call("pnobody", "officer")) == []


async def test_a_ticket_that_a_database_forgot_is_opened_again_as_the_one_that_others_know(bench: Bench) -> None:
    first, person = await contradicted(bench)
    second, _ = await contradicted(bench, person)
    opened = await ticket_of(bench, first)
    assert await bench.said(second, messages.TicketOpened) == []
    # Set back to before either was verified; they are heard again in the other order (decision 0067).
    for table in ("ticket_applications", "tickets", "verifications"):
        await bench.pool.execute(f"DELETE FROM {table} WHERE application_id = ANY ($1)", [first, second])
    for application_id in (second, first):
        await bench.verify(application_id, person, claimed="master")
    assert (await ticket_of(bench, second)).ticket_id == opened.ticket_id
    # One that is opened when it has been answered is another.
    await answer(bench, opened.ticket_id, pb.TICKET_ANSWER_RIGHT)
    third, _ = await contradicted(bench, person)
    assert (await ticket_of(bench, third)).ticket_id != opened.ticket_id


async def test_a_stale_fact_opens_one_and_a_fresh_or_absent_one_none(bench: Bench) -> None:
    stale, fresh, absent = new_id(), new_id(), new_id()
    bench.registers.holds("education", "degree", "bachelor", Answered.STALE)
    await bench.verify(stale, f"p{new_id()}")
    assert (await ticket_of(bench, stale)).kind == pb.TICKET_KIND_STALE
    bench.registers.holds("education", "degree", "bachelor")
    await bench.verify(fresh, f"p{new_id()}", claimed="bachelor")
    bench.registers.held.clear()
    await bench.verify(absent, f"p{new_id()}")
    for application_id in (fresh, absent):
        assert await bench.said(application_id, messages.TicketOpened) == []


async def test_two_sources_that_differ_are_each_asked_and_each_reads_its_own_word_first(bench: Bench) -> None:
    application_id, person = new_id(), f"p{new_id()}"
    bench.definition.facts[0].also_from.add(register="population", field="degree")
    bench.registers.holds("education", "degree", "bachelor")
    bench.registers.holds("population", "degree", "master")
    for round_ in (1, 2):
        completed = await bench.verify(application_id, person, round_)
        assert {one.source for one in completed.findings} == {"education", "population"}
    opened = {one.source: one for one in await bench.said(application_id, messages.TicketOpened)}
    assert {one.department for one in opened.values()} == {"education", "public-security"}
    for source, officer, mine, others in (
        ("education", OFFICER, "bachelor", [("population", "master")]),
        ("population", call("ppolice", "officer", department="public-security"), "master", [("education", "bachelor")]),
    ):
        read = await bench.quality.get_ticket(pb.GetTicketRequest(id=opened[source].ticket_id), officer)
        (content,) = read.contents
        assert (content.fact.source, content.fact.value) == (source, mine)
        assert [(one.source, one.value) for one in content.fact.others] == others
    (fact,) = [one.fact for one in await used(bench, application_id, person)]
    assert (fact.value, fact.quality) == ("bachelor", facts.FACT_QUALITY_CONTRADICTED)
    assert [(one.source, one.value) for one in fact.others] == [("population", "master")]
    await answer(bench, opened["education"].ticket_id, pb.TICKET_ANSWER_CORRECTED)
    bench.registers.holds("education", "degree", "master")
    again = await bench.verify(application_id, person, 1010, anew=True)
    assert (again.outcome, list(again.findings)) == (messages.VERIFICATION_OUTCOME_COMPLETE, [])


async def test_an_old_word_beside_a_fresh_one_is_a_ticket_and_brings_no_person(bench: Bench) -> None:
    application_id = new_id()
    bench.definition.facts[0].also_from.add(register="population", field="degree")
    bench.registers.holds("education", "degree", "bachelor", Answered.STALE)
    bench.registers.holds("population", "degree", "bachelor")
    completed = await bench.verify(application_id, f"p{new_id()}")
    assert completed.outcome == messages.VERIFICATION_OUTCOME_COMPLETE
    opened = await ticket_of(bench, application_id)
    assert (opened.source, opened.kind) == ("education", pb.TICKET_KIND_STALE)


async def test_the_same_finding_in_a_later_round_opens_no_second_ticket(bench: Bench) -> None:
    application_id, person = await contradicted(bench)
    await bench.verify(application_id, person, 2, claimed="master")
    opened = await ticket_of(bench, application_id)
    await answer(bench, opened.ticket_id, pb.TICKET_ANSWER_RIGHT)
    await bench.verify(application_id, person, 1010, claimed="master", anew=True)
    assert len(await bench.said(application_id, messages.TicketOpened)) == 1


async def test_applications_that_stumble_over_one_record_wait_for_one_ticket(bench: Bench) -> None:
    first, person = await contradicted(bench)
    second, _ = await contradicted(bench, person)
    opened = await ticket_of(bench, first)
    assert await bench.said(second, messages.TicketOpened) == []
    answered = await answer(bench, opened.ticket_id, pb.TICKET_ANSWER_CORRECTED)
    assert answered.applications == 2
    for application_id in (first, second):
        (news,) = await bench.said(application_id, messages.FactsChanged)
        assert (news.ticket_id, news.answer) == (opened.ticket_id, pb.TICKET_ANSWER_CORRECTED)
    assert len(await bench.said(first, messages.TicketAnswered)) == 1


async def test_an_officer_reads_both_sides_and_the_read_is_in_the_persons_log(bench: Bench) -> None:
    application_id, person = await contradicted(bench)
    opened = await ticket_of(bench, application_id)
    read = await bench.quality.get_ticket(pb.GetTicketRequest(id=opened.ticket_id), OFFICER)
    (content,) = read.contents
    assert (content.subject_name, content.fact.value, content.fact.claimed_value) == (CANARY, "bachelor", "master")
    log = await bench.evidence.list_accesses(evidence.ListAccessesRequest(), call(person, "applicant"))
    assert {entry.purpose for entry in log.accesses} == {"DATA_QUALITY_TICKET", "VERIFICATION"}
    assert all(entry.words.zh and entry.words.en for entry in log.accesses)
    with pytest.raises(NotFound):
        await bench.quality.get_ticket(
            pb.GetTicketRequest(id=opened.ticket_id), call("pother", "officer", department="civil-affairs")
        )


async def test_a_ticket_is_answered_once_by_its_department_and_never_by_whom_it_concerns(bench: Bench) -> None:
    application_id, person = await contradicted(bench)
    ticket_id = (await ticket_of(bench, application_id)).ticket_id
    with pytest.raises(NotFound):
        await answer(bench, ticket_id, pb.TICKET_ANSWER_RIGHT, call("px", "officer", department="civil-affairs"))
    with pytest.raises(OwnApplication):
        await answer(bench, ticket_id, pb.TICKET_ANSWER_RIGHT, call(person, "officer", department="education"))
    with pytest.raises(InvalidInput):
        await answer(bench, ticket_id, pb.TICKET_ANSWER_UNSPECIFIED)
    key = new_id()
    once = await answer(bench, ticket_id, pb.TICKET_ANSWER_RIGHT, request_id=key)
    again = await answer(bench, ticket_id, pb.TICKET_ANSWER_RIGHT, request_id=key)
    assert once == again
    assert once.answer == pb.TICKET_ANSWER_RIGHT
    with pytest.raises(RequestIdReused):
        await answer(bench, ticket_id, pb.TICKET_ANSWER_CORRECTED, request_id=key)
    with pytest.raises(TicketAnswered):
        await answer(bench, ticket_id, pb.TICKET_ANSWER_CORRECTED)
    assert len(await bench.said(application_id, messages.FactsChanged)) == 1
    assert ticket_id in await listed(bench, OFFICER, answered=True)
    assert ticket_id not in await listed(bench, OFFICER)


async def test_the_words_of_a_call_are_kept_keyed_and_what_an_earlier_release_kept_is_known_again(bench: Bench) -> None:
    application_id, _ = await contradicted(bench)
    key, ticket_id = new_id(), (await ticket_of(bench, application_id)).ticket_id
    once = await answer(bench, ticket_id, pb.TICKET_ANSWER_RIGHT, request_id=key)
    said = pb.AnswerTicketRequest(id=ticket_id, answer=pb.TICKET_ANSWER_RIGHT, words=WORDS)
    plain = sha256(b"onetrip.verification.v1.AnswerTicketRequest\n" + said.SerializeToString()).digest()
    assert await bench.pool.fetchval("SELECT body FROM requests WHERE request_id = $1", key) != plain
    await bench.pool.execute("UPDATE requests SET body = $2 WHERE request_id = $1", key, plain)
    assert await answer(bench, ticket_id, pb.TICKET_ANSWER_RIGHT, request_id=key) == once


async def test_two_officers_who_answer_at_once_are_told_apart(bench: Bench) -> None:
    application_id, _ = await contradicted(bench)
    ticket_id = (await ticket_of(bench, application_id)).ticket_id
    other = call("pofficer2", "officer", department="education")
    results = await asyncio.gather(
        answer(bench, ticket_id, pb.TICKET_ANSWER_RIGHT),
        answer(bench, ticket_id, pb.TICKET_ANSWER_CORRECTED, other),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["Ticket", "TicketAnswered"]


async def test_the_process_says_by_when_and_red_is_the_supervisors(bench: Bench) -> None:
    application_id, _ = await contradicted(bench)
    opened = await ticket_of(bench, application_id)
    told = {
        "assignment_id": opened.ticket_id,
        "kind": process.ASSIGNMENT_KIND_TICKET,
        "application_id": application_id,
        "due": process.DueDate(date="2026-12-02"),
    }
    red = process.AssignmentLightChanged(light=state.LIGHT_RED, **told)
    await bench.send(red, application_id)
    await bench.send(process.AssignmentOpened(**told), application_id)
    assert opened.ticket_id in await listed(bench, CITY, light=state.LIGHT_RED)
    read = await bench.quality.get_ticket(pb.GetTicketRequest(id=opened.ticket_id), OFFICER)
    assert (read.ticket.due.date, read.ticket.light) == ("2026-12-02", state.LIGHT_RED)
    told["due"] = process.DueDate(date="2026-12-04")
    await bench.send(process.AssignmentDueMoved(calendar_number=2, **told), application_id)
    read = await bench.quality.get_ticket(pb.GetTicketRequest(id=opened.ticket_id), OFFICER)
    assert (read.ticket.due.date, read.ticket.light) == ("2026-12-04", state.LIGHT_RED), "by a calendar that was loaded"


async def test_a_person_lists_the_facts_used_about_them_and_nobody_elses(bench: Bench) -> None:
    application_id, person = await contradicted(bench)
    (degree,) = await used(bench, application_id, person)
    assert (degree.fact.id, degree.fact.source) == (f"{application_id}.{ITEM}.degree", "education")
    assert degree.fact.valid_until_time.ToDatetime() == (NOW + timedelta(days=365)).replace(tzinfo=None)
    assert [ticket.kind for ticket in degree.tickets] == [pb.TICKET_KIND_CONTRADICTED]
    for stranger in (f"p{new_id()}", "pofficer"):
        with pytest.raises(NotFound):
            await used(bench, application_id, stranger)
        with pytest.raises(NotFound):
            await dispute(bench, degree.fact.id, stranger)


async def test_a_disputed_fact_is_no_rules_until_its_source_has_answered(bench: Bench) -> None:
    application_id, person = new_id(), f"p{new_id()}"
    bench.registers.holds("education", "degree", "bachelor")
    await bench.verify(application_id, person, claimed="bachelor")
    fact_id = f"{application_id}.{ITEM}.degree"
    key = new_id()
    ticket = await dispute(bench, fact_id, person, key, says=f"{CANARY} has a master")
    assert await dispute(bench, fact_id, person, key, says=f"{CANARY} has a master") == ticket
    assert (await dispute(bench, fact_id, person)).id == ticket.id
    (news,) = await bench.said(application_id, messages.FactsChanged)
    assert news.answer == pb.TICKET_ANSWER_UNSPECIFIED
    meanwhile = await bench.verify(application_id, person, 1010, claimed="bachelor", anew=True)
    assert [finding.kind for finding in meanwhile.findings] == [facts.FINDING_KIND_CONTRADICTED]
    assert meanwhile.outcome == messages.VERIFICATION_OUTCOME_NEEDS_PERSON
    await answer(bench, ticket.id, pb.TICKET_ANSWER_RIGHT)
    after = await bench.verify(application_id, person, 1020, claimed="bachelor", anew=True)
    assert after.outcome == messages.VERIFICATION_OUTCOME_COMPLETE
    told_of = [each for fact in await used(bench, application_id, person) for each in fact.tickets]
    (told,) = [each for each in told_of if each.id == ticket.id]
    assert told.words == "The certificate was looked at again."


@pytest.mark.parametrize("fact_id", ["nothing", "a.b", "a.b.c", "a.b.c.d"])
async def test_a_fact_that_is_none_is_not_found(bench: Bench, fact_id: str) -> None:
    with pytest.raises(NotFound):
        await dispute(bench, fact_id, "panybody")


async def test_a_fact_of_a_source_that_no_department_answers_for_cannot_be_disputed(bench: Bench) -> None:
    application_id, person = await contradicted(bench)
    degree = bench.registers.held["education", "degree"]
    bench.registers.held["education", "degree"] = type(degree)(degree.answered, "bachelor", "elsewhere", NOW)
    await bench.verify(application_id, person, 2, claimed="master")
    with pytest.raises(SourceNotAsked):
        await dispute(bench, f"{application_id}.{ITEM}.degree", person)


async def test_nothing_personal_is_stored_or_said_in_the_clear(bench: Bench) -> None:
    application_id, person = await contradicted(bench)
    ticket = await dispute(bench, f"{application_id}.{ITEM}.degree", person, says=CANARY)
    await answer(bench, ticket.id, pb.TICKET_ANSWER_RIGHT, words=CANARY)
    for table in ("tickets", "ticket_applications", "outbox", "requests", "verifications"):
        rows = await bench.pool.fetch(f"SELECT * FROM {table}")
        assert CANARY.encode() not in b"".join(
            value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row.values()
        ), table


async def test_sources_are_counted(bench: Bench) -> None:
    before = await _report(bench)
    application_id, person = await contradicted(bench)
    ticket = await dispute(bench, f"{application_id}.{ITEM}.degree", person)
    bench.clock.instant = NOW + timedelta(hours=3)
    await answer(bench, ticket.id, pb.TICKET_ANSWER_CORRECTED)
    after = await _report(bench)
    gained = {
        name: getattr(after, name) - getattr(before, name) for name in ("opened", "open", "disputed", "corrected")
    }
    assert gained == {"opened": 2, "open": 1, "disputed": 1, "corrected": 1}
    assert after.answer_seconds_max >= 3 * 3600


async def _report(bench: Bench) -> pb.SourceReport:
    report = await bench.quality.report_sources(pb.ReportSourcesRequest(), CITY)
    return next((one for one in report.sources if one.source == "education"), pb.SourceReport())


async def test_what_an_answer_named_is_listed_without_what_the_register_says_of_it(bench: Bench) -> None:
    application_id, person = new_id(), f"p{new_id()}"
    bench.definition.facts[0].subject = "form:degree"
    bench.registers.holds("education", "degree", "doctor")
    await bench.verify(application_id, person, claimed="bachelor")
    (one,) = [each.fact for each in await used(bench, application_id, person) if each.fact.name == "degree"]
    assert (one.value, one.withheld, one.source, one.claimed_value) == ("", True, "education", "bachelor")
    assert one.HasField("as_of_time")
    ticket = await dispute(bench, one.id, person)
    shown = (await bench.quality.get_ticket(pb.GetTicketRequest(id=ticket.id), OFFICER)).contents
    assert {content.fact.value for content in shown} == {"doctor"}, "its source sees what it says"
