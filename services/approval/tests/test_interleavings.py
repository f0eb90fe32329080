"""Decision, withdrawal, lapse, silence and a rule's grant in any interleaving and order of messages, over PostgreSQL.

Whatever comes first: exactly one takes each case, everything that is said agrees with it, and repeating all of it in
another order changes nothing.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable

import asyncpg
import pytest
from google.protobuf.message import Message

from contracts.errors.applications import AlreadyWithdrawn, ApplicationEnded, UnknownMatter
from contracts.errors.decisions import AlreadyDecided, RenewalGrantedBySilence
from onetrip.approval.v1 import commands_pb2
from onetrip.approval.v1 import decision_service_pb2 as decisions_pb
from onetrip.approval.v1 import events_pb2 as events
from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.intake.v1.events_pb2 import WithdrawalRequested
from onetrip.process.v1 import state_pb2
from runtime.errors import AppError, NotFound
from runtime.ids import new_id
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.desk import Call, Desk, officer, principal
from services.approval.tests.message_bench import Bench
from services.approval.tests.test_silence import AFTER, at, facts, opened, permit

pytestmark = pytest.mark.engines

SEEDS = range(25)
FOOD, FIRE, GRADUATE = samples.food_licence(), samples.fire_check(), samples.graduate()
FOOD_OFFICER, FIRE_OFFICER = officer("pfood"), officer("pfire", "fire-rescue")
LAPSED = commands_pb2.END_REASON_LAPSED
RETRIES_MAX = 200

Action = Callable[[], Awaitable[None]]


def _message(bench: Bench, message: Message, id_: str) -> Action:
    """Deliver a message; one that comes before what it needs waits, as a parked one does."""

    async def deliver() -> None:
        for _ in range(RETRIES_MAX):
            try:
                await bench.send(message, id_)
            except UnknownMatter:
                await asyncio.sleep(0.002)
            else:
                return
        raise AssertionError(f"{message.DESCRIPTOR.name} was never taken")

    return deliver


def _decision(bench: Bench, desk: Desk, call: Call, task: pb.Task, outcome: pb.TaskOutcome, told: list[str]) -> Action:
    """Decide; who comes too late is told why."""

    async def decide() -> None:
        try:
            await desk.decide(call, task, outcome)
        except RenewalGrantedBySilence as refusal:
            told.append(refusal.reason)  # by the date alone: also before the grant is written
        except (AlreadyDecided, AlreadyWithdrawn, ApplicationEnded) as refusal:
            told.append(refusal.reason)
            await _check_told(bench.pool, task.case_id, refusal)

    return decide


async def _check_told(pool: asyncpg.Pool, case_id: str, refusal: AppError) -> None:
    """A refusal names what happened: withdrawn only where it was, decided only where it was."""
    basis = await pool.fetchval("SELECT basis FROM outcomes WHERE case_id = $1", case_id)
    assert basis is not None
    if isinstance(refusal, AlreadyDecided):
        assert basis in ("officer", "rule", "silence")
    if isinstance(refusal, AlreadyWithdrawn):
        application_id = case_id.rpartition(".")[0]
        withdrawn = await pool.fetchval("SELECT withdrawn_at FROM applications WHERE id = $1", application_id)
        assert withdrawn is not None


async def _at_once(actions: list[Action], chance: random.Random) -> None:
    """Start all in a random order, each after a few turns of the loop."""

    async def later(action: Action, turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        await action()

    chance.shuffle(actions)
    await asyncio.gather(*(later(action, chance.randrange(40)) for action in actions))


async def _outcomes(bench: Bench) -> dict[str, tuple[str, str]]:
    rows = await bench.pool.fetch(
        "SELECT case_id, outcome, basis FROM outcomes WHERE application_id = $1", bench.application_id
    )
    return {row[0]: (row[1], row[2]) for row in rows}


async def _check_nothing_contradicts(bench: Bench, desk: Desk, cases: list[str]) -> None:
    """Outcomes, events, tasks, certificates, the applicant's view and the supervisors' list tell the same story."""
    outcomes = await _outcomes(bench)
    assert set(outcomes) == set(cases)
    decided = {case for case, (outcome, _) in outcomes.items() if outcome != "ended"}
    granted = {case for case, (outcome, _) in outcomes.items() if outcome == "granted"}
    said = await bench.said()
    told = {event.case_id: event for event in said if isinstance(event, events.CaseDecided)}
    assert set(told) == decided
    assert len([event for event in said if isinstance(event, events.CaseDecided)]) == len(decided)
    assert {case for case, event in told.items() if event.outcome == state_pb2.CASE_OUTCOME_GRANTED} == granted
    _check_endings(said, outcomes, decided)
    application = (bench.application_id,)
    certificates = await bench.pool.fetch("SELECT case_id FROM certificates WHERE application_id = $1", *application)
    assert {row[0] for row in certificates} == granted
    open_tasks = "SELECT count(*) FROM tasks WHERE application_id = $1 AND state IN ('open', 'claimed')"
    assert await bench.pool.fetchval(open_tasks, *application) == 0
    waiting = "SELECT count(*) FROM board WHERE application_id = $1 AND waits_for <> 'nothing'"
    assert await bench.pool.fetchval(waiting, *application) == 0
    request = decisions_pb.ListDecisionsRequest(application_id=bench.application_id)
    shown = await desk.decisions.list_decisions(request, Call(principal(samples.APPLICANT, "applicant")))
    assert {decision.case_id for decision in shown.decisions} == decided


def _check_endings(said: list[Message], outcomes: dict[str, tuple[str, str]], decided: set[str]) -> None:
    withdrawn = {case for case, (_, basis) in outcomes.items() if basis == "withdrawn"}
    lapsed = {case for case, (_, basis) in outcomes.items() if basis == "lapsed"}
    for event in said:
        if isinstance(event, events.WithdrawalSettled):
            # A tombstone's first answer knows no case yet.
            assert event.withdrawn == bool(withdrawn)
            assert set(event.withdrawn_case_ids) <= withdrawn
            assert set(event.decided_case_ids) <= decided
        if isinstance(event, events.UndecidedEnded):
            assert set(event.ended_case_ids) <= lapsed
            assert set(event.decided_case_ids) <= decided
    settled = [set(event.withdrawn_case_ids) for event in said if isinstance(event, events.WithdrawalSettled)]
    ended = [set(event.ended_case_ids) for event in said if isinstance(event, events.UndecidedEnded)]
    assert set().union(*settled) == withdrawn
    assert set().union(*ended) == lapsed


async def _repeat(bench: Bench, desk: Desk, actions: list[Action], cases: list[str], chance: random.Random) -> None:
    """All of it once more, in another order: every message is a duplicate by then, and nothing changes."""
    before, names = await _outcomes(bench), sorted(await bench.names())
    await _at_once(actions, chance)
    assert await _outcomes(bench) == before
    after = sorted(await bench.names())
    new = list(after)
    for name in names:
        new.remove(name)
    # A withdrawal or a lapse asked for again under its own id is answered again; nothing is decided again.
    assert set(new) <= {"WithdrawalSettled", "UndecidedEnded"}
    await _check_nothing_contradicts(bench, desk, cases)


@pytest.mark.parametrize("seed", SEEDS)
async def test_officers_a_withdrawal_and_a_lapse_at_the_same_instant(
    bench: Bench, office: Office, desk: Desk, seed: int
) -> None:
    chance = random.Random(seed)
    definition = samples.restaurant()
    cases = samples.cases(bench.application_id, definition)
    await bench.send(samples.opening(bench.application_id, definition), new_id())
    for item in (FOOD, FIRE):
        await bench.send(samples.review(office, bench.application_id, item, "document-review"), new_id())
    food = await desk.claimed(FOOD_OFFICER, bench.application_id)
    fire = await desk.claimed(FIRE_OFFICER, bench.application_id)
    told: list[str] = []
    actions = [
        _decision(bench, desk, FOOD_OFFICER, food, pb.TASK_OUTCOME_REFUSE, told),
        _decision(bench, desk, FIRE_OFFICER, fire, pb.TASK_OUTCOME_APPROVE, told),
        _decision(bench, desk, FIRE_OFFICER, fire, pb.TASK_OUTCOME_REFUSE, told),
        _message(bench, WithdrawalRequested(application_id=bench.application_id), new_id()),
        _message(bench, samples.end(bench.application_id, LAPSED), new_id()),
        _message(bench, samples.review(office, bench.application_id, FIRE, "document-review", round_=2), new_id()),
    ]
    await _at_once(actions, chance)
    await _check_nothing_contradicts(bench, desk, cases)
    # Of two decisions of one case at most one was taken; the others heard why.
    assert len(told) >= 1
    await _repeat(bench, desk, actions, cases, chance)


@pytest.mark.parametrize("seed", SEEDS)
async def test_messages_in_any_order_also_before_the_application_is_known(
    bench: Bench, office: Office, desk: Desk, seed: int
) -> None:
    chance = random.Random(1000 + seed)
    cases = samples.cases(bench.application_id, GRADUATE)
    opening = samples.opening(bench.application_id, GRADUATE)
    rule = samples.review(office, bench.application_id, GRADUATE)
    people = samples.review(office, bench.application_id, GRADUATE, "personal-review")
    messages = [opening, rule, people, WithdrawalRequested(application_id=bench.application_id)]
    if seed % 2:
        messages.append(samples.end(bench.application_id, LAPSED))
    actions = [_message(bench, message, new_id()) for message in messages for _ in range(chance.choice((1, 1, 2)))]
    await _at_once(actions, chance)
    await _check_nothing_contradicts(bench, desk, cases)
    await _repeat(bench, desk, actions, cases, chance)


@pytest.mark.parametrize("seed", SEEDS[:15])
async def test_silence_a_withdrawal_a_lapse_and_a_late_officer_at_the_same_instant(
    bench: Bench, office: Office, desk: Desk, seed: int
) -> None:
    chance = random.Random(3000 + seed)
    silence = await opened(bench, office, facts())
    task = await desk.claimed(FOOD_OFFICER, bench.application_id)
    at(office, AFTER)
    told: list[str] = []
    actions = [
        _message(bench, silence, f"{bench.application_id}:silence"),
        _message(bench, silence, f"{bench.application_id}:silence"),
        _message(bench, WithdrawalRequested(application_id=bench.application_id), new_id()),
        _message(bench, samples.end(bench.application_id, LAPSED), new_id()),
        _decision(bench, desk, FOOD_OFFICER, task, pb.TASK_OUTCOME_REFUSE, told),
    ]
    cases = samples.cases(bench.application_id, permit())
    await _at_once(actions, chance)
    await _check_nothing_contradicts(bench, desk, cases)
    # After the licence's last day an officer never wins.
    assert len(told) == 1
    await _repeat(bench, desk, actions, cases, chance)


@pytest.mark.parametrize("seed", SEEDS[:10])
async def test_a_decision_and_what_is_said_about_it_later_never_cross(
    bench: Bench, office: Office, desk: Desk, seed: int
) -> None:
    chance = random.Random(2000 + seed)
    cases = samples.cases(bench.application_id, GRADUATE)
    await bench.send(samples.opening(bench.application_id, GRADUATE), new_id())
    rule = samples.review(office, bench.application_id, GRADUATE)
    actions = [
        _message(bench, rule, new_id()),
        _message(bench, WithdrawalRequested(application_id=bench.application_id), new_id()),
        _amendments(bench, desk),
    ]
    await _at_once(actions, chance)
    await _check_nothing_contradicts(bench, desk, cases)
    names = await bench.names()
    withdrawn = "CaseDecided" not in names
    assert names.count("DecisionRevoked") == (0 if withdrawn else 1)
    if not withdrawn:
        assert names.index("CaseDecided") < names.index("DecisionRevoked")


def _amendments(bench: Bench, desk: Desk) -> Action:
    """An approver takes the grant back as soon as there is one; when it was withdrawn there never is."""
    approver = Call(principal("papprover", "approver", department="human-resources"))

    async def revoke() -> None:
        request = decisions_pb.ListDecisionsRequest(application_id=bench.application_id)
        for _ in range(RETRIES_MAX):
            if await _outcomes(bench):
                break
            await asyncio.sleep(0.002)
        try:
            matter = decisions_pb.MATTER_KIND_REVOCATION
            opening = {"application_id": bench.application_id, "request_id": new_id(), "reason": "A tip-off."}
            await desk.decisions.open_matter(decisions_pb.OpenMatterRequest(kind=matter, **opening), approver)
            (decision,) = (await desk.decisions.list_decisions(request, approver)).decisions
        except NotFound:
            return
        revocation = decisions_pb.RevokeDecisionRequest(id=decision.id, request_id=new_id(), reason="Forged.")
        await desk.decisions.revoke_decision(revocation, approver)

    return revoke
