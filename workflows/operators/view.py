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
from workflows.course import Course
from workflows.operators import table as operator_table
from workflows.operators import text as operator_text
from workflows.operators.search_attributes import CALENDAR_VERSION, DEADLINE, LIGHT, STATE, light_name, state_name
from workflows.operators.table import View, department_name
from workflows.promises import last_day as promise_day
from workflows.promises import missing_material, promises_for
from workflows.steps import review as review_steps
from workflows.steps.review import Dossier

MEMO_WAITS_FOR = "waits_for"
MEMO_CASES = "cases"


def show_registers(course: Course, registers: Sequence[str]) -> None:
    """Registers do not answer."""
    _show(course, state.APPLICATION_STATE_VERIFYING, operator_text.waits_registers(registers), None)


def show_supplement(course: Course, missing: Sequence[MissingMaterial], last_day: date) -> None:
    """The applicant is to supply something."""
    text = operator_text.waits_supplement(missing, last_day)
    _show(course, state.APPLICATION_STATE_SUPPLEMENT_REQUESTED, text, last_day)


def show_window(course: Course, last_day: date) -> None:
    """The window is to accept."""
    definition = course.matter.definition
    text = operator_text.waits_window(department_name(definition, definition.lead_department), last_day)
    _show(course, state.APPLICATION_STATE_VERIFYING, text, last_day)


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
        _show(course, state.APPLICATION_STATE_IN_REVIEW, operator_text.waits_late(missing, day), day, dossier)
        return
    names = [department_name(case.item, case.item.lead_department) for case in open_cases]
    last_day = max(date.fromisoformat(review_steps.decision_due(dossier, case).date) for case in open_cases)
    procedures = [each.kind for case in open_cases for each in dossier.clock(case).open_procedures]
    text = operator_text.waits_review(list(dict.fromkeys(names)), list(dict.fromkeys(procedures)))
    _show(course, state.APPLICATION_STATE_IN_REVIEW, text, last_day, dossier)


def show_delivery(course: Course, last_day: date) -> None:
    """The result is on its way."""
    _show(course, state.APPLICATION_STATE_DELIVERING, operator_text.WAITS_DELIVERY, last_day)


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
        _show(course, course.state, operator_text.OVER, None)


def show_follow_up(waits_for: str, end: datetime | None) -> None:
    """What a follow-up waits for, until when."""
    workflow.upsert_search_attributes([DEADLINE.value_unset() if end is None else DEADLINE.value_set(end)])
    workflow.upsert_memo({MEMO_WAITS_FOR: waits_for})
    workflow.set_current_details(f"**{waits_for}**")


def _show(
    course: Course,
    stands: state.ApplicationState,
    waits_for: str,
    last_day: date | None,
    dossier: Dossier | None = None,
) -> None:
    view = course.view = View(stands, waits_for, last_day, dossier)
    show_table(course)
    shown = (stands, waits_for, last_day, len(course.facts.outcomes))
    if course.shown == shown:
        return
    course.shown = shown
    cases = [operator_table.cells(course, row, light=False) for row in operator_table.rows(course, view)]
    end = None if last_day is None else course.matter.calendar.end_of(last_day)
    workflow.upsert_search_attributes(
        [STATE.value_set(state_name(stands)), DEADLINE.value_unset() if end is None else DEADLINE.value_set(end)]
    )
    workflow.upsert_memo({MEMO_WAITS_FOR: waits_for, MEMO_CASES: [" · ".join(row) for row in cases]})
