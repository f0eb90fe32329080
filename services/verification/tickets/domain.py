"""What a ticket is, and who may do what with one. Pure (domain.md, "Evidence"; rule 4: islands of stale data)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from contracts.errors.tasks import OwnApplication
from contracts.errors.tickets import TicketAnswered
from services.verification.domain import Finding, FindingKind


class Kind(IntEnum):
    """Why a ticket was opened; the numbers of `onetrip.verification.v1.TicketKind`."""

    CONTRADICTED = 1
    STALE = 2
    DISPUTED = 3


class Answer(IntEnum):
    """What a source's department says; the numbers of `onetrip.verification.v1.TicketAnswer`."""

    CORRECTED = 1
    RIGHT = 2


# A register without a record, or one that is silent, is no question about the quality of what it has.
KIND_OF_FINDING = {FindingKind.CONTRADICTED: Kind.CONTRADICTED, FindingKind.STALE: Kind.STALE}

Disputed = frozenset[tuple[str, str]]
"""Facts by (item, name) that the person concerned calls wrong and whose source has not answered."""


@dataclass(frozen=True)
class Ticket:
    """A ticket, as it stands. `applications`: how many wait for it."""

    id: str
    kind: Kind
    source: str
    department: str
    fact: str
    application_id: str
    opened_at: datetime
    due_on: date | None
    due_provisional: bool
    light: int
    answer: Answer | None
    answered_at: datetime | None
    applications: int = 0


def kinds_of(findings: Collection[Finding], item_code: str, fact: str) -> list[Kind]:
    """The tickets that a fact's findings open."""
    found = {KIND_OF_FINDING.get(one.kind) for one in findings if (one.item_code, one.fact) == (item_code, fact)}
    return sorted(kind for kind in found if kind is not None)


def check_answer(ticket: Ticket, officer: str, persons: Collection[str]) -> None:
    """Raise unless this officer may answer the ticket.

    Raises:
        OwnApplication: one of those who wait for it is the officer.
        TicketAnswered: somebody has answered it.
    """
    if officer in persons:
        raise OwnApplication("nobody handles an application of their own")
    if ticket.answer is not None:
        raise TicketAnswered("the ticket is answered")
