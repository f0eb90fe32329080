"""From an event to the words of its notice: one function for each kind; `RENDERERS` is the map. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from services.notification import ending_rendering, hearing_rendering, texts
from services.notification.case_words import NOTHING, Case, Written, day, due, iso_day
from services.notification.matter import Localized, Matter, name_in

# The fields that carry what an officer wrote: a DecisionText, sealed for the application.
WORDS = ("sealed_reasons", "sealed_new_fact", "sealed_place")


@dataclass(frozen=True)
class Rendered:
    """A notice's words. `template` names its entry in texts.yaml; `department`, by its code, issues it.

    `series` are the words of department and kind in front of its number.
    """

    template: str
    title: Localized
    text: Localized
    department: str
    series: str


def render(event: Message, case: Case) -> Rendered:
    """Write a notice.

    Raises:
        KeyError: no notice is made of this message.
    """
    template, words = RENDERERS[type(event)](event, case)
    known = {
        "matter": case.matter.name,
        "tracking_number": Localized.same(case.tracking_number),
        **words,
    }
    department = _issuer(event, case)
    return Rendered(
        template=template,
        title=texts.title(template, known),
        text=texts.text(template, known),
        department=department,
        series=_word(department, case.matter) + texts.series(template),
    )


def _receipt(event: intake.ApplicationSubmitted, case: Case) -> Written:
    names = [name_in(case.matter.materials, material.code) for material in event.materials]
    materials = texts.phrase("no-materials")
    if names:
        between = texts.phrase("between-names")
        materials = texts.phrase("materials-given", names=texts.joined(between, names))
    return "receipt", {"date": day(event.receive_time, case), "materials": materials}


_BASIS = {
    process.ACCEPTANCE_BASIS_COMPLETE: "basis-complete",
    process.ACCEPTANCE_BASIS_WINDOW: "basis-window",
    process.ACCEPTANCE_BASIS_SILENCE: "basis-silence",
}


def _acceptance(event: process.ApplicationAccepted, case: Case) -> Written:
    lines = [
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
        "cases": _lines(lines),
        "late": _to_come(event, case),
    }


def _to_come(event: process.ApplicationAccepted, case: Case) -> Localized:
    """What comes late, each with its day; nothing where all is in."""
    if not event.late_materials:
        return NOTHING
    lines = [
        texts.phrase(
            "late-material",
            name=Localized.of(late.material.name),
            item=name_in(case.matter.items, late.material.item_code),
            due=due(late.due),
        )
        for late in event.late_materials
    ]
    return texts.phrase("late-materials", materials=_lines(lines))


def _supplement(event: process.SupplementRequested, case: Case) -> Written:
    new_fact = texts.phrase("new-fact", fact=Localized.same(case.words)) if case.words else NOTHING
    words = {"missing": _missing(event.missing, case), "due": due(event.due), "new_fact": new_fact}
    barred = [texts.phrase("late-barred")] if event.late_barred else []
    barred += [texts.phrase("commitment-barred")] if event.commitment_barred else []
    return "supplement", {**words, "barred": texts.joined(NOTHING, barred) if barred else NOTHING}


def _reminder(event: process.SupplementReminded, case: Case) -> Written:
    return "supplement_reminder", {"missing": _missing(event.missing, case), "due": due(event.due)}


def _late_reminder(event: process.LateMaterialReminded, case: Case) -> Written:
    return "late_reminder", {"missing": _missing(event.missing, case), "due": due(event.due)}


def _late_missed(event: process.LateMaterialMissed, case: Case) -> Written:
    item_code = _item_code(event, case)
    return "decision_lapsed", {
        "item": name_in(case.matter.items, item_code),
        "missing": _missing(event.missing, case),
    }


def _non_acceptance(event: process.ApplicationNotAccepted, case: Case) -> Written:
    right_body = texts.phrase("not-needed")
    if event.right_body:
        right_body = texts.phrase("right-body", body=name_in(case.matter.departments, event.right_body))
    return "non_acceptance", {"reason": Localized.same(case.words), "right_body": right_body}


def _decision(event: approval.CaseDecided, case: Case) -> Written:
    if event.outcome == state.CASE_OUTCOME_ENDED:
        return _ended_item(event.item_code, case)
    certificate = NOTHING
    if event.certificate_number:
        number = Localized.same(event.certificate_number)
        certificate = texts.phrase("certificate", name=Localized.of(event.certificate_name), number=number)
    if event.commitments:
        certificate = _lines([each for each in (certificate, _committed(event)) if each != NOTHING])
    granted = event.outcome == state.CASE_OUTCOME_GRANTED
    return "decision_granted" if granted else "decision_refused", {
        "item": name_in(case.matter.items, event.item_code),
        "department": name_in(case.matter.departments, event.department),
        "reasons": Localized.same(case.words),
        "certificate": certificate,
        "remedy": Localized.of(event.remedy),
    }


def _committed(event: approval.CaseDecided) -> Localized:
    """That the grant rests on commitments (告知承诺), for which documents, and by when they are checked."""
    names = texts.joined(texts.phrase("between-names"), [Localized.of(each.name) for each in event.commitments])
    days = min(each.check_working_days for each in event.commitments)
    return texts.phrase("on-commitment", names=names, days=Localized.same(str(days)))


def _revocation_proposed(event: process.RevocationProposed, case: Case) -> Written:
    return "revocation_proposed", {
        "item": name_in(case.matter.items, event.item_code),
        "department": name_in(case.matter.departments, event.department),
        "date": day(event.propose_time, case),
        "reasons": Localized.same(case.words),
        "due": due(event.due),
    }


def _revocation_dropped(event: process.CommitmentCheckClosed, case: Case) -> Written:
    return "revocation_dropped", {
        "item": name_in(case.matter.items, event.item_code),
        "department": name_in(case.matter.departments, event.department),
        "date": day(event.close_time, case),
        "reasons": Localized.same(case.words),
    }


def _revocation(event: approval.DecisionRevoked, case: Case) -> Written:
    certificate = NOTHING
    if event.certificate_number:
        number = Localized.same(event.certificate_number)
        certificate = texts.phrase("certificate-void", name=Localized.of(event.certificate_name), number=number)
    if event.marked_until_date:
        mark = texts.phrase("marked", date=iso_day(event.marked_until_date))
        certificate = _lines([each for each in (certificate, mark) if each != NOTHING])
    if event.delivery_stopped:
        certificate = _lines([each for each in (certificate, texts.phrase("delivery-stopped")) if each != NOTHING])
    return "revocation", {
        "item": name_in(case.matter.items, event.item_code),
        "department": name_in(case.matter.departments, event.department),
        "date": day(event.revoke_time, case),
        "reasons": Localized.same(case.words),
        "certificate": certificate,
        "remedy": Localized.of(event.remedy),
    }


def _correction(event: approval.DecisionCorrected, case: Case) -> Written:
    return "correction", {
        "item": name_in(case.matter.items, event.item_code),
        "department": name_in(case.matter.departments, event.department),
        "date": day(event.correct_time, case),
        "reasons": Localized.same(case.words),
        "correction": Localized.same(case.correction),
        "remedy": Localized.of(event.remedy),
    }


def _review_answer(event: approval.RuleReviewAnswered, case: Case) -> Written:
    return "review_answer", {
        "item": name_in(case.matter.items, event.item_code),
        "department": name_in(case.matter.departments, event.department),
        "date": day(event.answer_time, case),
        "reasons": Localized.same(case.words),
        "remedy": Localized.of(event.remedy),
    }


def _ended(event: approval.UndecidedEnded, case: Case) -> Written:
    needed = [
        name_in(case.matter.items, each.removeprefix(f"{event.application_id}.")) for each in event.needed_case_ids
    ]
    return _ended_item(_item_code(event, case), case, needed)


def _item_code(event: approval.UndecidedEnded | process.LateMaterialMissed, case: Case) -> str:
    # A case's id is made of its application's and its item's code (docs: "How an application moves").
    return case.version.removeprefix(f"{event.application_id}.")


def _ended_item(item_code: str, case: Case, needed: list[Localized] | None = None) -> Written:
    names = texts.joined(texts.phrase("between-names"), needed) if needed else None
    return "decision_ended", {
        "item": name_in(case.matter.items, item_code),
        "needed": texts.phrase("needed", names=names) if names else NOTHING,
    }


_METHODS = {
    catalog.DELIVERY_METHOD_ELECTRONIC: "electronic",
    catalog.DELIVERY_METHOD_COURIER: "courier",
    catalog.DELIVERY_METHOD_COLLECTION: "collection",
    catalog.DELIVERY_METHOD_HOME_VISIT: "home-visit",
}


def _delivery_receipt(event: approval.ResultDelivered, case: Case) -> Written:
    method = texts.phrase(_METHODS[event.delivery_method]) if event.delivery_method in _METHODS else NOTHING
    return "delivery_receipt", {"date": day(event.deliver_time, case), "method": method}


def _rerouted(event: approval.DeliveryRerouted, case: Case) -> Written:
    ways = (event.previous_method, event.delivery_method)
    before, now = (texts.phrase(_METHODS[way]) if way in _METHODS else NOTHING for way in ways)
    return "delivery_rerouted", {"date": day(event.reroute_time, case), "before": before, "now": now}


def _visit(event: approval.VisitRequested, case: Case) -> Written:
    return "visit", {
        "department": name_in(case.matter.departments, event.department),
        "at": texts.moment(event.visit_time.ToDatetime(tzinfo=UTC).astimezone(case.zone)),
        "place": Localized.same(case.words),
        "moved": texts.phrase("visit-moved") if event.appointment > 1 else NOTHING,
        "same": texts.phrase("same-presence") if event.same_presence else NOTHING,
    }


def _correction_requested(event: approval.CorrectionRequested, case: Case) -> Written:
    return "correction_requested", {
        "department": name_in(case.matter.departments, event.department),
        "items": _lines([Localized.of(item.name) for item in event.items]),
        "reasons": Localized.same(case.words),
    }


_CONVERSIONS = {
    approval.CONVERSION_LOOKUP: "by-lookup",
    approval.CONVERSION_COURIER: "by-courier",
    approval.CONVERSION_VIDEO: "by-video",
    approval.CONVERSION_HOME_VISIT: "by-home-visit",
    approval.CONVERSION_AGENT: "by-agent",
}


def _visit_converted(event: approval.VisitConverted, case: Case) -> Written:
    way = event.chosen.conversion
    return "visit_converted", {
        "department": name_in(case.matter.departments, event.department),
        "way": texts.phrase(_CONVERSIONS[way]) if way in _CONVERSIONS else NOTHING,
        "days": Localized.same(str(event.chosen.cost_working_days)),
    }


def _visit_cancelled(event: approval.VisitCancelled, case: Case) -> Written:
    return "visit_cancelled", {
        "department": name_in(case.matter.departments, event.department),
        "at": texts.moment(event.visit_time.ToDatetime(tzinfo=UTC).astimezone(case.zone)),
        "date": day(event.cancel_time, case),
    }


def _lapse(event: process.ApplicationLapsed, case: Case) -> Written:
    return "lapse", {"missing": _missing(event.missing, case)}


def _deadline_moved(event: process.DeadlineMoved, case: Case) -> Written:
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


def _follow_up(event: process.FollowUpOpened, case: Case) -> Written:
    return "follow_up", {"department": name_in(case.matter.departments, event.department), "due": due(event.due)}


def _rating_answer(event: intake.FollowUpResolved, case: Case) -> Written:
    department = name_in(case.matter.departments, event.department)
    return "rating_answer", {"department": department, "answer": Localized.same(case.words)}


def _rating_set_aside(event: intake.RatingAppealDecided, case: Case) -> Written:
    return "rating_answer_set_aside", {"reasons": Localized.same(case.words)}


RENDERERS: Mapping[type[Message], Callable[[Any, Case], Written]] = {
    intake.ApplicationSubmitted: _receipt,
    process.ApplicationAccepted: _acceptance,
    process.SupplementRequested: _supplement,
    process.SupplementReminded: _reminder,
    process.LateMaterialReminded: _late_reminder,
    process.LateMaterialMissed: _late_missed,
    process.ApplicationNotAccepted: _non_acceptance,
    approval.CaseDecided: _decision,
    approval.DecisionRevoked: _revocation,
    approval.DecisionCorrected: _correction,
    approval.RuleReviewAnswered: _review_answer,
    approval.UndecidedEnded: _ended,
    approval.ResultDelivered: _delivery_receipt,
    approval.DeliveryRerouted: _rerouted,
    approval.VisitRequested: _visit,
    approval.CorrectionRequested: _correction_requested,
    approval.VisitConverted: _visit_converted,
    approval.VisitCancelled: _visit_cancelled,
    process.RightsTold: hearing_rendering.rights,
    approval.HearingAnnounced: hearing_rendering.hearing,
    process.FollowUpOpened: _follow_up,
    process.RevocationProposed: _revocation_proposed,
    process.CommitmentCheckClosed: _revocation_dropped,
    intake.FollowUpResolved: _rating_answer,
    intake.RatingAppealDecided: _rating_set_aside,
    process.ApplicationLapsed: _lapse,
    process.ApplicationWithdrawn: ending_rendering.withdrawal,
    process.ApplicationTerminated: ending_rendering.termination,
    process.DeadlineMoved: _deadline_moved,
}


def sealed_words(event: Message) -> bytes:
    """What an officer wrote, sealed; empty for an event that carries none."""
    return next((value for name in WORDS if (value := getattr(event, name, b""))), b"")


def sealed_correction(event: Message) -> bytes:
    """How a corrected decision reads, sealed; empty for an event that corrects none."""
    return getattr(event, "sealed_correction", b"")


def number_of(row: Any) -> str:
    """The number of an issued notice as people write it. `row` has `series`, `year` and `number`."""
    return texts.number(row["series"], row["year"], row["number"])


def _issuer(event: Message, case: Case) -> str:
    """The department that issues a notice: the case's own where it is about one, else the one that leads."""
    if isinstance(event, approval.UndecidedEnded):
        return case.matter.leads.get(_item_code(event, case), case.matter.lead)
    return getattr(event, "department", "") or case.matter.lead


def _word(department: str, matter: Matter) -> str:
    """What stands for a department in its documents' numbers; its name where the definition has no word for it."""
    return matter.words.get(department) or (name_in(matter.departments, department).zh if department else "")


def _missing(materials: Iterable[MissingMaterial], case: Case) -> Localized:
    lines = [
        texts.phrase(
            "missing",
            name=Localized.of(material.name),
            item=name_in(case.matter.items, material.item_code),
            obtained_from=_obtained(material),
            late=_may_come_late(material),
        )
        for material in materials
    ]
    return _lines(lines) if lines else texts.phrase("nothing-missing")


def _may_come_late(material: MissingMaterial) -> Localized:
    if material.promised:
        return texts.phrase("promised-late")
    return texts.phrase("late") if material.secondary else NOTHING


def _obtained(material: MissingMaterial) -> Localized:
    if not material.obtained_from.zh:
        return NOTHING
    return texts.phrase("obtained-from", place=Localized.of(material.obtained_from))


def _lines(parts: list[Localized]) -> Localized:
    return texts.joined(Localized.same("\n"), parts)
