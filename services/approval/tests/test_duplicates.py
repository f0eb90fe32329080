"""What may be about the same matter as another application goes to a person, and is never merged (decision 0048)."""

import dataclasses
from typing import Any

import asyncpg
import pytest

from contracts.errors.applications import RequestIdReused
from contracts.errors.duplicates import PossibleDuplicateUnjudged, SameMatter
from contracts.errors.tasks import OtherOfficersTask, OwnApplication, TaskNotClaimed
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.approval.v1.commands_pb2 import RenewedCase, RenewFacts
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1 import state_pb2
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import InvalidInput, NotFound
from runtime.ids import new_id
from runtime.sealing import Sealer
from runtime.tests.suite import SUITE, AllButOne
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Call, Desk, officer
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines

HANDLER = officer("phandler", "human-resources")
WINDOW = officer("pwindow", "fire-rescue")
SAME, DIFFERENT = pb.DUPLICATE_JUDGEMENT_SAME, pb.DUPLICATE_JUDGEMENT_DIFFERENT


class Pair:
    """Two applications that may be one: the first is the other parent's, the second is at hand."""

    def __init__(self, bench: Bench, office: Office, desk: Desk) -> None:
        self.bench, self.office, self.desk = bench, office, desk
        self.first, self.second = new_id(), bench.application_id
        self.item = samples.graduate()

    async def said(self, kind: type[Any]) -> list[Any]:
        """What was said about the second."""
        return [each for each in await self.bench.said() if isinstance(each, kind)]

    async def first_filed(self, applicant: str = "pother") -> None:
        """The first is open, and its rule has granted it."""
        opening = samples.opening(self.first, self.item, filed_by=applicant)
        opening.applicant_id = applicant
        await self.bench.send(opening, new_id())
        await self.bench.send(samples.review(self.office, self.first, self.item), new_id())

    async def second_filed(self, item: catalog.ServiceItem | None = None) -> None:
        """The second is open."""
        await self.bench.send(samples.opening(self.second, item or self.item), new_id())

    async def ask_rule(self) -> None:
        """The rule is asked about the second."""
        review = samples.review(self.office, self.second, self.item)
        review.possible_duplicates.append(self.first)
        await self.bench.send(review, new_id())

    async def at_hand(self) -> pb.Task:
        """The second is before an officer, who holds its task."""
        await self.second_filed()
        review = samples.review(self.office, self.second, self.item, "personal-review")
        review.possible_duplicates.append(self.first)
        await self.bench.send(review, new_id())
        return await self.desk.claimed(HANDLER, self.second)

    async def judge(self, task: pb.Task, judgement: int, call: Call = HANDLER, **more: str) -> pb.PossibleDuplicate:
        """Judge the first, seen from the second's task."""
        fields = {"request_id": new_id(), "application_id": self.first, "reasons": "The certificate is one.", **more}
        request = pb.JudgeDuplicateRequest(id=task.id, judgement=judgement, **fields)  # pyright: ignore[reportArgumentType]
        return (await self.desk.review.judge_duplicate(request, call)).duplicate

    async def look(self, task: pb.Task, call: Call = HANDLER) -> pb.GetPossibleDuplicateResponse:
        """Look at the first."""
        request = pb.GetPossibleDuplicateRequest(id=task.id, application_id=self.first)
        return await self.desk.review.get_possible_duplicate(request, call)

    async def shown(self, task: pb.Task) -> list[pb.PossibleDuplicate]:
        """What the task shows."""
        answer = await self.desk.review.get_task(pb.GetTaskRequest(id=task.id), HANDLER)
        return list(answer.task.possible_duplicates)


@pytest.fixture
def pair(bench: Bench, office: Office, desk: Desk) -> Pair:
    return Pair(bench, office, desk)


async def test_no_rule_grants_what_may_be_the_same_as_another(pair: Pair) -> None:
    await pair.second_filed()
    await pair.ask_rule()
    assert await pair.said(events.InstantDeclined)
    assert not await pair.said(events.CaseDecided)


async def test_nor_when_the_facts_are_put_right_later(pair: Pair) -> None:
    task = await pair.at_hand()
    case_id = f"{pair.second}.{pair.item.code}"
    renewed = RenewFacts(
        application_id=pair.second,
        round=1010,
        sealed_facts=samples.sealed(pair.office, pair.second, samples.graduate_facts()),
        cases=[RenewedCase(case_id=case_id, item_code=pair.item.code, by_rule=True)],
    )
    await pair.bench.send(renewed, new_id())
    assert not await pair.said(events.CaseDecided)
    await pair.judge(task, DIFFERENT)
    # Said again, it stays what it was found to be; another one, found by an answer that was corrected, is looked at.
    renewed.possible_duplicates.extend([pair.first, "another"])
    await pair.bench.send(renewed, new_id())
    assert not await pair.said(events.CaseDecided)
    await pair.judge(task, DIFFERENT, application_id="another")
    renewed.round = 1011
    await pair.bench.send(renewed, new_id())
    (decided,) = await pair.said(events.CaseDecided)
    assert decided.outcome == state_pb2.CASE_OUTCOME_GRANTED


async def test_the_officer_is_shown_it_and_a_rule_grants_what_was_found_to_differ(pair: Pair) -> None:
    await pair.first_filed()
    task = await pair.at_hand()
    (duplicate,) = await pair.shown(task)
    assert (duplicate.application_id, duplicate.tracking_number) == (pair.first, f"T{pair.first}")
    assert duplicate.outcome == state_pb2.CASE_OUTCOME_GRANTED
    assert duplicate.judgement == pb.DUPLICATE_JUDGEMENT_UNSPECIFIED
    judged = await pair.judge(task, DIFFERENT)
    assert (judged.judgement, judged.judged_by, judged.reasons) == (DIFFERENT, "phandler", "The certificate is one.")
    assert await pair.shown(task) == [judged]
    await pair.desk.decide(HANDLER, task, pb.TASK_OUTCOME_APPROVE)


async def test_the_list_shows_what_is_to_be_judged_until_it_is(pair: Pair) -> None:
    await pair.first_filed()
    task = await pair.at_hand()

    async def listed() -> int:
        (row,) = await pair.desk.tasks(HANDLER, pair.second)
        return row.duplicates_to_judge

    assert await listed() == 1
    await pair.judge(task, SAME)
    assert await listed() == 0
    await pair.judge(task, DIFFERENT)
    assert await listed() == 0


async def test_what_nobody_judged_is_not_granted_and_what_is_the_same_never_is(pair: Pair) -> None:
    await pair.first_filed()
    task = await pair.at_hand()
    with pytest.raises(PossibleDuplicateUnjudged):
        await pair.desk.decide(HANDLER, task, pb.TASK_OUTCOME_APPROVE)
    await pair.judge(task, SAME)
    with pytest.raises(SameMatter):
        await pair.desk.decide(HANDLER, task, pb.TASK_OUTCOME_APPROVE)
    await pair.desk.decide(HANDLER, task, pb.TASK_OUTCOME_REFUSE)
    (decided,) = await pair.said(events.CaseDecided)
    reasons = pair.office.open_words(pair.second, decided.sealed_reasons)
    assert "已收到的另一件申请" in reasons
    assert "applied for already" in reasons
    # Nothing of somebody else's application, not even its number; and that one stands as it was.
    assert pair.first not in reasons


async def test_of_one_whose_retention_is_over_the_record_is_shown_and_nothing_is_read(pair: Pair) -> None:
    await pair.first_filed()
    task = await pair.at_hand()
    keys = AllButOne(f"application/{pair.first}")
    later = dataclasses.replace(pair.office, sealer=Sealer({"test": bytes(32)}, "test", SUITE, keys))
    request = pb.GetPossibleDuplicateRequest(id=task.id, application_id=pair.first)
    shown = await Desk(pair.bench.pool, later).review.get_possible_duplicate(request, HANDLER)
    assert shown.duplicate.tracking_number == f"T{pair.first}"
    assert not shown.HasField("facts")
    read = "SELECT count(*) FROM outbox WHERE key = $1 AND type LIKE '%RecordAccess' AND payload LIKE $2"
    purpose = b"%DUPLICATE_CHECK%"
    assert await pair.bench.pool.fetchval(read, pair.first, purpose) == 0


async def test_the_refusal_names_the_first_one_where_it_is_the_applicants_own(pair: Pair) -> None:
    await pair.first_filed(samples.APPLICANT)
    task = await pair.at_hand()
    await pair.judge(task, SAME)
    await pair.desk.decide(HANDLER, task, pb.TASK_OUTCOME_REFUSE)
    (decided,) = await pair.said(events.CaseDecided)
    assert f"T{pair.first}" in pair.office.open_words(pair.second, decided.sealed_reasons)


async def test_the_window_judges_it_before_it_accepts(pair: Pair) -> None:
    await pair.second_filed(samples.fire_check())
    request = samples.acceptance(pair.office, pair.second)
    request.possible_duplicates.append(pair.first)
    await pair.bench.send(request, new_id())
    task = await pair.desk.claimed(WINDOW, pair.second)
    with pytest.raises(PossibleDuplicateUnjudged):
        await pair.desk.decide(WINDOW, task, pb.TASK_OUTCOME_ACCEPT)
    judged = await pair.judge(task, SAME, WINDOW)
    assert judged.tracking_number == "", "approval may not have heard of the first yet"
    with pytest.raises(SameMatter):
        await pair.desk.decide(WINDOW, task, pb.TASK_OUTCOME_ACCEPT)
    await pair.judge(task, DIFFERENT, WINDOW)
    await pair.desk.decide(WINDOW, task, pb.TASK_OUTCOME_ACCEPT)
    # Asked for again, by the review that follows, it stays what it was found to be.
    review = samples.review(pair.office, pair.second, samples.fire_check(), "document-review")
    review.possible_duplicates.append(pair.first)
    await pair.bench.send(review, new_id())
    task = await pair.desk.claimed(WINDOW, pair.second)
    await pair.desk.decide(WINDOW, task, pb.TASK_OUTCOME_APPROVE)


async def test_a_look_at_the_other_application_is_the_least_needed_and_logged_for_its_person(
    pair: Pair, pool: asyncpg.Pool
) -> None:
    await pair.first_filed()
    task = await pair.at_hand()
    seen = await pair.look(task)
    assert {fact.name for fact in seen.facts.facts} == {fact.name for fact in samples.graduate_facts().facts}
    rows = await pool.fetch(
        "SELECT payload FROM outbox WHERE key = $1 AND topic = 'verification.commands.v1'", pair.first
    )
    accesses = [RecordAccess.FromString(row["payload"]) for row in rows]
    (access,) = [each for each in accesses if each.purpose == "DUPLICATE_CHECK"]
    assert (access.person_id, access.reader, access.application_id) == ("pother", "phandler", pair.first)
    assert "form.degree" in access.fields
    assert "fact" not in str(seen.duplicate)


async def test_only_who_holds_the_task_looks_and_judges_and_nobody_their_own(pair: Pair) -> None:
    await pair.first_filed("pcolleague")
    task = await pair.at_hand()
    colleague = officer("pcolleague", "human-resources")
    for call, error in ((colleague, OtherOfficersTask), (officer("pelse", "fire-rescue"), NotFound)):
        with pytest.raises(error):
            await pair.look(task, call)
        with pytest.raises(error):
            await pair.judge(task, DIFFERENT, call)
    await pair.desk.review.release_task(pb.ReleaseTaskRequest(id=task.id), HANDLER)
    with pytest.raises(TaskNotClaimed):
        await pair.look(task)
    task = (await pair.desk.review.claim_task(pb.ClaimTaskRequest(id=task.id), colleague)).task
    with pytest.raises(OwnApplication):
        await pair.look(task, colleague)
    with pytest.raises(OwnApplication):
        await pair.judge(task, DIFFERENT, colleague)


async def test_what_is_none_of_the_tasks_possible_duplicates_is_not_there(pair: Pair) -> None:
    task = await pair.at_hand()
    pair.first = new_id()
    with pytest.raises(NotFound):
        await pair.look(task)
    with pytest.raises(NotFound):
        await pair.judge(task, SAME)
    with pytest.raises(InvalidInput) as refused:
        await pair.judge(task, pb.DUPLICATE_JUDGEMENT_UNSPECIFIED, reasons=" ")
    assert {each.field for each in refused.value.fields} == {"judgement", "reasons"}


async def test_a_judgement_said_twice_is_one_and_each_is_kept_for_good(pair: Pair, pool: asyncpg.Pool) -> None:
    task, key = await pair.at_hand(), new_id()
    first = await pair.judge(task, SAME, request_id=key)
    assert await pair.judge(task, SAME, request_id=key) == first
    with pytest.raises(RequestIdReused):
        await pair.judge(task, DIFFERENT, request_id=key)
    await pair.judge(task, DIFFERENT)
    rows = await pool.fetch(
        "SELECT number, same, judged_by, department FROM duplicate_judgements"
        " WHERE application_id = $1 ORDER BY number",
        pair.second,
    )
    assert [tuple(row) for row in rows] == [
        (1, True, "phandler", "human-resources"),
        (2, False, "phandler", "human-resources"),
    ]
    for statement in ("UPDATE duplicate_judgements SET same = true", "DELETE FROM possible_duplicates"):
        with pytest.raises(asyncpg.RaiseError):
            await pool.execute(f"{statement} WHERE application_id = '{pair.second}'")
