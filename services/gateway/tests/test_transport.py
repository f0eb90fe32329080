"""The gateway calls the parts as itself, and no server that is not the part that it means."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.local.certificates import Authority
from services.gateway.tests.place import Place

pytestmark = pytest.mark.engines


@pytest_asyncio.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    found = Place(tmp_path)
    await found.run()
    try:
        yield found
    finally:
        await found.end()


async def test_a_part_is_believed_by_its_certificate_and_by_nothing_else(place: Place) -> None:
    await place.serve("intake")
    assert await place.answers(200)
    await place.serve("approval")
    assert await place.answers(503)
    await place.serve("intake")
    assert await place.answers(200)
    await place.serve("intake", Authority())
    assert await place.answers(503)


async def test_certificates_that_are_replaced_are_taken_up_while_it_runs(place: Place) -> None:
    await place.serve("intake")
    assert await place.answers(200)
    place.authority = Authority()
    await place.serve("intake")
    assert await place.answers(503)
    replace(place.gateway, place.authority)
    assert await place.answers(200)


def replace(folder: Path, authority: Authority) -> None:
    """As the kubelet does: new files, moved into the folder's place."""
    issued = authority.issue("gateway")
    for name, text in issued.files().items():
        aside = folder / f".{name}"
        aside.write_text(text)
        os.rename(aside, folder / name)
