"""The table of cases that operators see: one row a case, with what it waits for. Nothing personal stands in it.

Pure functions of what the workflow knows: current details may show them anew at any time, they are no part of history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from onetrip.process.v1 import state_pb2 as state
from workflows.course import Course
from workflows.matter import Case
from workflows.operators import text as operator_text
from workflows.promises import last_day as promise_day
from workflows.promises import missing_material, promises_for
from workflows.steps import review as review_steps
from workflows.steps.application import ACCEPTANCE
from workflows.steps.review import Dossier

# Steps about the whole application that a case before its review shares.
_OF_ALL = frozenset(
    {"verify", "register-awaited", "supplement-proposed", "supplement-requested", "acceptance-requested", "lapse-asked"}
)
# Steps that change what one case does; the item's code comes next in their ids.
_OF_CASE = frozenset(
    {"case-started", "people", "stage", "clock-paused", "clock-resumed", "late-received", "prerequisite-failed"}
)


@dataclass(frozen=True)
class View:
    """What the application is shown to wait for; `dossier` while cases are in review."""

    stands: state.ApplicationState
    waits_for: str
    last_day: date | None
    dossier: Dossier | None = None


@dataclass(frozen=True)
class Row:
    """One case as it stands. `since` is an instant, `until` the last day (24:00) of what runs; None: nothing runs."""

    item: str
    department: str
    state: str
    since: datetime | None
    until: date | None
    light: state.Light | None
    waits_for: str


def rows(course: Course, view: View) -> list[Row]:
    """Every case, in the order of the definition."""
    return [_row(course, view, case) for case in course.matter.cases]


def cells(course: Course, row: Row, *, light: bool = True) -> list[str]:
    """A row in words. Without its light where it cannot be kept up to date: the search attribute has that."""
    lamp = [operator_text.LIGHTS[row.light] if row.light is not None else operator_text.NOTHING] if light else []
    since = row.since.astimezone(course.matter.calendar.zone) if row.since else None
    return [
        row.item,
        row.department,
        row.state,
        since.strftime("%Y-%m-%d %H:%M") if since else operator_text.NOTHING,
        row.until.isoformat() if row.until else operator_text.NOTHING,
        *lamp,
        row.waits_for,
    ]


def markdown(course: Course, view: View) -> str:
    """What is waited for, and the table."""
    head = operator_text.TABLE_HEAD
    lines = [head, ["---"] * len(head), *(cells(course, row) for row in rows(course, view))]
    table = [f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines]
    return "\n".join([f"**{view.waits_for}**", "", *table])


def department_name(item: ServiceItem, code: str) -> str:
    """A department's Chinese name; its code where the definition gives none."""
    return next((department.name.zh for department in item.departments if department.code == code), "") or code


def open_departments(course: Course, case: Case) -> Sequence[str]:
    """The codes of those whose stages are open; the lead department's where none is, while the rule is asked."""
    done = {stage for case_id, stage in course.facts.stages_done if case_id == case.id}
    stages = [stage for stage in case.item.stages if stage.code not in done and done.issuperset(stage.after)]
    return list(dict.fromkeys(stage.department for stage in stages)) or [case.item.lead_department]


def waiting_since(rows: Sequence[Row]) -> datetime | None:
    """Since when the case waits that has waited longest, of those that wait for something."""
    return min((row.since for row in rows if row.since and row.waits_for != operator_text.NOTHING), default=None)


def _row(course: Course, view: View, case: Case) -> Row:
    outcome = course.facts.outcomes.get(case.id)
    if outcome is not None:
        return _decided(course, view, case, outcome)
    if view.dossier is not None:
        return _in_review(course, view.dossier, case)
    ends = view.last_day is not None
    light = course.lights.get(case.id, state.LIGHT_GREEN) if ends else None
    words = operator_text.STATES[view.stands]
    return _with_names(case, words, _since(course, case), view.last_day, light, view.waits_for)


def _decided(course: Course, view: View, case: Case, outcome: state.CaseOutcome) -> Row:
    delivering = view.stands == state.APPLICATION_STATE_DELIVERING and outcome != state.CASE_OUTCOME_ENDED
    last_day = view.last_day if delivering else None
    light = course.lights.get(case.id, state.LIGHT_GREEN) if delivering else None
    waits_for = view.waits_for if delivering else operator_text.NOTHING
    since = course.facts.ended_at.get(case.id)
    return _with_names(case, operator_text.OUTCOMES[outcome], since, last_day, light, waits_for)


def _in_review(course: Course, dossier: Dossier, case: Case) -> Row:
    matter, facts = course.matter, course.facts
    due: date | None = date.fromisoformat(review_steps.decision_due(dossier, case).date)
    light = course.lights.get(case.id, state.LIGHT_GREEN)
    needed = [each for each in matter.cases if each.code in case.needs and not facts.granted(each.id)]
    late = promises_for(matter, case, dossier.accepted.late)
    words = operator_text.STATES[state.APPLICATION_STATE_IN_REVIEW]
    if needed:
        words, waits_for = operator_text.NOT_BEGUN, operator_text.waits_cases([_item(each) for each in needed])
    elif late and case.id in facts.withheld:
        due = min(promise_day(matter, promise) for promise in late)
        words = operator_text.REVIEW_PASSED
        waits_for = operator_text.waits_late([missing_material(matter, promise) for promise in late], due)
    else:
        procedures = [each.kind for each in dossier.clock(case).open_procedures]
        names = [department_name(case.item, code) for code in open_departments(course, case)]
        waits_for = operator_text.waits_review(names, list(dict.fromkeys(procedures)))
    return _with_names(case, words, _since(course, case), due, light, waits_for)


def _since(course: Course, case: Case) -> datetime | None:
    """When the last step was established that changed what the case does."""
    for record in reversed(course.records):
        kind, _, rest = record.id.partition(":")
        if kind in {*_OF_ALL, ACCEPTANCE} or (kind in _OF_CASE and rest.partition(":")[0] == case.code):
            return record.time.ToDatetime(UTC)
    return None


def _with_names(
    case: Case, words: str, since: datetime | None, until: date | None, light: state.Light | None, waits_for: str
) -> Row:
    return Row(
        _item(case), department_name(case.item, case.item.lead_department), words, since, until, light, waits_for
    )


def _item(case: Case) -> str:
    return case.item.name.zh or case.code
