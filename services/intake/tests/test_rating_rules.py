"""Counting ratings without telling anybody apart. Pure."""

from hypothesis import given
from hypothesis import strategies as st

from onetrip.intake.v1 import events_pb2
from services.intake.rating import BAD_LEVELS, LEVELS, SMALLEST_GROUP_SHOWN, Tally, groups_of, total_of

TALLIES = st.lists(
    st.builds(
        Tally,
        item_code=st.sampled_from(["a", "b", "c", "d"]),
        department=st.sampled_from(["x", "y"]),
        channel=st.just("CHANNEL_ONLINE"),
        level=st.sampled_from(LEVELS),
        count=st.integers(1, 8),
    )
)


def tally(item: str, level: int, count: int) -> Tally:
    return Tally(item, "x", "CHANNEL_ONLINE", level, count)


def test_levels_are_those_of_the_contract_and_the_last_two_are_bad() -> None:
    assert set(LEVELS) == {number for number in events_pb2.RatingLevel.values() if number}
    assert {events_pb2.RATING_LEVEL_DISSATISFIED, events_pb2.RATING_LEVEL_VERY_DISSATISFIED} == BAD_LEVELS


def test_groups_are_counted_by_level() -> None:
    [a, b] = groups_of([tally("a", 1, 2), tally("a", 5, 4), tally("b", 3, 5)], "item_code")
    assert (a.code, a.count, a.levels, a.suppressed) == ("a", 6, (2, 0, 0, 0, 4), False)
    assert (b.code, b.levels) == ("b", (0, 0, 5, 0, 0))


def test_a_small_group_is_not_shown_and_cannot_be_had_by_subtraction() -> None:
    groups = groups_of([tally("a", 1, 1), tally("b", 5, 9), tally("c", 5, 20)], "item_code")
    assert [(group.code, group.count) for group in groups] == [("a", 0), ("b", 0), ("c", 20)]


def test_nothing_at_all_is_zero_and_few_are_few() -> None:
    assert (total_of([]).count, total_of([]).suppressed) == (0, False)
    assert total_of([tally("a", 1, SMALLEST_GROUP_SHOWN - 1)]).suppressed
    assert not total_of([tally("a", 1, SMALLEST_GROUP_SHOWN)]).suppressed


@given(TALLIES)
def test_what_is_hidden_is_never_fewer_than_the_smallest_group_unless_nothing_is_shown(tallies: list[Tally]) -> None:
    groups = groups_of(tallies, "item_code")
    total = sum(each.count for each in tallies)
    hidden = total - sum(group.count for group in groups)
    assert all(group.count >= SMALLEST_GROUP_SHOWN for group in groups if not group.suppressed)
    if any(group.suppressed for group in groups) and not all(group.suppressed for group in groups):
        assert hidden >= SMALLEST_GROUP_SHOWN
