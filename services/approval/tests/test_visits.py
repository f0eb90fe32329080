"""The visit guarantee, for every combination of what can be filed and declared."""

from hypothesis import given
from hypothesis import strategies as st

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
