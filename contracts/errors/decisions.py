"""Rules about decisions, and what follows one."""

from runtime.errors import PermissionDenied, RuleViolation


class AlreadyDecided(RuleViolation):
    """The task or case has been decided."""

    reason = "ALREADY_DECIDED"


class RenewalGrantedBySilence(RuleViolation):
    """The licence's last day is over: the renewal counts as granted (licensing law, art. 50)."""

    reason = "RENEWAL_GRANTED_BY_SILENCE"


class AlreadyRevoked(RuleViolation):
    """The decision was revoked: nothing more is said about it."""

    reason = "ALREADY_REVOKED"


class NotAGrant(RuleViolation):
    """Only a grant can be taken back; a refusal is challenged, or applied for anew."""

    reason = "NOT_A_GRANT"


class MatterNotOpen(RuleViolation):
    """Nobody looks at a decision without a matter that it is for (PIPL, art. 6): open one, with the reason."""

    reason = "MATTER_NOT_OPEN"


class OwnDecision(PermissionDenied):
    """Nobody revokes or corrects what they decided themselves."""

    reason = "OWN_DECISION"


class NotYetDecided(RuleViolation):
    """Results are asked for before any was decided."""

    reason = "NOTHING_TO_DELIVER"


class OutcomeNotPossible(RuleViolation):
    """An acceptance is accepted or not; a review approves or refuses."""

    reason = "OUTCOME_NOT_POSSIBLE"
