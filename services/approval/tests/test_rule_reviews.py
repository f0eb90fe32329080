"""A person looks at what a rule has decided: once, when asked in time; samples are drawn and told to nobody."""

import asyncio
import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.errors.applications import RequestIdReused
from contracts.errors.decisions import AlreadyRevoked
from contracts.errors.rule_reviews import (
    NotDecidedByRule,
    ReviewAlreadyRequested,
    ReviewAnswered,
    ReviewChangedByAmendment,
    ReviewTermOver,
)
from contracts.errors.tasks import OwnApplication
from onetrip.approval.v1 import decision_service_pb2 as pb
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as review_pb
from onetrip.approval.v1 import rule_review_service_pb2 as reviews_pb
from onetrip.catalog.v1.catalog_pb2 import InstantRule, RuleClause, ServiceItem
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1.state_pb2 import LIGHT_RED, LIGHT_YELLOW
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import InvalidInput, NotFound
from runtime.ids import new_id
from runtime.sealing import Sealer
from runtime.tests.suite import SUITE, AllButOne
from services.approval.domain.rule_reviews import Reviewable, check_request, is_sampled
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Call, Desk, officer, principal, supervisor
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

ITEM = samples.graduate()
DEPARTMENT = "human-resources"
OFFICER = officer("pofficer", DEPARTMENT)
APPROVER = Call(principal("papprover", "approver", department=DEPARTMENT))
APPLICANT = Call(principal(samples.APPLICANT, "applicant"))
CONFIRMED, OTHERWISE = events.RULE_REVIEW_ANSWER_CONFIRMED, events.RULE_REVIEW_ANSWER_OTHERWISE


def sampling(per_mille: int, department: str = DEPARTMENT) -> ServiceItem:
    item = samples.graduate()
    item.instant.sampled_per_mille = per_mille
    item.lead_department = department
    return item


async def granted(bench: Bench, office: Office, desk: Desk, item: ServiceItem = ITEM) -> pb.Decision:
    """An application that a rule has granted."""
    await bench.send(samples.opening(bench.application_id, item), new_id())
    await bench.send(samples.review(office, bench.application_id, item), new_id())
    return await decision_of(bench, desk)


async def decision_of(bench: Bench, desk: Desk) -> pb.Decision:
    request = pb.ListDecisionsRequest(application_id=bench.application_id)
    (decision,) = (await desk.decisions.list_decisions(request, APPLICANT)).decisions
    return decision


def ask(decision_id: str, **more: str) -> pb.RequestHumanReviewRequest:
    return pb.RequestHumanReviewRequest(
        id=decision_id, **{"request_id": new_id(), "words": "Mine is a master.", **more}
    )


def answer(
    review_id: str, found: events.RuleReviewAnswer = CONFIRMED, **more: str
) -> reviews_pb.AnswerRuleReviewRequest:
    fields = {"request_id": new_id(), "reasons": "As the register says.", **more}
    return reviews_pb.AnswerRuleReviewRequest(id=review_id, answer=found, **fields)


async def opened(bench: Bench) -> events.RuleReviewOpened:
    (event,) = [event for event in await bench.said() if isinstance(event, events.RuleReviewOpened)]
    return event


async def answered(bench: Bench) -> list[events.RuleReviewAnswered]:
    return [event for event in await bench.said() if isinstance(event, events.RuleReviewAnswered)]


async def listed(desk: Desk, call: Call, review_id: str) -> list[reviews_pb.RuleReview]:
    """The review as the caller's list has it, read page by page."""
    found, token = [], ""
    for _ in range(1000):
        request = reviews_pb.ListRuleReviewsRequest(page_size=3, page_token=token)
        page = await desk.rule_reviews.list_rule_reviews(request, call)
        found += [each for each in page.rule_reviews if each.id == review_id]
        token = page.next_page_token
        if not token:
            return found
    raise AssertionError("the list has no end")


async def test_what_a_rule_decided_is_confirmed_by_a_person_with_reasons_when_the_applicant_asks(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision = await granted(bench, office, desk)
    request = ask(decision.id)
    first = await desk.decisions.request_human_review(request, APPLICANT)
    assert await desk.decisions.request_human_review(request, APPLICANT) == first
    event = await opened(bench)
    assert (event.department, event.sampled, event.limit_working_days) == (DEPARTMENT, False, 10)
    (review,) = await listed(desk, OFFICER, event.review_id)
    assert (review.decision_id, review.rule_version) == (decision.id, ITEM.instant.version)
    shown = await desk.rule_reviews.get_rule_review(reviews_pb.GetRuleReviewRequest(id=review.id), OFFICER)
    assert (shown.words, shown.decision.clauses) == ("Mine is a master.", decision.clauses)
    reply = answer(review.id)
    told = await desk.rule_reviews.answer_rule_review(reply, OFFICER)
    assert await desk.rule_reviews.answer_rule_review(reply, OFFICER) == told
    (event,) = await answered(bench)
    assert (event.review_id, event.answer, event.remedy) == (review.id, CONFIRMED, ITEM.remedy)
    assert b"register" not in event.SerializeToString()
    after = (await decision_of(bench, desk)).human_review
    assert (after.answer, after.reasons) == (CONFIRMED, "As the register says.")
    assert await listed(desk, OFFICER, review.id) == []


async def test_a_person_is_asked_for_once_and_an_amendment_answers(bench: Bench, office: Office, desk: Desk) -> None:
    decision = await granted(bench, office, desk)
    request = ask(decision.id)
    await desk.decisions.request_human_review(request, APPLICANT)
    with pytest.raises(RequestIdReused):
        await desk.decisions.request_human_review(ask(decision.id, request_id=request.request_id, words=""), APPLICANT)
    with pytest.raises(ReviewAlreadyRequested):
        await desk.decisions.request_human_review(ask(decision.id), APPLICANT)
    review_id = (await opened(bench)).review_id
    with pytest.raises(ReviewChangedByAmendment):
        await desk.rule_reviews.answer_rule_review(answer(review_id, OTHERWISE), OFFICER)
    corrected = pb.CorrectDecisionRequest(
        id=decision.id, request_id=new_id(), reason="A slip.", corrected_reasons="A master."
    )
    await desk.decisions.correct_decision(corrected, APPROVER)
    (event,) = await answered(bench)
    assert event.answer == events.RULE_REVIEW_ANSWER_CORRECTED
    with pytest.raises(ReviewAnswered):
        await desk.rule_reviews.answer_rule_review(answer(review_id), OFFICER)
    with pytest.raises(ReviewAnswered):
        await desk.rule_reviews.get_rule_review(reviews_pb.GetRuleReviewRequest(id=review_id), OFFICER)
    revoked = pb.RevokeDecisionRequest(id=decision.id, request_id=new_id(), reason="Forged.")
    await desk.decisions.revoke_decision(revoked, APPROVER)
    assert len(await answered(bench)) == 1


async def test_a_revocation_answers_and_of_what_is_revoked_nobody_is_asked(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision = await granted(bench, office, desk)
    await desk.decisions.request_human_review(ask(decision.id), APPLICANT)
    revoked = pb.RevokeDecisionRequest(id=decision.id, request_id=new_id(), reason="Forged.")
    await desk.decisions.revoke_decision(revoked, APPROVER)
    assert [each.answer for each in await answered(bench)] == [events.RULE_REVIEW_ANSWER_REVOKED]
    with pytest.raises(AlreadyRevoked):
        await desk.decisions.request_human_review(ask(decision.id), APPLICANT)


async def test_what_a_person_decided_is_not_asked_about_and_strangers_find_nothing(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await bench.send(samples.opening(bench.application_id, ITEM), new_id())
    await bench.send(samples.review(office, bench.application_id, ITEM, "personal-review"), new_id())
    task = await desk.claimed(OFFICER, bench.application_id)
    await desk.decide(OFFICER, task, review_pb.TASK_OUTCOME_APPROVE)
    decision = await decision_of(bench, desk)
    with pytest.raises(NotDecidedByRule):
        await desk.decisions.request_human_review(ask(decision.id), APPLICANT)
    for call in (Call(principal("pstranger", "applicant")), Call(principal("pstranger", "agent"))):
        for decision_id in (decision.id, "none"):
            with pytest.raises(NotFound, match="there is no such decision"):
                await desk.decisions.request_human_review(ask(decision_id), call)
    with pytest.raises(InvalidInput):
        await desk.decisions.request_human_review(ask("", request_id="", words="x" * 2001), APPLICANT)
    assert "RuleReviewOpened" not in await bench.names()


async def test_only_the_department_looks_nobody_at_their_own_and_the_read_is_logged(
    bench: Bench, office: Office, desk: Desk
) -> None:
    decision = await granted(bench, office, desk)
    await desk.decisions.request_human_review(ask(decision.id, words=""), APPLICANT)
    review_id = (await opened(bench)).review_id
    look = reviews_pb.GetRuleReviewRequest(id=review_id)
    with pytest.raises(NotFound):
        await desk.rule_reviews.get_rule_review(look, officer("pother", "fire-rescue"))
    with pytest.raises(OwnApplication):
        await desk.rule_reviews.get_rule_review(look, officer(samples.APPLICANT, DEPARTMENT))
    with pytest.raises(InvalidInput):
        await desk.rule_reviews.answer_rule_review(
            answer(review_id, events.RULE_REVIEW_ANSWER_REVOKED, reasons=" "), OFFICER
        )
    await desk.rule_reviews.get_rule_review(look, OFFICER)
    payloads = await bench.pool.fetch(
        "SELECT payload FROM outbox WHERE key = $1 AND topic = 'verification.commands.v1'", bench.application_id
    )
    reads = [RecordAccess.FromString(each["payload"]) for each in payloads]
    assert [(each.reader, each.role) for each in reads if each.purpose == "REVIEW_DECISION"] == [
        ("pofficer", "officer")
    ]


async def test_of_two_who_answer_at_once_one_is_written(bench: Bench, office: Office, desk: Desk) -> None:
    decision = await granted(bench, office, desk, sampling(1000))
    review_id = (await opened(bench)).review_id
    assert not decision.HasField("human_review")
    results = await asyncio.gather(
        *(
            desk.rule_reviews.answer_rule_review(answer(review_id, found), officer(f"p{found}", DEPARTMENT))
            for found in (CONFIRMED, OTHERWISE)
        ),
        return_exceptions=True,
    )
    assert [type(each) for each in results if isinstance(each, Exception)] == [ReviewAnswered]
    assert len(await answered(bench)) == 1


async def test_a_sample_is_drawn_once_with_the_decision_and_the_applicant_may_ask_beside_it(
    bench: Bench, office: Office, desk: Desk
) -> None:
    item = sampling(1000)
    await bench.send(samples.opening(bench.application_id, item), new_id())
    for cause in (new_id(), new_id()):
        await bench.send(samples.review(office, bench.application_id, item), cause)
    event = await opened(bench)
    assert (event.sampled, event.limit_working_days) == (True, 20)
    decision = await decision_of(bench, desk)
    assert not decision.HasField("human_review")
    await desk.decisions.request_human_review(ask(decision.id), APPLICANT)
    await desk.rule_reviews.answer_rule_review(answer(event.review_id, OTHERWISE), OFFICER)
    assert (await decision_of(bench, desk)).human_review.answer == events.RULE_REVIEW_ANSWER_UNSPECIFIED


async def test_nothing_is_drawn_where_the_catalogue_draws_nothing(bench: Bench, office: Office, desk: Desk) -> None:
    await granted(bench, office, desk)
    assert "RuleReviewOpened" not in await bench.names()


async def test_due_date_and_light_are_the_process_s_and_a_light_never_turns_back(
    bench: Bench, office: Office, desk: Desk
) -> None:
    await granted(bench, office, desk, sampling(1000))
    review_id = (await opened(bench)).review_id
    told: dict[str, Any] = {
        "assignment_id": review_id,
        "kind": process.ASSIGNMENT_KIND_REVIEW,
        "application_id": bench.application_id,
        "due": process.DueDate(date="2026-12-23"),
    }
    await bench.send(process.AssignmentLightChanged(light=LIGHT_RED, **told), new_id())
    await bench.send(process.AssignmentLightChanged(light=LIGHT_YELLOW, **told), new_id())
    await bench.send(process.AssignmentOpened(**told), new_id())
    for call in (supervisor(DEPARTMENT), supervisor(None)):
        (review,) = await listed(desk, call, review_id)
        assert (review.light, review.due.date, review.sampled) == (LIGHT_RED, "2026-12-23", True)
    assert await listed(desk, supervisor("fire-rescue"), review_id) == []
    told["due"] = process.DueDate(date="2026-12-25")
    await bench.send(process.AssignmentDueMoved(calendar_number=2, **told), new_id())
    (review,) = await listed(desk, supervisor(None), review_id)
    assert (review.light, review.due.date) == (LIGHT_RED, "2026-12-25"), "by a calendar that was loaded"


async def test_the_report_counts_what_a_version_decided_and_what_people_found(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department = f"d{new_id()}"
    looker = officer("pofficer", department)
    for found in (CONFIRMED, OTHERWISE, CONFIRMED):
        one = Bench(bench.pool, office, new_id())
        await granted(one, office, desk, sampling(1000, department))
        await desk.rule_reviews.answer_rule_review(answer((await opened(one)).review_id, found), looker)
    for changed in (True, False):
        one = Bench(bench.pool, office, new_id())
        decision = await granted(one, office, desk, sampling(0, department))
        await desk.decisions.request_human_review(ask(decision.id), APPLICANT)
        if changed:
            revoked = pb.RevokeDecisionRequest(id=decision.id, request_id=new_id(), reason="Forged.")
            approver = Call(principal("papprover", "approver", department=department))
            await desk.decisions.revoke_decision(revoked, approver)
    answer_ = await desk.rule_reviews.report_rules(reviews_pb.ReportRulesRequest(), supervisor(department))
    assert list(answer_.rules) == [
        reviews_pb.RuleReport(
            item_code=ITEM.code,
            rule_version=ITEM.instant.version,
            department=department,
            decided=5,
            sampled=3,
            agreed=2,
            disagreed=1,
            reviews_requested=2,
            reviews_changed=1,
        )
    ]


async def test_a_new_version_is_tried_on_what_the_old_one_saw_decides_nothing_and_each_read_is_logged(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department = f"d{new_id()}"
    looker, item = supervisor(department), sampling(0, department)
    first = await granted(bench, office, desk, item)
    declined = Bench(bench.pool, office, new_id())
    await declined.send(samples.opening(declined.application_id, item), new_id())
    convict = samples.graduate_facts(criminal_record="true")
    await declined.send(samples.review(office, declined.application_id, item, facts=convict), new_id())
    said = await bench.names()

    async def compared(*cels: str) -> tuple[int, list[tuple[str, str]], list[tuple[str, str]]]:
        """The answers of all pages."""
        rule = InstantRule(version="2027-01-01", clauses=[RuleClause(code=f"c{n}", cel=c) for n, c in enumerate(cels)])
        request = reviews_pb.CompareRuleRequest(item_code=item.code, rule=rule, page_size=1)
        count, newly, no_longer = 0, [], []
        for _ in range(10):
            page = await desk.rule_reviews.compare_rule(request, looker)
            count += page.compared
            newly += [(each.application_id, each.decision_id) for each in page.newly_granted]
            no_longer += [(each.application_id, each.decision_id) for each in page.no_longer_granted]
            request.page_token = page.next_page_token
            if not page.next_page_token:
                break
        return count, newly, no_longer

    same = [clause.cel for clause in item.instant.clauses]
    assert await compared(*same) == (2, [], [])
    assert await compared('degree == "bachelor"') == (2, [(declined.application_id, "")], [])
    assert await compared('degree == "doctor"') == (2, [], [(bench.application_id, first.id)])
    assert await compared("never_known == 1") == (2, [], [(bench.application_id, first.id)])
    assert await bench.names() == said
    payloads = await bench.pool.fetch(
        "SELECT payload FROM outbox WHERE key = $1 AND topic = 'verification.commands.v1'", declined.application_id
    )
    reads = [RecordAccess.FromString(each["payload"]) for each in payloads]
    assert [each.reader for each in reads if each.purpose == "COMPARE_RULES"] == ["psupervisor"] * 4
    for wrong in ([], ["1 +"], ["[1].all(x, x == 1)"], ["true"] * 21):
        with pytest.raises(InvalidInput):
            await compared(*wrong)


async def test_what_was_destroyed_is_counted_apart_and_keeps_no_other_case_from_being_tried(
    bench: Bench, office: Office, desk: Desk
) -> None:
    department = f"d{new_id()}"
    item = sampling(0, department)
    await granted(bench, office, desk, item)
    kept = Bench(bench.pool, office, new_id())
    await kept.send(samples.opening(kept.application_id, item), new_id())
    await kept.send(samples.review(office, kept.application_id, item), new_id())
    keys = AllButOne(f"application/{bench.application_id}")
    later = dataclasses.replace(office, sealer=Sealer({"test": bytes(32)}, "test", SUITE, keys))
    rule = InstantRule(version="2027-01-01", clauses=[RuleClause(code="c", cel='degree == "doctor"')])
    request = reviews_pb.CompareRuleRequest(item_code=item.code, rule=rule)
    page = await Desk(bench.pool, later).rule_reviews.compare_rule(request, supervisor(department))
    assert (page.compared, page.destroyed) == (1, 1)
    assert [case.application_id for case in page.no_longer_granted] == [kept.application_id]


def test_a_person_can_be_asked_for_until_the_sixtieth_day() -> None:
    decided_on = date(2026, 11, 25)
    decision = Reviewable(True, decided_on, revoked=False, requested=False)
    check_request(decision, decided_on + timedelta(days=60))
    with pytest.raises(ReviewTermOver):
        check_request(decision, decided_on + timedelta(days=61))


def test_the_same_decision_is_always_drawn_and_about_as_many_as_are_wanted() -> None:
    ids = [f"decision-{number}" for number in range(10_000)]
    drawn = [each for each in ids if is_sampled(each, 50)]
    assert drawn == [each for each in ids if is_sampled(each, 50)]
    assert 400 < len(drawn) < 600
    assert not any(is_sampled(each, 0) for each in ids)
    assert all(is_sampled(each, 1000) for each in ids)
