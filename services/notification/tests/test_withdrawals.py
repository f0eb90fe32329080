"""Which end of a withdrawal is told by a notice of its own: the one of which something stands."""

from __future__ import annotations

from typing import Any

import pytest

from onetrip.approval.v1.events_pb2 import WithdrawalSettled
from onetrip.notification.v1 import events_pb2 as pb
from runtime.messages import Envelope, type_of
from services.notification.handlers.deciding import on_withdrawal_settled
from services.notification.tests.samples import NOW, Story


class Kept:
    """A connection that keeps what is written."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []

    async def execute(self, _statement: str, *columns: list[Any]) -> None:
        self.rows += zip(*columns, strict=True)


@pytest.mark.parametrize(
    ("withdrawn", "decided", "told"),
    [(["signboard"], ["food-licence"], 1), ([], ["food-licence"], 1), (["signboard"], [], 0), ([], [], 0)],
    ids=["in part", "too late", "the whole: the process tells", "nothing was left"],
)
async def test_whoever_withdraws_is_told_what_was_decided_before(
    story: Story, withdrawn: list[str], decided: list[str], told: int
) -> None:
    event = WithdrawalSettled(
        application_id=story.id,
        withdrawn=bool(withdrawn),
        withdrawn_case_ids=[f"{story.id}.{code}" for code in withdrawn],
        decided_case_ids=[f"{story.id}.{code}" for code in decided],
    )
    envelope, kept = Envelope("m", type_of(event), "test", "", NOW, event.SerializeToString(), None, "t", 0, 0), Kept()
    await on_withdrawal_settled(story.office, kept, envelope, event)
    assert [pb.NOTICE_KIND_WITHDRAWAL in row for row in kept.rows] == [True] * told
