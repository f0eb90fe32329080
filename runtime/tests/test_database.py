"""Connecting to a real PostgreSQL: what is wrong for good is said at once, and not waited for."""

import pytest

from runtime.database import connect
from runtime.settings import SettingRefused
from runtime.tests.engines import Engines

pytestmark = pytest.mark.engines


@pytest.mark.parametrize(
    ("database", "role", "password", "refused"),
    [
        ("onetrip", "intake", "the wrong one", "InvalidPasswordError"),
        ("onetrip", "nobody", "password", "InvalidPasswordError"),
        ("nowhere", "intake", "password", "InvalidCatalogNameError"),
    ],
)
async def test_a_wrong_password_role_or_database_is_named_with_its_setting_and_not_quoted(
    engines: Engines, database: str, role: str, password: str, refused: str
) -> None:
    await engines.keys()  # the roles of a stack
    with pytest.raises(SettingRefused) as said:
        await connect(engines.postgres.url(database, role, password))
    assert str(said.value) == f"ONETRIP_DATABASE_URL: the server refuses it ({refused})"
