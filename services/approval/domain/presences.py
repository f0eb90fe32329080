"""Whether there is room for one more presence of the applicant (跑动), and what replaces it where there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.errors.visits import (
    ConversionNotPossible,
    NothingToJoin,
    VisitAlreadyCancelled,
    VisitNotBooked,
    VisitOver,
)
from services.approval.domain.visits import Replacement, VisitKind

_POSSIBLE = {
    # What is looked at on site cannot be sent.
    VisitKind.INSPECTION: (Replacement.LOOKUP, Replacement.VIDEO, Replacement.HOME_VISIT, Replacement.AGENT),
    VisitKind.APPEARANCE: (
        Replacement.LOOKUP,
        Replacement.COURIER_BOTH_WAYS,
        Replacement.VIDEO,
        Replacement.HOME_VISIT,
        Replacement.AGENT,
    ),
}


@dataclass(frozen=True)
class Presence:
    """A visit of the ledger. ``time`` None: reserved, not yet set; ``steps``: how many steps asked to be done at it."""

    number: int
    kind: VisitKind
    stage: str
    time: datetime | None
    place: str
    steps: int


@dataclass(frozen=True)
class Wanted:
    """A presence that a step asks for, at a place and time or (``join``) at the appointment another step has set."""

    kind: VisitKind
    stage: str
    time: datetime | None
    place: str
    join: bool


@dataclass(frozen=True)
class Room:
    """Where a presence fits. ``new``: the ledger gets a visit; ``joined``: it is at another step's appointment."""

    number: int
    new: bool = False
    joined: bool = False


def find_room(budget: int, ledger: Sequence[Presence], wanted: Wanted, now: datetime) -> Room | None:
    """Find where a presence fits without a visit beyond the budget; None: it must be converted.

    Steps done in one presence are one visit. An appointment ahead of us that no other step joined is moved, a
    reserved visit is set. Rule: domain.md, "The visit guarantee". Raises NothingToJoin.
    """
    ahead = [presence for presence in ledger if presence.time is not None and presence.time > now]
    if wanted.join and not ahead:
        raise NothingToJoin("no appointment is set that this step could join")
    for presence in ahead:
        if wanted.join or (presence.time, presence.place) == (wanted.time, wanted.place):
            return Room(presence.number, joined=(presence.kind, presence.stage) != (wanted.kind, wanted.stage))
    for presence in ledger:
        own = (presence.kind, presence.stage) == (wanted.kind, wanted.stage)
        if own and presence.steps <= 1 and (presence.time is None or presence in ahead):
            return Room(presence.number)
    return Room(len(ledger) + 1, new=True) if len(ledger) < budget else None


def possible_conversions(kind: VisitKind) -> tuple[Replacement, ...]:
    """What can replace a visit of this kind (domain.md, "The visit guarantee")."""
    return _POSSIBLE[kind]


def check_conversion(kind: VisitKind, replacement: Replacement) -> None:
    """Raise ConversionNotPossible unless a visit of this kind can be replaced like that."""
    if replacement not in possible_conversions(kind):
        raise ConversionNotPossible("this kind of visit cannot be replaced like that")


def check_cancel(*, booked: bool, cancelled: bool, time: datetime | None, now: datetime) -> None:
    """Raise unless an appointment can be called off: it was booked, stands, and is ahead of us.

    ``time`` is when it is. Raises VisitNotBooked, VisitAlreadyCancelled, VisitOver.
    """
    if not booked:
        raise VisitNotBooked("no appointment was made for this visit: there is nothing to call off")
    if cancelled:
        raise VisitAlreadyCancelled("this appointment was called off before")
    if time is None or time <= now:
        raise VisitOver("the time of this appointment has come: it cannot be called off any more")
