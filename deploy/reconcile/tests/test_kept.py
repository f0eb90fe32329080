"""What a repair left is counted by kind, those kinds included of which nothing is left: an alert ends by a zero."""

from __future__ import annotations

from deploy.reconcile.gaps import Gap, Kind
from deploy.reconcile.run import Account, kept_as


def test_every_kind_is_counted_so_that_an_alert_ends_when_nothing_is_left() -> None:
    assert Account([], {"Application": []}).counts == {"unsent": 0, "unheard": 0, "forgotten": 0, "lost": 0}


def test_a_message_counts_once_for_each_who_misses_it_and_workflows_of_all_types_together() -> None:
    gaps = [Gap(Kind.UNHEARD, "m", "intake"), Gap(Kind.UNHEARD, "m", "process"), Gap(Kind.FORGOTTEN, "n")]
    found = Account(gaps, {"Application": ["a", "b"], "FollowUp": ["c"]}).counts
    assert found == {"unsent": 0, "unheard": 2, "forgotten": 1, "lost": 3}


def test_a_short_look_takes_nothing_away_that_a_long_one_has_found() -> None:
    counts = Account([Gap(Kind.UNHEARD, "m", "intake")], {"Application": ["a"]}).counts
    assert kept_as(counts, short=False) == counts
    assert kept_as(counts, short=True) == {"unsent lately": 0, "unheard lately": 1, "forgotten lately": 0, "lost": 1}
