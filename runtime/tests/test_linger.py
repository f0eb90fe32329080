from collections.abc import Iterable

import pytest

from runtime import linger as module
from runtime.linger import Linger


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def batches(
    linger: Linger, clock: list[float], keys: Iterable[str], *, each_seconds: float, work_seconds: float = 1
) -> float:
    """Handle one batch of a message of each key after the other. Returns how long it would wait at last."""
    waited = 0.0
    for key in keys:
        clock[0] += each_seconds
        waited = linger.after([key], work_seconds)
    return waited


def many(count: int) -> list[str]:
    return [str(number) for number in range(count)]


def test_one_matter_that_says_much_never_waits(clock: list[float]) -> None:
    assert batches(Linger(0.02), clock, ["a"] * 500, each_seconds=0.005) == 0


def test_one_matter_after_the_other_never_waits(clock: list[float]) -> None:
    assert batches(Linger(0.02), clock, many(50), each_seconds=0.5) == 0


def test_quick_work_is_waited_for_shortly(clock: list[float]) -> None:
    assert batches(Linger(0.05), clock, many(500), each_seconds=0.01, work_seconds=0.003) == 0.03


def test_many_matters_at_once_wait_and_stop_waiting_when_it_is_calm_again(clock: list[float]) -> None:
    linger = Linger(0.02)
    assert batches(linger, clock, many(500), each_seconds=0.01) == 0.02
    assert batches(linger, clock, ["a"] * 20, each_seconds=0.2) == 0
