"""Where a journey takes place: the gateway, the people in it, and whoever looks on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Protocol, Self

from cli.client import Caller, Gateway
from cli.journeys.following import Following
from cli.journeys.texts import Text, narration
from onetrip.intake.v1.application_pb2 import Application
from runtime.clock import Clock

Crash = Callable[[str], Awaitable[None]]
"""Ends a part of OneTrip with SIGKILL and returns at once; the stack starts it again by itself."""


class Audience(Protocol):
    """Whoever looks on: the demo's table, or nobody."""

    def tell(self, journey: str, text: Text) -> None:
        """Somebody does this now."""

    def show(self, journey: str, application: Application) -> None:
        """This is how an application stands now."""


class Nobody:
    """An audience of tests."""

    def tell(self, journey: str, text: Text) -> None:
        """Nothing is shown."""

    def show(self, journey: str, application: Application) -> None:
        """Nothing is shown."""


@dataclass
class Scene:
    """What a journey is given. `pace_seconds`: a pause before what people do, so that onlookers can follow; `clock`:
    what the stack's processes go by.
    """

    journey: str
    gateway: Gateway
    crash: Crash
    audience: Audience = field(default_factory=Nobody)
    pace_seconds: float = 0.0
    clock: Clock = field(default_factory=Clock.real)
    _followings: list[Following] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*(following.close() for following in self._followings))

    async def tell(self, step: str, **values: object) -> None:
        """Tell onlookers what happens next, and leave them a moment to read it."""
        self.audience.tell(self.journey, narration(self.journey, step, values))
        await asyncio.sleep(self.pace_seconds)

    @property
    def days_passed(self) -> float:
        """By how many days the stack's clock is ahead of the real one."""
        return (self.clock.now() - datetime.now(UTC)) / timedelta(days=1)

    async def pass_days(self, days: float) -> None:
        """Let days of the stack's clock pass."""
        await asyncio.sleep(self.clock.to_real(timedelta(days=days)).total_seconds())

    def follow(self, caller: Caller, application: Application) -> Following:
        """Watch an application until the scene ends."""
        following = Following(caller, application, lambda now: self.audience.show(self.journey, now))
        self._followings.append(following)
        return following
