"""From events to notices that are due. `TABLE` is the service's map.

A handler only inserts: it takes no row lock and reads nothing, so that lanes of different topics never wait for one
another, and the order in which topics arrive does not matter. The issuer (issuing.py) makes the notice of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.topics.names import VERIFICATION_COMMANDS
from onetrip.approval.v1 import commands_pb2 as approval_commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.notification.v1 import events_pb2 as pb
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1 import messages_pb2 as verification
from onetrip.verification.v1.facts_pb2 import Contact
from runtime.ids import new_id
from runtime.messages import Envelope, Outbound, type_of
from runtime.outbox import enqueue
from services.notification import contacts
from services.notification.matter import json_of
from services.notification.office import SOURCE, Office
from services.notification.rendering.table import sealed_barred, sealed_correction, sealed_words
from services.notification.store import incoming, mandates


async def on_submitted(office: Office, connection: Any, envelope: Envelope, event: intake.ApplicationSubmitted) -> None:
    """The application is known from here on; its receipt is due."""
    form = office.open_form(event.application_id, event.sealed_form)
    contact = contacts.given(form)
    # The receipt needs neither the definition, which `matter` stands for, nor what the form says.
    kept = intake.ApplicationSubmitted(
        application_id=event.application_id,
        materials=event.materials,
        receive_time=event.receive_time,
        filed_as=event.filed_as,
    )
    application = incoming.Application(
        event.application_id,
        event.tracking_number,
        event.applicant_id,
        event.filed_by if event.filed_as == intake.FILING_ROLE_AGENT else None,
        event.filed_as == intake.FILING_ROLE_CLERK,
        json_of(event.definition.SerializeToString(), unasked=event.filed_as == intake.FILING_ROLE_PROACTIVE),
        event.definition.code,
        _organisation(event),
    )
    known = incoming.KnownContact(
        incoming.GIVEN, office.seal(event.application_id, contact), contacts.reachable(contact), settled=False
    )
    due = _due(pb.NOTICE_KIND_RECEIPT, "", envelope, kept)
    await incoming.add_application(connection, application, known, due)
    office.due.set()


def _organisation(event: intake.ApplicationSubmitted) -> str | None:
    """The organisation that applies; of one that was filed before this was told, none is known."""
    told = event.organisation or event.applicant_kind != catalog_pb2.APPLICANT_KIND_ORGANISATION
    return event.organisation if told else None


async def on_mandate_changed(office: Office, connection: Any, envelope: Envelope, event: intake.MandateChanged) -> None:
    """Keep how a mandate stands: its agent reads while it lives."""
    await mandates.note(connection, event)


async def on_verified(
    office: Office, connection: Any, envelope: Envelope, event: verification.VerificationCompleted
) -> None:
    """The registers say how the applicant is reached; deliveries that wait for it can go."""
    sealed = event.sealed_contact or office.seal(event.application_id, Contact())
    contact = office.open_contact(event.application_id, sealed)
    settled = event.outcome != verification.VERIFICATION_OUTCOME_UNAVAILABLE
    known = incoming.KnownContact(incoming.REGISTERED, sealed, contacts.reachable(contact), settled)
    await incoming.add_contact(connection, event.application_id, known)


async def on_accepted(office: Office, connection: Any, envelope: Envelope, event: process.ApplicationAccepted) -> None:
    """受理通知."""
    await _make_due(office, connection, [_due(pb.NOTICE_KIND_ACCEPTANCE, "", envelope, event)])


async def on_supplement_requested(
    office: Office, connection: Any, envelope: Envelope, event: process.SupplementRequested
) -> None:
    """补正告知: one for each request the ledger allowed. Raises SealBroken."""
    _check_readable(office, event)
    await _make_due(office, connection, [_due(pb.NOTICE_KIND_SUPPLEMENT, str(event.round), envelope, event)])


async def on_supplement_reminded(
    office: Office, connection: Any, envelope: Envelope, event: process.SupplementReminded
) -> None:
    """The same again, once for each request; and once for each calendar that moved its due date."""
    version = f"{event.round}.{event.calendar_number}" if event.calendar_number else str(event.round)
    due = _due(pb.NOTICE_KIND_SUPPLEMENT_REMINDER, version, envelope, event)
    await _make_due(office, connection, [due])


async def on_late_reminded(
    office: Office, connection: Any, envelope: Envelope, event: process.LateMaterialReminded
) -> None:
    """容缺材料补交提醒: once for each case and day; and once for each calendar that moved the day."""
    version = f"{event.case_id}:{event.due.date}" + (f".{event.calendar_number}" if event.calendar_number else "")
    await _make_due(office, connection, [_due(pb.NOTICE_KIND_LATE_REMINDER, version, envelope, event)])


async def on_late_missed(
    office: Office, connection: Any, envelope: Envelope, event: process.LateMaterialMissed
) -> None:
    """One case of a bundle lapsed; when the whole did, that has its own notice."""
    await _make_due(office, connection, [_due(pb.NOTICE_KIND_DECISION, event.case_id, envelope, event)])


async def on_not_accepted(
    office: Office, connection: Any, envelope: Envelope, event: process.ApplicationNotAccepted
) -> None:
    """不予受理通知. Raises SealBroken."""
    _check_readable(office, event)
    await _make_due(office, connection, [_due(pb.NOTICE_KIND_NON_ACCEPTANCE, "", envelope, event)])


async def on_case_decided(office: Office, connection: Any, envelope: Envelope, event: approval.CaseDecided) -> None:
    """One decision notice for each case, and one to everybody else whom it concerns. Raises SealBroken."""
    _check_readable(office, event)
    dues = [_due(pb.NOTICE_KIND_DECISION, event.case_id, envelope, event)]
    told = approval.CaseDecided()
    told.CopyFrom(event)
    # Nothing of the applicant's is kept for others: they learn what was decided, and what they can do.
    for field in ("sealed_reasons", "certificate", "certificate_number", "certificate_note", "commitments"):
        told.ClearField(field)
    for person_id in event.interested_person_ids:
        due = _due(pb.NOTICE_KIND_PARTY_DECISION, f"{event.case_id}:{person_id}", envelope, told)
        dues.append(due._replace(recipient_id=person_id))
        await _find(office, connection, event.application_id, person_id, due)
    await _make_due(office, connection, dues)


async def on_decision_revoked(
    office: Office, connection: Any, envelope: Envelope, event: approval.DecisionRevoked
) -> None:
    """撤销决定书. Raises SealBroken."""
    _check_readable(office, event)
    await _make_due(office, connection, [_due(pb.NOTICE_KIND_REVOCATION, event.case_id, envelope, event)])


async def on_decision_corrected(
    office: Office, connection: Any, envelope: Envelope, event: approval.DecisionCorrected
) -> None:
    """更正通知书: one for each correction. Raises SealBroken."""
    _check_readable(office, event)
    version = f"{event.case_id}:{event.number}"
    await _make_due(office, connection, [_due(pb.NOTICE_KIND_CORRECTION, version, envelope, event)])


async def on_rule_review_answered(
    office: Office, connection: Any, envelope: Envelope, event: approval.RuleReviewAnswered
) -> None:
    """人工复核答复书: it stands. A sample is told to nobody, an amendment has its own notice. Raises SealBroken."""
    if not event.sampled and event.answer == approval.RULE_REVIEW_ANSWER_CONFIRMED:
        _check_readable(office, event)
        await _make_due(office, connection, [_due(pb.NOTICE_KIND_REVIEW_ANSWER, event.case_id, envelope, event)])


async def on_revocation_proposed(
    office: Office, connection: Any, envelope: Envelope, event: process.RevocationProposed
) -> None:
    """拟撤销告知书: why, and until when the applicant is heard; again for a calendar that moved the day.

    Raises SealBroken.
    """
    _check_readable(office, event)
    version = f"{event.case_id}.{event.calendar_number}" if event.calendar_number else event.case_id
    due = _due(pb.NOTICE_KIND_REVOCATION_PROPOSED, version, envelope, event)
    await _make_due(office, connection, [due])


async def on_commitment_check_closed(
    office: Office, connection: Any, envelope: Envelope, event: process.CommitmentCheckClosed
) -> None:
    """不予撤销告知书: a grant that was to be revoked stands; a revocation has its own notice. Raises SealBroken."""
    if event.outcome == process.COMMITMENT_OUTCOME_UPHELD:
        _check_readable(office, event)
        due = _due(pb.NOTICE_KIND_REVOCATION_DROPPED, event.case_id, envelope, event)
        await _make_due(office, connection, [due])


async def on_undecided_ended(
    office: Office, connection: Any, envelope: Envelope, event: approval.UndecidedEnded
) -> None:
    """Cases that ended because one they needed was not granted; a lapse has its own notice for all of them."""
    if event.reason == approval_commands.END_REASON_PREREQUISITE_REFUSED:
        cases = event.ended_case_ids
        await _make_due(
            office, connection, [_due(pb.NOTICE_KIND_DECISION, case_id, envelope, event) for case_id in cases]
        )


async def on_result_delivered(
    office: Office, connection: Any, envelope: Envelope, event: approval.ResultDelivered
) -> None:
    """送达回执."""
    await _make_due(office, connection, [_due(pb.NOTICE_KIND_DELIVERY_RECEIPT, event.delivery_id, envelope, event)])


async def on_visit_requested(
    office: Office, connection: Any, envelope: Envelope, event: approval.VisitRequested
) -> None:
    """到场通知书: one for each appointment, and again when it is moved. Raises SealBroken."""
    _check_readable(office, event)
    due = _due(pb.NOTICE_KIND_VISIT, f"{event.visit_id}:{event.appointment}", envelope, event)
    await _make_due(office, connection, [due])


async def on_correction_requested(
    office: Office, connection: Any, envelope: Envelope, event: approval.CorrectionRequested
) -> None:
    """当场更正告知书: one for each request. Raises SealBroken."""
    _check_readable(office, event)
    due = _due(pb.NOTICE_KIND_CORRECTION_REQUESTED, str(event.number), envelope, event)
    await _make_due(office, connection, [due])


async def on_opened(office: Office, connection: Any, envelope: Envelope, event: approval.ApplicationOpened) -> None:
    """免跑告知书: what the promise of one visit changed as the application was opened, where it changed something."""
    if event.conversions:
        await _make_due(office, connection, [_due(pb.NOTICE_KIND_VISIT_CONVERTED, "", envelope, event)])


async def on_visit_refused(office: Office, connection: Any, envelope: Envelope, event: approval.VisitRefused) -> None:
    """免跑选择告知书: once for each visit that was refused."""
    await _make_due(office, connection, [_due(pb.NOTICE_KIND_VISIT_REFUSED, event.visit_id, envelope, event)])


async def on_visit_converted(
    office: Office, connection: Any, envelope: Envelope, event: approval.VisitConverted
) -> None:
    """What replaces a visit, and what that costs."""
    due = _due(pb.NOTICE_KIND_VISIT_CONVERTED, event.visit_id, envelope, event)
    await _make_due(office, connection, [due])


async def on_visit_cancelled(
    office: Office, connection: Any, envelope: Envelope, event: approval.VisitCancelled
) -> None:
    """The applicant called an appointment off: it is confirmed, once."""
    due = _due(pb.NOTICE_KIND_VISIT_CANCELLED, event.visit_id, envelope, event)
    await _make_due(office, connection, [due])


async def on_delivery_rerouted(
    office: Office, connection: Any, envelope: Envelope, event: approval.DeliveryRerouted
) -> None:
    """送达方式变更告知书: the result did not arrive and comes another way."""
    due = _due(pb.NOTICE_KIND_DELIVERY_REROUTED, f"{event.delivery_id}:{event.way}", envelope, event)
    await _make_due(office, connection, [due])


async def on_rights_told(office: Office, connection: Any, envelope: Envelope, event: process.RightsTold) -> None:
    """权利告知书: to the applicant or an interested party, once each; and once for each calendar that moved its day."""
    version = f"{event.case_id}:{event.person_id or 'applicant'}"
    version += f".{event.calendar_number}" if event.calendar_number else ""
    due = _due(pb.NOTICE_KIND_RIGHTS, version, envelope, event)._replace(recipient_id=event.person_id)
    await _make_due(office, connection, [due])
    if event.person_id:
        await _find(office, connection, event.application_id, event.person_id, due)


async def on_hearing_announced(
    office: Office, connection: Any, envelope: Envelope, event: approval.HearingAnnounced
) -> None:
    """听证通知书: to everybody who takes part, for each date that was set. Raises SealBroken."""
    _check_readable(office, event)
    version = f"{event.case_id}:{event.number}"
    dues = [_due(pb.NOTICE_KIND_HEARING, f"{version}:applicant", envelope, event)]
    for person_id in event.person_ids:
        due = _due(pb.NOTICE_KIND_HEARING, f"{version}:{person_id}", envelope, event)
        dues.append(due._replace(recipient_id=person_id))
        await _find(office, connection, event.application_id, person_id, due)
    await _make_due(office, connection, dues)


async def on_contact_found(
    office: Office, connection: Any, envelope: Envelope, event: verification.ContactFound
) -> None:
    """The register says how an interested party is reached. Raises SealBroken."""
    contact = office.open_contact(event.application_id, event.sealed_contact, event.person_id)
    known = incoming.KnownContact(incoming.REGISTERED, event.sealed_contact, contacts.reachable(contact), event.settled)
    await incoming.add_contact(connection, event.application_id, known, event.person_id)


async def _find(office: Office, connection: Any, application_id: str, person_id: str, due: incoming.Due) -> None:
    """Have the register asked how somebody is reached: with each notice anew, since addresses change."""
    command = verification.FindContact(application_id=application_id, person_id=person_id)
    id_ = f"{application_id}:find-contact:{due.kind}:{due.version}"
    outbound = Outbound(VERIFICATION_COMMANDS, application_id, id_, command)
    await enqueue(connection, SOURCE, office.clock.now(), [outbound])


async def on_lapsed(office: Office, connection: Any, envelope: Envelope, event: process.ApplicationLapsed) -> None:
    """What was asked for did not come in time."""
    await _make_due(office, connection, [_due(pb.NOTICE_KIND_LAPSE, "", envelope, event)])


async def on_terminated(
    office: Office, connection: Any, envelope: Envelope, event: process.ApplicationTerminated
) -> None:
    """终止办理通知书: no decision can come any more; with the ground and the remedy."""
    await _make_due(office, connection, [_due(pb.NOTICE_KIND_TERMINATION, "", envelope, event)])


async def on_withdrawn(
    office: Office, connection: Any, envelope: Envelope, event: process.ApplicationWithdrawn
) -> None:
    """The applicant took it back."""
    await _make_due(office, connection, [_due(pb.NOTICE_KIND_WITHDRAWAL, "", envelope, event)])


async def on_withdrawal_settled(
    office: Office, connection: Any, envelope: Envelope, event: approval.WithdrawalSettled
) -> None:
    """What was decided first stands, and is named. Where nothing was, the process tells of the withdrawal."""
    if event.decided_case_ids:
        await _make_due(office, connection, [_due(pb.NOTICE_KIND_WITHDRAWAL, "", envelope, event)])


async def on_deadline_moved(office: Office, connection: Any, envelope: Envelope, event: process.DeadlineMoved) -> None:
    """特别程序告知, 延期告知, 期限更正告知: once for each; none for a procedure's end. Raises SealBroken.

    That the wait for a supplement stops the clock stands in the notice that asks for it.
    """
    for_supplement = event.procedure == state.SPECIAL_PROCEDURE_SUPPLEMENT
    if event.cause == process.MOVE_CAUSE_PAUSED and not for_supplement:
        due = _due(pb.NOTICE_KIND_SPECIAL_PROCEDURE, event.procedure_id, envelope, event)
    elif event.cause == process.MOVE_CAUSE_EXTENDED:
        due = _due(pb.NOTICE_KIND_EXTENSION, "" if event.joint else event.case_id, envelope, event)
    elif event.cause == process.MOVE_CAUSE_CORRECTED and not event.same_dates:
        due = _due(pb.NOTICE_KIND_LIMIT_CORRECTED, f"{event.procedure_id}:{event.correction}", envelope, event)
    else:
        return
    _check_readable(office, event)
    await _make_due(office, connection, [due])


async def on_follow_up_opened(
    office: Office, connection: Any, envelope: Envelope, event: process.FollowUpOpened
) -> None:
    """A bad rating was heard: until when it is answered, and that somebody calls."""
    await _make_due(office, connection, [_due(pb.NOTICE_KIND_FOLLOW_UP, "", envelope, event)])


async def on_follow_up_resolved(
    office: Office, connection: Any, envelope: Envelope, event: intake.FollowUpResolved
) -> None:
    """What the department answers to a bad rating. Raises SealBroken."""
    _check_readable(office, event)
    await _make_due(office, connection, [_due(pb.NOTICE_KIND_RATING_ANSWER, "", envelope, event)])


async def on_rating_appeal_decided(
    office: Office, connection: Any, envelope: Envelope, event: intake.RatingAppealDecided
) -> None:
    """Why a rating was set aside; one that stands is answered by the department. Raises SealBroken."""
    if event.malicious:
        _check_readable(office, event)
        await _make_due(office, connection, [_due(pb.NOTICE_KIND_RATING_ANSWER, "", envelope, event)])


def _check_readable(office: Office, event: Any) -> None:
    """Raise SealBroken for words that cannot be read: the event is parked here, not the notice set aside later."""
    office.open_words(event.application_id, sealed_words(event))
    office.open_words(event.application_id, sealed_correction(event))
    office.open_barred(event.application_id, sealed_barred(event))


TABLE = {
    intake.ApplicationSubmitted: on_submitted,
    intake.MandateChanged: on_mandate_changed,
    verification.VerificationCompleted: on_verified,
    verification.ContactFound: on_contact_found,
    process.ApplicationAccepted: on_accepted,
    process.SupplementRequested: on_supplement_requested,
    process.SupplementReminded: on_supplement_reminded,
    process.LateMaterialReminded: on_late_reminded,
    process.LateMaterialMissed: on_late_missed,
    process.ApplicationNotAccepted: on_not_accepted,
    process.ApplicationLapsed: on_lapsed,
    process.ApplicationWithdrawn: on_withdrawn,
    process.ApplicationTerminated: on_terminated,
    process.DeadlineMoved: on_deadline_moved,
    process.FollowUpOpened: on_follow_up_opened,
    process.RevocationProposed: on_revocation_proposed,
    process.CommitmentCheckClosed: on_commitment_check_closed,
    process.RightsTold: on_rights_told,
    approval.HearingAnnounced: on_hearing_announced,
    intake.FollowUpResolved: on_follow_up_resolved,
    intake.RatingAppealDecided: on_rating_appeal_decided,
    approval.CaseDecided: on_case_decided,
    approval.DecisionRevoked: on_decision_revoked,
    approval.DecisionCorrected: on_decision_corrected,
    approval.RuleReviewAnswered: on_rule_review_answered,
    approval.UndecidedEnded: on_undecided_ended,
    approval.WithdrawalSettled: on_withdrawal_settled,
    approval.ResultDelivered: on_result_delivered,
    approval.DeliveryRerouted: on_delivery_rerouted,
    approval.CorrectionRequested: on_correction_requested,
    approval.ApplicationOpened: on_opened,
    approval.VisitRequested: on_visit_requested,
    approval.VisitRefused: on_visit_refused,
    approval.VisitConverted: on_visit_converted,
    approval.VisitCancelled: on_visit_cancelled,
}


def _due(kind: int, version: str, envelope: Envelope, event: Any) -> incoming.Due:
    payload = event.SerializeToString()
    return incoming.Due(new_id(), event.application_id, kind, version, envelope.time, type_of(event), payload)


async def _make_due(office: Office, connection: Any, due: Sequence[incoming.Due]) -> None:
    await incoming.add_due(connection, due)
    office.due.set()
