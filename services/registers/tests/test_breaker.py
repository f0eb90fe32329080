"""The breaker against a second, simpler telling of what it promises."""

from hypothesis import given
from hypothesis import strategies as st

from services.registers.breaker import OPEN_SECONDS_MAX, Breaker, State, Trial

FAILURES, SECONDS = 3, 10.0


def opened() -> Breaker:
    breaker = Breaker(FAILURES, SECONDS)
    for _ in range(FAILURES):
        breaker.failed(begun(breaker, 0), 0)
    return breaker


def begun(breaker: Breaker, now: float) -> Trial:
    trial = breaker.begin(now)
    assert trial is not None
    return trial


def test_failures_in_a_row_open_it_and_a_success_between_does_not() -> None:
    breaker = Breaker(FAILURES, SECONDS)
    for failing in (True, True, False, True, True):
        trial = begun(breaker, 0)
        breaker.failed(trial, 0) if failing else breaker.succeeded(trial)
    assert breaker.state(0) is State.CLOSED
    breaker.failed(begun(breaker, 0), 0)
    assert breaker.state(0) is State.OPEN
    assert breaker.begin(SECONDS - 0.1) is None


def test_half_open_one_lookup_tries_and_closes_it_when_it_is_answered() -> None:
    breaker = opened()
    assert breaker.state(SECONDS) is State.HALF_OPEN
    probe = begun(breaker, SECONDS)
    assert breaker.begin(SECONDS) is None, "one at a time"
    breaker.succeeded(probe)
    assert breaker.state(SECONDS) is State.CLOSED


def test_a_probe_that_fails_opens_it_for_twice_as_long_up_to_a_limit() -> None:
    breaker, now, seconds = opened(), 0.0, SECONDS
    for _ in range(6):
        now += seconds
        breaker.failed(begun(breaker, now), now)
        seconds = min(seconds * 2, OPEN_SECONDS_MAX)
        assert breaker.begin(now + seconds - 0.1) is None
        assert breaker.admits(now + seconds)


def test_a_probe_whose_caller_has_gone_leaves_the_next_one_to_try() -> None:
    breaker = opened()
    breaker.abandoned(begun(breaker, SECONDS))
    assert begun(breaker, SECONDS).probe


def test_lookups_from_before_it_opened_do_not_prolong_it() -> None:
    breaker = Breaker(FAILURES, SECONDS)
    late = [begun(breaker, 0) for _ in range(5)]
    for _ in range(FAILURES):
        breaker.failed(begun(breaker, 0), 0)
    for trial in late:
        breaker.failed(trial, SECONDS - 1)
    assert breaker.admits(SECONDS)


EVENTS = st.tuples(st.sampled_from(["begin", "succeeded", "failed", "abandoned"]), st.floats(0, 30))


@given(st.lists(EVENTS, max_size=60))
def test_whatever_happens_at_most_one_lookup_probes_and_it_never_stays_shut(events: list[tuple[str, float]]) -> None:
    breaker, now, under_way = Breaker(FAILURES, SECONDS), 0.0, list[Trial]()
    for event, passed in events:
        now += passed
        if event == "begin":
            trial = breaker.begin(now)
            under_way += [trial] if trial else []
        elif under_way:
            trial = under_way.pop(0)
            if event == "failed":
                breaker.failed(trial, now)
            elif event == "succeeded":
                breaker.succeeded(trial)
            else:
                breaker.abandoned(trial)
        assert sum(trial.probe for trial in under_way) <= 1
    for trial in under_way:
        breaker.abandoned(trial)
    assert breaker.admits(now + OPEN_SECONDS_MAX)
