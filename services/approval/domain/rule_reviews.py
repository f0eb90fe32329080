"""When a person looks at what a rule has decided (domain.md, rule 5; PIPL, art. 24), and what they can find."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from contracts.errors.decisions import AlreadyRevoked
from contracts.errors.rule_reviews import (
    NotDecidedByRule,
    ReviewAlreadyRequested,
    ReviewAnswered,
    ReviewChangedByAmendment,
    ReviewTermOver,
)
from contracts.errors.tasks import OwnApplication

# The term of the remedies (administrative reconsideration law, art. 20), in calendar days.
TERM_DAYS = 60
PER_MILLE = 1_000


class Found(StrEnum):
    """What a person found."""

    CONFIRMED = "confirmed"
    # Of a sample only.
    OTHERWISE = "otherwise"
    # By an approver's amendment of the decision.
    CORRECTED = "corrected"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Reviewable:
    """A decision as asking for a person sees it. ``requested``: somebody has asked before."""

    by_rule: bool
    decided_on: date
    revoked: bool
    requested: bool

    @property
    def last_day(self) -> date:
        """The last day to ask."""
        return self.decided_on + timedelta(days=TERM_DAYS)


def check_request(decision: Reviewable, today: date) -> None:
    """Raise unless a person can be asked to look at the decision.

    Raises:
        NotDecidedByRule: a person or the law decided.
        AlreadyRevoked: it was taken back.
        ReviewAlreadyRequested: a person was asked for before.
        ReviewTermOver: sixty days are over.
    """
    if not decision.by_rule:
        raise NotDecidedByRule("this was not decided by a rule")
    if decision.revoked:
        raise AlreadyRevoked("the decision was revoked")
    if decision.requested:
        raise ReviewAlreadyRequested("a person was asked for before")
    if today > decision.last_day:
        raise ReviewTermOver(f"the {TERM_DAYS} days are over")


def check_look(answered: bool, officer: str, parties: frozenset[str]) -> None:
    """Raise unless this officer may look at the review: OwnApplication for a party, ReviewAnswered when it is over."""
    if officer in parties:
        raise OwnApplication("nobody handles an application of their own")
    if answered:
        raise ReviewAnswered("the review is answered")


def check_found(sampled: bool, found: Found) -> None:
    """Raise ReviewChangedByAmendment when a requested review is to be answered with anything but a confirmation."""
    if not sampled and found is not Found.CONFIRMED:
        raise ReviewChangedByAmendment("an approver corrects or revokes the decision")


def is_sampled(decision_id: str, per_mille: int) -> bool:
    """Whether a decision is drawn: by the hash of its id, so that asking again draws the same."""
    drawn = int.from_bytes(hashlib.sha256(decision_id.encode()).digest()[:8]) % PER_MILLE
    return drawn < per_mille
