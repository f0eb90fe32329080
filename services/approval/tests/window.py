"""A clerk of the tests, and whom they serve: what intake's IdentifyPerson gives."""

import asyncpg

from contracts import served as contract
from contracts.topics.names import VERIFICATION_COMMANDS
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.counter_service_pb2 import ServedPerson
from onetrip.verification.v1.messages_pb2 import RecordAccess
from services.approval.codec import timestamp
from services.approval.handlers.office import Office
from services.approval.tests.desk import Call, principal

CLERK = Call(principal("pclerk", "clerk", department="hall"))


def serve(office: Office, application_id: str, person_id: str, **changes: object) -> str:
    """The seal of a person on the phone; `changes` to what is sealed."""
    fields: dict[str, object] = {
        "person_id": person_id,
        "application_id": application_id,
        "clerk_id": CLERK.caller.subject,
        "channel": catalog.CHANNEL_PHONE,
        "expire_time": timestamp(contract.expiry()),
        **changes,
    }
    return contract.seal(office.sealer, ServedPerson(**fields))  # pyright: ignore[reportArgumentType]


def letter(office: Office, application_id: str, person_id: str, received_on: str) -> str:
    """The seal of who wrote a letter that came in on a day."""
    return serve(office, application_id, person_id, channel=catalog.CHANNEL_POST, receive_date=received_on)


async def kept(pool: asyncpg.Pool, application_id: str) -> list[tuple[object, ...]]:
    """What is kept of who wrote what down for whom: act, person, clerk, door, day of a letter."""
    rows = await pool.fetch(
        "SELECT act, person_id, clerk_id, channel, received_on FROM recorded_acts WHERE application_id = $1"
        " ORDER BY recorded_at, act",
        application_id,
    )
    return [tuple(row) for row in rows]


async def logged(pool: asyncpg.Pool, application_id: str) -> list[tuple[str, ...]]:
    """What is said to access logs of what a clerk saw or did: person, clerk, purpose, department, fields."""
    rows = await pool.fetch(
        "SELECT payload FROM outbox WHERE key = $1 AND topic = $2 ORDER BY id", application_id, VERIFICATION_COMMANDS
    )
    reads = [RecordAccess.FromString(row["payload"]) for row in rows]
    return [
        (read.person_id, read.reader, read.purpose, read.department, *read.fields)
        for read in reads
        if read.role == "clerk"
    ]
