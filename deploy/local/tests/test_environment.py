"""What the processes of a stack are told."""

from pathlib import Path

import pytest

from deploy.local.ports import Ports
from deploy.local.stack import Stack


def test_the_origins_of_frontends_reach_the_gateway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONETRIP_CORS_ORIGINS", "http://localhost:3000,https://portal.example")
    told = Stack(tmp_path, Ports.free()).environment.of_gateway()
    assert told["ONETRIP_CORS_ORIGINS"] == "http://localhost:3000,https://portal.example"


def test_nobody_elses_pages_are_let_in_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONETRIP_CORS_ORIGINS", raising=False)
    assert Stack(tmp_path, Ports.free()).environment.of_gateway()["ONETRIP_CORS_ORIGINS"] == ""
