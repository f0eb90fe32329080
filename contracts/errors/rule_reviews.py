"""Rules about people who look at what rules have decided (人工复核)."""

from runtime.errors import RuleViolation


class NotDecidedByRule(RuleViolation):
    """A person decided, or the law did: the decision is challenged by its remedies, not by asking for a person."""

    reason = "NOT_DECIDED_BY_RULE"


class ReviewAlreadyRequested(RuleViolation):
    """A person was asked for once; what they found stands, and the remedies remain."""

    reason = "REVIEW_ALREADY_REQUESTED"


class ReviewTermOver(RuleViolation):
    """The sixty days in which a decision can be challenged are over (reconsideration law, art. 20)."""

    reason = "REVIEW_TERM_OVER"


class ReviewAnswered(RuleViolation):
    """The review is answered: it is not read or answered again."""

    reason = "REVIEW_ANSWERED"


class ReviewChangedByAmendment(RuleViolation):
    """A review that was asked for is confirmed, or an approver corrects or revokes the decision, which answers it."""

    reason = "REVIEW_CHANGED_BY_AMENDMENT"
