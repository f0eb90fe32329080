"""Migrations: every part on Kafka has the plumbing tables, the same ones; no two of a part have one number."""

from pathlib import Path

import pytest

from contracts.topics.table import TOPICS

ROOT = Path(__file__).parents[2]
PLUMBING = ROOT / "runtime" / "migrations" / "plumbing.sql"
# The group in front of Temporal keeps its tables with the orchestration.
FOLDERS = {"process": ROOT / "workflows" / "migrations"}
SCHEMAS = [*sorted(ROOT.glob("services/*/migrations")), ROOT / "workflows" / "migrations"]
PARTS = sorted({part for topic in TOPICS for part in (*topic.owners, *topic.consumers)})


@pytest.mark.parametrize("part", PARTS)
def test_first_migration_of_every_part_on_kafka_holds_the_plumbing_verbatim(part: str) -> None:
    folder = FOLDERS.get(part, ROOT / "services" / part / "migrations")
    first = sorted(folder.glob("0001*.sql"))
    assert len(first) == 1, f"{folder} needs exactly one 0001*.sql"
    assert PLUMBING.read_text().strip() in first[0].read_text()


@pytest.mark.parametrize("folder", SCHEMAS, ids=lambda folder: folder.parent.name)
def test_migrations_are_numbered_one_after_the_other(folder: Path) -> None:
    numbers = [int(path.name[:4]) for path in sorted(folder.glob("[0-9]*.sql"))]
    assert numbers == list(range(1, len(numbers) + 1)), "two changes took one number, or one is missing"
