"""No call is refused because a replica is being replaced; one that nobody answered is told to operators."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from services.gateway.tests.place import Place

pytestmark = pytest.mark.engines
CALLERS = 12


async def test_a_crowd_waits_for_the_replica_that_takes_anothers_place(tmp_path: Path) -> None:
    # As many tries as the time of a call allows: how long a start takes is not what is asked here.
    place = Place(tmp_path, retries_max=50)
    await place.run()
    try:
        await place.serve("intake")
        assert await place.answers(200)
        await place.stop()
        async with httpx.AsyncClient(base_url=place.url, timeout=30) as client:
            calls = [asyncio.create_task(client.get("/v1/items")) for _ in range(CALLERS)]
            await asyncio.sleep(0.3)
            await place.serve("intake")
            answers = await asyncio.gather(*calls)
        assert [each.status_code for each in answers] == [200] * CALLERS
    finally:
        await place.end()


async def test_what_nobody_answered_is_told_without_what_was_asked(tmp_path: Path) -> None:
    place = Place(tmp_path)
    await place.run()
    try:
        assert await place.answers(503, "/v1/items/never-to-be-told")
    finally:
        said = await place.end()
    lines = [json.loads(line) for line in said.splitlines() if "gateway.unanswered" in line]
    assert {line["rpc"] for line in lines} == {"onetrip.intake.v1.CatalogService.GetServiceItem"}
    assert {(line["level"], line["status"]) for line in lines} == {("warning", 503)}
    assert all("UF" in line["flags"] for line in lines)
    assert "never-to-be-told" not in said
