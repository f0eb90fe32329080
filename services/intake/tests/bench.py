"""An office to work in: the real parts around a clock that stands still and a relay that sends nothing."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import asyncpg

from runtime.clock import Clock
from runtime.sealing import LookupHash, Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from runtime.tokens import Principal
from services.intake.catalogue import Catalogue
from services.intake.office import Office
from services.intake.store import Store
from services.intake.texts import Texts
from services.intake.view import Views

# Noon of Wednesday 25 November 2026 in Beijing.
NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


class FrozenClock(Clock):
    """A clock that a test sets."""

    def __init__(self, instant: datetime = NOW) -> None:
        super().__init__(instant, instant, 1.0)
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


class NoRelay:
    """Counts how often it was woken."""

    def __init__(self) -> None:
        self.woken = 0

    def wake(self) -> None:
        self.woken += 1


def sealer() -> Sealer:
    """A sealer with a key of its own."""
    return Sealer({"test": bytes(32)}, "test", SUITE, DATA_KEYS)


def office_over(pool: asyncpg.Pool, relay: NoRelay, clock: Clock) -> Office:
    """An office over real tables."""
    store = Store(pool, relay)
    return Office(
        store=store,
        catalogue=Catalogue(store.catalogue),
        views=Views(Texts.load(), sealer(), ZoneInfo("Asia/Shanghai")),
        sealer=sealer(),
        lookup=LookupHash(bytes(32), SUITE),
        pseudonym_key=bytes(32),
        clock=clock,
        zone=ZoneInfo("Asia/Shanghai"),
    )


def principal(subject: str, *roles: str, department: str | None = None) -> Principal:
    """A caller."""
    return Principal(subject, frozenset(roles), department, 3, None)
