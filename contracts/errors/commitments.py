"""Rules about commitments (告知承诺)."""

from runtime.errors import PermissionDenied, RuleViolation


class CommitmentNotAllowed(RuleViolation):
    """The item takes no commitment (告知承诺) instead of this document."""

    reason = "COMMITMENT_NOT_ALLOWED"


class CommitmentNotSigned(RuleViolation):
    """A commitment counts when the applicant has signed it: themselves, or on paper before a clerk at a counter."""

    reason = "COMMITMENT_NOT_SIGNED"


class CommitmentTextChanged(RuleViolation):
    """The text of the commitment is another one than was shown: show it again before it is signed."""

    reason = "COMMITMENT_TEXT_CHANGED"


class AssuranceTooLow(RuleViolation):
    """The identity that signs the commitment is not assured enough."""

    reason = "ASSURANCE_TOO_LOW"


class FalseCommitmentOnRecord(RuleViolation):
    """A grant was revoked for a false commitment: for a time no other is taken, and nothing comes late (容缺)."""

    reason = "FALSE_COMMITMENT_ON_RECORD"


class NoRevocationProposed(RuleViolation):
    """Nothing was found that the grant is to be revoked for, so there is nothing to state or to uphold."""

    reason = "NO_REVOCATION_PROPOSED"


class StatementPeriodOpen(RuleViolation):
    """Before a grant is revoked for a false commitment, the applicant has time to be heard."""

    reason = "STATEMENT_PERIOD_OPEN"


class StatementPeriodOver(RuleViolation):
    """The time to make a statement is over."""

    reason = "STATEMENT_PERIOD_OVER"


class OwnFinding(PermissionDenied):
    """Who found a commitment false neither revokes the grant for it nor upholds it."""

    reason = "OWN_FINDING"
