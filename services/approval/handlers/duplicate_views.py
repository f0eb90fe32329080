"""What officers see of an application that may be about the same matter (decision 0048): nothing personal."""

from onetrip.approval.v1 import review_service_pb2 as pb
from services.approval.codec import OUTCOME_TO_PROTO, timestamp
from services.approval.domain.duplicates import Judgement
from services.approval.domain.outcomes import Outcome
from services.approval.handlers.office import Office
from services.approval.store.duplicates import DuplicateRow

_TO_PROTO = {
    Judgement.UNJUDGED: pb.DUPLICATE_JUDGEMENT_UNSPECIFIED,
    Judgement.SAME: pb.DUPLICATE_JUDGEMENT_SAME,
    Judgement.DIFFERENT: pb.DUPLICATE_JUDGEMENT_DIFFERENT,
}


def view(office: Office, application_id: str, row: DuplicateRow) -> pb.PossibleDuplicate:
    """A possible duplicate; `application_id`: of the application at hand, whose key seals the reasons."""
    return pb.PossibleDuplicate(
        application_id=row.other_id,
        tracking_number=row.tracking_number,
        receive_time=timestamp(row.received_at) if row.received_at is not None else None,
        outcome=OUTCOME_TO_PROTO[Outcome(row.outcome)] if row.outcome is not None else None,
        judgement=_TO_PROTO[row.judgement],
        judged_by=row.judged_by,
        reasons=office.open_words(application_id, row.sealed_reasons or b""),
        judge_time=timestamp(row.judged_at) if row.judged_at is not None else None,
    )
