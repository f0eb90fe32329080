"""What filing alone says of the visits, until approval's ledger has told (domain.md, "The visit guarantee")."""

from __future__ import annotations

from dataclasses import dataclass

from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import events_pb2

# The applicant is in a hall: a visit. Filing there is never refused.
IN_PERSON_CHANNELS = frozenset({int(catalog_pb2.CHANNEL_COUNTER), int(catalog_pb2.CHANNEL_KIOSK)})


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits an application may cost, and those used."""

    budget: int
    used: int


def is_in_person(channel: int, filed_as: int) -> bool:
    """Whether filing was a visit of the applicant: in a hall, and not by an agent, whose presence does not count."""
    return channel in IN_PERSON_CHANNELS and filed_as != events_pb2.FILING_ROLE_AGENT


def visits_at_filing(declared: int, channel: int, filed_as: int) -> Visits:
    """Return budget and use: filing in person counts, and lifts a budget of none to one."""
    used = 1 if is_in_person(channel, filed_as) else 0
    return Visits(max(declared, used), used)
