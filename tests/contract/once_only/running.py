"""Runs a row against the services' real code on the real catalogue; the registers are made up."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from onetrip.approval.v1.review_service_pb2 import SupplementItem
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import FormContent, GivenMaterial
from onetrip.verification.v1 import facts_pb2, messages_pb2
from runtime.clock import Clock
from runtime.sealing import LookupHash, Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from services.approval.handlers.missing import Holdings, held_by_the_state
from services.intake.catalog import load_catalog, registers, service_items
from services.intake.shortening import shortened
from services.verification.domain import Answer, Answered
from services.verification.evidence.held import Evidence
from services.verification.evidence.signatures import KeyRing
from services.verification.handlers import Found, Verifier
from services.verification.registers.client import Purpose, Question
from services.verification.registers.questions import Inquiry
from services.verification.tickets.domain import kinds_of
from services.verification.tickets.ticketing import TicketDesk
from tests.contract.once_only.belongings import RECEIVED, Belongings
from tests.contract.once_only.others import CATALOG, Other
from tests.contract.once_only.reading import Row

APPLICANT = "p-applicant"
CREDIT_CODE = "91350100M000100Y43"
VALUES = {
    catalog.VALUE_TYPE_DATE: "2026-06-30",
    catalog.VALUE_TYPE_NUMBER: "3",
    catalog.VALUE_TYPE_BOOLEAN: "false",
}
OUTCOMES = {
    messages_pb2.VERIFICATION_OUTCOME_COMPLETE: "complete",
    messages_pb2.VERIFICATION_OUTCOME_NEEDS_PERSON: "to a person",
    messages_pb2.VERIFICATION_OUTCOME_UNAVAILABLE: "waits",
}
STATES = {
    "is silent": Answered.UNAVAILABLE,
    "has no record": Answered.NO_RECORD,
    "contradicts itself": Answered.CONTRADICTORY,
    "cannot ask about them": Answered.NOT_ASKED,
}


@dataclass
class World:
    """What is given."""

    states: dict[str, Answered] = field(default_factory=dict)
    ages: dict[str, int] = field(default_factory=dict)
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    materials: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    represented_by: str = APPLICANT
    evidence: Belongings = field(default_factory=Belongings)
    disputed: set[str] = field(default_factory=set)
    answered: dict[str, bool] = field(default_factory=dict)
    other: Other | None = None
    also: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked_for: bool = True

    def take(self, text: str) -> None:
        """Read one part of a row. Raises ValueError for one that means nothing."""
        for pattern, read in _GIVEN:
            if found := re.fullmatch(pattern, text):
                read(self, *found.groups())
                return
        raise ValueError(f"not understood: {text}")

    def connected(self, definition: catalog.ServiceItem) -> catalog.ServiceItem:
        """The item with the second sources that the row gives its facts."""
        item = catalog.ServiceItem()
        item.CopyFrom(definition)
        for part in (item, *(entry.item for entry in item.items)):
            for need in part.facts:
                if need.name in self.also:
                    register, name = self.also[need.name]
                    need.also_from.add(register=register, field=name)
        return item

    async def ask(self, questions: Sequence[Question], purpose: Purpose) -> dict[Question, Answer]:
        """The registers' port: each answers as it is given, else fresh since yesterday."""
        return {question: self._answer(question) for question in questions}

    def _answer(self, question: Question) -> Answer:
        register = question.register
        answered = self.states.get(register, Answered.FRESH)
        if answered in (Answered.UNAVAILABLE, Answered.NO_RECORD, Answered.NOT_ASKED):
            return Answer(answered)
        default = (
            self.represented_by if question.field == "legal_representative" else _value_of(register, question.field)
        )
        value = self.values.get((register, question.field), default)
        return Answer(answered, value, register, RECEIVED - timedelta(days=self.ages.get(register, 1)))


_GIVEN: Sequence[tuple[str, Callable[..., object]]] = (
    (
        r"([a-z-]+) (is silent|has no record|contradicts itself|cannot ask about them)",
        lambda w, r, s: w.states.update({r: STATES[s]}),
    ),
    (r"([a-z-]+) is (\d+) days old", lambda w, r, days: w.ages.update({r: int(days)})),
    (r"([a-z-]+) says ([a-z_]+) is (.+)", lambda w, r, f, value: w.values.update({(r, f): value})),
    (r"states ([a-z_]+) is (.+)", lambda w, f, value: w.answers.update({f: value})),
    (r"gives (.+)", lambda w, codes: w.materials.extend(codes.split(", "))),
    (r"brings (.+) later", lambda w, codes: w.late.extend(codes.split(", "))),
    (r"an officer asks for (.+)", lambda w, codes: w.wanted.extend(codes.split(", "))),
    (r"nobody has asked", lambda w: setattr(w, "asked_for", False)),
    (r"somebody else files", lambda w: setattr(w, "represented_by", "p-somebody")),
    (r"holds ([a-z-]+?)( .*)?", lambda w, kind, how: w.evidence.hold(kind, (how or "").strip())),
    (r"a clerk has seen ([a-z-]+?)( which .*)?", lambda w, code, how: w.evidence.attest(code, (how or "").strip())),
    (r"([a-z_]+) also comes from ([a-z-]+) as ([a-z_]+)", lambda w, name, r, f: w.also.update({name: (r, f)})),
    (r"calls ([a-z_]+) wrong", lambda w, name: w.disputed.add(name)),
    (r"then ([a-z-]+) (corrects it|stands by it)", lambda w, r, a: w.answered.update({r: a == "corrects it"})),
    (r"another application has (.+)", lambda w, text: setattr(w, "other", Other.of(text))),
    (r"an officer finds it (the same|different)", lambda w, found: w.other.find(found)),
)


class Still(Clock):
    """A clock that stands still."""

    def __init__(self) -> None:
        super().__init__(RECEIVED, RECEIVED, 1.0)

    def now(self) -> datetime:
        """The instant of receipt."""
        return RECEIVED


@cache
def items() -> Mapping[str, catalog.ServiceItem]:
    """The real catalogue, in force with the registers connected."""
    loaded = load_catalog(CATALOG)
    known = {one.code: one for one in registers(loaded)}
    return {one.code: shortened(one, known, ()) for one in service_items(loaded)}


@cache
def _types() -> Mapping[tuple[str, str], int]:
    return {(one.code, each.name): each.type for one in registers(load_catalog(CATALOG)) for each in one.fields}


def _value_of(register: str, name: str) -> str:
    return VALUES.get(_types().get((register, name), 0), f"some {name}")  # pyright: ignore[reportArgumentType]


async def follows(row: Row) -> frozenset[str]:
    """Everything that follows from what a row gives."""
    world = World()
    for part in row.given:
        world.take(part)
    definition = world.connected(items()[row.item])
    form = _form(world, definition)
    found = await _verified(world, definition, form)
    said = _said(found)
    if world.answered:
        said = await _verified_again(world, definition, form, said)
    said |= _of_officer(world, definition, found)
    return frozenset(said if world.other is None else world.other.changes(said, definition, form))


async def _verified_again(
    world: World, definition: catalog.ServiceItem, form: FormContent, before: set[str]
) -> set[str]:
    """What follows once a source has answered its ticket; the ticket was one all the same."""
    for register, corrected in world.answered.items():
        world.disputed.clear()
        if corrected:
            world.states.pop(register, None)
            world.ages.pop(register, None)
            for part in [entry.item for entry in definition.items] or [definition]:
                for need in part.facts:
                    claimed = form.answers.get(need.claimed_by_form_field)
                    if need.register == register and claimed:
                        world.values[register, need.field] = claimed
    again = _said(await _verified(world, definition, form, round_=2))
    return again | {one for one in before if one.startswith("ticket")}


def _form(world: World, definition: catalog.ServiceItem) -> FormContent:
    organisation = catalog.APPLICANT_KIND_ORGANISATION in definition.applicant_kinds
    parts = [entry.item for entry in definition.items] or [definition]
    filled = {one.name: "1" for part in (*parts, definition) for one in part.form} if world.asked_for else {}
    answers = filled | world.answers
    claims = {need.claimed_by_form_field: need for part in parts for need in part.facts if need.claimed_by_form_field}
    for name, need in claims.items():
        answers[name] = world.answers.get(name, _value_of(need.register, need.field))
    return FormContent(answers=answers, credit_code=CREDIT_CODE if organisation else "")


async def _verified(world: World, definition: catalog.ServiceItem, form: FormContent, round_: int = 1) -> Found:
    """What verification answers: the command goes through its real handler."""
    organisation = catalog.APPLICANT_KIND_ORGANISATION in definition.applicant_kinds
    sealer = Sealer({"test": bytes(32)}, "test", SUITE, DATA_KEYS)
    command = messages_pb2.VerifyApplication(
        application_id="a1",
        round=round_,
        definition=definition,
        applicant_id=APPLICANT,
        applicant_kind=catalog.APPLICANT_KIND_ORGANISATION if organisation else catalog.APPLICANT_KIND_PERSON,
        sealed_form=sealer.seal("application/a1", form.SerializeToString(), "FormContent:a1"),
        materials=[GivenMaterial(code=code, material_id="m") for code in world.materials],
        late_materials=world.late,
    )
    command.receive_time.FromDatetime(RECEIVED)
    desk = TicketDesk(sealer, LookupHash(bytes(32), SUITE), {})
    evidence = Evidence(
        sealer, LookupHash(bytes(32), SUITE), KeyRing('{"keys": []}'), Still(), ZoneInfo("Asia/Shanghai")
    )
    verifier = Verifier(world, sealer, Still(), desk, evidence)
    inquiry = Inquiry(command, form)
    disputed = frozenset((need.item_code, need.name) for need in inquiry.needs() if need.name in world.disputed)
    return await verifier.find(inquiry, disputed, world.evidence.standing(evidence, inquiry))


def _said(found: Found) -> set[str]:
    completed = found.completed
    asked = sorted(one.material_code for one in completed.missing if not one.promised)
    late = sorted(one.material_code for one in completed.missing if one.promised)
    # While a register is silent the notice waits, so that the one there is names everything.
    waits = completed.outcome == messages_pb2.VERIFICATION_OUTCOME_UNAVAILABLE
    said = {f"asks once for {', '.join(asked)}"} if asked and not waits else set()
    said |= {f"waits for {', '.join(late)} until later"} if late else set()
    said |= {"nothing may come later"} if found.assessment.late_barred else set()
    silent = {one.source for one in completed.findings if one.kind == facts_pb2.FINDING_KIND_UNAVAILABLE}
    doubts = [*found.assessment.findings, *found.assessment.outdated]
    doubted = {one.source for one in doubts if kinds_of([one], one.item_code, one.fact)}
    if completed.outcome in OUTCOMES:
        said.add(f"waits for {', '.join(sorted(silent))}" if silent else OUTCOMES[completed.outcome])
    elif completed.findings:
        said.add("to a person")
    said |= {f"ticket to {source}" for source in doubted}
    used = sorted({one.material_code for one in completed.reused})
    return said | ({f"reuses {', '.join(used)}"} if used else set())


def _of_officer(world: World, definition: catalog.ServiceItem, found: Found) -> set[str]:
    """What approval answers an officer who wants to ask the applicant."""
    completed = found.completed
    findings = [*completed.findings, *found.known.without_record]
    parts = [entry.item for entry in definition.items] or [definition]
    said = set()
    for code in world.wanted:
        owner = next(part for part in parts if any(one.code == code for one in part.materials))
        wanted = SupplementItem(item_code=owner.code, material_code=code)
        reused = {(one.item_code, one.material_code): [one.source.partition(":")[2]] for one in completed.reused}
        held = held_by_the_state(definition, Holdings(findings, reused), [wanted])
        said.add(f"refused to ask for {code}" if held else f"may ask for {code}")
    return said
