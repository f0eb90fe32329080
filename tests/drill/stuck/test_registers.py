"""Registers that stay away, and such as answer what cannot be used."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.drill.stuck.conftest import Follow
from tests.drill.stuck.site import Picture, Site
from tests.e2e.filing import claimed, completed, decision, until

REGISTER, AWAY = "education", "数据源无响应"


@asynccontextmanager
async def hanging(site: Site, table: str) -> AsyncIterator[None]:
    """A department's system that takes questions and answers none."""
    async with site.database() as connection, connection.transaction():
        await connection.execute(f"LOCK TABLE registers.{table} IN ACCESS EXCLUSIVE MODE")
        yield


async def test_a_register_that_does_not_answer(site: Site, follow: Follow) -> None:
    operator, owner = follow("register-down"), await site.enter("graduate-0001")
    async with hanging(site, REGISTER):
        application_id = await site.file(owner)
        await site.waits(application_id, AWAY)
        await operator.sees(Picture(application_id, AWAY))
        await operator.finds(application_id, REGISTER=REGISTER)
    await operator.mends(application_id, REGISTER=REGISTER)
    await until(owner, application_id, completed)
    await operator.sees_it_mended(application_id, REGISTER=REGISTER)


async def test_a_register_whose_answer_cannot_be_used(site: Site, follow: Follow) -> None:
    operator, owner = follow("register-garbage"), await site.enter("graduate-0002")
    async with site.database() as connection:
        await connection.execute(
            "UPDATE registers.education SET as_of = now() + interval '3 days' WHERE resident_id = $1",
            site.resident_id("graduate-0002"),
        )
    application_id = await site.file(owner)
    await site.waits(application_id, AWAY)
    await operator.sees(Picture(application_id, AWAY))
    await operator.finds(application_id, REGISTER=REGISTER)
    await operator.mends(application_id, REGISTER=REGISTER)
    await operator.sees_it_mended(application_id, REGISTER=REGISTER)
    officer = await site.enter("officer-human-resources")
    task = await claimed(officer, application_id)
    answer = await officer.request("POST", f"/v1/tasks/{task['id']}:decide", json=decision())
    assert answer.status_code == 200, answer.text
    await until(owner, application_id, completed)
