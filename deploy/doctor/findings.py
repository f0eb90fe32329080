"""What a check found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is: `warning` works today, `broken` does not."""

    WELL = "well"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """One line of the answer. `remedy`: what to do, where it is not well."""

    subject: str
    state: State
    detail: str
    remedy: str = ""


def well(subject: str, detail: str) -> Finding:
    """All is as it has to be."""
    return Finding(subject, State.WELL, detail)


def warning(subject: str, detail: str, remedy: str) -> Finding:
    """It works, and will not for long, or not well."""
    return Finding(subject, State.WARNING, detail, remedy)


def broken(subject: str, detail: str, remedy: str) -> Finding:
    """It does not work."""
    return Finding(subject, State.BROKEN, detail, remedy)


def worst(findings: Iterable[Finding]) -> State:
    """The worst state among the findings."""
    order = list(State)
    return max((finding.state for finding in findings), key=order.index, default=State.WELL)
