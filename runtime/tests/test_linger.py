import pytest

from runtime import linger as module
from runtime.linger import Linger


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def batches(
    linger: Linger, clock: list[float], *, each_seconds: float, messages: int, keys: int, work_seconds: float = 1
) -> float:
    waited = 0.0
    for _ in range(200):
        clock[0] += each_seconds
        waited = linger.after(messages, keys, work_seconds)
    return waited


def test_one_matter_after_the_other_never_waits(clock: list[float]) -> None:
    assert batches(Linger(0.02), clock, each_seconds=0.005, messages=3, keys=1) == 0


def test_quick_work_is_waited_for_shortly(clock: list[float]) -> None:
    assert batches(Linger(0.02), clock, each_seconds=0.01, messages=3, keys=3, work_seconds=0.003) == 0.006


def test_few_messages_never_wait(clock: list[float]) -> None:
    assert batches(Linger(0.02), clock, each_seconds=1, messages=3, keys=3) == 0


def test_many_keys_at_once_wait_and_stop_waiting_when_it_is_calm_again(clock: list[float]) -> None:
    linger = Linger(0.02)
    assert batches(linger, clock, each_seconds=0.01, messages=3, keys=3) == 0.02
    assert batches(linger, clock, each_seconds=0.2, messages=1, keys=1) == 0
