"""Bundles as a graph: a birth, its registration, and what the registration feeds (`newborn`)."""

from datetime import timedelta

import pytest

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from workflows.tests import filings
from workflows.tests.filings import bundle, case, decided, item, submitted, verified
from workflows.tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

GRANTED, REFUSED, ENDED = state.CASE_OUTCOME_GRANTED, state.CASE_OUTCOME_REFUSED, state.CASE_OUTCOME_ENDED
RECORD, HOUSEHOLD, INSURANCE, CARD = "birth-record", "household", "insurance", "card"


def newborn() -> catalog.ServiceItem:
    """Four departments: the record feeds the registration, which feeds insurance and card; a fifth needs nothing."""
    return bundle(
        (item(RECORD), ()),
        (item(HOUSEHOLD), (RECORD,)),
        (item(INSURANCE), (HOUSEHOLD,)),
        (item(CARD), (HOUSEHOLD, RECORD)),
        (item("vaccination"), ()),
    )


def ended(end: commands.EndUndecided) -> approval.UndecidedEnded:
    return approval.UndecidedEnded(
        application_id=end.application_id,
        ended_case_ids=end.case_ids,
        reason=end.reason,
        needed_case_ids=end.needed_case_ids,
    )


def asked(world: World) -> list[str]:
    return [review.item_code for review in world.heard(commands.ReviewCase)]


async def begun(world: World) -> None:
    world.verifies(verified()).on(commands.EndUndecided, ended)
    await world.start(submitted(newborn(), await world.now()))
    await world.until_step("acceptance")


async def outcomes(world: World) -> dict[str, int]:
    [said] = world.heard(process.ApplicationDecided)
    return {progress.item_code: progress.outcome for progress in said.cases}


async def test_each_case_starts_when_all_that_it_needs_is_granted(world: World) -> None:
    await begun(world)
    assert asked(world) == [RECORD, "vaccination"]
    await world.tell(decided(case(RECORD)))
    await world.until_step(f"case-started:{HOUSEHOLD}")
    assert asked(world)[2:] == [HOUSEHOLD], "the card needs the registration too"
    await world.tell(decided(case(HOUSEHOLD)))
    await world.until_step(f"case-started:{INSURANCE}")
    await world.until_step(f"case-started:{CARD}")
    for code in (CARD, "vaccination", INSURANCE):
        await world.tell(decided(case(code)))
    await world.ends()
    assert set((await outcomes(world)).values()) == {GRANTED}


async def test_one_refused_case_ends_what_needs_it_with_the_reason_and_stops_nothing_else(world: World) -> None:
    await begun(world)
    await world.tell(decided(case(RECORD)))
    await world.until_step(f"case-started:{HOUSEHOLD}")
    await world.tell(decided(case(HOUSEHOLD), REFUSED))
    for code in (INSURANCE, CARD):
        await world.until_step(f"prerequisite-failed:{code}")
    assert "decided" not in world.step_ids, "the vaccination record is still reviewed"
    await world.tell(decided(case("vaccination")))
    await world.ends()
    assert await outcomes(world) == {
        RECORD: GRANTED, HOUSEHOLD: REFUSED, INSURANCE: ENDED, CARD: ENDED, "vaccination": GRANTED,
    }  # fmt: skip
    assert [(list(end.case_ids), list(end.needed_case_ids)) for end in world.heard(commands.EndUndecided)] == [
        ([case(INSURANCE)], [case(HOUSEHOLD)]), ([case(CARD)], [case(HOUSEHOLD)]),
    ]  # fmt: skip
    assert len(world.heard(commands.DeliverResults)) == 1


async def test_a_refusal_at_the_root_ends_the_whole_chain_and_each_end_names_what_it_lacked(world: World) -> None:
    await begun(world)
    await world.tell(decided(case(RECORD), REFUSED))
    await world.until_step(f"prerequisite-failed:{CARD}")
    await world.tell(decided(case("vaccination")))
    await world.ends()
    lacked = {end.case_ids[0]: set(end.needed_case_ids) for end in world.heard(commands.EndUndecided)}
    assert lacked[case(HOUSEHOLD)] == {case(RECORD)}
    assert lacked[case(INSURANCE)] == {case(HOUSEHOLD)}
    assert case(RECORD) in lacked[case(CARD)]
    assert asked(world) == [RECORD, "vaccination"], "nothing that could not be granted was reviewed"


async def test_each_case_keeps_its_own_limit_unless_the_bundle_declares_a_joint_one(world: World) -> None:
    definition = newborn()
    definition.items[1].item.limits.statutory_working_days = 7
    world.verifies(verified())
    await world.start(submitted(definition, await world.now()))
    await world.until_step("acceptance")
    [accepted] = world.heard(process.ApplicationAccepted)
    dues = {progress.item_code: progress.due.date for progress in accepted.cases}
    assert dues[HOUSEHOLD] < dues[RECORD] == max(dues.values())
    await world.tell(
        approval.WithdrawalSettled(
            application_id=filings.APPLICATION, withdrawn=True, withdrawn_case_ids=map(case, dues), decided_case_ids=[]
        )
    )
    await world.ends()


async def test_a_joint_limit_is_the_same_in_every_case(world: World) -> None:
    definition = newborn()
    definition.limits.joint = True
    definition.limits.statutory_working_days = 45
    world.verifies(verified()).on(commands.ReviewCase, lambda review: decided(review.case_id))
    await world.start(submitted(definition, await world.now()))
    await world.ends()
    [accepted] = world.heard(process.ApplicationAccepted)
    assert len({progress.due.date for progress in accepted.cases}) == 1
    [said] = world.heard(commands.DeliverResults)
    assert said.due.date


async def test_a_late_result_warns_at_four_fifths_and_is_red_after_its_tenth_day(world: World) -> None:
    world.verifies(verified()).on(commands.DeliverResults, lambda _: None)
    world.on(commands.ReviewCase, lambda review: decided(review.case_id)).on(commands.EndUndecided, ended)
    await world.start(
        submitted(bundle((item("a"), ()), (item("b"), ())), await world.now(), catalog.DELIVERY_METHOD_COURIER)
    )
    await world.until_step("decided")
    await world.pass_time(timedelta(days=30))
    assert "completed" not in world.step_ids, "completed only when it is in hand"
    await world.tell(approval.ResultDelivered(application_id=filings.APPLICATION))
    steps = await world.ends()
    assert steps[-4:] == ["decided", "light-yellow:@delivery", "light-red:@delivery", "completed"]
    lights = [each for each in world.heard(process.LightChanged) if each.stage == "@delivery"]
    assert [(each.case_id, each.light) for each in lights] == [
        (case(code), light) for light in (state.LIGHT_YELLOW, state.LIGHT_RED) for code in ("a", "b")
    ]
    [deliver] = world.heard(commands.DeliverResults)
    assert {each.due.date for each in lights} == {deliver.due.date}


async def test_a_result_in_hand_in_time_turns_no_light(world: World) -> None:
    world.verifies(verified()).on(commands.DeliverResults, lambda _: None)
    world.on(commands.ReviewCase, lambda review: decided(review.case_id, REFUSED))
    await world.start(submitted(item(), await world.now(), catalog.DELIVERY_METHOD_COURIER))
    await world.until_step("decided")
    await world.pass_time(timedelta(days=5))
    await world.tell(approval.ResultDelivered(application_id=filings.APPLICATION))
    assert await world.ends() == ["acceptance", "decided", "completed"]
