"""7. A service dies: fifty applications are in flight when two parts are killed; nobody notices."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

from cli.journeys.following import FINAL_STATES, Following
from cli.journeys.instant import ITEM, apply, seen_through
from cli.journeys.people import Citizen
from cli.journeys.scene import Scene
from cli.journeys.story import Record, Story, expect
from cli.journeys.tidying import end_earlier

Result = TypeVar("Result")

APPLICATIONS = 50
# The kill comes when this many are taken in; the others are filed while the parts are down.
FILED_AT_KILL = 25
AT_ONCE = 10
KILLED = ("verification", "workflows")


async def run(scene: Scene) -> Story:
    """File for fifty graduates, kill -9 two parts in the middle of it, and see every one of them through."""
    crowd = _Crowd(scene)
    graduates = [await Citizen.enter(scene, f"graduate-{number:04}") for number in range(1, APPLICATIONS + 1)]
    await together(crowd.tidied(graduate) for graduate in graduates)
    await scene.tell("file", count=APPLICATIONS)
    records = await together(crowd.served(graduate) for graduate in graduates)
    numbers = {record.application.cases[0].certificate_number for record in records}
    expect(len(numbers) == APPLICATIONS, "each of them has one certificate of their own")
    await scene.tell("done", count=APPLICATIONS)
    return Story(records, disturbed=True)


async def together(all_of_them: Iterable[Coroutine[Any, Any, Result]]) -> list[Result]:
    """Wait for all; when one fails, stop the others and raise what it raised."""
    tasks = [asyncio.ensure_future(each) for each in all_of_them]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Crowd:
    """Fifty people at once, of whom a few talk to the gateway at the same moment."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._places = asyncio.Semaphore(AT_ONCE)
        self._filed: list[Following] = []

    async def tidied(self, graduate: Citizen) -> None:
        """End what an earlier run left of this one's."""
        async with self._places:
            await end_earlier(graduate, ITEM)

    async def served(self, graduate: Citizen) -> Record:
        """File, and wait for the end."""
        async with self._places:
            following = await apply(graduate)
            self._filed.append(following)
            if len(self._filed) == FILED_AT_KILL:
                await self._kill()
        return await seen_through(graduate, following)

    async def _kill(self) -> None:
        for part in KILLED:
            await self._scene.crash(part)
        open_now = sum(following.latest.state not in FINAL_STATES for following in self._filed)
        expect(open_now > 0, "applications are in flight when the parts are killed")
        await self._scene.tell("killed", parts=", ".join(KILLED), count=open_now)
