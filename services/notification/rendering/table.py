"""From an event to the words of its notice: `RENDERERS` is the map, one function for each kind. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1 import events_pb2 as process
from services.notification import texts
from services.notification.matter import Localized, Matter, name_in
from services.notification.rendering import decisions as decision_rendering
from services.notification.rendering import endings as ending_rendering
from services.notification.rendering import filings as filing_rendering
from services.notification.rendering import hearings as hearing_rendering
from services.notification.rendering import presences as presence_rendering
from services.notification.rendering import ratings as rating_rendering
from services.notification.rendering.case_words import Case, Written

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


RENDERERS: Mapping[type[Message], Callable[[Any, Case], Written]] = {
    intake.ApplicationSubmitted: filing_rendering.receipt,
    process.ApplicationAccepted: filing_rendering.acceptance,
    process.SupplementRequested: filing_rendering.supplement,
    process.SupplementReminded: filing_rendering.reminder,
    process.LateMaterialReminded: filing_rendering.late_reminder,
    process.LateMaterialMissed: decision_rendering.late_missed,
    process.ApplicationNotAccepted: filing_rendering.non_acceptance,
    approval.CaseDecided: decision_rendering.decision,
    approval.DecisionRevoked: decision_rendering.revocation,
    approval.DecisionCorrected: decision_rendering.correction,
    approval.RuleReviewAnswered: decision_rendering.review_answer,
    approval.UndecidedEnded: decision_rendering.ended,
    approval.ResultDelivered: presence_rendering.delivery_receipt,
    approval.DeliveryRerouted: presence_rendering.rerouted,
    approval.VisitRequested: presence_rendering.visit,
    approval.CorrectionRequested: filing_rendering.correction_requested,
    approval.ApplicationOpened: presence_rendering.visits_planned,
    approval.VisitRefused: presence_rendering.visit_refused,
    approval.VisitConverted: presence_rendering.visit_converted,
    approval.VisitCancelled: presence_rendering.visit_cancelled,
    process.RightsTold: hearing_rendering.rights,
    approval.HearingAnnounced: hearing_rendering.hearing,
    process.FollowUpOpened: rating_rendering.follow_up,
    process.RevocationProposed: decision_rendering.revocation_proposed,
    process.CommitmentCheckClosed: decision_rendering.revocation_dropped,
    intake.FollowUpResolved: rating_rendering.rating_answer,
    intake.RatingAppealDecided: rating_rendering.rating_set_aside,
    process.ApplicationLapsed: decision_rendering.lapse,
    process.ApplicationWithdrawn: ending_rendering.withdrawal,
    approval.WithdrawalSettled: ending_rendering.withdrawal_settled,
    process.ApplicationTerminated: ending_rendering.termination,
    process.DeadlineMoved: filing_rendering.deadline_moved,
}


def sealed_words(event: Message) -> bytes:
    """What an officer wrote, sealed; empty for an event that carries none."""
    return next((value for name in WORDS if (value := getattr(event, name, b""))), b"")


def sealed_correction(event: Message) -> bytes:
    """How a corrected decision reads, sealed; empty for an event that corrects none."""
    return getattr(event, "sealed_correction", b"")


def sealed_barred(event: Message) -> bytes:
    """What a bad credit record bars, sealed; empty for an event that tells of none."""
    return getattr(event, "sealed_barred", b"")


def number_of(row: Any) -> str:
    """The number of an issued notice as people write it. `row` has `series`, `year` and `number`."""
    return texts.number(row["series"], row["year"], row["number"])


def _issuer(event: Message, case: Case) -> str:
    """The department that issues a notice: the case's own where it is about one, else the one that leads."""
    if isinstance(event, approval.UndecidedEnded):
        return case.matter.leads.get(decision_rendering.item_code(event, case), case.matter.lead)
    return getattr(event, "department", "") or case.matter.lead


def _word(department: str, matter: Matter) -> str:
    """What stands for a department in its documents' numbers; its name where the definition has no word for it."""
    return matter.words.get(department) or (name_in(matter.departments, department).zh if department else "")
