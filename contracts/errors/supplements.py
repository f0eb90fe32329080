"""Rules about what applicants are asked for."""

from runtime.errors import RuleViolation


class NothingAsked(RuleViolation):
    """No supplement has been asked for, so none is taken."""

    reason = "NO_SUPPLEMENT_REQUESTED"


class SecondSupplement(RuleViolation):
    """One supplement notice per application (licensing law, art. 32: 一次告知)."""

    reason = "SECOND_SUPPLEMENT_WITHOUT_NEW_FACT"


class NothingToCorrect(RuleViolation):
    """Only what was given can be corrected on the spot (licensing law, art. 32(3)); what was not is missing."""

    reason = "NOTHING_TO_CORRECT"


class CorrectionAwaited(RuleViolation):
    """The applicant was asked to correct something on the spot: everything at once, and no refusal on that day."""

    reason = "CORRECTION_AWAITED"


class SupplementAfterAcceptance(RuleViolation):
    """After acceptance no supplement may be required, unless the item allows one (补交告知, local)."""

    reason = "SUPPLEMENT_AFTER_ACCEPTANCE"


class SecondLaterSupplement(RuleViolation):
    """One supplement after acceptance at most, where the item allows any (补交告知, local)."""

    reason = "SECOND_SUPPLEMENT_AFTER_ACCEPTANCE"


class StateAlreadyHolds(RuleViolation):
    """A register, or a certificate that is held, can supply it: the applicant is not asked (order 716, art. 7)."""

    reason = "STATE_ALREADY_HOLDS"


class LateMaterialNotAllowed(RuleViolation):
    """Only a secondary material may come late (容缺), and after acceptance nothing but what was promised."""

    reason = "LATE_MATERIAL_NOT_ALLOWED"
