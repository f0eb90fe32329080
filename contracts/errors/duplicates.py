"""Rules about what may be the same matter under another name (decision 0048)."""

from runtime.errors import RuleViolation


class PossibleDuplicateUnjudged(RuleViolation):
    """Another application may be about the same matter: judge it before this one is accepted or granted."""

    reason = "POSSIBLE_DUPLICATE_UNJUDGED"


class SameMatter(RuleViolation):
    """It was found to be about the same matter as another application: it is not granted a second time."""

    reason = "SAME_MATTER"
