"""What is watched is what the processes show, each alert has its page and its test, the dashboards are the code's."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

import runtime.metrics
from deploy.observe import dashboards

FOLDER = Path(dashboards.__file__).parent
PROJECT = FOLDER.parents[1]
# Shown by Temporal's SDK (docs.temporal.io/references/sdk-metrics) and by Prometheus itself.
FOREIGN = {
    "up",
    "temporal_workflow_task_schedule_to_start_latency_seconds_bucket",
    "temporal_workflow_task_execution_failed_total",
    "temporal_worker_task_slots_available",
}
NAME = re.compile(r"\b(?:onetrip|temporal)_[a-z0-9_]+\b|\bup\b")


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((FOLDER / "rules.yaml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def alerts() -> list[dict[str, Any]]:
    return [rule for rule in rules() if "alert" in rule]


def shown() -> set[str]:
    """Every series name that our processes can show."""
    assert runtime.metrics
    suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
    return {
        family.name + suffix
        for family in REGISTRY.collect()
        if family.name.startswith("onetrip_")
        for suffix in suffixes[family.type]
    }


def queries() -> list[str]:
    graphs = [graph for _, rows in dashboards.DASHBOARDS.values() for row in rows.values() for graph in row]
    return [rule["expr"] for rule in rules()] + [graph.query for graph in graphs]


def test_nothing_is_asked_for_that_no_process_shows() -> None:
    named = {name for query in queries() for name in NAME.findall(query)}
    assert named - FOREIGN <= shown()


def test_what_is_recorded_is_known_wherever_it_is_used() -> None:
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    assert {name for query in queries() for name in re.findall(r"onetrip:[a-z0-9_:]+", query)} <= recorded


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert["alert"])
def test_an_alert_says_what_how_urgent_and_what_to_do(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in {"page", "ticket", "notice"}
    assert alert["annotations"]["summary"]
    path, _, anchor = alert["annotations"]["runbook"].partition("#")
    headings = re.findall(r"^## (\S+)$", (PROJECT / path).read_text(encoding="utf-8"), re.MULTILINE)
    assert anchor == alert["alert"].lower()
    assert alert["alert"] in headings


def test_each_alert_is_tested_where_it_fires_and_where_it_does_not() -> None:
    tests = yaml.safe_load((FOLDER / "tests" / "rules_test.yaml").read_text(encoding="utf-8"))["tests"]
    tried = [case for test in tests for case in test["alert_rule_test"]]
    names = {alert["alert"] for alert in alerts()}
    assert {case["alertname"] for case in tried if case["exp_alerts"]} == names
    assert {case["alertname"] for case in tried if not case["exp_alerts"]} == names


@pytest.mark.parametrize("name", dashboards.DASHBOARDS)
def test_the_committed_dashboard_is_the_one_that_the_code_makes(name: str) -> None:
    committed = (dashboards.FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert committed == dashboards.build(name), "run `make dashboards`"
