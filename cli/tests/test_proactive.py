"""`onetrip proactive`: what it offers by default is what the process does by default."""

from cli import proactive_runs
from workflows import policies


def test_a_run_by_hand_is_as_large_and_as_fast_as_one_by_schedule() -> None:
    assert proactive_runs.PAGE_SIZE == policies.PROACTIVE_PAGE_SIZE
    assert proactive_runs.PER_SECOND == policies.PROACTIVE_OPENED_PER_SECOND


def test_two_runs_of_one_moment_have_ids_of_their_own_that_say_of_what() -> None:
    first, second = proactive_runs.new("senior-allowance"), proactive_runs.new("senior-allowance")
    assert first.run_id != second.run_id
    assert first.run_id.startswith("senior-allowance-")
