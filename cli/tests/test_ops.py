"""What operators see in their terminal."""

from __future__ import annotations

from datetime import UTC, datetime

from cli.commands.ops import shown


def test_a_deadline_is_shown_in_beijing_time_as_in_the_temporal_ui() -> None:
    assert shown(datetime(2026, 12, 25, 16, tzinfo=UTC)) == "2026-12-26 00:00"


def test_what_is_not_told_is_an_empty_cell() -> None:
    assert (shown(None), shown("IN_REVIEW")) == ("", "IN_REVIEW")
