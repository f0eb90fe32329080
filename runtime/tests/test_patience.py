"""How a loop takes its failures."""

import pytest

from runtime.errors import Unavailable
from runtime.patience import Patience


def test_what_heals_by_waiting_is_waited_for_without_bound_and_longer_each_time() -> None:
    patience = Patience("test", 0.1, 0.5, faults_max=2)
    assert [patience.after(Unavailable("away")) for _ in range(5)] == [0.1, 0.2, 0.4, 0.5, 0.5]


def test_a_fault_that_goes_on_is_raised() -> None:
    patience = Patience("test", 0.1, 0.5, faults_max=3)
    for _ in range(2):
        patience.after(ValueError("ours"))
    with pytest.raises(ValueError, match="ours"):
        patience.after(ValueError("ours"))


def test_a_fault_now_and_then_ends_nothing() -> None:
    patience = Patience("test", 0.1, 0.5, faults_max=2)
    for _ in range(5):
        assert patience.after(ValueError("ours")) == 0.1
        patience.succeeded()
