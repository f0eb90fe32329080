"""How cases end: exactly one outcome each, whoever comes first (domain.md, "Deciding")."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The end of a case."""

    GRANTED = "granted"
    REFUSED = "refused"
    # Without a decision.
    ENDED = "ended"


class Basis(StrEnum):
    """What ended it."""

    RULE = "rule"
    OFFICER = "officer"
    # A renewal that nobody decided in time.
    SILENCE = "silence"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    PREREQUISITE_REFUSED = "prerequisite-refused"
    NOT_ACCEPTED = "not-accepted"
    # An operator's end, where no decision can come any more.
    TERMINATED = "terminated"


@dataclass(frozen=True)
class Ending:
    """How a case ended."""

    outcome: Outcome
    basis: Basis


@dataclass(frozen=True)
class Split:
    """Cases sorted by what an end without decision does to them, each in the order of the cases."""

    # Not ended so far: they end now.
    ending: tuple[str, ...]
    # Ended for the same reason before: asking again says so again.
    ended_before: tuple[str, ...]
    # Decided first: their decision stands.
    decided: tuple[str, ...]

    @property
    def ended(self) -> tuple[str, ...]:
        """All that are ended for this reason, now or before."""
        return self.ending + self.ended_before


def split(endings: Mapping[str, Ending | None], basis: Basis, only: Collection[str] = ()) -> Split:
    """Say what ending cases without a decision does.

    ``endings`` holds every case of the application by id, None for those still open; ``only`` limits it to some.
    """
    chosen = {case: ending for case, ending in endings.items() if not only or case in only}
    return Split(
        tuple(case for case, ending in chosen.items() if ending is None),
        tuple(case for case, ending in chosen.items() if ending and ending.basis is basis),
        tuple(case for case, ending in chosen.items() if ending and ending.outcome is not Outcome.ENDED),
    )


def after_stage(stages: Collection[str], done_before: Collection[str], stage: str) -> bool:
    """Whether approving ``stage`` grants the case: every stage of the item is done then.

    Derived from the item and not from the order in which stages were asked for: of two last stages in parallel
    the one that finishes later grants.
    """
    return set(stages) <= {*done_before, stage}
