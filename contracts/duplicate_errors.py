"""What a call about possible duplicates can be refused for (decision 0048): a branch of the tree in errors.py."""

from runtime.errors import RuleViolation


class PossibleDuplicateUnjudged(RuleViolation):
    """Another application may be about the same matter: judge it before this one is accepted or granted."""

    reason = "POSSIBLE_DUPLICATE_UNJUDGED"


class SameMatter(RuleViolation):
    """It was found to be about the same matter as another application: it is not granted a second time."""

    reason = "SAME_MATTER"
