"""A store of documents that is away: the caller is told "later", the log why, and nothing of what was sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from runtime.errors import Unavailable
from services.intake.tests.bench import sealer
from services.intake.uploads.objects import Objects


@pytest.fixture
def away(tmp_path: Path) -> Objects:
    """A store whose folder is none any more."""
    folder = tmp_path / "materials"
    objects = Objects(folder.as_uri(), sealer())
    folder.rmdir()
    folder.touch()
    return objects


async def pieces() -> AsyncIterator[bytes]:
    yield b"CANARY" * 1000


async def test_a_store_that_takes_nothing_is_told_as_later_and_logged_with_what_it_said(away: Objects) -> None:
    with capture_logs() as logged, pytest.raises(Unavailable):
        await away.put("name", "material", pieces())
    (line,) = logged
    assert (line["event"], line["log_level"]) == ("uploads.store_away", "warning")
    assert "Not a directory" in line["error"]
    assert "CANARY" not in str(logged)


async def test_a_store_in_which_nothing_can_be_deleted_is_told_as_later(away: Objects) -> None:
    with pytest.raises(Unavailable):
        await away.delete(["name"])
