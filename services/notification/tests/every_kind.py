"""One event of each kind of notice, by what they are about."""

from google.protobuf.message import Message

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1.catalog_pb2 import DELIVERY_METHOD_COURIER
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from services.notification.tests.samples import LAYOUT, NOW, REFUSED, SIGN, Story, named

MISSING = (LAYOUT, SIGN)


def events(story: Story) -> dict[str, Message]:
    """By the template that each is written with."""
    return {
        **_of_acceptance(story),
        **_of_decisions(story),
        **_of_revocations(story),
        **_of_presences(story),
        **_of_hearings(story),
        **_of_clocks(story),
        **_of_ratings(story),
        **_of_endings(story),
    }


def _reasons(story: Story) -> bytes:
    return story.office.seal(story.id, approval.DecisionText(reasons="属于海关"))


def _of_acceptance(story: Story) -> dict[str, Message]:
    """From filing to acceptance."""
    reasons = _reasons(story)
    return {
        "receipt": story.submitted(),
        "acceptance": story.accepted(),
        "supplement": story.supplement(),
        "supplement_reminder": process.SupplementReminded(
            application_id=story.id, round=1, missing=MISSING, due=process.DueDate(date="2026-12-16")
        ),
        "supplement_later": process.SupplementRequested(
            application_id=story.id,
            round=2,
            missing=MISSING,
            due=process.DueDate(date="2026-12-16"),
            case_id=f"{story.id}.food-licence",
        ),
        "supplement_reminder_later": process.SupplementReminded(
            application_id=story.id,
            round=2,
            missing=MISSING,
            due=process.DueDate(date="2026-12-16"),
            case_id=f"{story.id}.food-licence",
        ),
        "correction_requested": approval.CorrectionRequested(
            application_id=story.id,
            number=1,
            department="market-regulation",
            items=[approval.CorrectionItem(field="seats", name=named("座位数", "Seats"))],
            sealed_reasons=reasons,
            request_time=NOW,
        ),
        "non_acceptance": process.ApplicationNotAccepted(
            application_id=story.id, sealed_reasons=reasons, right_body="示范海关"
        ),
        "lapse": process.ApplicationLapsed(application_id=story.id, missing=MISSING),
    }


def _of_decisions(story: Story) -> dict[str, Message]:
    """Decisions, what is said about them later, and results on their way."""
    reasons = _reasons(story)
    return {
        "decision_granted": story.decided(certificate_number="JY1", certificate_name=named("许可证", "Licence")),
        "decision_refused": story.decided(outcome=REFUSED),
        "party_decision": story.decided(interested_person_ids=["pneighbour"]),
        "party_amendment_revoked": _of_revocations(story)["revocation"],
        "party_amendment_corrected": _corrected(story),
        "party_end": approval.UndecidedEnded(application_id=story.id, ended_case_ids=[f"{story.id}.food-licence"]),
        "decision_ended": story.decided(outcome=state.CASE_OUTCOME_ENDED),
        "correction": _corrected(story),
        "review_answer": approval.RuleReviewAnswered(
            application_id=story.id,
            item_code="food-licence",
            department="market-regulation",
            answer=approval.RULE_REVIEW_ANSWER_CONFIRMED,
            sealed_reasons=reasons,
            remedy=named("可申请行政复议", "Reconsideration"),
            answer_time=NOW,
        ),
        "delivery_receipt": story.delivered(),
        "delivery_rerouted": approval.DeliveryRerouted(
            application_id=story.id,
            way=2,
            previous_method="DELIVERY_METHOD_COURIER",
            delivery_method="DELIVERY_METHOD_HOME_VISIT",
            reroute_time=NOW,
        ),
    }


def _corrected(story: Story) -> Message:
    reasons = _reasons(story)
    return approval.DecisionCorrected(
        application_id=story.id,
        item_code="food-licence",
        department="market-regulation",
        number=1,
        sealed_reasons=reasons,
        sealed_correction=reasons,
        remedy=named("可申请行政复议", "Reconsideration"),
        correct_time=NOW,
    )


def _of_revocations(story: Story) -> dict[str, Message]:
    """A grant that is revoked, or was going to be."""
    reasons = _reasons(story)
    return {
        "revocation": approval.DecisionRevoked(
            application_id=story.id,
            item_code="food-licence",
            department="market-regulation",
            certificate_number="JY1",
            certificate_name=named("许可证", "Licence"),
            sealed_reasons=reasons,
            remedy=named("可申请行政复议", "Reconsideration"),
            revoke_time=NOW,
        ),
        "revocation_proposed": process.RevocationProposed(
            application_id=story.id,
            item_code="food-licence",
            department="market-regulation",
            sealed_reasons=reasons,
            due=process.DueDate(date="2026-12-16"),
            propose_time=NOW,
        ),
        "revocation_dropped": process.CommitmentCheckClosed(
            application_id=story.id,
            item_code="food-licence",
            department="market-regulation",
            outcome=process.COMMITMENT_OUTCOME_UPHELD,
            sealed_reasons=reasons,
            close_time=NOW,
        ),
    }


def _of_presences(story: Story) -> dict[str, Message]:
    """Where and when the applicant is to be, and what replaces it."""
    return {
        "visit": approval.VisitRequested(
            application_id=story.id,
            department="market-regulation",
            appointment=2,
            visit_time=NOW,
            sealed_place=story.office.seal(story.id, approval.DecisionText(reasons="和平里15号")),
            same_presence=True,
        ),
        "visit_refused": approval.VisitRefused(
            application_id=story.id,
            visit_id="v",
            department="market-regulation",
            options=[
                approval.ConversionOption(conversion=approval.CONVERSION_VIDEO, cost_working_days=1),
                approval.ConversionOption(conversion=approval.CONVERSION_HOME_VISIT, cost_working_days=2),
            ],
        ),
        "visit_converted": approval.VisitConverted(
            application_id=story.id,
            department="market-regulation",
            chosen=approval.ConversionOption(conversion=approval.CONVERSION_VIDEO, cost_working_days=1),
        ),
        "visit_converted_at_opening": approval.ApplicationOpened(
            application_id=story.id,
            conversions=[
                approval.VisitConversion(refused=approval.VISIT_KIND_INSPECTION, cost_working_days=2),
                approval.VisitConversion(
                    refused=approval.VISIT_KIND_COLLECTION,
                    delivery_method=DELIVERY_METHOD_COURIER,
                    cost_working_days=3,
                ),
            ],
        ),
        "visit_cancelled": approval.VisitCancelled(
            application_id=story.id, department="market-regulation", visit_time=NOW, cancel_time=NOW
        ),
        "visit_cancelled_with_its_case": approval.VisitCancelled(
            application_id=story.id, department="market-regulation", visit_time=NOW, cancel_time=NOW, case_ended=True
        ),
    }


def _of_hearings(story: Story) -> dict[str, Message]:
    """Those whom a decision concerns."""
    return {
        "rights": process.RightsTold(
            application_id=story.id,
            case_id=f"{story.id}.food-licence",
            department="market-regulation",
            request_by=process.DueDate(date="2026-12-02"),
        ),
        "rights_party": process.RightsTold(
            application_id=story.id,
            case_id=f"{story.id}.food-licence",
            person_id="pneighbour",
            department="market-regulation",
            request_by=process.DueDate(date="2026-12-02"),
            calendar_number=3,
        ),
        "hearing": approval.HearingAnnounced(
            application_id=story.id,
            case_id=f"{story.id}.food-licence",
            department="market-regulation",
            number=2,
            hearing_time=NOW,
            sealed_place=story.office.seal(story.id, approval.DecisionText(reasons="政务大厅三楼")),
        ),
    }


def _of_clocks(story: Story) -> dict[str, Message]:
    """What moves a limit, and what is late."""
    return {
        "special_procedure": story.moved(
            process.MOVE_CAUSE_PAUSED,
            procedure_id="p1",
            procedure=state.SPECIAL_PROCEDURE_HEARING,
            working_days=12,
        ),
        "limit_corrected": story.moved(
            process.MOVE_CAUSE_CORRECTED,
            procedure_id="p1",
            procedure=state.SPECIAL_PROCEDURE_HEARING,
            correction=1,
            procedure_start_time=NOW,
        ),
        "extension": story.moved(process.MOVE_CAUSE_EXTENDED, working_days=10),
        "late_reminder": process.LateMaterialReminded(
            application_id=story.id,
            case_id=f"{story.id}.food-licence",
            missing=MISSING,
            due=process.DueDate(date="2026-12-01"),
        ),
        "decision_lapsed": process.LateMaterialMissed(
            application_id=story.id, case_id=f"{story.id}.food-licence", missing=MISSING
        ),
    }


def _of_ratings(story: Story) -> dict[str, Message]:
    """A bad rating, followed up."""
    reasons = _reasons(story)
    return {
        "follow_up": process.FollowUpOpened(
            application_id=story.id, department="market-regulation", due=process.DueDate(date="2026-12-02")
        ),
        "rating_answer": intake.FollowUpResolved(
            application_id=story.id, department="market-regulation", sealed_reasons=reasons
        ),
        "rating_answer_set_aside": intake.RatingAppealDecided(
            application_id=story.id, malicious=True, department="market-regulation", sealed_reasons=reasons
        ),
    }


def _of_endings(story: Story) -> dict[str, Message]:
    """An application that is ended before its decision."""
    return {
        "withdrawal": process.ApplicationWithdrawn(application_id=story.id, withdraw_time=NOW),
        "withdrawal_in_part": approval.WithdrawalSettled(
            application_id=story.id,
            withdrawn=True,
            withdrawn_case_ids=[f"{story.id}.signboard"],
            decided_case_ids=[f"{story.id}.food-licence"],
            settle_time=NOW,
        ),
        "withdrawal_too_late": approval.WithdrawalSettled(
            application_id=story.id, decided_case_ids=[f"{story.id}.food-licence"], settle_time=NOW
        ),
        "termination": process.ApplicationTerminated(
            application_id=story.id, ground=state.END_GROUND_DUPLICATE, duplicate_of="other", terminate_time=NOW
        ),
    }
