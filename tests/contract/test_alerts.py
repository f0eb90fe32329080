"""Each alert has a fault in which the drill sees it fire, and a page; the drill shortens times and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local.engines.prometheus import RULES
from tests.drill.alerts import CASES, ON_ANOTHER_CLOCK
from tests.drill.watching import DURATION, FACTOR, SECONDS_OF, shortened

TEXT = RULES.read_text(encoding="utf-8")
RUNBOOK = (Path(__file__).parents[2] / "docs" / "operate" / "runbook.md").read_text(encoding="utf-8")
PARTS = ("**Means**", "**Look**", "**Do**")


def rules(text: str) -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]


ALERTS = {rule["alert"] for rule in rules(TEXT) if "alert" in rule}


def test_every_alert_has_a_fault_in_which_it_is_drilled() -> None:
    assert ON_ANOTHER_CLOCK.union(*(case.alerts for case in CASES.values())) == ALERTS


def test_what_may_follow_from_a_fault_is_an_alert_that_is_not_the_faults_own() -> None:
    assert all(case.follow <= ALERTS - case.alerts for case in CASES.values())


@pytest.mark.parametrize("alert", sorted(ALERTS))
def test_the_runbook_says_of_each_alert_what_it_means_where_to_look_and_what_to_do(alert: str) -> None:
    section = re.search(rf"^## {alert}$(.+?)(?=^## |\Z)", RUNBOOK, re.MULTILINE | re.DOTALL)
    assert section, f"docs/operate/runbook.md has no section {alert}"
    places = [section[1].lower().find(part.lower()) for part in PARTS]
    assert -1 not in places
    assert places == sorted(places)


def test_the_runbook_has_no_section_of_an_alert_that_is_gone() -> None:
    assert set(re.findall(r"^## ([A-Z][a-z]+[A-Z]\w+)$", RUNBOOK, re.MULTILINE)) == ALERTS


def durations(text: str) -> list[int]:
    found = (match[0] for match in DURATION.finditer(text))
    return [int(duration[:-1]) * SECONDS_OF[duration[-1]] for duration in found]


def test_the_drill_divides_times_and_changes_nothing_else() -> None:
    drilled = shortened(TEXT)
    assert DURATION.sub("…", drilled) == DURATION.sub("…", TEXT)
    assert [FACTOR * seconds for seconds in durations(drilled)] == durations(TEXT)


def test_the_drill_finds_every_time_in_the_rules() -> None:
    waits = [rule["for"] for rule in rules(TEXT) if "for" in rule]
    ranges = re.findall(r"\[[^\]]+\]", "".join(rule["expr"] for rule in rules(TEXT)))
    assert len(durations(TEXT)) == len(waits) + len(ranges)
    assert "offset" not in TEXT
