"""Under which name and version workers poll."""

import base64

import pytest

from workflows import policies
from workflows.settings import Settings

KEY = base64.b64encode(bytes(32)).decode()
ENVIRONMENT = {
    "ONETRIP_ENVIRONMENT": "test",
    "ONETRIP_GRPC_ADDRESS": "127.0.0.1:7000",
    "ONETRIP_DATABASE_URL": "postgresql://process@nowhere/onetrip",
    "ONETRIP_KAFKA_BOOTSTRAP": "nowhere:9092",
    "ONETRIP_TOKEN_ISSUER": "http://issuer",
    "ONETRIP_TOKEN_AUDIENCE": "onetrip",
    "ONETRIP_TOKEN_JWKS_URL": "http://issuer/jwks.json",
    "ONETRIP_SEALING_KEYS": f"k1:{KEY}",
    "ONETRIP_LOOKUP_KEY": KEY,
    "ONETRIP_TEMPORAL_ADDRESS": "nowhere:7233",
    "ONETRIP_BUILD_ID": "abc",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def test_a_worker_polls_as_the_version_of_its_image() -> None:
    version = Settings().worker_version
    assert (version.deployment_name, version.build_id) == (policies.DEPLOYMENT, "abc")


def test_a_worker_follows_the_worker_controller_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_DEPLOYMENT_NAME", "onetrip/workflows")
    monkeypatch.setenv("TEMPORAL_WORKER_BUILD_ID", "0-2-0-f00d")
    version = Settings().worker_version
    assert (version.deployment_name, version.build_id) == ("onetrip/workflows", "0-2-0-f00d")
