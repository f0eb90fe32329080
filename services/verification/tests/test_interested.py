"""How an interested party is reached: only that is asked, the read is in their own log, nobody else can read it."""

import pytest

from onetrip.verification.v1 import facts_pb2, messages_pb2
from services.verification.tests.conftest import Bench

pytestmark = pytest.mark.engines

NEIGHBOUR = "pneighbour"


async def found(bench: Bench, application_id: str) -> messages_pb2.ContactFound:
    """Have it found out."""
    command = messages_pb2.FindContact(application_id=application_id, person_id=NEIGHBOUR)
    await bench.send(command, application_id)
    (answer,) = await bench.said(application_id, messages_pb2.ContactFound)
    return answer


async def test_what_the_register_has_is_sealed_for_the_person_in_this_application(bench: Bench) -> None:
    for field, value in (("name", "王小红"), ("household_address", "示范市和平里16号")):
        bench.registers.holds("population", field, value)
    answer = await found(bench, "a-interested-1")
    scope, about = "application/a-interested-1", f"Contact:a-interested-1:{NEIGHBOUR}"
    contact = facts_pb2.Contact.FromString(bench.sealer.open(scope, answer.sealed_contact, about))
    assert (contact.name, contact.address, contact.phone, answer.settled) == ("王小红", "示范市和平里16号", "", True)
    with pytest.raises(Exception, match="seal"):
        bench.sealer.open(scope, answer.sealed_contact, "Contact:a-interested-1")
    logged = "SELECT person_id, fields FROM access_log WHERE application_id = $1"
    reads = await bench.pool.fetch(logged, "a-interested-1")
    assert [(row["person_id"], sorted(row["fields"])) for row in reads] == [
        (NEIGHBOUR, ["population.household_address", "population.name", "population.phone"])
    ]
