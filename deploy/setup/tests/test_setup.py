"""The steps before a release: what they refuse, and how they wait."""

import asyncio
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import IndexedValueType

from deploy.local.database import MIGRATIONS
from deploy.local.engines.temporal import SEARCH_ATTRIBUTES
from deploy.local.errors import StackError
from deploy.setup import temporal, waiting
from deploy.setup.__main__ import AdminServer, role_passwords
from deploy.setup.settings import WaitSettings

PASSWORD = "a-password-nobody-may-read"


@pytest.fixture
def urls(tmp_path: Path) -> Path:
    for role in MIGRATIONS:
        (tmp_path / role).write_text(f"postgresql://{role}:p%2Fw@postgres:5442/onetrip\n")
    return tmp_path


def test_passwords_of_roles_are_those_of_their_urls(urls: Path) -> None:
    assert role_passwords(urls) == dict.fromkeys(MIGRATIONS, "p/w")


@pytest.mark.parametrize("wrong", ["", "postgresql://somebody:else@postgres/onetrip", "postgresql://intake@postgres/"])
def test_a_url_of_another_role_or_without_a_password_is_refused(urls: Path, wrong: str) -> None:
    (urls / "intake").write_text(wrong)
    with pytest.raises(StackError, match="of the role intake"):
        role_passwords(urls)


def test_the_superuser_reaches_every_database_of_the_server() -> None:
    server = AdminServer("postgresql://postgres:secret@postgres:5442/postgres?sslmode=disable")
    assert server.url("onetrip") == "postgresql://postgres:secret@postgres:5442/onetrip?sslmode=disable"


@pytest.mark.parametrize("kind", sorted(set(SEARCH_ATTRIBUTES.values())))
def test_every_type_of_search_attribute_has_its_name_at_temporal(kind: str) -> None:
    assert IndexedValueType.Value(temporal._enum(kind)) > 0


async def test_waiting_ends_when_everything_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PAUSE_SECONDS", 0.0)
    answers = iter(["not yet", "not yet", ""])

    async def check(_: WaitSettings) -> str:
        return next(answers)

    await asyncio.wait_for(waiting.until_there({"it": check}, WaitSettings()), 5)


async def test_waiting_says_what_is_missing_and_no_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(waiting, "SECONDS_MAX", 0.0)

    async def fails(_: WaitSettings) -> str:
        raise ConnectionRefusedError(f"postgresql://intake:{PASSWORD}@postgres")

    with pytest.raises(waiting.NotThere, match="database: ConnectionRefusedError") as refused:
        await waiting.until_there({"database": fails}, WaitSettings())
    assert PASSWORD not in str(refused.value) + capsys.readouterr().out


async def test_a_step_that_is_not_told_where_to_look_ends_at_once() -> None:
    with pytest.raises(waiting.NotThere, match="is not set"):
        await waiting.until_there({"topics": waiting.topics("intake")}, WaitSettings(kafka_bootstrap=None))


def test_a_process_can_wait_for_the_migrations_of_every_schema() -> None:
    assert {f"migrations-{schema}" for schema in MIGRATIONS} <= set(waiting.CHECKS)
