"""What an application waits for and by whom, in one line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from onetrip.catalog.v1 import catalog_pb2
from services.intake.catalogue import Definition
from services.intake.domain import Case, Progress, State, Visit, VisitState
from services.intake.texts import Text, Texts, joined


def waited_for(progress: Progress, definition: Definition, texts: Texts, zone: ZoneInfo) -> catalog_pb2.LocalizedText:
    """Return the line."""
    code, details = _line(progress, definition, texts, zone)
    return texts.filled("waits_for", code, details)


def local_time(instant: datetime, zone: ZoneInfo) -> str:
    """Return an instant as a person reads it from a clock in the city."""
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"


def _line(progress: Progress, definition: Definition, texts: Texts, zone: ZoneInfo) -> tuple[str, dict[str, Any]]:
    if progress.ended:
        return "NOTHING", {}
    if progress.withdrawal_pending:
        return "WITHDRAWAL", {}
    if progress.state in (State.ACCEPTED, State.IN_REVIEW):
        return (
            _later(progress)
            or _visit(progress, definition, zone)
            or _late(progress)
            or _correction(progress, definition)
            or _review(progress, definition, texts)
        )
    if progress.delivering_at and progress.delivery_method:
        code = catalog_pb2.DeliveryMethod.Name(progress.delivery_method)  # pyright: ignore[reportArgumentType]
        return "DELIVERY_BY", {"delivery": texts.name("deliveries", code)}
    if progress.accepted:
        return "DELIVERY", {}
    return _before_acceptance(progress, definition, texts)


def _before_acceptance(progress: Progress, definition: Definition, texts: Texts) -> tuple[str, dict[str, Any]]:
    if progress.state is State.RECEIVED:
        return "START", {}
    if progress.state is State.SUPPLEMENT_REQUESTED and progress.supplement and progress.supplement_open:
        due = progress.supplement.due
        return "YOU", {"count": len(progress.still_missing), "date": due.date if due else ""}
    verified = progress.verification.round if progress.verification else 0
    if verified >= max(progress.verifying_round, 1):
        if definition.item.acceptance == catalog_pb2.ACCEPTANCE_MODE_AUTOMATIC:
            return "ACCEPTING", {}
        window = "ACCEPTANCE", {"department": _names(definition, [definition.item.lead_department])}
        return _correction(progress, definition) or window
    if progress.awaited_registers and progress.awaited_round >= progress.verifying_round:
        return "AWAITED_REGISTERS", {"registers": texts.names("registers", progress.awaited_registers)}
    return "REGISTERS", {}


def _visit(progress: Progress, definition: Definition, zone: ZoneInfo) -> tuple[str, dict[str, Any]] | None:
    """Return the first presence whose case is open: one to choose a replacement of, or one to come to."""
    for visit in progress.visits.values():
        if progress.cases.get(visit.case_id, Case()).outcome:
            continue
        department = _names(definition, [visit.department])
        if visit.state == VisitState.REFUSED:
            return "VISIT_CHOICE", {"department": department}
        if visit.at and visit.state == VisitState.BOOKED and not _review_went_on(progress, visit):
            return "VISIT", {"department": department, "at": local_time(visit.at, zone)}
    return None


def _later(progress: Progress) -> tuple[str, dict[str, Any]] | None:
    """Return what officers asked for after acceptance: the clock stands still for it."""
    if not progress.later_missing or progress.supplement is None:
        return None
    due = progress.supplement.due
    return "YOU", {"count": len(progress.later_missing), "date": due.date if due else ""}


def _late(progress: Progress) -> tuple[str, dict[str, Any]] | None:
    """Return what the applicant promised for the nearest day; reviews run meanwhile."""
    awaited = progress.late_awaited
    if not awaited:
        return None
    day = min(late.due.date for late in awaited)
    names = [late.material.name for late in awaited if late.due.date == day]
    return "LATE", {"date": day, "materials": joined([{"zh": zh, "en": en} for zh, en in names])}


def _correction(progress: Progress, definition: Definition) -> tuple[str, dict[str, Any]] | None:
    """Return what can be corrected on the spot; nothing stands still for it."""
    for one in progress.corrections_open:
        names = joined([{"zh": mistake.name[0], "en": mistake.name[1]} for mistake in one.left])
        return "CORRECTION", {"department": _names(definition, [one.department]), "materials": names}
    return None


def _review_went_on(progress: Progress, visit: Visit) -> bool:
    """Whether a stage of the case was done after the presence was asked for: then it has been."""
    done = progress.cases.get(visit.case_id, Case()).stages_done.values()
    return any(at > visit.told_at for at in done)


def _review(progress: Progress, definition: Definition, texts: Texts) -> tuple[str, dict[str, Any]]:
    """Name the departments whose cases are open: those that hold one now, else those that lead it."""
    departments: list[str] = []
    promised: list[str] = []
    procedures: list[str] = []
    running = False
    for item in definition.parts:
        case = next((case for id_, case in progress.cases.items() if id_.endswith(f".{item.code}")), Case())
        if case.outcome:
            continue
        departments.extend(case.holders(definition.department_of_stage[item.code]) or (item.lead_department,))
        procedures.extend(case.procedures.values())
        running = running or not case.procedures
        if case.promised:
            promised.append(case.promised.date)
    if not departments:  # each has decided; that all have is told next
        return "DELIVERY", {}
    names = _names(definition, dict.fromkeys(departments))
    if procedures and not running:
        return "PROCEDURE", {"department": names, "procedure": texts.names("procedures", dict.fromkeys(procedures))}
    # The application shows the latest of its cases' limits (domain.md, "Clocks").
    if promised:
        return "REVIEW_UNTIL", {"department": names, "date": max(promised)}
    return "REVIEW", {"department": names}


def _names(definition: Definition, codes: Iterable[str]) -> Text:
    known = [definition.departments[code] for code in codes if code in definition.departments]
    return joined([{"zh": name.zh, "en": name.en} for name in known])
