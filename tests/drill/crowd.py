"""People who go on applying and looking while something is done to the stack."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable

from cli.client.gateway import Gateway
from tests.drill.test_everything_dies import Tally, file, patiently

LOOK_SECONDS = 0.3
FILE_SECONDS = 3.0


class Crowd:
    """Graduates who file one after the other, and look at what they filed in between."""

    def __init__(self, gateway: Gateway, graduates: Iterable[str]) -> None:
        self._gateway = gateway
        self._waiting = iter(graduates)
        self._leaving = asyncio.Event()
        self.filed: dict[str, str] = {}
        self.tally = Tally()

    async def run(self) -> None:
        """Until `leave`; who has filed looks on when nobody is left to file."""
        looks = max(1, round(FILE_SECONDS / LOOK_SECONDS))
        for turn in itertools.count():
            if self._leaving.is_set():
                return
            if turn % looks == 0 and (who := next(self._waiting, None)) is not None:
                self.filed[who] = await file(self._gateway, who, self.tally)
            else:
                who, application_id = list(self.filed.items())[turn % len(self.filed)]
                await patiently(self._gateway, who, "GET", f"/v1/applications/{application_id}", self.tally)
            await asyncio.sleep(LOOK_SECONDS)

    def leave(self) -> None:
        """Ask it to file no more."""
        self._leaving.set()
