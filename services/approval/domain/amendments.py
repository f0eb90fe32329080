"""What may be said about a decision after it was made (licensing law, art. 69; domain.md, "Deciding")."""

from dataclasses import dataclass

from contracts.errors.decisions import AlreadyRevoked, NotAGrant, OwnDecision
from contracts.errors.tasks import OwnApplication
from services.approval.domain.outcomes import Outcome


@dataclass(frozen=True)
class Decided:
    """A decision as the rules see it.

    ``deciders``: who decided, and the second officer on site; empty for a rule's or the law's own. ``parties``: the
    applicant and whoever filed. ``amendments``: how many there are; ``revoked``: whether one took it back.
    """

    outcome: Outcome
    deciders: frozenset[str]
    parties: frozenset[str]
    amendments: int
    revoked: bool


def check_correct(decided: Decided, approver: str) -> None:
    """Raise unless this approver may correct the decision.

    Raises:
        OwnApplication: the approver is a party of the application.
        OwnDecision: the approver decided it.
        AlreadyRevoked: it was taken back.
    """
    if approver in decided.parties:
        raise OwnApplication("nobody handles an application of their own")
    if approver in decided.deciders:
        raise OwnDecision("another approver than the one who decided has to do this")
    if decided.revoked:
        raise AlreadyRevoked("the decision was revoked")


def check_revoke(decided: Decided, approver: str) -> None:
    """Raise unless this approver may take the grant back: as `check_correct`, and NotAGrant for a refusal."""
    check_correct(decided, approver)
    if decided.outcome is not Outcome.GRANTED:
        raise NotAGrant("only a grant can be taken back")
