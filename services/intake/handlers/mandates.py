"""Who may act for whom (代办授权): given by the person, or by a clerk from paper; ended at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from google.protobuf.timestamp_pb2 import Timestamp

from contracts.errors.mandates import MandateEnded
from contracts.topics.names import INTAKE_EVENTS
from onetrip.intake.v1 import events_pb2
from onetrip.intake.v1 import mandate_service_pb2 as mandate_pb2
from runtime.errors import NotFound, PermissionDenied
from runtime.ids import new_id
from runtime.messages import Outbound
from runtime.pages import PageTokens, page_size_of
from runtime.tokens import Principal
from services.intake import formats
from services.intake.checks import Violations, is_id
from services.intake.handlers.access import Purpose, access_entry
from services.intake.masking import masked_credit_code
from services.intake.office import Office
from services.intake.roles import AGENT, APPLICANT, CLERK
from services.intake.store import DuplicateRequest, StoredMandate, Tables
from services.intake.view import timestamp

ITEM_CODES_MAX = 20
DURATION_MAX = timedelta(days=366)
PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX = 50, 200
TOLD_AT_ONCE_MAX = 500
# What a clerk sees or does of a person's mandates.
FIELDS = ("mandate",)
_WHY = {
    mandate_pb2.MANDATE_LOOKUP_REASON_REVOCATION: Purpose.MANDATE_REVOCATION,
    mandate_pb2.MANDATE_LOOKUP_REASON_GRANT: Purpose.MANDATE_GRANT,
    mandate_pb2.MANDATE_LOOKUP_REASON_INQUIRY: Purpose.MANDATE_INQUIRY,
}


def _absent() -> NotFound:
    return NotFound("there is no such mandate, or it is not yours to see")


def view(mandate: StoredMandate) -> mandate_pb2.Mandate:
    """Return a mandate as its people see it."""
    return mandate_pb2.Mandate(
        id=mandate.id,
        principal_id=mandate.principal_id,
        agent_id=mandate.agent_id,
        item_codes=mandate.item_codes,
        expire_time=timestamp(mandate.expire_time),
        revoke_time=timestamp(mandate.revoke_time) if mandate.revoke_time else None,
        credit_code_masked=mandate.organisation_masked,
    )


async def grant(
    office: Office, request: mandate_pb2.GrantMandateRequest, caller: Principal
) -> mandate_pb2.GrantMandateResponse:
    """Give a mandate. Raises InvalidInput, PermissionDenied, RequestIdReused."""
    mandate = _checked(office, request, caller)
    key = office.request_key(caller, request)
    try:
        async with office.store.transaction() as tables:
            known = await tables.requests.answered(key)
            if known is None:
                await tables.requests.remember(key, mandate.id, mandate.grant_time)
                await tables.mandates.add(mandate, caller.subject)
                await tables.send(mandate.grant_time, [_told(mandate, "granted")])
                await _note_act(office, tables, mandate, caller, Purpose.MANDATE_GRANT)
    except DuplicateRequest:  # the same call, at the same time
        known = await office.store.requests.answered(key)
    return mandate_pb2.GrantMandateResponse(mandate=view(await _granted(office, mandate, known)))


def _told(mandate: StoredMandate, what: str) -> Outbound:
    """How a mandate stands, for who lets agents act elsewhere."""
    event = events_pb2.MandateChanged(
        mandate_id=mandate.id,
        principal_id=mandate.principal_id,
        agent_id=mandate.agent_id,
        item_codes=mandate.item_codes,
        expire_time=timestamp(mandate.expire_time),
        revoke_time=timestamp(mandate.revoke_time) if mandate.revoke_time else None,
        organisation=mandate.organisation,
    )
    return Outbound(INTAKE_EVENTS, mandate.id, f"{mandate.id}:mandate:{what}", event)


async def tell_untold(office: Office) -> int:
    """Tell approval and notification of mandates that they were never told of (decision 0062); returns how many."""
    now = office.clock.now()
    async with office.store.transaction() as tables:
        mandates = await tables.mandates.untold(now, TOLD_AT_ONCE_MAX)
        await tables.send(now, [_told(mandate, "told") for mandate in mandates])
    return len(mandates)


async def _note_act(
    office: Office, tables: Tables, mandate: StoredMandate, caller: Principal, purpose: Purpose
) -> None:
    """Note in the principal's access log what a clerk did with a mandate of theirs (PIPL art. 51)."""
    if mandate.principal_id != caller.subject:
        await _note(office, tables, mandate.principal_id, caller, purpose)


async def _note(office: Office, tables: Tables, person_id: str, caller: Principal, purpose: Purpose) -> None:
    entry = access_entry(office, caller, CLERK, (person_id, ""), purpose, FIELDS)
    await tables.send(office.clock.now(), [entry])


async def _granted(office: Office, mandate: StoredMandate, known: str | None) -> StoredMandate:
    """Return the mandate that this call or, when it was repeated, the first one gave."""
    stored = await office.store.mandates.read(known) if known else mandate
    if stored is None:
        raise _absent()
    return stored


def _checked(office: Office, request: mandate_pb2.GrantMandateRequest, caller: Principal) -> StoredMandate:
    """Return the mandate asked for. Raises InvalidInput or PermissionDenied."""
    violations = Violations()
    violations.request_id(request.request_id)
    now, today = office.clock.now(), office.today()
    from_paper = bool(request.principal_resident_id)
    if from_paper and CLERK not in caller.roles:
        raise PermissionDenied("only a clerk takes a mandate in from paper")
    principal_number = ""
    if not from_paper and APPLICANT not in caller.roles:
        violations.add("principal_resident_id", "a clerk names the person who gives the mandate")
    elif from_paper:
        number = request.principal_resident_id
        principal_number = violations.read("principal_resident_id", lambda: formats.resident_id(number, today))
    agent = violations.read("agent_resident_id", lambda: formats.resident_id(request.agent_resident_id, today))
    expires_at = _expiry(request, now, violations)
    _check_items(office, request, violations)
    code = ""
    if request.credit_code:
        code = violations.read("credit_code", lambda: formats.credit_code(request.credit_code))
    principal_id = office.person_id(principal_number) if principal_number else caller.subject
    if agent and office.person_id(agent) == principal_id:
        violations.add("agent_resident_id", "nobody needs a mandate for their own matters")
    violations.refuse()
    codes = tuple(dict.fromkeys(request.item_codes))
    return StoredMandate(
        id=new_id(),
        principal_id=principal_id,
        agent_id=office.person_id(agent),
        item_codes=codes,
        grant_time=now,
        expire_time=expires_at,
        organisation=office.organisation(code),
        organisation_masked=masked_credit_code(code),
    )


def _expiry(request: mandate_pb2.GrantMandateRequest, now: datetime, violations: Violations) -> datetime:
    expires_at = _instant(request.expire_time) if request.HasField("expire_time") else None
    if expires_at is None or not now < expires_at <= now + DURATION_MAX:
        violations.add("expire_time", "in the future, at most one year ahead")
        return now
    return expires_at


def _instant(at: Timestamp) -> datetime | None:
    try:
        return at.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _check_items(office: Office, request: mandate_pb2.GrantMandateRequest, violations: Violations) -> None:
    if len(request.item_codes) > ITEM_CODES_MAX:
        violations.add("item_codes", f"at most {ITEM_CODES_MAX}; none means all")
        return
    known = {definition.item.code for definition in office.catalogue.in_force()}
    for index, code in enumerate(request.item_codes):
        if code not in known:
            violations.add(f"item_codes[{index}]", "there is no such item")


async def revoke(
    office: Office, request: mandate_pb2.RevokeMandateRequest, caller: Principal
) -> mandate_pb2.RevokeMandateResponse:
    """End a mandate now; one that was revoked stays so.

    A clerk ends one of the person's who stands before them. Raises InvalidInput, PermissionDenied, NotFound, and
    MandateEnded for one that ran out.
    """
    giver = _giver(office, request.principal_resident_id, "principal_resident_id", caller)
    if not is_id(request.id):
        raise _absent()
    async with office.store.transaction() as tables:
        mandate = await tables.mandates.read(request.id, lock=True)
        if mandate is None or mandate.principal_id != giver:
            raise _absent()
        now = office.clock.now()
        if mandate.revoke_time is None:
            if mandate.expire_time <= now:
                raise MandateEnded("the mandate has run out")
            await tables.mandates.revoke(mandate.id, now)
            mandate = await tables.mandates.read(mandate.id) or mandate
            await tables.send(now, [_told(mandate, "revoked")])
            await _note_act(office, tables, mandate, caller, Purpose.MANDATE_REVOCATION)
    return mandate_pb2.RevokeMandateResponse(mandate=view(mandate))


def _giver(office: Office, number: str, field: str, caller: Principal) -> str:
    """Whose mandates: the caller's own, or of the person whom a clerk names. Raises InvalidInput, PermissionDenied."""
    if number and CLERK not in caller.roles:
        raise PermissionDenied("only a clerk sees to somebody else's mandates, from paper")
    if not number and not caller.roles.isdisjoint({APPLICANT, AGENT}):
        return caller.subject
    violations = Violations()
    if not number:
        violations.add(field, "a clerk names the person standing before them")
    read = violations.read(field, lambda: formats.resident_id(number, office.today())) if number else ""
    violations.refuse()
    return office.person_id(read)


async def list_(
    office: Office, request: mandate_pb2.ListMandatesRequest, caller: Principal
) -> mandate_pb2.ListMandatesResponse:
    """Return a page of the mandates the caller gave or holds, or for a clerk of those the person before them gave.

    A clerk's look is in that person's access log. Raises InvalidInput, PermissionDenied, BadPageToken.
    """
    whose = _giver(office, request.resident_id, "resident_id", caller)
    by_clerk = bool(request.resident_id)
    size = page_size_of(request.page_size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
    if by_clerk and request.reason not in _WHY:
        violations = Violations()
        violations.add("reason", "a clerk says why")
        violations.refuse()
    filters = (request.resident_id,) if by_clerk else ()
    tokens = PageTokens(office.sealer, "ListMandates")
    position = tokens.read(request.page_token, caller.subject, filters)
    after = (datetime.fromisoformat(position[0]), position[1]) if position else None
    async with office.store.transaction() as tables:
        mandates = await tables.mandates.of(whose, after, size + 1, held=not by_clerk)
        if by_clerk:
            await _note(office, tables, whose, caller, _WHY[request.reason])
    response = mandate_pb2.ListMandatesResponse(mandates=map(view, mandates[:size]))
    if len(mandates) > size:
        last = mandates[size - 1]
        response.next_page_token = tokens.make(caller.subject, filters, [last.grant_time.isoformat(), last.id])
    return response
