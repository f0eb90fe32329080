"""The journeys on the real stack, each with the applicant's whole timeline."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from itertools import pairwise

from google.protobuf import json_format

from cli.client import Gateway
from cli.journeys import certificate, newborn, outage
from cli.journeys.certificate import CertificateStory
from cli.journeys.contradiction import ContradictionStory
from cli.journeys.counter import CounterStory
from cli.journeys.newborn import NewbornStory
from cli.journeys.restaurant import CASES, FORGOTTEN, LATE, RestaurantStory
from cli.journeys.story import Record
from deploy.local.stack import Stack
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2, catalog_service_pb2, events_pb2
from onetrip.notification.v1 import events_pb2 as notices
from onetrip.notification.v1 import notice_service_pb2 as notice_service
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1.data_quality_service_pb2 import TICKET_ANSWER_RIGHT
from tests.e2e.conftest import Enter, Play
from tests.e2e.ledger import accounts

VERIFIED = ["VERIFICATION_STARTED", "VERIFICATION_COMPLETED"]
ENDED = ["DECIDED", "RESULT_DELIVERED", "COMPLETED"]
ENDED_BY_COURIER = ["DECIDED", "DELIVERY_STARTED", "RESULT_DELIVERED", "COMPLETED"]
INSTANT = ["RECEIVED", *VERIFIED, "ACCEPTED", "CASE_GRANTED", *ENDED]
ONE_OF_EACH = {
    notices.NOTICE_KIND_RECEIPT: 1,
    notices.NOTICE_KIND_ACCEPTANCE: 1,
    notices.NOTICE_KIND_DECISION: 1,
    notices.NOTICE_KIND_DELIVERY_RECEIPT: 1,
}
IN_APP, BY_PHONE, BY_POST = (
    notices.NOTICE_CHANNEL_IN_APP,
    notices.NOTICE_CHANNEL_PHONE,
    notices.NOTICE_CHANNEL_POST,
)


async def test_a_graduate_is_granted_at_once_with_no_visit_and_nothing_asked(play: Play) -> None:
    (record,) = (await play("instant")).records
    assert_orderly(record)
    assert record.happened == INSTANT
    assert told(record) == ONE_OF_EACH
    assert record.application.timeline[-1].text.zh and record.application.timeline[-1].text.en
    assert all(IN_APP in channels for channels in reached_by(record).values())
    application, (decision,) = record.application, record.decisions
    assert (application.visits_used, application.visits_budget) == (0, 0)
    assert not application.HasField("supplement")
    assert application.proofs_spared == 3
    assert decision.rule_version and all(clause.holds for clause in decision.clauses)
    assert all(clause.words.zh and clause.words.en and clause.facts for clause in decision.clauses)
    assert {fact.source for fact in decision.facts} >= {"population", "education", "criminal-record"}
    assert decision.certificate_number == application.cases[0].certificate_number != ""
    assert decision.remedy.zh and decision.remedy.en


async def test_a_contradiction_is_decided_by_a_person_never_by_the_machine(play: Play) -> None:
    story = await play("contradiction")
    assert isinstance(story, ContradictionStory)
    (record,) = story.records
    assert_orderly(record)
    answered = ["FACT_CONFIRMED", "FACTS_VERIFIED_ANEW"]
    assert record.happened == ["RECEIVED", *VERIFIED, "ACCEPTED", *answered, "TASK_CLAIMED", "CASE_GRANTED", *ENDED]
    assert story.ticket is not None
    assert (story.ticket.department, story.ticket.answer) == ("education", TICKET_ANSWER_RIGHT)
    assert story.ticket.words, "the applicant reads what the source found"
    assert {access.purpose for access in story.accesses} >= {"DATA_QUALITY_TICKET", "VERIFICATION", "REVIEW_TASK"}
    assert told(record) == ONE_OF_EACH
    (decision,) = record.decisions
    assert decision.outcome == state_pb2.CASE_OUTCOME_GRANTED
    assert not decision.rule_version and not decision.clauses
    assert record.application.visits_used == 0
    assert not record.application.HasField("supplement"), "a contradicted fact is no reason to ask for a proof"
    assert story.task is not None
    assert story.task.department == "human-resources"
    assert story.task.facts.applicant_name, "the officer sees whom the matter concerns"
    # One look, or one more when the task was renewed while it was taken.
    reads = [access for access in story.accesses if access.purpose == "REVIEW_TASK"]
    assert {(read.role, read.department) for read in reads} == {("officer", "human-resources")}
    assert all("degree" in " ".join(read.fields) for read in reads)


async def test_one_form_serves_four_departments_with_one_notice_and_one_visit(play: Play, gateway: Gateway) -> None:
    story = await play("restaurant")
    assert isinstance(story, RestaurantStory)
    (record,) = story.records
    assert_orderly(record)
    apart = {"VISIT_CONVERTED", "COMMITMENT_CHECK_OPENED"}
    happened = [kind for kind in record.happened if kind not in apart]
    assert happened == [
        *("RECEIVED", *VERIFIED, "SUPPLEMENT_REQUESTED", "SUPPLEMENTED", *VERIFIED, "TASK_CLAIMED", "ACCEPTED"),
        *("LATE_PROMISED", *(["TASK_CLAIMED"] * len(CASES))),
        # Papers of the food licence; the fire check waits for what comes late, two permits do not.
        *("STAGE_COMPLETED", "CASE_WITHHELD", "CASE_GRANTED", "CASE_GRANTED"),
        *("SUPPLEMENTED", "LATE_RECEIVED", "TASK_CLAIMED", "CASE_GRANTED"),
        # The check on site, the food licence.
        *("TASK_CLAIMED", "CASE_GRANTED"),
        *ENDED_BY_COURIER,
    ]
    # Opening and verification run beside each other, a check beside the other permits: these have no fixed place.
    assert [record.happened.count(kind) for kind in sorted(apart)] == [1, 1]
    expected = {**ONE_OF_EACH, notices.NOTICE_KIND_DECISION: len(CASES), notices.NOTICE_KIND_SUPPLEMENT: 1}
    expected[notices.NOTICE_KIND_VISIT_CONVERTED] = 1
    assert told(record) == expected
    assert {decision.item_code: decision.department for decision in record.decisions} == CASES
    assert len({decision.certificate_number for decision in record.decisions}) == len(CASES)
    application = record.application
    assert (application.visits_used, application.visits_budget) == (1, 1)
    assert application.delivery_method == catalog_pb2.DELIVERY_METHOD_COURIER
    assert story.refused == ["SECOND_SUPPLEMENT_WITHOUT_NEW_FACT", "SUPPLEMENT_AFTER_ACCEPTANCE"]
    assert story.supplement is not None
    assert {(one.item_code, one.material_code) for one in story.supplement.missing} == FORGOTTEN | {LATE}
    assert all(one.name.zh and one.obtained_from.zh for one in story.supplement.missing)
    assert story.supplement.due.date and story.supplement.round == 1
    await assert_nothing_asked_that_the_state_holds(gateway, record)


async def test_a_journey_that_was_interrupted_does_not_stand_in_the_way_of_the_next(play: Play, enter: Enter) -> None:
    owner = await enter("restaurateur")
    interrupted = asyncio.create_task(play("restaurant"))
    while not interrupted.done():
        listed = await owner.get("/v1/applications", application_service_pb2.ListApplicationsResponse)
        if any(one.state == state_pb2.APPLICATION_STATE_SUPPLEMENT_REQUESTED for one in listed.applications):
            break
        await asyncio.sleep(0.05)
    assert interrupted.cancel(), "it was interrupted while the applicant was asked for something"
    with contextlib.suppress(asyncio.CancelledError):
        await interrupted
    (record,) = (await play("restaurant")).records
    assert record.granted


async def test_what_a_clerk_files_for_somebody_without_an_account_is_one_matter_in_all_channels(
    play: Play, enter: Enter
) -> None:
    story = await play("counter")
    assert isinstance(story, CounterStory)
    (record,) = story.records
    assert_orderly(record)
    assert record.happened == ["RECEIVED", *VERIFIED, "ACCEPTED", "TASK_CLAIMED", "CASE_GRANTED", *ENDED_BY_COURIER]
    assert told(record) == ONE_OF_EACH
    assert reached_by(record) == {
        kind: [BY_POST] if kind == notices.NOTICE_KIND_DECISION else [BY_PHONE, BY_POST] for kind in ONE_OF_EACH
    }
    application = record.application
    assert application.filed_as == events_pb2.FILING_ROLE_CLERK
    assert application.channel == catalog_pb2.CHANNEL_COUNTER
    assert (application.visits_used, application.visits_budget) == (1, 1)
    assert [found.tracking_number for found in story.found] == [application.tracking_number]
    calls = [errand for errand in story.errands if errand.channel == BY_PHONE]
    letters = [errand for errand in story.errands if errand.channel == BY_POST]
    assert [errand.kind for errand in calls] == [errand.kind for errand in letters] == list(ONE_OF_EACH)
    assert story.closed[0].attempts == 2, "nobody answered the first call"
    assert all(errand.name and errand.target and errand.text.zh for errand in story.errands)
    assert story.clerk == (await enter("clerk")).subject != (await enter("senior")).subject


async def test_a_birth_is_registered_with_four_departments_in_order_of_need_and_without_a_visit(play: Play) -> None:
    story = await play("newborn")
    assert isinstance(story, NewbornStory)
    (record,) = story.records
    assert_orderly(record)
    assert record.happened == [
        *("RECEIVED", *VERIFIED, "ACCEPTED", "TASK_CLAIMED", "TASK_CLAIMED", "VISIT_REFUSED", "VISIT_REPLACED"),
        *("CASE_GRANTED", "CASE_GRANTED", "TASK_CLAIMED", "TASK_CLAIMED", "CASE_GRANTED", "CASE_GRANTED"),
        *("DECIDED", "DELIVERY_STARTED", "DELIVERY_COLLECTED", "DELIVERY_FAILED", "RESULT_DELIVERED", "COMPLETED"),
    ]
    assert told(record) == newborn.NOTICES
    assert story.refused == ["VISIT_BUDGET_SPENT"]
    assert story.working_first == ("public-security", "health")
    assert {decision.item_code: decision.department for decision in record.decisions} == newborn.CASES
    application = record.application
    assert (application.visits_used, application.visits_budget) == (0, 0)
    assert application.visits[0].chosen.conversion == newborn.VIDEO
    assert story.visit is not None and len(story.visit.options) == 5
    assert application.due.date == max(case.due.date for case in application.cases)
    assert application.promised.date == max(case.promised.date for case in application.cases)


async def test_the_certificate_of_one_item_spares_a_proof_in_the_next_and_says_nothing_without_its_holder(
    play: Play, gateway: Gateway
) -> None:
    story = await play("certificate")
    assert isinstance(story, CertificateStory)
    registered, card = story.records
    for record in story.records:
        assert_orderly(record)
        assert "SUPPLEMENT_REQUESTED" not in record.happened
        assert told(record) == ONE_OF_EACH
        await assert_nothing_asked_that_the_state_holds(gateway, record)
    assert not registered.application.reused_evidence, "the first of the two has nothing to reuse"
    assert story.certificate is not None and story.spared is not None and story.fact is not None
    assert story.guided is not None and story.guided.certificate.zh == story.certificate.name.zh
    assert story.guided.as_of_time.seconds and not story.guided.HasField("obtained_from")
    assert story.spared.certificate_id == story.certificate.id
    assert story.certificate.application_id == registered.application.id
    assert (story.spared.material_code, story.spared.trust) == (certificate.PROOF, catalog_pb2.TRUST_LEVEL_A)
    assert card.application.proofs_spared == 2, "the register spares the birth certificate, the certificate the other"
    assert (story.fact.value, story.fact.trust) == (story.certificate.number, catalog_pb2.TRUST_LEVEL_A)
    unasked, consented, once_more = story.verified
    assert not unasked.HasField("certificate") and unasked == once_more
    assert consented.certificate.holder_name and not consented.certificate.application_id


async def test_fifty_applications_end_as_if_no_service_had_died(play: Play, stack: Stack) -> None:
    undisturbed = (await play("instant")).records[0]
    restarts = {part: stack.state.steps[part].restarts for part in outage.KILLED}
    records = (await play("outage")).records
    assert len(records) == outage.APPLICATIONS
    for part in outage.KILLED:
        assert stack.state.steps[part].restarts > restarts[part]
    for record in records:
        assert_orderly(record)
        assert record.happened == INSTANT
        assert told(record) == ONE_OF_EACH
    found = await accounts(stack, [record.application.id for record in (undisturbed, *records)])
    reference = found.pop(undisturbed.application.id)
    assert reference.written == reference.published
    assert max(reference.published.values()) <= len(ONE_OF_EACH)
    for application_id, account in found.items():
        assert account == reference, f"{application_id} has other rows or messages than an application left in peace"


def assert_orderly(record: Record) -> None:
    """The timeline is numbered from 1, in the order in which things happened, and said in both languages."""
    timeline = record.application.timeline
    assert [entry.sequence for entry in timeline] == list(range(1, len(timeline) + 1))
    times = [(entry.event_time.seconds, entry.event_time.nanos) for entry in timeline]
    assert all(earlier <= later for earlier, later in pairwise(times))
    assert all(entry.text.zh and entry.text.en and "{" not in entry.text.zh for entry in timeline)


def told(record: Record) -> Counter[int]:
    """How many notices of each kind there are; each has its own number and its text's title."""
    numbers = [notice.number for notice in record.notices]
    assert len(set(numbers)) == len(numbers)
    assert all(notice.title.zh and notice.title.en for notice in record.notices)
    return Counter(notice.kind for notice in record.notices)


def reached_by(record: Record) -> dict[int, list[int]]:
    """By which channels each kind of notice reached the applicant."""
    done = notice_service.NOTICE_DELIVERY_STATE_DELIVERED
    return {
        notice.kind: sorted(delivery.channel for delivery in notice.deliveries if delivery.state == done)
        for notice in record.notices
    }


async def assert_nothing_asked_that_the_state_holds(gateway: Gateway, record: Record) -> None:
    """Order 716, art. 7: no material that a register or certificate supplies was asked for."""
    response = await gateway.http.get(f"/v1/items/{record.application.item_code}")
    assert response.status_code == 200
    item = json_format.Parse(response.content, catalog_service_pb2.GetServiceItemResponse()).item
    supplied = {
        (one.code, material.code)
        for one in [item, *(part.item for part in item.items)]
        for material in one.materials
        if material.supplied_by
    }
    assert supplied, "the item has materials that the state holds"
    asked = {(one.item_code, one.material_code) for one in record.application.supplement.missing}
    assert not asked & supplied
    assert not {given.code for given in record.application.materials} & {code for _, code in supplied}
