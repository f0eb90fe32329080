"""The words of decisions, of what becomes of them, and of cases that end without one. Pure."""

from __future__ import annotations

from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from services.notification import texts
from services.notification.matter import Localized, name_in
from services.notification.rendering.case_words import NOTHING, Case, Written, day, due, iso_day, lines, missing


def decision(event: approval.CaseDecided, case: Case) -> Written:
    """准予, 不予许可决定书; to an interested party what was decided and its remedy, nothing of the applicant."""
    if case.to_party:
        return _to_party(event, case)
    if event.outcome == state.CASE_OUTCOME_ENDED:
        return _ended_item(event.item_code, case)
    certificate = NOTHING
    if event.certificate_number:
        number = Localized.same(event.certificate_number)
        certificate = texts.phrase("certificate", name=Localized.of(event.certificate_name), number=number)
    if event.commitments:
        certificate = lines([each for each in (certificate, _committed(event)) if each != NOTHING])
    granted = event.outcome == state.CASE_OUTCOME_GRANTED
    return "decision_granted" if granted else "decision_refused", {
        "item": name_in(case.matter.items, event.item_code),
        "department": name_in(case.matter.departments, event.department),
        "reasons": Localized.same(case.words),
        "certificate": certificate,
        "remedy": Localized.of(event.remedy),
    }


def _to_party(event: approval.CaseDecided, case: Case) -> Written:
    """利害关系人决定告知书."""
    granted = event.outcome == state.CASE_OUTCOME_GRANTED
    return "party_decision", {
        "item": name_in(case.matter.items, event.item_code),
        "department": name_in(case.matter.departments, event.department),
        "date": day(event.decide_time, case),
        "outcome": texts.phrase("party-granted" if granted else "party-refused"),
        "application": Localized.same(event.application_id),
        "remedy": Localized.of(event.remedy),
    }


def _amended(
    template: str, event: approval.DecisionRevoked | approval.DecisionCorrected, at: Timestamp, case: Case
) -> Written:
    """决定变更告知书."""
    return template, {
        "item": name_in(case.matter.items, event.item_code),
        "department": name_in(case.matter.departments, event.department),
        "date": day(at, case),
        "application": Localized.same(event.application_id),
        "remedy": Localized.of(event.remedy),
    }


def _committed(event: approval.CaseDecided) -> Localized:
    """That the grant rests on commitments (告知承诺), for which documents, and by when they are checked."""
    names = texts.joined(texts.phrase("between-names"), [Localized.of(each.name) for each in event.commitments])
    days = min(each.check_working_days for each in event.commitments)
    return texts.phrase("on-commitment", names=names, days=Localized.same(str(days)))


def revocation_proposed(event: process.RevocationProposed, case: Case) -> Written:
    """拟撤销告知书."""
    return "revocation_proposed", {
        "item": name_in(case.matter.items, event.item_code),
        "department": name_in(case.matter.departments, event.department),
        "date": day(event.propose_time, case),
        "reasons": Localized.same(case.words),
        "due": due(event.due),
    }


def revocation_dropped(event: process.CommitmentCheckClosed, case: Case) -> Written:
    """不予撤销告知书."""
    return "revocation_dropped", {
        "item": name_in(case.matter.items, event.item_code),
        "department": name_in(case.matter.departments, event.department),
        "date": day(event.close_time, case),
        "reasons": Localized.same(case.words),
    }


def revocation(event: approval.DecisionRevoked, case: Case) -> Written:
    """撤销决定书; to an interested party that the grant is taken back."""
    if case.to_party:
        return _amended("party_amendment_revoked", event, event.revoke_time, case)
    certificate = NOTHING
    if event.certificate_number:
        number = Localized.same(event.certificate_number)
        certificate = texts.phrase("certificate-void", name=Localized.of(event.certificate_name), number=number)
    if event.marked_until_date:
        mark = texts.phrase("marked", date=iso_day(event.marked_until_date))
        certificate = lines([each for each in (certificate, mark) if each != NOTHING])
    if event.delivery_stopped:
        certificate = lines([each for each in (certificate, texts.phrase("delivery-stopped")) if each != NOTHING])
    return "revocation", {
        "item": name_in(case.matter.items, event.item_code),
        "department": name_in(case.matter.departments, event.department),
        "date": day(event.revoke_time, case),
        "reasons": Localized.same(case.words),
        "certificate": certificate,
        "remedy": Localized.of(event.remedy),
    }


def correction(event: approval.DecisionCorrected, case: Case) -> Written:
    """更正通知书; to an interested party that the wording was corrected and the outcome stands."""
    if case.to_party:
        return _amended("party_amendment_corrected", event, event.correct_time, case)
    return "correction", {
        "item": name_in(case.matter.items, event.item_code),
        "department": name_in(case.matter.departments, event.department),
        "date": day(event.correct_time, case),
        "reasons": Localized.same(case.words),
        "correction": Localized.same(case.correction),
        "remedy": Localized.of(event.remedy),
    }


def review_answer(event: approval.RuleReviewAnswered, case: Case) -> Written:
    """人工复核答复书."""
    return "review_answer", {
        "item": name_in(case.matter.items, event.item_code),
        "department": name_in(case.matter.departments, event.department),
        "date": day(event.answer_time, case),
        "reasons": Localized.same(case.words),
        "remedy": Localized.of(event.remedy),
    }


def late_missed(event: process.LateMaterialMissed, case: Case) -> Written:
    """One case lapsed for want of what was promised for later."""
    of_case = item_code(event, case)
    return "decision_lapsed", {
        "item": name_in(case.matter.items, of_case),
        "missing": missing(event.missing, case),
    }


def ended(event: approval.UndecidedEnded, case: Case) -> Written:
    """A case ended because one that it needed was not granted; to an interested party that it ended."""
    if case.to_party:
        item = name_in(case.matter.items, item_code(event, case))
        return "party_end", {"item": item, "application": Localized.same(event.application_id)}
    needed = [
        name_in(case.matter.items, each.removeprefix(f"{event.application_id}.")) for each in event.needed_case_ids
    ]
    return _ended_item(item_code(event, case), case, needed)


def item_code(event: approval.UndecidedEnded | process.LateMaterialMissed, case: Case) -> str:
    """The item of the case that a notice is about."""
    # A case's id is made of its application's and its item's code (docs: "How an application moves").
    # What follows a colon says to whom.
    return case.version.removeprefix(f"{event.application_id}.").partition(":")[0]


def _ended_item(item_code: str, case: Case, needed: list[Localized] | None = None) -> Written:
    names = texts.joined(texts.phrase("between-names"), needed) if needed else None
    return "decision_ended", {
        "item": name_in(case.matter.items, item_code),
        "needed": texts.phrase("needed", names=names) if names else NOTHING,
    }


def lapse(event: process.ApplicationLapsed, case: Case) -> Written:
    """终止通知书: what did not come in time."""
    return "lapse", {"missing": missing(event.missing, case)}
