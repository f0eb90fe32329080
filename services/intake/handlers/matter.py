"""Answers that change what an application is about: of each matter one applicant has one application (domain.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.errors.applications import MatterAppliedFor
from onetrip.intake.v1 import events_pb2
from runtime.tokens import Principal
from services.intake.catalogue import Definition
from services.intake.codec import open_form
from services.intake.duplicates import subject_hash
from services.intake.handlers.access import Purpose, capacity_of, record_access
from services.intake.handlers.submit import stands
from services.intake.office import Office
from services.intake.store import DuplicateApplication, Stored, Tables


@dataclass(frozen=True)
class Answered:
    """A form with new answers. `moved_to`: the hash of what it is about now; None: it is about what it was about."""

    form: events_pb2.FormContent
    moved_to: bytes | None


def with_answers(office: Office, stored: Stored, definition: Definition, answers: Mapping[str, str]) -> Answered:
    """Put answers into an application's form, and say whether it is about something else then."""
    form, fields = open_form(office.sealer, stored.id, stored.sealed_form), definition.item.subject_fields
    before = subject_hash(fields, form, office.lookup)
    form.answers.update(answers)
    after = subject_hash(fields, form, office.lookup)
    return Answered(form, after if after != before else None)


async def refuse_known(tables: Tables, stored: Stored, moved_to: bytes | None) -> None:
    """Raise DuplicateApplication when the applicant has an application of that matter; of two at once the index tells.

    Two that are changed into each other would wait for each other in the index.
    """
    if not moved_to:
        return
    if await tables.applications.standing(stored.applicant_id, stored.item_code, moved_to) not in (None, stored.id):
        raise DuplicateApplication


async def refuse_same(
    office: Office, application_id: str, definition: Definition, answers: Mapping[str, str], caller: Principal
) -> None:
    """Raise MatterAppliedFor, naming the other application; a result that is valid no more makes room instead.

    In transactions of its own. For a clerk and for an agent it is a look at the person's data, and logged as one.
    """
    async with office.store.transaction() as tables:
        other = await _standing(office, tables, application_id, definition, answers)
        if other is None:
            return
        if other.progress.ended and not await stands(office, other):
            await tables.applications.release(other.id)
            return
        if (capacity := capacity_of(caller, other)) != events_pb2.FILING_ROLE_APPLICANT:
            by_agent = capacity == events_pb2.FILING_ROLE_AGENT
            purpose = Purpose.MANDATE if by_agent else Purpose.COUNTER_LOOKUP
            await record_access(tables, office, caller, other, purpose)
    raise MatterAppliedFor(
        "another application of the same applicant is about this: go on with that one, or have it withdrawn",
        metadata={"application_id": other.id, "tracking_number": other.tracking_number},
    )


async def _standing(
    office: Office, tables: Tables, application_id: str, definition: Definition, answers: Mapping[str, str]
) -> Stored | None:
    stored = await tables.applications.read(application_id)
    moved_to = with_answers(office, stored, definition, answers).moved_to if stored else None
    if stored is None or moved_to is None:
        return None
    known = await tables.applications.standing(stored.applicant_id, stored.item_code, moved_to)
    return await tables.applications.read(known) if known not in (None, application_id) else None
