"""Taking an application in: the hot path. One statement writes all of it; whatever else happens is off this path."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from contracts.errors.mandates import NoMandate
from contracts.topics.names import INTAKE, INTAKE_EVENTS
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2
from runtime.errors import Conflict
from runtime.ids import new_id
from runtime.messages import type_of
from runtime.outbox import Row, shard_of
from runtime.tokens import Principal
from runtime.tracing import current_traceparent
from services.intake.catalogue import Definition
from services.intake.checks import Violations
from services.intake.codec import seal_form, seal_name
from services.intake.commitments import signed
from services.intake.domain import Case, Entry, Progress, State
from services.intake.duplicates import blocking_keys, subject_hash
from services.intake.filing import Filing, check_filing, last_day_of_result
from services.intake.handlers.access import Purpose, record_access
from services.intake.handlers.alike import alike_of
from services.intake.handlers.giving import claim
from services.intake.handlers.marks import refuse_marked
from services.intake.masking import masked_name
from services.intake.office import Office
from services.intake.roles import CLERK
from services.intake.store import (
    DuplicateApplication,
    DuplicateRequest,
    GivenDocument,
    NewApplication,
    RequestKey,
    Stored,
    Tables,
    TrackingNumberTaken,
)
from services.intake.tracking_number import RANDOM_DIGITS, tracking_number
from services.intake.view import given_material, timestamp

# Ten thousand million numbers a year are not used up: a second collision in a row means that something else is wrong.
ATTEMPTS_MAX = 3


async def submit(
    office: Office, request: service_pb2.SubmitApplicationRequest, caller: Principal
) -> service_pb2.SubmitApplicationResponse:
    """Take an application in, or return the one that is the same (the same call, or the same live matter).

    An agent's mandate is read once more where it is written, so that one that ended meanwhile files nothing.
    Raises UnknownItem, NotInForce, NoMandate, RequestIdReused, FalseCommitmentOnRecord, and what `check_filing` and
    `claim` raise.
    """
    _refuse_nameless(request)
    definition = await office.catalogue.current(request.item_code, request.item_version)
    filing = check_filing(request, caller, definition, office.today())
    applicant_id = await _applicant(office, request, filing, caller)
    if filing.commitments or filing.late:
        await refuse_marked(office, applicant_id, filing.form.credit_code)
    key = office.request_key(caller, request)
    subject = subject_hash(definition.item.subject_fields, filing.form, office.lookup)
    for _ in range(ATTEMPTS_MAX):
        new = await new_application(office, definition, filing, caller, applicant_id, subject)
        try:
            given = await _file(office, definition, filing, new, key)
        except TrackingNumberTaken:
            continue
        except (DuplicateRequest, DuplicateApplication):
            existing = await _existing(office, new, key, caller, despite_result=request.despite_result)
            if existing is None:  # it ended in between, or its result stands no more
                continue
            return existing
        return _response(office, definition, new, given)
    raise Conflict("the application could not be taken in: try again", retry_after_seconds=1.0)


def _refuse_nameless(request: service_pb2.SubmitApplicationRequest) -> None:
    """Without an item the rest of the form means nothing. Raises InvalidInput."""
    if not request.item_code:
        violations = Violations()
        violations.request_id(request.request_id)
        violations.add("item_code", "name the item applied for")
        violations.refuse()


async def _applicant(
    office: Office, request: service_pb2.SubmitApplicationRequest, filing: Filing, caller: Principal
) -> str:
    """Return the applicant's pseudonym. Raises NoMandate for an agent whom nobody gave the right."""
    if filing.filed_as == events_pb2.FILING_ROLE_CLERK:
        return office.person_id(filing.form.resident_id)
    if filing.filed_as == events_pb2.FILING_ROLE_AGENT:
        whose = (request.principal_id, office.organisation(filing.form.credit_code))
        now = office.clock.now()
        if not await office.store.mandates.may_file(caller.subject, whose, request.item_code, now):
            raise no_mandate()
        return request.principal_id
    return caller.subject


async def new_application(
    office: Office, definition: Definition, filing: Filing, caller: Principal, applicant_id: str, subject: bytes
) -> NewApplication:
    """An application as it is written: an id and a tracking number of its own, the form sealed under that id."""
    application_id, now = new_id(), office.clock.now()
    await office.sealer.load([f"application/{application_id}"], make=True)
    name = filing.form.person_name
    return NewApplication(
        id=application_id,
        tracking_number=tracking_number(now.astimezone(office.zone).year, secrets.randbelow(10**RANDOM_DIGITS)),
        item_code=definition.item.code,
        item_version=definition.item.version,
        channel=filing.channel,
        applicant_id=applicant_id,
        applicant_kind=filing.applicant_kind,
        filed_by=caller.subject,
        filed_as=filing.filed_as,
        delivery_method=filing.delivery_method,
        subject_hash=subject,
        organisation=office.organisation(filing.form.credit_code),
        sealed_form=seal_form(office.sealer, application_id, filing.form),
        sealed_name=seal_name(office.sealer, application_id, masked_name(name)) if name else None,
        state=State.RECEIVED,
        receive_time=now,
        commitments=tuple(signed(filing.commitments, applicant_id, now)),
    )


async def _file(
    office: Office, definition: Definition, filing: Filing, new: NewApplication, key: RequestKey
) -> Sequence[GivenDocument]:
    """Write it, in one round trip when nothing comes with it and it is compared with nothing. Raises NoMandate."""
    interested = _interested(office, filing, new)
    keys = blocking_keys(office.catalogue.duplicate_rules(definition), filing.form, office.lookup)
    by_agent = new.filed_as == events_pb2.FILING_ROLE_AGENT
    if not filing.materials and not filing.commitments and not keys and not by_agent:
        await office.store.applications.file(new, key, event_of(definition, filing, new, (), interested))
        office.store.wake()
        return ()
    async with office.store.transaction() as tables:
        if by_agent:
            await refuse_ended(office, tables, new)
        given = await claim(tables, filing.materials, new.filed_by, new.applicant_id)
        alike = await alike_of(tables, new.id, keys)
        await tables.applications.file(new, key, event_of(definition, filing, new, given, interested, alike))
        await tables.materials.give(new.id, filing.materials)
        await tables.commitments.add(new.id, new.commitments)
    return given


def no_mandate() -> NoMandate:
    """Return the one answer for a mandate that there never was, that has ended, or that is for something else."""
    return NoMandate("nobody gave you the right to act in this matter")


async def refuse_ended(office: Office, tables: Tables, new: NewApplication) -> None:
    """Raise NoMandate when an agent's mandate has ended since the call came; in the transaction that files."""
    whose = (new.applicant_id, new.organisation)
    if not await tables.mandates.may_file(new.filed_by, whose, new.item_code, office.clock.now(), locked=True):
        raise no_mandate()


def _interested(office: Office, filing: Filing, new: NewApplication) -> list[events_pb2.InterestedParty]:
    """Whose interests it bears on, by pseudonym, each once; the applicant's own side is none of them."""
    kinds = {
        known or office.person_id(number): catalog_pb2.APPLICANT_KIND_ORGANISATION
        if organisation
        else catalog_pb2.APPLICANT_KIND_PERSON
        for known, number, organisation in filing.interested
    }
    own = {new.applicant_id, new.filed_by}
    return [
        events_pb2.InterestedParty(person_id=person, kind=kind) for person, kind in kinds.items() if person not in own
    ]


def event_of(
    definition: Definition,
    filing: Filing,
    new: NewApplication,
    given: Sequence[GivenDocument],
    interested: Sequence[events_pb2.InterestedParty],
    alike: Sequence[str] = (),
) -> Row:
    """Return the outbox row of `ApplicationSubmitted`. Its id is the application's: there is one for each."""
    event = events_pb2.ApplicationSubmitted(
        application_id=new.id,
        interested_parties=interested,
        possible_duplicates=alike,
        tracking_number=new.tracking_number,
        channel=new.channel,  # pyright: ignore[reportArgumentType]
        applicant_id=new.applicant_id,
        applicant_kind=new.applicant_kind,  # pyright: ignore[reportArgumentType]
        filed_by=new.filed_by,
        filed_as=new.filed_as,  # pyright: ignore[reportArgumentType]
        filed_in_person=filing.in_person,
        materials=map(given_material, given),
        late_materials=filing.late,
        commitments=new.commitments,
        sealed_form=new.sealed_form,
        delivery_method=new.delivery_method,  # pyright: ignore[reportArgumentType]
        receive_time=timestamp(new.receive_time),
        organisation=new.organisation,
    )
    return (
        shard_of(new.id),
        INTAKE_EVENTS,
        new.id,
        f"{new.id}:submitted",
        type_of(event),
        INTAKE,
        new.receive_time,
        current_traceparent(),
        None,
        definition.event_prefix + event.SerializeToString(),
        None,
    )


def _response(
    office: Office, definition: Definition, new: NewApplication, given: Sequence[GivenDocument]
) -> service_pb2.SubmitApplicationResponse:
    """Return what was written, without reading it back."""
    stored = Stored(
        id=new.id,
        tracking_number=new.tracking_number,
        item_code=new.item_code,
        item_version=new.item_version,
        channel=new.channel,
        applicant_id=new.applicant_id,
        applicant_kind=new.applicant_kind,
        filed_by=new.filed_by,
        filed_as=new.filed_as,
        delivery_method=new.delivery_method,
        sealed_form=new.sealed_form,
        sealed_name=new.sealed_name,
        progress=Progress(),
        version=1,
        receive_time=new.receive_time,
        update_time=new.receive_time,
        given=tuple(given),
        commitments=new.commitments,
        timeline=(Entry("RECEIVED", "RECEIVED", new.receive_time),),
    )
    return service_pb2.SubmitApplicationResponse(application=office.views.application(stored, definition))


async def _existing(
    office: Office, new: NewApplication, key: RequestKey, caller: Principal, *, despite_result: bool
) -> service_pb2.SubmitApplicationResponse | None:
    """Return the application that the same call made, else the live one about the same matter, or the one that ended
    with the result that stands (domain.md: filing it again returns the existing application).

    A clerk is answered for the person served, an agent for whom they act, and that is a read of their data.
    """
    async with office.store.transaction() as tables:
        if new.filed_as == events_pb2.FILING_ROLE_AGENT:
            await refuse_ended(office, tables, new)
        replayed = await tables.requests.answered(key)
        known = replayed or await tables.applications.standing(new.applicant_id, new.item_code, new.subject_hash)
        stored = await tables.applications.read(known) if known else None
        if stored is None:
            return None
        if not replayed and (despite_result or not await stands(office, stored)) and stored.progress.ended:
            await tables.applications.release(stored.id)
            return None
        if not replayed:
            await tables.requests.remember_once(key, stored.id, new.receive_time)
        if new.filed_as == events_pb2.FILING_ROLE_CLERK and CLERK in caller.roles:
            await record_access(tables, office, caller, stored, Purpose.COUNTER_LOOKUP)
        elif new.filed_as == events_pb2.FILING_ROLE_AGENT and not replayed:
            await record_access(tables, office, caller, stored, Purpose.MANDATE)
    definition = await office.catalogue.filed_under(stored.item_code, stored.item_version)
    return service_pb2.SubmitApplicationResponse(
        application=office.views.application(stored, definition), already_existed=True
    )


async def stands(office: Office, stored: Stored) -> bool:
    """Whether an application is live, or what it ended with is valid still."""
    ending = stored.progress.ending
    if ending is None:
        return True
    definition = await office.catalogue.filed_under(stored.item_code, stored.item_version)
    ended_on = ending.at.astimezone(office.zone).date()
    last_days = [
        last_day_of_result(item, ended_on, stored.progress.cases.get(f"{stored.id}.{item.code}", Case()).valid_until)
        for item in definition.parts
    ]
    return stored.progress.stands and all(day is None or office.today() <= day for day in last_days)
