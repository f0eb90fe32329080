"""What a stack seals, for who looks at it from outside: commands, measurements, tests."""

from __future__ import annotations

from deploy.local.credentials import Credentials
from runtime.data_keys import DataKeys, PostgresKeys
from runtime.sealing import Sealer
from runtime.settings import sealing_keys


def sealer(credentials: Credentials, database_url: str) -> Sealer:
    """Seals and opens as the stack's processes do; `database_url` is of a role that may read data keys."""
    keys = sealing_keys(credentials.sealing_keys)
    return Sealer(
        keys.by_id, keys.active, data_keys=DataKeys(PostgresKeys(database_url), Sealer(keys.by_id, keys.active))
    )
