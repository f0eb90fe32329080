from collections.abc import Iterable

import pytest

from runtime import linger as module
from runtime.linger import Linger


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def waits(
    linger: Linger, clock: list[float], batches: Iterable[list[str]], *, each_seconds: float, work_seconds: float = 1
) -> list[float]:
    """Handle one batch after the other. Returns how long it would wait after each."""
    found = []
    for keys in batches:
        clock[0] += each_seconds
        found.append(linger.after(keys, work_seconds))
    return found


def alone(count: int) -> list[list[str]]:
    return [[str(number)] for number in range(count)]


def together(count: int) -> list[list[str]]:
    return [[f"{number}a", f"{number}b"] for number in range(count)]


def test_one_matter_that_says_much_never_waits(clock: list[float]) -> None:
    assert set(waits(Linger(0.02), clock, [["a"]] * 500, each_seconds=0.005)) == {0}


def test_one_matter_after_the_other_never_waits(clock: list[float]) -> None:
    assert set(waits(Linger(0.02), clock, alone(50), each_seconds=0.5)) == {0}


def test_messages_that_only_follow_one_another_wait_once_a_second_at_most(clock: list[float]) -> None:
    found = waits(Linger(0.02), clock, alone(1000), each_seconds=0.01)
    assert 0 < len([each for each in found if each]) <= 10


def test_quick_work_is_waited_for_shortly(clock: list[float]) -> None:
    assert waits(Linger(0.05), clock, together(500), each_seconds=0.01, work_seconds=0.003)[-1] == 0.03


def test_many_matters_at_once_wait_and_stop_waiting_when_it_is_calm_again(clock: list[float]) -> None:
    linger = Linger(0.02)
    assert waits(linger, clock, together(500), each_seconds=0.01)[-1] == 0.02
    assert waits(linger, clock, [["a"]] * 20, each_seconds=0.2)[-1] == 0
