"""The applicant supplies what was asked for, or corrects it on the spot; a part is taken and leaves the wait open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from contracts.errors.applications import ApplicationEnded
from contracts.errors.supplements import LateMaterialNotAllowed, NothingAsked
from contracts.topics.names import INTAKE_EVENTS
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2
from runtime.errors import Conflict
from runtime.messages import Outbound
from runtime.tokens import Principal
from services.intake.answers import check_answers
from services.intake.catalogue import Definition
from services.intake.checks import Violations
from services.intake.codec import open_form, seal_form
from services.intake.commitments import check_commitments, sign, signed
from services.intake.domain import Entry, Progress
from services.intake.duplicates import blocking_keys
from services.intake.filing import check_late, check_materials, refuse_late
from services.intake.handlers.access import absent, acted, capacity_of, refuse_ended_mandate, seen_by
from services.intake.handlers.alike import alike_now
from services.intake.handlers.giving import claim
from services.intake.handlers.lookup import shown
from services.intake.handlers.marks import refuse_marked
from services.intake.handlers.matter import refuse_known, refuse_same, with_answers
from services.intake.handlers.submit import ATTEMPTS_MAX
from services.intake.office import Office
from services.intake.roles import APPLICANT, CLERK
from services.intake.store import Change, DuplicateApplication, RequestKey, Stored, Tables
from services.intake.view import given_material, timestamp

SUPPLEMENTED, CORRECTED = "SUPPLEMENTED", "CORRECTED"
# More than any item asks for, one at a time; a bound on what one application can be made to store.
SUPPLEMENTS_MAX = 100


@dataclass(frozen=True)
class Supplied:
    """What a supplement brings: answers, documents as (code, material id), codes of what shall come late instead.

    `commitments`: what was signed instead of giving a document.
    """

    answers: Mapping[str, str]
    materials: Sequence[tuple[str, str]]
    late: Sequence[str]
    commitments: Sequence[events_pb2.SignedCommitment] = ()

    @property
    def codes(self) -> frozenset[str]:
        """Codes of the documents."""
        return frozenset(code for code, _ in self.materials)


async def supplement(
    office: Office, request: service_pb2.SupplementApplicationRequest, caller: Principal
) -> service_pb2.SupplementApplicationResponse:
    """Take what a notice asked for, what was promised for later (容缺), or what can be corrected on the spot.

    Raises NotFound, InvalidInput, NothingAsked, LateMaterialNotAllowed, ApplicationEnded, RequestIdReused,
    FalseCommitmentOnRecord, MatterAppliedFor, and what `commitments.sign` raises.
    """
    seen = await seen_by(office, request.id, caller)
    definition = await office.catalogue.filed_under(seen.item_code, seen.item_version)
    violations = Violations()
    violations.request_id(request.request_id)
    answers = check_answers(definition.fields, request.answers, office.today(), violations, whole=False)
    materials = check_materials(request.materials, definition.material_codes, violations)
    late = check_late(request.late_materials, definition.material_codes, violations)
    otherwise = {*late, *(code for code, _ in materials)}
    check_commitments(request.commitments, definition, otherwise, violations)
    if not answers and not materials and not late and not request.commitments:
        violations.add("materials", "give a document or an answer")
    violations.refuse()
    refuse_late(late, definition.late_codes)
    given = Supplied(answers, materials, late, _signed(office, request, definition, seen, caller))
    if given.late or given.commitments:
        form = open_form(office.sealer, seen.id, seen.sealed_form)
        await refuse_marked(office, seen.applicant_id, form.credit_code)
    key = office.request_key(caller, request)
    for _ in range(ATTEMPTS_MAX):
        try:
            await _write(office, seen.id, definition, caller, given, key)
        except DuplicateApplication:
            await refuse_same(office, seen.id, definition, given.answers, caller)
            continue  # what stood in the way has ended, or its result is valid no more
        stored = await office.store.applications.read(seen.id)
        return service_pb2.SupplementApplicationResponse(application=await shown(office, stored or seen))
    raise Conflict("the supplement could not be taken: try again", retry_after_seconds=1.0)


async def _write(
    office: Office, application_id: str, definition: Definition, caller: Principal, given: Supplied, key: RequestKey
) -> None:
    """Take it, unless this call was answered before. Raises DuplicateApplication."""
    async with office.store.transaction() as tables:
        stored = await tables.applications.lock(application_id)
        if stored is None:
            raise absent()
        if await tables.requests.answered(key) is None:
            await refuse_ended_mandate(office, tables, caller, stored)
            _refuse_unasked(stored.progress, given)
            await _take(office, tables, stored, definition, caller, given, key)


def _signed(
    office: Office,
    request: service_pb2.SupplementApplicationRequest,
    definition: Definition,
    seen: Stored,
    caller: Principal,
) -> list[events_pb2.SignedCommitment]:
    """What was signed with it: by the applicant's own hand, or before a clerk; an agent signs for nobody."""
    own = seen.applicant_id == caller.subject and APPLICANT in caller.roles
    by_clerk = CLERK in caller.roles and not own
    channel = catalog_pb2.CHANNEL_COUNTER if by_clerk else catalog_pb2.CHANNEL_ONLINE
    roles = {True: events_pb2.FILING_ROLE_APPLICANT, False: events_pb2.FILING_ROLE_AGENT}
    role = events_pb2.FILING_ROLE_CLERK if by_clerk else roles[own]
    commitments = sign(request.commitments, definition, role, channel, caller.assurance)
    return signed(commitments, seen.applicant_id, office.clock.now())


def _refuse_unasked(progress: Progress, given: Supplied) -> None:
    """Raise what keeps a supplement from being taken, if anything does."""
    if progress.ended:
        raise ApplicationEnded("the application has ended")
    if not progress.supplement_open and not progress.late_awaited and not progress.corrections_open:
        raise NothingAsked("nothing is asked of you at the moment")
    if progress.supplements >= SUPPLEMENTS_MAX:
        raise NothingAsked("this was supplied too often: bring the rest to a counter")
    if progress.supplement_open and not progress.later_missing:
        refuse_late(given.late, {one.material_code for one in progress.still_missing if one.secondary})
    else:
        _refuse_beyond(progress, given)


def _refuse_beyond(progress: Progress, given: Supplied) -> None:
    """Raise for what is neither promised for later, asked for after acceptance, nor to be corrected on the spot
    (licensing law, art. 32(3)).
    """
    left = [mistake for one in progress.corrections_open for mistake in one.left]
    fields, codes = {one.field for one in left if one.field}, {one.material_code for one in left if one.material_code}
    codes |= {one.material_code for one in progress.later_missing}
    beyond = given.late or given.commitments or not given.codes <= progress.late_codes | codes
    if not beyond and given.answers.keys() <= fields:
        return
    if progress.late_awaited:
        raise LateMaterialNotAllowed("after acceptance nothing is taken but what was promised for later")
    raise NothingAsked("nothing is taken but what you were asked to correct")


async def _take(
    office: Office,
    tables: Tables,
    stored: Stored,
    definition: Definition,
    caller: Principal,
    supplied: Supplied,
    key: RequestKey,
) -> None:
    now: datetime = office.clock.now()
    given = await claim(tables, supplied.materials, caller.subject, stored.applicant_id)
    answered = with_answers(office, stored, definition, supplied.answers)
    await refuse_known(tables, stored, answered.moved_to)
    # An answer that was put right may be that of another application. Found before anything is written: who files
    # waits for keys first and for the matter then.
    rules = office.catalogue.duplicate_rules(definition) if supplied.answers else ()
    alike = await alike_now(tables, stored.id, blocking_keys(rules, answered.form, office.lookup)) if rules else ()
    taken = _taken(stored, supplied)
    entry = Entry(f"{taken.kind}:{taken.sequence}", taken.kind, now, details=acted(caller, stored))
    sealed = seal_form(office.sealer, stored.id, answered.form)
    change = Change(stored.id, taken.progress, [entry], sealed_form=sealed, subject_hash=answered.moved_to)
    await tables.applications.change([change], now)
    if supplied.materials:
        await tables.materials.give(stored.id, supplied.materials)
    await tables.commitments.add(stored.id, supplied.commitments)
    await tables.requests.remember(key, stored.id, now)
    event = events_pb2.ApplicationSupplemented(
        application_id=stored.id,
        sequence=taken.sequence,
        materials=map(given_material, given),
        sealed_form=sealed,
        late_materials=supplied.late,
        commitments=supplied.commitments,
        corrections=taken.corrections,
        corrections_only=taken.kind == CORRECTED,
        possible_duplicates=alike,
        supplied_by=caller.subject,
        supplied_as=capacity_of(caller, stored),  # pyright: ignore[reportArgumentType]
        receive_time=timestamp(now),
    )
    await tables.send(now, [Outbound(INTAKE_EVENTS, stored.id, f"{stored.id}:supplemented:{taken.sequence}", event)])


@dataclass(frozen=True)
class _Taken:
    """How an application stands with a supplement, and what kind of one it was: SUPPLEMENTED, or CORRECTED alone."""

    progress: Progress
    sequence: int
    kind: str
    corrections: Sequence[int]


def _taken(stored: Stored, supplied: Supplied) -> _Taken:
    before, fields, codes = stored.progress, supplied.answers.keys(), supplied.codes
    corrections = [one.number for one in before.corrections_open if one.touched_by(fields, codes)]
    awaited = before.late_codes | {one.material_code for one in before.later_missing}
    asked_before = before.supplement_open and not before.later_missing
    only = bool(corrections) and not asked_before and not codes & awaited
    sequence = before.supplements + 1
    progress = replace(before, supplements=sequence).with_late_received(codes).with_given(codes)
    return _Taken(progress.with_corrected(fields, codes), sequence, CORRECTED if only else SUPPLEMENTED, corrections)
