"""What is decided, what becomes of it later, and what ends without a decision; to all whom it concerns."""

from __future__ import annotations

from typing import Any, TypeVar

from google.protobuf.message import Message

from onetrip.approval.v1 import commands_pb2 as approval_commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.notification.v1 import events_pb2 as pb
from onetrip.process.v1 import events_pb2 as process
from runtime.messages import Envelope
from services.notification.handlers.due import check_readable, due, make_due, make_due_to
from services.notification.office import Office

Told = TypeVar("Told", bound=Message)

# What no interested party learns of a decision or its amendment.
OF_THE_APPLICANT = (
    *("sealed_reasons", "sealed_correction", "certificate", "certificate_number", "certificate_name"),
    *("certificate_note", "commitments", "marked_until_date", "delivery_stopped"),
)


async def on_case_decided(office: Office, connection: Any, envelope: Envelope, event: approval.CaseDecided) -> None:
    """One decision notice for each case, and one to everybody else whom it concerns. Raises SealBroken."""
    check_readable(office, event)
    await make_due(office, connection, [due(pb.NOTICE_KIND_DECISION, event.case_id, envelope, event)])
    told, kind = _to_others(event), pb.NOTICE_KIND_PARTY_DECISION
    people = event.interested_person_ids
    parties = {person_id: due(kind, f"{event.case_id}:{person_id}", envelope, told) for person_id in people}
    await make_due_to(office, connection, parties)


async def on_decision_revoked(
    office: Office, connection: Any, envelope: Envelope, event: approval.DecisionRevoked
) -> None:
    """撤销决定书; and to everybody else who was told of the decision. Raises SealBroken."""
    check_readable(office, event)
    await make_due(office, connection, [due(pb.NOTICE_KIND_REVOCATION, event.case_id, envelope, event)])
    await _tell_amendment(office, connection, envelope, event, "revoked")


async def on_decision_corrected(
    office: Office, connection: Any, envelope: Envelope, event: approval.DecisionCorrected
) -> None:
    """更正通知书: one for each correction; and to everybody else who was told of the decision. Raises SealBroken."""
    check_readable(office, event)
    version = f"{event.case_id}:{event.number}"
    await make_due(office, connection, [due(pb.NOTICE_KIND_CORRECTION, version, envelope, event)])
    await _tell_amendment(office, connection, envelope, event, str(event.number))


async def on_rule_review_answered(
    office: Office, connection: Any, envelope: Envelope, event: approval.RuleReviewAnswered
) -> None:
    """人工复核答复书: it stands. A sample is told to nobody, an amendment has its own notice. Raises SealBroken."""
    if not event.sampled and event.answer == approval.RULE_REVIEW_ANSWER_CONFIRMED:
        check_readable(office, event)
        await make_due(office, connection, [due(pb.NOTICE_KIND_REVIEW_ANSWER, event.case_id, envelope, event)])


async def on_revocation_proposed(
    office: Office, connection: Any, envelope: Envelope, event: process.RevocationProposed
) -> None:
    """拟撤销告知书: why, and until when the applicant is heard; again for a calendar that moved the day.

    Raises SealBroken.
    """
    check_readable(office, event)
    version = f"{event.case_id}.{event.calendar_number}" if event.calendar_number else event.case_id
    notice = due(pb.NOTICE_KIND_REVOCATION_PROPOSED, version, envelope, event)
    await make_due(office, connection, [notice])


async def on_commitment_check_closed(
    office: Office, connection: Any, envelope: Envelope, event: process.CommitmentCheckClosed
) -> None:
    """不予撤销告知书: a grant that was to be revoked stands; a revocation has its own notice. Raises SealBroken."""
    if event.outcome == process.COMMITMENT_OUTCOME_UPHELD:
        check_readable(office, event)
        notice = due(pb.NOTICE_KIND_REVOCATION_DROPPED, event.case_id, envelope, event)
        await make_due(office, connection, [notice])


async def on_late_missed(
    office: Office, connection: Any, envelope: Envelope, event: process.LateMaterialMissed
) -> None:
    """One case of a bundle lapsed; when the whole did, that has its own notice."""
    await make_due(office, connection, [due(pb.NOTICE_KIND_DECISION, event.case_id, envelope, event)])


async def on_undecided_ended(
    office: Office, connection: Any, envelope: Envelope, event: approval.UndecidedEnded
) -> None:
    """Cases that ended because one they needed was not granted; a lapse has its own notice for all of them.

    Interested parties are told of each end, whatever ended it.
    """
    await _tell_end(office, connection, envelope, event)
    if event.reason == approval_commands.END_REASON_PREREQUISITE_REFUSED:
        cases = event.ended_case_ids
        await make_due(
            office, connection, [due(pb.NOTICE_KIND_DECISION, case_id, envelope, event) for case_id in cases]
        )


async def on_lapsed(office: Office, connection: Any, envelope: Envelope, event: process.ApplicationLapsed) -> None:
    """What was asked for did not come in time."""
    await make_due(office, connection, [due(pb.NOTICE_KIND_LAPSE, "", envelope, event)])


async def on_terminated(
    office: Office, connection: Any, envelope: Envelope, event: process.ApplicationTerminated
) -> None:
    """终止办理通知书: no decision can come any more; with the ground and the remedy."""
    await make_due(office, connection, [due(pb.NOTICE_KIND_TERMINATION, "", envelope, event)])


async def on_withdrawn(
    office: Office, connection: Any, envelope: Envelope, event: process.ApplicationWithdrawn
) -> None:
    """The applicant took it back."""
    await make_due(office, connection, [due(pb.NOTICE_KIND_WITHDRAWAL, "", envelope, event)])


async def on_withdrawal_settled(
    office: Office, connection: Any, envelope: Envelope, event: approval.WithdrawalSettled
) -> None:
    """What was decided first stands, and is named. Where nothing was, the process tells of the withdrawal."""
    await _tell_end(office, connection, envelope, event)
    if event.decided_case_ids:
        await make_due(office, connection, [due(pb.NOTICE_KIND_WITHDRAWAL, "", envelope, event)])


async def _tell_amendment(
    office: Office,
    connection: Any,
    envelope: Envelope,
    event: approval.DecisionRevoked | approval.DecisionCorrected,
    version: str,
) -> None:
    """决定变更告知书, to interested parties."""
    told, kind = _to_others(event), pb.NOTICE_KIND_PARTY_AMENDMENT
    parties = {
        person_id: due(kind, f"{event.case_id}:{person_id}:{version}", envelope, told)
        for person_id in event.interested_person_ids
    }
    await make_due_to(office, connection, parties)


async def _tell_end(
    office: Office, connection: Any, envelope: Envelope, event: approval.UndecidedEnded | approval.WithdrawalSettled
) -> None:
    """程序终结告知书, to interested parties: that nothing is decided, and not why, which is the applicant's."""
    kind = pb.NOTICE_KIND_PARTY_END
    for interest in event.interests:
        told = approval.UndecidedEnded(application_id=event.application_id, ended_case_ids=[interest.case_id])
        parties = {
            person_id: due(kind, f"{interest.case_id}:{person_id}", envelope, told) for person_id in interest.person_ids
        }
        await make_due_to(office, connection, parties)


def _to_others(event: Told) -> Told:
    """An event as it is kept for interested parties, with nothing of the applicant's."""
    told = type(event)()
    told.CopyFrom(event)
    for field in set(OF_THE_APPLICANT) & {each.name for each in event.DESCRIPTOR.fields}:
        told.ClearField(field)
    return told
