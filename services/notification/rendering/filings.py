"""The words of notices from filing to acceptance, and of what moves a limit. Pure."""

from __future__ import annotations

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from services.notification import texts
from services.notification.matter import Localized, name_in
from services.notification.rendering.case_words import NOTHING, Case, Written, day, due, iso_day, lines, missing


def receipt(event: intake.ApplicationSubmitted, case: Case) -> Written:
    """接收回执."""
    names = [name_in(case.matter.materials, material.code) for material in event.materials]
    materials = texts.phrase("no-materials")
    if names:
        between = texts.phrase("between-names")
        materials = texts.phrase("materials-given", names=texts.joined(between, names))
    # Who has not asked (免申即享) is told what was done for them, and that they may say no.
    template = "opened_unasked" if event.filed_as == intake.FILING_ROLE_PROACTIVE else "receipt"
    return template, {"date": day(event.receive_time, case), "materials": materials}


_BASIS = {
    process.ACCEPTANCE_BASIS_COMPLETE: "basis-complete",
    process.ACCEPTANCE_BASIS_WINDOW: "basis-window",
    process.ACCEPTANCE_BASIS_SILENCE: "basis-silence",
}


def acceptance(event: process.ApplicationAccepted, case: Case) -> Written:
    """受理通知书: on which basis, from when, until when each case is decided."""
    each_line = [
        texts.phrase(
            "case",
            item=name_in(case.matter.items, progress.item_code),
            department=name_in(case.matter.departments, progress.department),
            due=due(progress.due),
            promised=due(progress.promised),
        )
        for progress in event.cases
    ]
    return "acceptance", {
        "basis": texts.phrase(_BASIS.get(event.basis, "basis-complete")),
        "effective_date": iso_day(event.effective_date),
        "cases": lines(each_line),
        "late": _to_come(event, case),
    }


def _to_come(event: process.ApplicationAccepted, case: Case) -> Localized:
    """What comes late, each with its day; nothing where all is in."""
    if not event.late_materials:
        return NOTHING
    each_line = [
        texts.phrase(
            "late-material",
            name=Localized.of(late.material.name),
            item=name_in(case.matter.items, late.material.item_code),
            due=due(late.due),
        )
        for late in event.late_materials
    ]
    return texts.phrase("late-materials", materials=lines(each_line))


def supplement(event: process.SupplementRequested, case: Case) -> Written:
    """补正告知书, after acceptance 补交告知书: everything that is missing, and until when."""
    if event.case_id:
        item = name_in(case.matter.items, event.case_id.removeprefix(f"{event.application_id}."))
        return "supplement_later", {"item": item, "missing": missing(event.missing, case), "due": due(event.due)}
    new_fact = texts.phrase("new-fact", fact=Localized.same(case.words)) if case.words else NOTHING
    words = {"missing": missing(event.missing, case), "due": due(event.due), "new_fact": new_fact}
    barred = [texts.phrase("late-barred")] if event.late_barred or case.barred.late else []
    barred += [texts.phrase("commitment-barred")] if event.commitment_barred or case.barred.commitment else []
    return "supplement", {**words, "barred": texts.joined(NOTHING, barred) if barred else NOTHING}


def reminder(event: process.SupplementReminded, case: Case) -> Written:
    """补正提醒, 补交提醒."""
    kind = "supplement_reminder_later" if event.case_id else "supplement_reminder"
    return kind, {"missing": missing(event.missing, case), "due": due(event.due)}


def late_reminder(event: process.LateMaterialReminded, case: Case) -> Written:
    """容缺材料补交提醒."""
    return "late_reminder", {"missing": missing(event.missing, case), "due": due(event.due)}


def non_acceptance(event: process.ApplicationNotAccepted, case: Case) -> Written:
    """不予受理通知书: why, and whose matter it is."""
    if event.right_body:
        right_body = texts.phrase("right-body", body=name_in(case.matter.departments, event.right_body))
    else:
        handled = event.ground == state.NOT_ACCEPTED_GROUND_HANDLED_ALREADY
        right_body = texts.phrase("handled-already" if handled else "not-needed")
    return "non_acceptance", {"reason": Localized.same(case.words), "right_body": right_body}


def correction_requested(event: approval.CorrectionRequested, case: Case) -> Written:
    """当场更正告知书: what can be corrected, and why."""
    return "correction_requested", {
        "department": name_in(case.matter.departments, event.department),
        "items": lines([Localized.of(item.name) for item in event.items]),
        "reasons": Localized.same(case.words),
    }


def deadline_moved(event: process.DeadlineMoved, case: Case) -> Written:
    """特别程序告知书, 延长办理期限告知书."""
    kind = state.SpecialProcedure.Name(event.procedure).removeprefix("SPECIAL_PROCEDURE_").lower()
    item_code = event.case_id.removeprefix(f"{event.application_id}.")
    words = {
        "item": case.matter.name if event.joint else name_in(case.matter.items, item_code),
        "department": name_in(case.matter.departments, event.department),
        "procedure": texts.phrase(f"procedure-{kind}"),
        "days": Localized.same(str(event.working_days)),
        "due": due(event.due),
        "reasons": Localized.same(case.words),
    }
    if event.cause == process.MOVE_CAUSE_CORRECTED:
        return "limit_corrected", {**words, **_interval(event, case)}
    if event.cause != process.MOVE_CAUSE_EXTENDED:
        return "special_procedure", words
    if event.by_government:
        return "extension", {**words, "head": texts.phrase("head-of-government")}
    return "extension", {**words, "head": texts.phrase("head-of-department", department=words["department"])}


def _interval(event: process.DeadlineMoved, case: Case) -> dict[str, Localized]:
    over = event.HasField("procedure_end_time")
    end = day(event.procedure_end_time, case) if over else texts.phrase("not-over")
    return {"start": day(event.procedure_start_time, case), "end": end}
