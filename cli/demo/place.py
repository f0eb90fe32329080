"""Where journeys are walked: a gateway, a way to end a part behind it, and the clock that the parts go by."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

from cli.client import Gateway
from cli.errors import CommandFailed
from cli.journeys.scene import Crash
from runtime.clock import Clock


@dataclass(frozen=True)
class Place:
    """One of them."""

    gateway: Gateway
    crash: Crash
    clock: Clock = field(default_factory=Clock.real)


Months = Callable[[], AbstractAsyncContextManager[Place]]
"""Makes a place where months pass, for as long as it is needed."""


@asynccontextmanager
async def nowhere() -> AsyncIterator[Place]:
    """Raises CommandFailed: where there is only one place, its clock is the real one."""
    raise CommandFailed("months pass on a stack of this machine only")
    yield  # pyright: ignore[reportUnreachable]
