"""Who else has filed what may be the same: found while it is filed, told to nobody but who reviews it."""

from __future__ import annotations

from collections.abc import Sequence

from services.intake.duplicates import POSSIBLE_DUPLICATES_MAX, locks_of
from services.intake.store import Tables


async def alike_of(tables: Tables, application_id: str, keys: Sequence[bytes]) -> Sequence[str]:
    """Return the ids of applications with one of these keys, and keep the keys; nothing is asked without a key.

    Two that are filed at once wait for each other here: the second finds the first (decision 0048).
    """
    if not keys:
        return ()
    return await tables.duplicates.alike(application_id, keys, locks_of(keys), POSSIBLE_DUPLICATES_MAX)


async def alike_now(tables: Tables, application_id: str, keys: Sequence[bytes]) -> Sequence[str]:
    """As `alike_of`, for one whose answers have changed: by what it was found before nobody finds it any more."""
    await tables.duplicates.keep_only(application_id, keys)
    return await alike_of(tables, application_id, keys)
