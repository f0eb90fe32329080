"""What tests seal with: data keys that are the same everywhere, and each cipher suite in turn (`make suites`)."""

import hashlib
import os
from collections.abc import Collection
from typing import cast

from runtime.sealing import DataKey, Shredded
from runtime.suites import DEFAULT, SUITES, SuiteName

SUITE = cast("SuiteName", os.environ.get("ONETRIP_TEST_SUITE", DEFAULT))
if SUITE not in SUITES:
    raise ValueError(f"ONETRIP_TEST_SUITE must be one of {', '.join(SUITES)}")


class FixedKeys:
    """Every owner has a key, and always the same one, so that one test's sealer opens what another's sealed."""

    def key(self, owner: str, *, make: bool) -> DataKey | None:
        return DataKey(hashlib.sha256(owner.encode()).digest())

    async def load(self, owners: Collection[str], *, make: bool = False) -> None:
        pass


class DestroyedKeys(FixedKeys):
    """Every owner's key was destroyed."""

    def key(self, owner: str, *, make: bool) -> DataKey | None:
        raise Shredded


class AllButOne(FixedKeys):
    """Every owner's key is there, but one's that was destroyed."""

    def __init__(self, destroyed: str) -> None:
        self._destroyed = destroyed

    def key(self, owner: str, *, make: bool) -> DataKey | None:
        """See Keys."""
        if owner == self._destroyed:
            raise Shredded
        return super().key(owner, make=make)


DATA_KEYS = FixedKeys()
