"""The visit guarantee, for every combination of what can be filed and declared."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contracts.errors.visits import NothingToJoin
from services.approval.domain.presences import Presence, Wanted, find_room
from services.approval.domain.visits import Delivery, Replacement, Visit, VisitKind, plan_visits

DELIVERIES = st.sampled_from(Delivery)
INSPECTIONS = st.lists(st.text("abc", min_size=1), max_size=4, unique=True)


@given(st.integers(0, 1), st.booleans(), INSPECTIONS, DELIVERIES, st.lists(DELIVERIES, max_size=3, unique=True))
def test_visits_are_never_over_the_budget_and_nothing_is_dropped(
    declared: int, in_person: bool, inspections: list[str], wanted: Delivery, offered: list[Delivery]
) -> None:
    plan = plan_visits(declared, in_person, inspections, wanted, offered)
    assert plan.budget == max(declared, in_person) <= 1
    assert len(plan.visits) <= plan.budget
    asked = [Visit(VisitKind.FILING)] * in_person + [Visit(VisitKind.INSPECTION, stage) for stage in inspections]
    asked += [Visit(VisitKind.COLLECTION)] * (wanted is Delivery.COLLECTION)
    assert [*plan.visits, *(conversion.refused for conversion in plan.conversions)] == asked
    collected = Visit(VisitKind.COLLECTION) in plan.visits
    assert (plan.delivery is Delivery.COLLECTION) == collected


def test_filing_at_a_counter_is_never_refused_and_gives_an_item_of_none_a_ceiling_of_one() -> None:
    plan = plan_visits(0, True, [], Delivery.COLLECTION, [Delivery.COLLECTION])
    assert (plan.budget, plan.visits) == (1, (Visit(VisitKind.FILING),))
    assert plan.delivery is Delivery.COURIER


def test_collection_beside_a_check_on_site_is_converted_to_the_first_way_the_item_offers() -> None:
    offered = [Delivery.COLLECTION, Delivery.ELECTRONIC, Delivery.COURIER]
    plan = plan_visits(1, False, ["food/site"], Delivery.COLLECTION, offered)
    assert plan.delivery is Delivery.ELECTRONIC
    assert [conversion.replaced_by for conversion in plan.conversions] == [Replacement.ELECTRONIC]


def test_a_check_on_site_beyond_the_budget_happens_when_the_applicant_chooses() -> None:
    plan = plan_visits(1, True, ["food/site"], Delivery.COURIER, [Delivery.COURIER])
    (conversion,) = plan.conversions
    assert conversion.replaced_by is Replacement.CHOSEN_TIME
    assert conversion.replaced_by.cost_working_days > 0


START = datetime(2026, 11, 25, 12, tzinfo=UTC)
STEPS = st.sampled_from([(VisitKind.INSPECTION, "food/site"), (VisitKind.APPEARANCE, "fire/papers")])


@given(st.integers(0, 1), st.booleans(), st.lists(st.tuples(STEPS, st.integers(0, 3), st.booleans()), max_size=8))
def test_whatever_is_asked_for_in_whatever_order_the_ledger_stays_within_the_budget(
    declared: int, in_person: bool, requests: list[tuple[tuple[VisitKind, str], int, bool]]
) -> None:
    plan = plan_visits(declared, in_person, [], Delivery.ELECTRONIC, [])
    ledger = [Presence(1, visit.kind, visit.stage, None, "", 0) for visit in plan.visits]
    for (kind, stage), hours, join in requests:
        wanted = Wanted(kind, stage, None if join else START + timedelta(hours=hours), "" if join else "hall", join)
        try:
            room = find_room(plan.budget, ledger, wanted, START)
        except NothingToJoin:
            continue
        if room is not None and room.new:
            ledger.append(Presence(room.number, kind, stage, wanted.time, wanted.place, 1))
        elif room is not None:
            assert room.number in {presence.number for presence in ledger}
        else:
            assert len(ledger) == plan.budget
    assert len(ledger) <= plan.budget
    assert [presence.number for presence in ledger] == list(range(1, len(ledger) + 1))


def test_a_second_appointment_after_the_first_is_past_is_a_second_visit() -> None:
    past = Presence(1, VisitKind.INSPECTION, "food/site", START - timedelta(hours=1), "hall", 1)
    wanted = Wanted(VisitKind.INSPECTION, "food/site", START + timedelta(days=1), "hall", join=False)
    assert find_room(1, [past], wanted, START) is None
