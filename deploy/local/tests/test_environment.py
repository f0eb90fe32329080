"""What the processes of a stack are told."""

from pathlib import Path

import pytest

from deploy.local.parts import build_id
from deploy.local.ports import Ports
from deploy.local.settings import PROJECT_DIR
from deploy.local.stack import Stack


def test_the_origins_of_frontends_reach_the_gateway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONETRIP_CORS_ORIGINS", "http://localhost:3000,https://portal.example")
    told = Stack(tmp_path, Ports.free()).environment.of_gateway()
    assert told["ONETRIP_CORS_ORIGINS"] == "http://localhost:3000,https://portal.example"


def test_nobody_elses_pages_are_let_in_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONETRIP_CORS_ORIGINS", raising=False)
    assert Stack(tmp_path, Ports.free()).environment.of_gateway()["ONETRIP_CORS_ORIGINS"] == ""


def test_processes_show_their_numbers_only_when_somebody_looks(tmp_path: Path) -> None:
    assert "ONETRIP_METRICS_ADDRESS" not in Stack(tmp_path, Ports.free()).environment.of("intake")
    observed = Stack(tmp_path, Ports.free(), observe=True, replicas={"intake": 2})
    targets = observed.environment.metrics()
    shown = [observed.environment.of("intake", replica)["ONETRIP_METRICS_ADDRESS"] for replica in (1, 2)]
    assert targets["intake"] == shown
    assert len(set(shown)) == 2
    assert targets["worker"] == [observed.environment.of("workflows")["ONETRIP_TEMPORAL_METRICS_ADDRESS"]]
    assert "prometheus" in {step.name for step in observed.steps()}


def test_a_process_runs_from_the_tree_that_it_is_told_and_the_others_from_this_one(tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "workflows").mkdir(parents=True)
    (other / "workflows" / "patches.py").write_text('RELEASE = "9.9.0"\n', encoding="utf-8")
    trees: dict[str, Path] = {}
    environment = Stack(tmp_path, Ports.free(), trees=trees, replicas={"workflows": 2}).environment
    assert (environment.tree("workflows-2"), environment.on_path("workflows-2")) == (PROJECT_DIR, {})
    trees["workflows-2"] = other
    assert environment.on_path("workflows-2")["PYTHONPATH"].startswith(str(other))
    builds = [environment.of("workflows", replica)["ONETRIP_BUILD_ID"] for replica in (1, 2)]
    assert builds == [build_id(), build_id(other)]
    assert len(set(builds)) == 2
    trees["*"] = other
    assert environment.tree("migrate-intake") == environment.tree("intake") == other
