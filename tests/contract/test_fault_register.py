"""Registers that are slow, flapping, wrong, partial, malformed or replaying, through the real registers service, the
real verification and the real rule: a machine approves on complete, fresh, consistent facts only, and nobody is asked
for what a register holds.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import FormContent
from onetrip.registers.v1 import registers_pb2 as pb
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.sealing import LookupHash, Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from runtime.tokens import SharedKey
from services.approval.handlers.reviewing import judge_item
from services.intake.catalog import load_catalog, service_items
from services.registers import desk
from services.registers.adapters.port import Reason, RegisterUnavailable
from services.registers.descriptions import _Limits
from services.registers.domain import Limits, Lookup, Record
from services.registers.tests.served import NOW, REGISTERS, clock_at, keys, service
from services.verification.evidence.held import Evidence
from services.verification.evidence.signatures import KeyRing
from services.verification.handlers import Verifier
from services.verification.registers import client
from services.verification.registers.client import GrpcRegisters
from services.verification.registers.witness import Witness
from services.verification.tickets.ticketing import TicketDesk
from workflows.cases import rule_may_decide
from workflows.matter import Case

CATALOG = Path(__file__).parents[2] / "catalog"
ITEM = next(item for item in service_items(load_catalog(CATALOG)) if item.code == "graduate-residence")
ASKED = ("population", "education", "criminal-record")
RESIDENT_ID = "777700200301010019"
TRUTH: Mapping[str, Mapping[str, Any]] = {
    "population": {
        "resident_id": RESIDENT_ID, "name": "林晓月", "birth_date": date(2003, 1, 1), "deceased": False,
        "phone": "15400000001", "household_address": "北屏市1号",
    },
    "education": {
        "degree": "bachelor", "school": "示范大学", "graduation_date": date(2026, 6, 30), "degree_number": "D1",
    },
    "criminal-record": {"has_record": False},
}  # fmt: skip

# Faults of the department's system, and of the way from the register to verification.
OF_THE_SYSTEM = (
    "away", "slow", "flapping for long", "wrong type", "partial", "malformed", "from the future", "contradictory",
    "stale", "breaks",
)  # fmt: skip
ON_THE_WAY = ("altered", "replayed", "unsigned", "dropped", "another source")
# These do not stand in the way: a second attempt is answered, or the register says itself that it holds nothing.
HARMLESS = ("none", "flapping once")
FAULTS = (*HARMLESS, "no record", *OF_THE_SYSTEM, *ON_THE_WAY)


class FaultRegister:
    """An adapter that answers the truth, or does what its register's fault says."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self._faults = faults
        self._asked: dict[str, int] = {}

    async def check(self) -> None:
        """Nothing to check."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def find(self, lookup: Lookup) -> Sequence[Record]:  # noqa: PLR0911 - one line for each fault
        name = lookup.register.name
        self._asked[name] = self._asked.get(name, 0) + 1
        fault, values = self._faults[name], {field: TRUTH[name][field] for field in lookup.fields}
        fresh = Record(values, NOW - timedelta(days=1))
        first = lookup.fields[0]
        match fault:
            case "away" | "flapping for long":
                raise RegisterUnavailable(Reason.AWAY)
            case "flapping once" if self._asked[name] == 1:
                raise RegisterUnavailable(Reason.AWAY)
            case "slow":
                await asyncio.Event().wait()
            case "breaks":
                raise KeyError(RESIDENT_ID)
            case "wrong type":
                return [replace(fresh, values={**values, first: 7.5 if isinstance(values[first], str) else "x"})]
            case "partial":
                return [replace(fresh, values={field: value for field, value in values.items() if field != first})]
            case "malformed":
                return [replace(fresh, as_of=fresh.as_of.replace(tzinfo=None))]
            case "from the future":
                return [replace(fresh, as_of=NOW + timedelta(days=1))]
            case "contradictory":
                return self._contradicting(lookup, fresh)
            case "stale":
                return [replace(fresh, as_of=NOW - timedelta(days=2000))]
            case "no record":
                return []
        return [fresh]

    def _contradicting(self, lookup: Lookup, fresh: Record) -> Sequence[Record]:
        """A register in which the newest counts contradicts the applicant instead."""
        other = {
            field: (
                not value if isinstance(value, bool) else date(1990, 1, 1) if isinstance(value, date) else f"{value}x"
            )
            for field, value in fresh.values.items()
        }
        if lookup.fields == ("resident_id",):
            other = {"resident_id": "777700200301010027"}
        if lookup.register.latest_wins:
            return [replace(fresh, values=other)]
        return [fresh, replace(fresh, values=other, as_of=NOW - timedelta(days=3))]


class Way:
    """The stub that verification calls: the service itself, and what happens to its answers on the way."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        limits = Limits(deadline_ms=60)
        hurried = {name: replace(register, limits=limits) for name, register in REGISTERS.items()}
        slow = {name: hurried[name] if fault == "slow" else REGISTERS[name] for name, fault in faults.items()}
        self._service = service(FaultRegister(faults), {**REGISTERS, **slow})
        self._faults = faults

    async def LookupBatch(self, request: pb.LookupBatchRequest, **_: Any) -> pb.LookupBatchResponse:
        context = cast(Any, None)
        reply = await self._service.lookup_batch(request, context)
        earlier = deepcopy(request)
        for lookup in earlier.lookups:
            lookup.nonce = "of another day"
        replayed = await self._service.lookup_batch(earlier, context)
        for lookup, outcome, old in zip(request.lookups, reply.outcomes, replayed.outcomes, strict=True):
            if outcome.HasField("response"):
                _damage(outcome, self._faults[lookup.register], old)
        return reply


def _damage(outcome: pb.LookupOutcome, fault: str, old: pb.LookupOutcome) -> None:
    response = outcome.response
    match fault:
        case "altered":
            response.answers[0].value.CopyFrom(pb.Value(string_value="doctor"))
        case "replayed":
            outcome.CopyFrom(old)
        case "unsigned":
            response.signature = ""
        case "dropped":
            del response.answers[0]
        case "another source":
            response.answers[0].source = "gossip"


def verifier(faults: Mapping[str, str]) -> Verifier:
    witness = Witness.from_json(json.dumps(keys().as_dict(private=False)), clock_at())
    registers = GrpcRegisters.__new__(GrpcRegisters)
    registers._line = SimpleNamespace(stub=Way(faults))
    registers._metadata = SharedKey(b"k" * 32).metadata()
    registers._witness = witness
    sealer = Sealer({"k": b"k" * 32}, "k", SUITE, DATA_KEYS)
    lookup = LookupHash(b"k" * 32, SUITE)
    evidence = Evidence(sealer, lookup, KeyRing('{"keys": []}'), clock_at(), ZoneInfo("Asia/Shanghai"))
    return Verifier(registers, sealer, clock_at(), TicketDesk(sealer, lookup, {}), evidence)


def command() -> messages.VerifyApplication:
    asked = messages.VerifyApplication(
        application_id="a1", round=1, definition=ITEM, applicant_id="pgraduate",
        applicant_kind=catalog.APPLICANT_KIND_PERSON,
    )  # fmt: skip
    asked.receive_time.FromDatetime(NOW)
    return asked


FORM = FormContent(answers={"degree": "bachelor", "destination_address": "示范市1号"})


def approved_by_machine(one: Verifier, completed: messages.VerificationCompleted) -> bool:
    """What the workflow and approval make of it: is the rule asked, and does it grant?"""
    if not rule_may_decide(Case("a1:graduate-residence", ITEM), completed):
        return False
    opened = one.sealer.open("application/a1", completed.sealed_facts, "FactSet:a1")
    office = cast(Any, SimpleNamespace(day_of=lambda instant: instant.date()))
    application = cast(Any, SimpleNamespace(received_at=NOW.astimezone(UTC)))
    return judge_item(office, ITEM, facts.FactSet.FromString(opened), application).granted


@settings(max_examples=150)
@given(st.fixed_dictionaries({name: st.sampled_from(FAULTS) for name in ASKED}))
@example(dict.fromkeys(ASKED, "none"))
@example(dict.fromkeys(ASKED, "flapping once"))
async def test_a_machine_approves_on_complete_fresh_consistent_facts_and_nothing_else(faults: dict[str, str]) -> None:
    one = verifier(faults)
    _, completed = await one.establish(command(), FORM)
    sound = all(fault in HARMLESS for fault in faults.values())
    assert approved_by_machine(one, completed) == sound
    if sound:
        assert completed.outcome == messages.VERIFICATION_OUTCOME_COMPLETE
        return
    # Somebody waits, or somebody looks; and the citizen is asked only for what a register said that it does not hold.
    holds_nothing = {name for name, fault in faults.items() if fault == "no record"}
    if "population" in holds_nothing:
        holds_nothing = set(ASKED)
    supplied_by = {
        material.code: {need.register for need in ITEM.facts if f"fact:{need.name}" in material.supplied_by}
        for material in ITEM.materials
    }
    asked_for = {one.material_code for one in completed.missing}
    assert all(supplied_by[code] <= holds_nothing for code in asked_for)
    assert completed.findings or asked_for


def test_a_batch_is_answered_after_any_one_registers_time_and_before_verification_gives_it_up() -> None:
    deadline_ms_max = max(getattr(limit, "le", 0) for limit in _Limits.model_fields["deadline_ms"].metadata)
    assert 0 < deadline_ms_max / 1000 < desk.BATCH_SECONDS_MAX < client.BATCH_SECONDS_MAX
