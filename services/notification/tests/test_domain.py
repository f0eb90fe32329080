"""The rules of who is reached how."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetrip.notification.v1 import events_pb2 as events
from onetrip.notification.v1 import notice_service_pb2 as service
from services.notification.domain import (
    CONTACT_WAIT_MAX,
    ERRAND_TRIES_MAX,
    RETRY_SECONDS,
    Channel,
    DeliveryState,
    ErrandOutcome,
    after_try,
    is_told,
    retry_after,
    route,
)

IN_APP, SMS, EMAIL, PHONE, POST = Channel
PREFERENCES = st.lists(st.sampled_from(Channel), unique=True, min_size=1)


@pytest.mark.parametrize(
    ("ours", "contract", "prefix"),
    [
        (Channel, events.NoticeChannel, "NOTICE_CHANNEL_"),
        (DeliveryState, service.NoticeDeliveryState, "NOTICE_DELIVERY_STATE_"),
        (ErrandOutcome, service.ErrandOutcome, "ERRAND_OUTCOME_"),
    ],
)
def test_numbers_are_those_of_the_contract(ours, contract, prefix: str) -> None:
    assert {f"{prefix}{each.name}": each.value for each in ours} == {
        name: number for name, number in contract.items() if number
    }


@pytest.mark.parametrize(
    ("preferred", "by_clerk", "first", "then"),
    [
        ((), False, (IN_APP, SMS), (EMAIL, POST, PHONE)),
        ((), True, (PHONE, POST), ()),
        ((EMAIL, SMS), True, (IN_APP, EMAIL), (SMS, POST, PHONE)),
        ((IN_APP, SMS), False, (IN_APP,), ()),
        ((SMS, IN_APP, EMAIL), False, (IN_APP, SMS), ()),
        ((POST,), False, (IN_APP, POST), (PHONE,)),
    ],
)
def test_the_applicants_order_goes_first_and_the_inbox_is_kept(preferred, by_clerk, first, then) -> None:
    assert (route(preferred, by_clerk=by_clerk).first, route(preferred, by_clerk=by_clerk).then) == (first, then)


@pytest.mark.parametrize(
    ("preferred", "by_clerk", "first", "then"),
    [
        ((), False, (IN_APP, SMS, PHONE), (EMAIL, POST)),
        ((), True, (PHONE, POST), ()),
        ((EMAIL, SMS), False, (IN_APP, EMAIL, PHONE), (SMS, POST)),
        ((IN_APP,), False, (IN_APP,), ()),
        ((PHONE, SMS), False, (IN_APP, PHONE), (SMS, POST)),
    ],
)
def test_a_bad_rating_is_called_back_unless_somebody_wants_nothing_but_the_inbox(
    preferred, by_clerk, first, then
) -> None:
    planned = route(preferred, by_clerk=by_clerk, called=True)
    assert (planned.first, planned.then) == (first, then)


@given(PREFERENCES, st.booleans())
def test_no_channel_is_tried_twice_and_the_last_is_a_person_unless_the_inbox_suffices(preferred, by_clerk) -> None:
    planned = route(preferred, by_clerk=by_clerk)
    tried = list(planned.first)
    while (channel := planned.after(tried)) is not None:
        tried.append(channel)
    assert len(tried) == len(set(tried))
    assert IN_APP in preferred or {PHONE, POST} <= set(tried)


def test_three_calls_nobody_answers_are_enough() -> None:
    results = [after_try(attempts, ErrandOutcome.NO_ANSWER) for attempts in range(ERRAND_TRIES_MAX)]
    assert [result.state for result in results] == [DeliveryState.PENDING] * 2 + [DeliveryState.FAILED]
    assert [result.attempts for result in results] == [1, 2, 3]
    assert after_try(0, ErrandOutcome.WRONG_TARGET).state is DeliveryState.FAILED
    assert after_try(2, ErrandOutcome.DONE).state is DeliveryState.DELIVERED


def test_a_gateway_that_is_away_is_tried_again_ever_later_and_then_given_up() -> None:
    waits = [retry_after(attempts) for attempts in range(1, len(RETRY_SECONDS) + 2)]
    assert waits[-1] is None
    assert all(a < b for a, b in itertools.pairwise(waits[:-1]))
    assert sum(RETRY_SECONDS) < CONTACT_WAIT_MAX.total_seconds()


@pytest.mark.parametrize("channel", Channel)
def test_only_electronic_copies_of_the_inbox_are_no_news(channel: Channel) -> None:
    assert is_told(channel, in_inbox=True) == (channel not in (SMS, EMAIL))
    assert is_told(channel, in_inbox=False)
