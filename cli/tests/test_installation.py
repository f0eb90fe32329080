"""Commands find the installation that the environment names, by its settings alone; else the local stack."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from cli import errors, installation, main
from cli.client import Gateway
from cli.named import Named
from deploy.desks import DESKS
from deploy.settings_page import settings_of
from onetrip.intake.v1 import application_service_pb2 as intake
from runtime.sealing import LookupHash

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
KEYS = {"ONETRIP_SEALING_KEYS": f"k1:{KEY}", "ONETRIP_LOOKUP_KEY": KEY}
TEMPORAL = {"ONETRIP_TEMPORAL_ADDRESS": "temporal:7233", "ONETRIP_TEMPORAL_NAMESPACE": "onetrip"}
OPERATOR = {**KEYS, **TEMPORAL, "ONETRIP_ACCESS_ANCHORS_URL": "s3://heads/prod"}
KEEPER = {
    **KEYS,
    "ONETRIP_PSEUDONYM_KEY": KEY,
    "ONETRIP_MATERIALS_URL": "s3://materials/prod",
    "ONETRIP_RETENTION_YEARS": "30",
}


@pytest.fixture(autouse=True)
def nothing_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ONETRIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ONETRIP_STATE_DIR", str(tmp_path / "nothing"))


def logins(folder: Path, desk: str) -> dict[str, str]:
    """As the Secret `database` is mounted at a desk."""
    folder.mkdir(exist_ok=True)
    for role in DESKS[desk].roles:
        (folder / role).write_text(f"postgresql://{role}@db/onetrip\n")
    return {"ONETRIP_DATABASE_URLS": str(folder)}


def settle(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["onetrip", *words])
    return main._code()


def test_an_operators_desk_says_where_everything_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(monkeypatch, {**logins(tmp_path / "database", "operator"), **OPERATOR})
    there = installation.find()
    assert there.database_url("process") == "postgresql://process@db/onetrip"
    assert there.temporal == installation.TemporalPlace("temporal:7233", "onetrip")
    assert there.anchors.access_anchors_url == "s3://heads/prod"
    assert there.lookup().of("a") == LookupHash(b"01234567890123456789012345678901").of("a")
    assert there.sealer("process").seal("page-tokens", b"a", "b")


def test_a_keepers_desk_knows_the_term_and_where_uploads_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(monkeypatch, {**logins(tmp_path / "database", "keeper"), **KEEPER})
    there = installation.find()
    assert there.database_url("keys") == "postgresql://keys@db/onetrip"
    assert (there.materials_url, there.term.retention_years, there.zone.key) == (
        *("s3://materials/prod", 30),
        "Asia/Shanghai",
    )


@pytest.mark.parametrize(
    ("desk", "command", "role"),
    [("operator", ("keys", "status"), "keys"), ("operator", ("retention", "run"), "keys")],
)
def test_a_command_that_is_run_at_another_desk_says_so(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    desk: str,
    command: tuple[str, ...],
    role: str,
) -> None:
    settle(monkeypatch, {**logins(tmp_path / "database", desk), **OPERATOR})
    assert run(monkeypatch, *command) == errors.FAILED
    assert f"has no file {role}: this command is run elsewhere" in capsys.readouterr().err


def test_a_setting_that_a_command_needs_is_named_and_the_command_ends_as_processes_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(monkeypatch, {**logins(tmp_path / "database", "keeper"), **KEEPER})
    assert run(monkeypatch, "ops", "list") == 78
    assert "ONETRIP_TEMPORAL_ADDRESS: is not set" in capsys.readouterr().err


def test_on_a_cluster_nobody_acts_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(monkeypatch, {**logins(tmp_path / "database", "operator"), **OPERATOR})
    for words in (("ops", "ask-again", "a", "--reason", "r"), ("proactive", "run", "senior-allowance")):
        assert run(monkeypatch, *words) == errors.FAILED
        assert "--by" in capsys.readouterr().err
    assert Named().account("li.operator") == "li.operator"


def test_where_nothing_is_named_it_is_the_local_stack(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "report", "visits") == errors.NOT_RUNNING
    assert "onetrip up" in capsys.readouterr().err


async def test_who_calls_the_gateway_from_elsewhere_shows_the_token_that_they_were_given() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return httpx.Response(200, json={"applications": []})

    gateway = Gateway("http://gateway", "", httpx.MockTransport(answer))
    await gateway.bearing("theirs").get("/v1/applications", intake.ListApplicationsResponse)
    assert seen == ["Bearer theirs"]


def test_a_report_that_is_asked_of_the_gateway_needs_a_token(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(monkeypatch, {"ONETRIP_GATEWAY_URL": "http://127.0.0.1:1"})
    assert run(monkeypatch, "report", "sources") == 78
    assert "ONETRIP_CALLER_TOKEN: is not set" in capsys.readouterr().err


def test_a_desk_opens_with_all_that_its_commands_need_and_closes_when_told(tmp_path: Path) -> None:
    settings = {**logins(tmp_path / "database", "operator"), **OPERATOR}
    words = [sys.executable, "-m", "cli.main", "desk", "operator"]
    with subprocess.Popen(words, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True) as desk:
        assert desk.stdout is not None
        assert desk.stdout.readline() == "the desk operator is open\n"
        desk.send_signal(signal.SIGTERM)
        assert desk.wait(timeout=60) == errors.OK


@pytest.mark.parametrize("desk", DESKS)
def test_a_desk_that_lacks_something_does_not_open_and_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], desk: str
) -> None:
    monkeypatch.setattr(signal, "pthread_sigmask", lambda *_: None)
    assert run(monkeypatch, "desk", desk) == 78
    told = capsys.readouterr().err
    assert all(f"{one.variable}: is not set" in told for one in settings_of(DESKS[desk].settings) if not one.default)
    settle(monkeypatch, {**logins(tmp_path / "database", desk), **OPERATOR, **KEEPER})
    (tmp_path / "database" / "approval").unlink()
    assert run(monkeypatch, "desk", desk) == errors.FAILED
    assert "no file approval" in capsys.readouterr().err
