"""A register whose answers may be used again for a while: what was corrected is verified, and not what was kept."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from onetrip.registers.v1 import registers_pb2 as pb
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as messages
from services.registers.domain import Limits, Lookup, Record
from services.registers.tests.served import NOW, REGISTERS, FakeDepartment, service
from tests.contract.test_fault_register import ASKED, FORM, TRUTH, command, verifier

CACHED = {name: replace(register, limits=Limits(cache_seconds=3600)) for name, register in REGISTERS.items()}


class Department(FakeDepartment):
    """Holds the truth, but says of one field what it is told to, as confirmed at a time of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.says: Mapping[str, Any] = {}
        self.confirmed = NOW - timedelta(days=2)

    async def find(self, lookup: Lookup) -> list[Record]:
        values = {**TRUTH[lookup.register.name], **self.says}
        return [Record({field: values[field] for field in lookup.fields}, self.confirmed)]


async def degree_of(department: Department, way: Any, **changes: Any) -> str:
    """What a round of verification takes the degree to be."""
    one = verifier(dict.fromkeys(ASKED, "none"))
    cast(Any, one.registers)._line = way
    asked = command()
    asked.MergeFrom(messages.VerifyApplication(**changes))
    _, completed = await one.establish(asked, FORM)
    known = one.sealer.open("application/a1", completed.sealed_facts, "FactSet:a1")
    [degree] = [fact.value for fact in facts.FactSet.FromString(known).facts if fact.name == "degree"]
    return degree


async def test_a_corrected_fact_is_verified_again_and_not_taken_from_what_was_kept() -> None:
    department = Department()
    registers = service(department, CACHED)

    async def looked_up(request: pb.LookupBatchRequest, **_: Any) -> pb.LookupBatchResponse:
        return await registers.lookup_batch(request, cast(Any, None))

    way = SimpleNamespace(stub=SimpleNamespace(LookupBatch=looked_up))
    department.says = {"degree": "master"}
    assert await degree_of(department, way, round=1) == "master"
    department.says, department.confirmed = {}, NOW - timedelta(days=1)
    assert await degree_of(department, way, round=1) == "master", "another application, within what the source allows"
    assert await degree_of(department, way, round=2) == "bachelor"
    department.says, department.confirmed = {"degree": "doctor"}, NOW
    assert await degree_of(department, way, round=1, anew=True) == "doctor"
