"""What couriers report, in whatever order and however often; and the way a result goes when one has failed."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from services.approval.domain.deliveries import Report, next_way, parcel_of
from services.approval.domain.visits import Delivery

START = datetime(2026, 11, 25, tzinfo=UTC)
REPORTS = st.lists(
    st.tuples(st.sampled_from(Report), st.integers(0, 5).map(lambda hours: START + timedelta(hours=hours))), max_size=6
)
WAYS = st.sampled_from(Delivery)


@given(REPORTS, st.randoms(use_true_random=False), WAYS)
def test_the_order_in_which_reports_come_changes_nothing(
    reports: list[tuple[Report, datetime]],
    random: Random,
    way: Delivery,
) -> None:
    parcel = parcel_of(way, reports)
    shuffled = list(reports)
    random.shuffle(shuffled)
    assert parcel_of(way, shuffled) == parcel
    assert parcel.delivered == (Report.DELIVERED in {report for report, _ in reports})
    assert not (parcel.delivered and parcel.lost)


def test_a_courier_tries_twice_and_what_came_back_is_lost_at_once() -> None:
    failed = (Report.FAILED, START)
    assert not parcel_of(Delivery.COURIER, [failed]).lost
    assert parcel_of(Delivery.COURIER, [failed, (Report.FAILED, START + timedelta(days=1))]).lost
    assert parcel_of(Delivery.COURIER, [(Report.RETURNED, START)]).lost
    assert parcel_of(Delivery.COLLECTION, [failed]).lost
    assert not parcel_of(Delivery.HOME_VISIT, [failed] * 5).lost, "staff come again"


def test_what_was_told_last_is_what_happened_last() -> None:
    late = [(Report.UNDER_WAY, START + timedelta(hours=2)), (Report.COLLECTED, START + timedelta(hours=1))]
    assert parcel_of(Delivery.COURIER, late).latest is Report.UNDER_WAY
    assert parcel_of(Delivery.COURIER, []).latest is None


@given(st.lists(WAYS, max_size=4, unique=True), st.lists(WAYS, max_size=4, unique=True), st.booleans())
def test_a_failed_result_goes_a_way_that_was_not_tried_and_is_collected_only_if_a_visit_is_left(
    offered: list[Delivery], tried: list[Delivery], visit_left: bool
) -> None:
    way = next_way(offered, tried, visit_left)
    if way is None:
        assert Delivery.HOME_VISIT in tried
        return
    assert way not in tried
    assert way in offered or way is Delivery.HOME_VISIT
    assert visit_left or way is not Delivery.COLLECTION
