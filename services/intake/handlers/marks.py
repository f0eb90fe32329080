"""Marks of false commitments: approval's ledger as it is told here; a mark bars commitments (告知承诺) and 容缺."""

from __future__ import annotations

from contracts.errors.commitments import FalseCommitmentOnRecord
from services.intake.commitments import mark_subject
from services.intake.office import Office


async def refuse_marked(office: Office, applicant_id: str, credit_code: str) -> None:
    """Raise FalseCommitmentOnRecord while the applicant has a mark: the organisation, where one applies.

    A mark's last day still bars; with the day after it is lifted by itself.
    """
    subject = mark_subject(office.lookup, applicant_id, credit_code)
    until = await office.store.marks.until(subject, office.today())
    if until is not None:
        raise FalseCommitmentOnRecord(
            f"a grant was revoked for a false commitment: until {until.isoformat()} no commitment is taken and nothing"
            " comes late; give the documents instead"
        )
