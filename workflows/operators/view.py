"""What an operator sees of an application that waits: search attributes and memo (readable without a worker), and
current details (the table of the cases). Touched only when it comes to a wait that a person may see.

Search attributes and memo are commands in the history: when they are set never changes. Current details are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from temporalio import workflow

from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from workflows import patches
from workflows.course import Course
from workflows.matter import Case
from workflows.operators import table as operator_table
from workflows.operators import text as operator_text
from workflows.operators import waits
from workflows.operators.search_attributes import (
    CALENDAR_VERSION,
    DEADLINE,
    LIGHT,
    STATE,
    WAITS_FOR,
    WAITS_SINCE,
    light_name,
    state_name,
)
from workflows.operators.table import View, department_name
from workflows.promises import last_day as promise_day
from workflows.promises import missing_material, promises_for
from workflows.steps import review as review_steps
from workflows.steps.review import Dossier

MEMO_WAITS_FOR = "waits_for"
MEMO_CASES = "cases"


def show_registers(course: Course, registers: Sequence[str]) -> None:
    """Registers do not answer."""
    _show(
        course,
        state.APPLICATION_STATE_VERIFYING,
        operator_text.waits_registers(registers),
        None,
        waits.registers(registers),
    )


def show_supplement(course: Course, missing: Sequence[MissingMaterial], last_day: date) -> None:
    """The applicant is to supply something."""
    text = operator_text.waits_supplement(missing, last_day)
    _show(course, state.APPLICATION_STATE_SUPPLEMENT_REQUESTED, text, last_day, waits.APPLICANT_SUPPLEMENT)


def show_window(course: Course, last_day: date) -> None:
    """The window is to accept."""
    definition = course.matter.definition
    lead = definition.lead_department
    text = operator_text.waits_window(department_name(definition, lead), last_day)
    _show(course, state.APPLICATION_STATE_VERIFYING, text, last_day, waits.window(lead))


def show_review(course: Course, dossier: Dossier) -> None:
    """Officers are to decide."""
    matter = course.matter
    open_cases = [case for case in matter.cases if case.id not in course.facts.outcomes]
    if not open_cases:
        return
    late = [late for case in open_cases for late in promises_for(matter, case, dossier.accepted.late)]
    if late and all(case.id in course.facts.withheld for case in open_cases):
        missing = [missing_material(matter, promise) for promise in dict.fromkeys(late)]
        day = min(promise_day(matter, promise) for promise in late)
        text = operator_text.waits_late(missing, day)
        _show(course, state.APPLICATION_STATE_IN_REVIEW, text, day, waits.APPLICANT_LATE, dossier)
        return
    desks = _desks(course, open_cases)
    last_day = max(date.fromisoformat(review_steps.decision_due(dossier, case).date) for case in open_cases)
    open_procedures = [each.kind for case in open_cases for each in dossier.clock(case).open_procedures]
    procedures = list(dict.fromkeys(open_procedures))
    codes = (*waits.departments(desks), *waits.procedures(procedures))
    text = operator_text.waits_review(list(desks.values()), procedures)
    _show(course, state.APPLICATION_STATE_IN_REVIEW, text, last_day, codes, dossier)


def show_delivery(course: Course, last_day: date) -> None:
    """The result is on its way."""
    _show(course, state.APPLICATION_STATE_DELIVERING, operator_text.WAITS_DELIVERY, last_day, waits.DELIVERY)


def show_light(light: state.Light) -> None:
    """A case's light changed; the application shows the worst of them."""
    workflow.upsert_search_attributes([LIGHT.value_set(light_name(light))])


def show_table(course: Course) -> None:
    """Something in the table has changed, such as a light; nothing while no person may see a wait."""
    if isinstance(course.view, View):
        workflow.set_current_details(operator_table.markdown(course, course.view))


def show_calendar(calendar: Calendar) -> None:
    """Deadlines are computed by this calendar now."""
    if workflow.info().typed_search_attributes.get(CALENDAR_VERSION) != calendar.version:
        workflow.upsert_search_attributes([CALENDAR_VERSION.value_set(calendar.version)])


def show_end(course: Course) -> None:
    """It is over. One that never waited for a person was never shown, and is not now: it ended within a second."""
    if course.shown is not None:
        _show(course, course.state, operator_text.OVER, None, waits.NOTHING)


def show_follow_up(waits_for: str, end: datetime | None) -> None:
    """What a follow-up waits for, until when."""
    workflow.upsert_search_attributes([DEADLINE.value_unset() if end is None else DEADLINE.value_set(end)])
    workflow.upsert_memo({MEMO_WAITS_FOR: waits_for})
    workflow.set_current_details(f"**{waits_for}**")


def _desks(course: Course, open_cases: Sequence[Case]) -> dict[str, str]:
    """Whose desks open cases are on: the departments' names by code."""
    if patches.taken(patches.DESKS_BY_STAGE):
        # A case whose prerequisites are not granted is on nobody's desk yet; while one ends, on its department's.
        begun = [case for case in open_cases if all(map(course.facts.granted, _needed(course, case)))] or open_cases
        at = [(case, code) for case in begun for code in operator_table.open_departments(course, case)]
    else:
        at = [(case, case.item.lead_department) for case in open_cases]
    return {code: department_name(case.item, code) for case, code in at}


def _needed(course: Course, case: Case) -> list[str]:
    return [each.id for each in course.matter.cases if each.code in case.needs]


def _show(
    course: Course,
    stands: state.ApplicationState,
    waits_for: str,
    last_day: date | None,
    codes: tuple[str, ...],
    dossier: Dossier | None = None,
) -> None:
    view = course.view = View(stands, waits_for, last_day, dossier)
    show_table(course)
    shown = (stands, waits_for, last_day, len(course.facts.outcomes), codes)
    if course.shown == shown:
        return
    course.shown = shown
    rows = operator_table.rows(course, view)
    cells = [operator_table.cells(course, row, light=False) for row in rows]
    end = None if last_day is None else course.matter.calendar.end_of(last_day)
    since = operator_table.waiting_since(rows) if codes else None
    # What else they say changes nothing in a replay: only that they are set is compared (decision 0064).
    workflow.upsert_search_attributes(
        [
            STATE.value_set(state_name(stands)),
            DEADLINE.value_unset() if end is None else DEADLINE.value_set(end),
            WAITS_FOR.value_set(codes) if codes else WAITS_FOR.value_unset(),
            WAITS_SINCE.value_unset() if since is None else WAITS_SINCE.value_set(since),
        ]
    )
    workflow.upsert_memo({MEMO_WAITS_FOR: waits_for, MEMO_CASES: [" · ".join(row) for row in cells]})
