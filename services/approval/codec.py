"""Between the words of the contract (protobuf) and those of the domain, one table each."""

from datetime import UTC, date, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.approval.v1 import (
    commands_pb2,
    events_pb2,
    review_service_pb2,
    supervision_service_pb2,
)
from onetrip.catalog.v1 import catalog_pb2
from onetrip.process.v1 import events_pb2 as process_pb2
from onetrip.process.v1 import state_pb2
from services.approval.domain.clocks import Procedure
from services.approval.domain.commitments import HearingEnding
from services.approval.domain.deliveries import Report
from services.approval.domain.outcomes import Basis, Outcome
from services.approval.domain.rule_reviews import Found
from services.approval.domain.supervision import CaseState, Light, WaitsFor
from services.approval.domain.tasks import TaskKind, TaskOutcome, TaskState
from services.approval.domain.visits import Delivery, Replacement, VisitKind

DELIVERY = {
    catalog_pb2.DELIVERY_METHOD_ELECTRONIC: Delivery.ELECTRONIC,
    catalog_pb2.DELIVERY_METHOD_COURIER: Delivery.COURIER,
    catalog_pb2.DELIVERY_METHOD_COLLECTION: Delivery.COLLECTION,
    catalog_pb2.DELIVERY_METHOD_HOME_VISIT: Delivery.HOME_VISIT,
}
DELIVERY_TO_PROTO = {domain: proto for proto, domain in DELIVERY.items()}

VISIT_TO_PROTO = {
    VisitKind.FILING: events_pb2.VISIT_KIND_FILING,
    VisitKind.INSPECTION: events_pb2.VISIT_KIND_INSPECTION,
    VisitKind.COLLECTION: events_pb2.VISIT_KIND_COLLECTION,
    VisitKind.APPEARANCE: events_pb2.VISIT_KIND_APPEARANCE,
}

# What a person can choose; the others are the plan's own, made at opening.
CONVERSION = {
    events_pb2.CONVERSION_LOOKUP: Replacement.LOOKUP,
    events_pb2.CONVERSION_COURIER: Replacement.COURIER_BOTH_WAYS,
    events_pb2.CONVERSION_VIDEO: Replacement.VIDEO,
    events_pb2.CONVERSION_HOME_VISIT: Replacement.HOME_VISIT,
    events_pb2.CONVERSION_AGENT: Replacement.AGENT,
}
CONVERSION_TO_PROTO = {domain: proto for proto, domain in CONVERSION.items()}

# What an officer can answer; the others are an approver's amendments.
FOUND = {
    events_pb2.RULE_REVIEW_ANSWER_CONFIRMED: Found.CONFIRMED,
    events_pb2.RULE_REVIEW_ANSWER_OTHERWISE: Found.OTHERWISE,
}
FOUND_TO_PROTO = {
    **{domain: proto for proto, domain in FOUND.items()},
    Found.CORRECTED: events_pb2.RULE_REVIEW_ANSWER_CORRECTED,
    Found.REVOKED: events_pb2.RULE_REVIEW_ANSWER_REVOKED,
}

OUTCOME_TO_PROTO = {
    Outcome.GRANTED: state_pb2.CASE_OUTCOME_GRANTED,
    Outcome.REFUSED: state_pb2.CASE_OUTCOME_REFUSED,
    Outcome.ENDED: state_pb2.CASE_OUTCOME_ENDED,
}

END_REASON = {
    commands_pb2.END_REASON_LAPSED: Basis.LAPSED,
    commands_pb2.END_REASON_PREREQUISITE_REFUSED: Basis.PREREQUISITE_REFUSED,
    commands_pb2.END_REASON_TERMINATED: Basis.TERMINATED,
}
END_REASON_TO_PROTO = {domain: proto for proto, domain in END_REASON.items()}

PROCEDURE = {
    state_pb2.SPECIAL_PROCEDURE_HEARING: Procedure.HEARING,
    state_pb2.SPECIAL_PROCEDURE_TENDER: Procedure.TENDER,
    state_pb2.SPECIAL_PROCEDURE_AUCTION: Procedure.AUCTION,
    state_pb2.SPECIAL_PROCEDURE_INSPECTION: Procedure.INSPECTION,
    state_pb2.SPECIAL_PROCEDURE_TESTING: Procedure.TESTING,
    state_pb2.SPECIAL_PROCEDURE_QUARANTINE: Procedure.QUARANTINE,
    state_pb2.SPECIAL_PROCEDURE_APPRAISAL: Procedure.APPRAISAL,
    state_pb2.SPECIAL_PROCEDURE_EXPERT_REVIEW: Procedure.EXPERT_REVIEW,
    state_pb2.SPECIAL_PROCEDURE_SUPPLEMENT: Procedure.SUPPLEMENT,
}
PROCEDURE_TO_PROTO = {domain: proto for proto, domain in PROCEDURE.items()}

STAGE_KIND = {
    catalog_pb2.STAGE_KIND_REVIEW: TaskKind.REVIEW,
    catalog_pb2.STAGE_KIND_INSPECTION: TaskKind.INSPECTION,
    catalog_pb2.STAGE_KIND_EXPERT_REVIEW: TaskKind.EXPERT_REVIEW,
}
TASK_KIND_TO_PROTO = {
    TaskKind.ACCEPTANCE: review_service_pb2.TASK_KIND_ACCEPTANCE,
    TaskKind.REVIEW: review_service_pb2.TASK_KIND_REVIEW,
    TaskKind.INSPECTION: review_service_pb2.TASK_KIND_INSPECTION,
    TaskKind.EXPERT_REVIEW: review_service_pb2.TASK_KIND_EXPERT_REVIEW,
    TaskKind.COMMITMENT_CHECK: review_service_pb2.TASK_KIND_COMMITMENT_CHECK,
    TaskKind.REVOCATION: review_service_pb2.TASK_KIND_REVOCATION,
}
TASK_STATE_TO_PROTO = {
    TaskState.OPEN: review_service_pb2.TASK_STATE_OPEN,
    TaskState.CLAIMED: review_service_pb2.TASK_STATE_CLAIMED,
    TaskState.DONE: review_service_pb2.TASK_STATE_DONE,
    TaskState.ENDED: review_service_pb2.TASK_STATE_ENDED,
}
TASK_OUTCOME = {
    review_service_pb2.TASK_OUTCOME_APPROVE: TaskOutcome.APPROVE,
    review_service_pb2.TASK_OUTCOME_REFUSE: TaskOutcome.REFUSE,
    review_service_pb2.TASK_OUTCOME_ACCEPT: TaskOutcome.ACCEPT,
    review_service_pb2.TASK_OUTCOME_NOT_ACCEPT: TaskOutcome.NOT_ACCEPT,
    review_service_pb2.TASK_OUTCOME_COMMITMENT_KEPT: TaskOutcome.COMMITMENT_KEPT,
    review_service_pb2.TASK_OUTCOME_COMMITMENT_FALSE: TaskOutcome.COMMITMENT_FALSE,
}
HEARING_ENDING = {
    review_service_pb2.HEARING_ENDING_UNSPECIFIED: HearingEnding.HELD,
    review_service_pb2.HEARING_ENDING_HELD: HearingEnding.HELD,
    review_service_pb2.HEARING_ENDING_GIVEN_UP: HearingEnding.GIVEN_UP,
    review_service_pb2.HEARING_ENDING_NOT_ATTENDED: HearingEnding.NOT_ATTENDED,
}
# The named value of each comes after UNSPECIFIED, which stands for HELD.
HEARING_ENDING_TO_PROTO = {ending: value for value, ending in HEARING_ENDING.items()}

# The types a clause tells apart; the others are text to it (contracts/clauses.py).
CLAUSE_TYPE = {
    catalog_pb2.VALUE_TYPE_NUMBER: "number",
    catalog_pb2.VALUE_TYPE_BOOLEAN: "boolean",
    catalog_pb2.VALUE_TYPE_DATE: "date",
}

REPORT = {
    events_pb2.DELIVERY_REPORT_COLLECTED: Report.COLLECTED,
    events_pb2.DELIVERY_REPORT_UNDER_WAY: Report.UNDER_WAY,
    events_pb2.DELIVERY_REPORT_DELIVERED: Report.DELIVERED,
    events_pb2.DELIVERY_REPORT_FAILED: Report.FAILED,
    events_pb2.DELIVERY_REPORT_RETURNED: Report.RETURNED,
}
REPORT_TO_PROTO = {domain: proto for proto, domain in REPORT.items()}


LIGHT = {
    state_pb2.LIGHT_GREEN: Light.GREEN,
    state_pb2.LIGHT_YELLOW: Light.YELLOW,
    state_pb2.LIGHT_RED: Light.RED,
}
LIGHT_TO_PROTO = {domain: proto for proto, domain in LIGHT.items()}

CASE_STATE = {
    supervision_service_pb2.CASE_STATE_OPEN: CaseState.OPEN,
    supervision_service_pb2.CASE_STATE_GRANTED: CaseState.GRANTED,
    supervision_service_pb2.CASE_STATE_REFUSED: CaseState.REFUSED,
    supervision_service_pb2.CASE_STATE_ENDED: CaseState.ENDED,
}
CASE_STATE_TO_PROTO = {domain: proto for proto, domain in CASE_STATE.items()}

WAITS_FOR = {
    supervision_service_pb2.WAITS_FOR_CLAIM: WaitsFor.CLAIM,
    supervision_service_pb2.WAITS_FOR_OFFICER: WaitsFor.OFFICER,
    supervision_service_pb2.WAITS_FOR_OTHER_DEPARTMENT: WaitsFor.OTHER_DEPARTMENT,
    supervision_service_pb2.WAITS_FOR_APPLICANT: WaitsFor.APPLICANT,
    supervision_service_pb2.WAITS_FOR_PROCEDURE: WaitsFor.PROCEDURE,
    supervision_service_pb2.WAITS_FOR_PROCESS: WaitsFor.PROCESS,
    supervision_service_pb2.WAITS_FOR_NOTHING: WaitsFor.NOTHING,
}
WAITS_FOR_TO_PROTO = {domain: proto for proto, domain in WAITS_FOR.items()}


def timestamp(instant: datetime) -> Timestamp:
    """Return an aware instant as protobuf."""
    result = Timestamp()
    result.FromDatetime(instant)
    return result


def instant_of(stamp: Timestamp) -> datetime:
    """Return a protobuf timestamp as an aware instant in UTC."""
    return stamp.ToDatetime(tzinfo=UTC)


def date_of(text: str) -> date | None:
    """Return YYYY-MM-DD as a date; None for an empty text. Raises ValueError for anything else."""
    return date.fromisoformat(text) if text else None


def firm_date(due: process_pb2.DueDate) -> date | None:
    """Return a due date that cannot move any more; None when there is none or its year's calendar is not out."""
    return None if due.provisional else date_of(due.date)


def due_date(on: date | None, provisional: bool) -> process_pb2.DueDate | None:
    """Return a day by which something is due as protobuf; None when there is none."""
    return process_pb2.DueDate(date=on.isoformat(), provisional=provisional) if on else None
