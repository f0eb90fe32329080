"""A revocation for a false commitment 告知承诺: after the applicant was heard, and with a mark (record 0036)."""

from datetime import datetime

import asyncpg

from onetrip.approval.v1.events_pb2 import ApplicantMarked
from services.approval.codec import timestamp
from services.approval.domain.commitments import check_heard, is_proposed, mark_until
from services.approval.handlers.office import Office, say
from services.approval.store import commitments
from services.approval.store.applications import ApplicationRow


async def is_for_false_commitment(
    office: Office, connection: asyncpg.Connection, case_id: str, approver: str, now: datetime
) -> bool:
    """Whether a revocation by this approver would be for a false commitment.

    Raises as `domain.commitments.check_heard` does.
    """
    standing = await commitments.standing(connection, case_id)
    if standing is None or not is_proposed(standing):
        return False
    check_heard(standing, approver, office.day_of(now))
    return True


async def mark_applicant(
    office: Office, connection: asyncpg.Connection, application: ApplicationRow, case_id: str, now: datetime
) -> str:
    """Put a false commitment on record and say ApplicantMarked. Returns the mark's last day, YYYY-MM-DD."""
    until = mark_until(office.day_of(now), office.mark_days)
    await commitments.mark(connection, application.id, case_id, application.applicant_id, until, now)
    marked = ApplicantMarked(
        application_id=application.id, case_id=case_id, until_date=until.isoformat(), mark_time=timestamp(now)
    )
    await say(connection, application.id, marked, cause=None, now=now)
    return until.isoformat()
