"""What the demo showed, in figures a mayor would ask for."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text as Styled

from cli.journeys.story import Record, Story
from cli.journeys.texts import Text, text, title


@dataclass(frozen=True)
class Summary:
    """The figures. Seconds from receipt to the last decision, None when nothing was decided so; those of applications
    in flight while parts were killed stand for themselves, and where months pass they would mean nothing.
    """

    applications: int
    visits: int
    visits_max: int
    proofs_spared: int
    supplements: int
    refused_requests: int
    by_rule_seconds_median: float | None
    by_people_seconds_max: float | None
    disturbed_seconds_max: float | None


def sum_up(stories: Sequence[Story]) -> Summary:
    """Add up the records of all journeys."""
    records = [record for story in stories for record in story.records]
    in_peace = [record for story in stories if not (story.disturbed or story.months) for record in story.records]
    by_rule = [record.seconds_to_decision for record in in_peace if record.decided_by_rule]
    by_people = [record.seconds_to_decision for record in in_peace if not record.decided_by_rule]
    disturbed = [record.seconds_to_decision for story in stories if story.disturbed for record in story.records]
    visits = [record.application.visits_used for record in records]
    return Summary(
        applications=len(records),
        visits=sum(visits),
        visits_max=max(visits, default=0),
        proofs_spared=sum(record.application.proofs_spared for record in records),
        supplements=sum(_asked(record) for record in records),
        refused_requests=sum(len(story.refused) for story in stories),
        by_rule_seconds_median=statistics.median(by_rule) if by_rule else None,
        by_people_seconds_max=max(by_people, default=None),
        disturbed_seconds_max=max(disturbed, default=None),
    )


def rendered(summary: Summary, broken: Mapping[str, str]) -> Table:
    """The figures as a table, and for each journey that did not end as it should (by code) what should have been."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_row(_heading())
    _add(table, "applications", summary.applications)
    _add(table, "visits", summary.visits, text("summary", "visits_max", count=summary.visits_max))
    _add(table, "spared", summary.proofs_spared)
    _add(table, "asked", summary.supplements, text("summary", "asked_all"))
    _add(table, "asked_twice", summary.refused_requests)
    _add(table, "by_rule", _seconds(summary.by_rule_seconds_median))
    _add(table, "by_people", _seconds(summary.by_people_seconds_max), text("summary", "by_people_note"))
    _add(table, "disturbed", _seconds(summary.disturbed_seconds_max))
    for journey, promise in broken.items():
        name = title(journey)
        zh = text("summary", "failed", journey=name.zh, promise=promise).zh
        table.add_row(Styled(f"✗ {zh}\n  {text('summary', 'failed', journey=name.en, promise=promise).en}", "bold red"))
    if not broken:
        kept = text("summary", "kept")
        table.add_row(Styled(f"✓ {kept.zh} {kept.en}", "bold green"))
    return table


def as_json(summary: Summary, broken: Mapping[str, str]) -> dict[str, object]:
    """The same for a program: `kept` says whether every journey ended as it should."""
    return {**vars(summary), "kept": not broken, "broken": dict(broken)}


def _heading() -> Styled:
    heading = text("summary", "title")
    return Styled(f"{heading.zh} {heading.en}", "bold")


def _add(table: Table, code: str, value: object, note: Text | None = None) -> None:
    label = text("summary", code)
    shown = Styled(f"{label.zh}{note.zh if note else ''}")
    shown.append(f"\n{label.en}{f' {note.en}' if note else ''}", "dim")
    table.add_row(shown, Styled(str(value), "bold", justify="right"))


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} s"


def _asked(record: Record) -> int:
    return sum(entry.kind == "SUPPLEMENT_REQUESTED" for entry in record.application.timeline)
