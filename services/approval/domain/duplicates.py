"""Before something is accepted or granted, an officer has looked at what may be the same (decision 0048). Pure."""

from collections.abc import Iterable
from enum import StrEnum

from contracts.errors.duplicates import PossibleDuplicateUnjudged, SameMatter


class Judgement(StrEnum):
    """What a possible duplicate was found to be."""

    UNJUDGED = "unjudged"
    SAME = "same"
    DIFFERENT = "different"


def check_none_alike(judgements: Iterable[Judgement]) -> None:
    """Raise PossibleDuplicateUnjudged or SameMatter unless everything that may be the same was found to differ."""
    found = set(judgements)
    if Judgement.UNJUDGED in found:
        raise PossibleDuplicateUnjudged("another application may be about the same matter: judge it first")
    if Judgement.SAME in found:
        raise SameMatter("it is about the same matter as another application: refuse it, or do not accept it")
