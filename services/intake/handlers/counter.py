"""Identifying whom a clerk serves at a counter, on the phone or by a letter (decision 0074)."""

from __future__ import annotations

from datetime import date

from contracts import served as contract
from contracts.errors.counter import ClerkConcerned, PersonNotIdentified
from onetrip.intake.v1 import counter_service_pb2 as pb
from onetrip.intake.v1 import events_pb2
from runtime.tokens import Principal
from services.intake import formats
from services.intake.checks import Violations, is_id
from services.intake.codec import open_form, open_name
from services.intake.filing import door_of
from services.intake.handlers.access import Purpose, absent, access_entry
from services.intake.masking import masked_name
from services.intake.office import Office
from services.intake.roles import CLERK
from services.intake.store import Stored
from services.intake.view import timestamp

# What is compared, so that the person finds it in their access log.
COMPARED = ("name",)
# As the projection of RightsTold has it, with the person in its key.
PARTY_TOLD = "INTERESTED_PARTY_TOLD"


async def identify(office: Office, request: pb.IdentifyPersonRequest, clerk: Principal) -> pb.IdentifyPersonResponse:
    """Return the seal that says whom the clerk serves in an application. That they did is in the person's access log.

    Raises NotFound, InvalidInput, ClerkConcerned for a clerk who names themselves or applied, PersonNotIdentified where
    the applicant's name in the application is another one.
    """
    stored = await office.store.applications.read(request.application_id) if is_id(request.application_id) else None
    if stored is None:
        raise absent()
    violations, given = Violations(), request.person
    name = violations.read("person.name", lambda: formats.person_name(given.name))
    number = violations.read("person.resident_id", lambda: formats.resident_id(given.resident_id, office.today()))
    channel = door_of(request.channel, events_pb2.FILING_ROLE_CLERK, violations)
    received_on = _received(office, request, stored, violations)
    violations.refuse()
    person_id = office.person_id(number)
    await refuse_concerned(office, clerk, stored, person_id)
    async with office.store.transaction() as tables:
        entry = access_entry(office, clerk, CLERK, (person_id, stored.id), Purpose.COUNTER_ACT, COMPARED)
        await tables.send(office.clock.now(), [entry])
    _refuse_another(office, stored, person_id, name)
    until = contract.expiry()
    served = pb.ServedPerson(
        person_id=person_id,
        application_id=stored.id,
        clerk_id=clerk.subject,
        channel=channel,  # pyright: ignore[reportArgumentType]
        receive_date=received_on.isoformat() if received_on else "",
        expire_time=timestamp(until),
    )
    return pb.IdentifyPersonResponse(served=contract.seal(office.sealer, served), expire_time=timestamp(until))


async def refuse_concerned(office: Office, clerk: Principal, stored: Stored, person_id: str) -> None:
    """Raise ClerkConcerned for a clerk who serves themselves, applied, has a mandate from who did, or is interested.

    Of interested parties those are known here who were told of it; approval knows all, and refuses them again.
    """
    by_mandate = await office.store.mandates.may_act(clerk.subject, stored.id, office.clock.now())
    told = {entry.key.split(":")[2] for entry in stored.timeline if entry.kind == PARTY_TOLD}
    if by_mandate or clerk.subject in {person_id, stored.applicant_id, *told}:
        raise ClerkConcerned("a clerk writes nothing down in a matter that concerns them")


def _received(office: Office, request: pb.IdentifyPersonRequest, stored: Stored, violations: Violations) -> date | None:
    """Return the day a letter came in at the hall; None where there is no letter."""
    first = stored.receive_time.astimezone(office.zone).date()
    try:
        return contract.day_of_letter(request.channel, request.receive_date, first, office.today())
    except ValueError as error:
        violations.add("receive_date", str(error))
        return None


def _refuse_another(office: Office, stored: Stored, person_id: str, name: str) -> None:
    """Raise PersonNotIdentified for the applicant's number with a name that is not theirs.

    Who filed online gave no name: of the register's only the masked one is kept. Of others none is known here, and the
    number decides alone, as for a filing.
    """
    if person_id != stored.applicant_id:
        return
    known = open_form(office.sealer, stored.id, stored.sealed_form).person_name
    masked = open_name(office.sealer, stored.id, stored.sealed_name) if stored.sealed_name else ""
    if (known and known != name) or (masked and masked != masked_name(name)):
        raise PersonNotIdentified("the application names somebody else")
