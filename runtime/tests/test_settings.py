import base64
from datetime import UTC, datetime

import pytest

from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    KafkaSettings,
    ProcessSettings,
    SealingSettings,
    load,
)

KEY = base64.b64encode(b"k" * 32).decode()
OTHER_KEY = base64.b64encode(b"o" * 32).decode()


class Everything(ProcessSettings, DatabaseSettings, KafkaSettings, SealingSettings, ClockSettings):
    """What a service might compose."""


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    values = {
        "ENVIRONMENT": "test",
        "GRPC_ADDRESS": "127.0.0.1:0",
        "DATABASE_URL": "postgresql://intake:hush@127.0.0.1/onetrip",
        "KAFKA_BOOTSTRAP": "127.0.0.1:9092",
        "SEALING_KEYS": f"new:{KEY},old:{OTHER_KEY}",
        "LOOKUP_KEY": KEY,
    }
    for name, value in values.items():
        monkeypatch.setenv(f"ONETRIP_{name}", value)
    return monkeypatch


def test_mix_ins_compose_and_read_the_environment(environment: pytest.MonkeyPatch) -> None:
    settings = load(Everything)
    assert settings.environment == "test"
    assert settings.sealing_keys.active == "new"
    assert dict(settings.sealing_keys.by_id) == {"new": b"k" * 32, "old": b"o" * 32}
    assert settings.lookup_key == b"k" * 32


def test_secrets_are_not_in_the_repr(environment: pytest.MonkeyPatch) -> None:
    text = repr(load(Everything))
    assert "hush" not in text
    assert "kkkk" not in text
    assert KEY not in text


def test_all_errors_are_told_at_once_by_name_and_never_by_value(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.delenv("ONETRIP_DATABASE_URL")
    environment.setenv("ONETRIP_GRPC_ADDRESS", "s3cr3t-nowhere")
    environment.setenv("ONETRIP_LOOKUP_KEY", "s3cr3t-short")
    environment.setenv("ONETRIP_ENVIRONMENT", "s3cr3t-moon")
    with pytest.raises(SystemExit) as stopped:
        load(Everything)
    told = capsys.readouterr().err
    assert stopped.value.code == 78
    for name in ("DATABASE_URL", "GRPC_ADDRESS", "LOOKUP_KEY", "ENVIRONMENT"):
        assert f"ONETRIP_{name}:" in told
    assert "s3cr3t" not in told


def test_no_secret_has_a_default() -> None:
    for name in ("database_url", "sealing_keys", "lookup_key"):
        assert Everything.model_fields[name].is_required()


@pytest.mark.parametrize("value", ["", "nocolon", f"a:{KEY},a:{KEY}", "a:short", f":{KEY}"])
def test_malformed_sealing_keys_are_refused(environment: pytest.MonkeyPatch, value: str) -> None:
    environment.setenv("ONETRIP_SEALING_KEYS", value)
    with pytest.raises(SystemExit):
        load(Everything)


def test_a_half_set_clock_is_refused(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ONETRIP_CLOCK_EPOCH", "2030-01-01T00:00:00Z")
    with pytest.raises(SystemExit):
        load(Everything)
    environment.setenv("ONETRIP_CLOCK_ORIGIN", "2026-01-01T00:00:00Z")
    assert load(Everything).clock_epoch == datetime(2030, 1, 1, tzinfo=UTC)


def test_a_demo_clock_is_refused_in_production_with_all_other_errors(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    demo_clock = {"EPOCH": "2030-01-01T00:00:00Z", "ORIGIN": "2026-01-01T00:00:00Z", "FACTOR": "3600"}
    for name, value in demo_clock.items():
        environment.setenv(f"ONETRIP_CLOCK_{name}", value)
    assert load(Everything).clock_factor == 3600
    environment.setenv("ONETRIP_ENVIRONMENT", "prod")
    environment.setenv("ONETRIP_LOOKUP_KEY", "short")
    with pytest.raises(SystemExit) as stopped:
        load(Everything)
    told = capsys.readouterr().err
    assert stopped.value.code == 78
    assert all(f"ONETRIP_CLOCK_{name}: is for demos" in told for name in demo_clock)
    assert "ONETRIP_LOOKUP_KEY" in told


def test_production_without_a_demo_clock_is_accepted(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ONETRIP_ENVIRONMENT", "prod")
    assert load(Everything).clock_epoch is None


def test_a_clock_without_an_offset_is_refused(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ONETRIP_CLOCK_EPOCH", "2030-01-01T00:00:00")
    environment.setenv("ONETRIP_CLOCK_ORIGIN", "2026-01-01T00:00:00Z")
    with pytest.raises(SystemExit):
        load(Everything)
