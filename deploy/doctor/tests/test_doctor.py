"""The doctor says of each thing how it is and what to do, whatever else is down."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from contracts.topics.table import all_topic_names
from deploy.doctor import engines, workers, years
from deploy.doctor.databases import MIGRATIONS
from deploy.doctor.examination import examine
from deploy.doctor.findings import State, warning, well, worst
from deploy.doctor.places import Places
from deploy.doctor.workers import Backlog
from deploy.installation import InstallationSettings
from deploy.local.errors import StackError
from deploy.local.ports import Ports
from runtime.certificates import Brokers
from runtime.settings import load


def nowhere() -> Places:
    """An installation of which nothing runs."""
    ports = Ports.free()
    databases = {schema: f"postgresql://{schema}:x@{ports.address('postgres')}/onetrip" for schema in MIGRATIONS}
    return Places(
        databases,
        Brokers(ports.address("kafka")),
        ports.address("temporal"),
        "default",
        f"http://{ports.address('gateway')}",
        f"http://{ports.address('identity_http')}/jwks.json",
        partitions=4,
    )


async def test_of_an_installation_that_is_down_every_thing_is_named_with_what_to_do() -> None:
    found = await examine(nowhere(), date(2026, 11, 27))
    subjects = {finding.subject for finding in found}
    assert subjects == {f"database {schema}" for schema in MIGRATIONS} | {
        "kafka", "temporal", "gateway", "keys of tokens", "calendar"
    }  # fmt: skip
    assert {finding.state for finding in found} == {State.BROKEN}
    assert all(finding.remedy for finding in found)


def test_a_topic_that_is_missing_or_too_small_is_named() -> None:
    there = dict.fromkeys(all_topic_names(), 4)
    assert engines._topics(there, 4).state is State.WELL
    small = engines._topics({**there, "intake.events.v1": 2}, 4)
    assert (small.state, small.detail) == (State.WARNING, "fewer than 4 partitions: intake.events.v1")
    del there["process.events.v1"]
    missing = engines._topics(there, 4)
    assert (missing.state, missing.detail) == (State.BROKEN, "missing: process.events.v1")


def test_tasks_that_wait_for_a_worker_are_named_with_the_version_that_nobody_runs() -> None:
    taken = workers.judge("w", Backlog("b2", 3, 1.5), ["b1", "b2"])
    assert (taken.state, taken.detail) == (State.WELL, "version b2 takes its tasks")
    waiting = workers.judge("w", Backlog("b2", 3, 40.0), ["b1", "b2"])
    assert (waiting.state, waiting.detail) == (State.BROKEN, "3 tasks wait for a worker of version b2, since 40 s")
    assert "set-current-version" in waiting.remedy and "known: b1, b2" in waiting.remedy
    assert workers.judge("w", None, ["b1"]).state is State.BROKEN


def test_a_year_that_is_not_published_is_broken_when_it_has_begun_and_a_warning_before() -> None:
    assert years.judge([2025, 2026], date(2026, 11, 27)).state is State.WELL
    assert years.judge([2025, 2026], date(2026, 12, 1)).state is State.WARNING
    assert years.judge([2025, 2026, 2027], date(2026, 12, 1)).state is State.WELL
    assert years.judge([2025, 2026], date(2027, 1, 1)).state is State.BROKEN


def test_the_answer_is_as_bad_as_the_worst_of_it() -> None:
    assert worst([]) is State.WELL
    assert worst([well("a", ""), warning("b", "", "do")]) is State.WARNING


def test_room_on_a_disk_is_looked_at_once_where_engines_write(tmp_path: Path) -> None:
    (tmp_path / "engine").mkdir()
    (found,) = engines.disks((tmp_path, tmp_path / "engine", tmp_path / "never-started"))
    assert found.subject == f"disk {tmp_path}"
    assert "free" in found.detail


def test_another_installation_is_found_by_its_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "DATABASE_URLS": str(tmp_path), "KAFKA_BOOTSTRAP": "kafka:9092", "TEMPORAL_ADDRESS": "temporal:7233",
        "TEMPORAL_NAMESPACE": "onetrip", "GATEWAY_URL": "https://gateway",
        "TOKEN_JWKS_URL": "https://issuer/jwks.json", "TOPIC_PARTITIONS": "12",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"ONETRIP_{name}", value)
    for role in MIGRATIONS:
        (tmp_path / role).write_text(f"postgresql://{role}:secret@db/onetrip\n")
    places = Places.of(load(InstallationSettings))
    assert (places.kafka.bootstrap, places.partitions, set(places.databases)) == ("kafka:9092", 12, set(MIGRATIONS))
    assert places.databases["process"] == "postgresql://process:secret@db/onetrip"
    assert "secret" not in repr(places)
    (tmp_path / "audit").unlink()
    with pytest.raises(StackError, match="no file audit"):
        Places.of(load(InstallationSettings))
