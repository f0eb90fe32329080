"""What `process` answers a step that it did not write: it stood, it came too late, or its start is on its way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from onetrip.process.v1.workflow_pb2 import Step, StepRecord
from runtime.errors import Unavailable
from workflows.beside import follow_up_store
from workflows.engine import store

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
Establish = Callable[[Any, Step], Awaitable[StepRecord | None]]
STORES = pytest.mark.parametrize("establish", [store.establish, follow_up_store.establish])


class Connection:
    """Writes nothing, and finds `row` when it looks why."""

    def __init__(self, row: dict[str, Any] | None) -> None:
        self._row = row

    async def fetchval(self, *_: Any) -> None:
        return None

    async def fetchrow(self, *_: Any) -> dict[str, Any] | None:
        return self._row


def found(closed_at: datetime | None = None, step_id: str | None = None) -> dict[str, Any]:
    return {"closed_at": closed_at, "step_id": step_id, "established_at": NOW, "detail": "as it stands"}


def step() -> Step:
    return Step(application_id="a", record=StepRecord(id="opened"))


@STORES
@pytest.mark.parametrize("row", [None, found()], ids=["not there", "committed between the two looks"])
async def test_a_step_whose_start_is_not_seen_yet_is_tried_again(
    establish: Establish, row: dict[str, Any] | None
) -> None:
    with pytest.raises(Unavailable):
        await establish(Connection(row), step())


@STORES
async def test_a_step_that_comes_after_the_end_has_no_effect(establish: Establish) -> None:
    assert await establish(Connection(found(closed_at=NOW)), step()) == step().record


@STORES
async def test_a_step_that_stands_is_answered_as_it_stands(establish: Establish) -> None:
    stood = await establish(Connection(found(closed_at=NOW, step_id="opened")), step())
    assert stood is not None
    assert (stood.id, stood.detail, stood.time.ToDatetime(UTC)) == ("opened", "as it stands", NOW)
