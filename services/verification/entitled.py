"""Who is entitled to what nobody asked for (免申即享): a page of a register, judged by the item's rule.

It only finds people. Whether something is granted is decided later, on the application's own verification, so that no
grant rests on what a page said (decision record 0049). Who cannot be judged, for want of a fact or because it is old,
is left alone: nobody is troubled for a register's sake.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from contracts.clauses import ClauseInvalid, ClauseUndecided, Ground, Value, names_used, typed
from contracts.topics.names import VERIFICATION, VERIFICATION_EVENTS
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.registers.v1 import registers_pb2 as registers_pb
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.clock import Clock
from runtime.ids import new_id
from runtime.logs import get_logger
from runtime.messages import Envelope, Outbound
from runtime.outbox import enqueue
from services.verification import store
from services.verification.domain import Answer, Answered
from services.verification.registers.client import Purpose, Question, Registers, Subject
from services.verification.registers.questions import PURPOSE_LENGTH_MAX
from services.verification.registers.scans import Doubtful, Page, Scans

READER = "verification"
PURPOSE = "PROACTIVE"
# A page of which nothing can be said of more than this share comes from a register that is not whole; a page of a few
# says nothing about that.
UNCLEAR_PERCENT_MAX = 20
UNCLEAR_JUDGED_FROM = 20

READ = messages.SCAN_OUTCOME_READ
PARTIAL = messages.SCAN_OUTCOME_PARTIAL


@dataclass(frozen=True)
class Rule:
    """The entitling rule of an item: its clauses and the facts of the register that they name."""

    item: catalog.ServiceItem
    clauses: Sequence[str]
    facts: Sequence[catalog.FactNeed]

    @classmethod
    def of(cls, item: catalog.ServiceItem) -> Rule:
        """Read it from the catalogue's entry, which its checks have passed."""
        clauses = [clause.cel for clause in item.proactive.clauses]
        named = {item.proactive.aged_by, *(name for clause in clauses for name in names_used(clause))}
        facts = [need for need in item.facts if need.name in named and need.register == item.proactive.register]
        return cls(item, clauses, facts)

    @property
    def name(self) -> str:
        """How the rule is named to the register."""
        return f"{self.item.code}/{self.item.version}/proactive"

    def judge(self, answers: Mapping[str, Answer], now: datetime, today: date) -> bool | None:
        """Whether somebody is entitled; None: it cannot be said."""
        values: dict[str, Value] = {}
        for need in self.facts:
            answer = answers[need.field]
            if answer.answered is not Answered.FRESH or _too_old(answer, need, now):
                return None
            try:
                values[need.name] = typed(_type_of(need), answer.value)
            except ValueError:
                return None
        ground = Ground(values, {}, today)
        try:
            return all(ground.holds(clause) for clause in self.clauses)
        except (ClauseInvalid, ClauseUndecided):
            return None


@dataclass(frozen=True)
class Judged:
    """The people of a page: who is entitled, and of how many nothing can be said."""

    entitled: Sequence[str]
    unclear: int
    scanned: int

    @property
    def whole(self) -> bool:
        """Whether enough can be said for the page to be relied on."""
        return self.scanned < UNCLEAR_JUDGED_FROM or self.unclear * 100 <= self.scanned * UNCLEAR_PERCENT_MAX


def judge(rule: Rule, page: Page, now: datetime, today: date) -> Judged:
    """Judge every record of a page."""
    entitled: list[str] = []
    unclear = 0
    for person_id, answers in page.records:
        verdict = rule.judge(answers, now, today)
        unclear += verdict is None
        if verdict:
            entitled.append(person_id)
    return Judged(entitled, unclear, len(page.records))


def request_of(rule: Rule, command: messages.FindEntitled, today: date) -> registers_pb.ScanRequest:
    """The question to the register: only the fields that the rule needs, and only whom it can be about."""
    item, proactive = rule.item, rule.item.proactive
    aged = next((need.field for need in rule.facts if need.name == proactive.aged_by), "")
    purpose = purpose_of(rule, command.run_id)
    return registers_pb.ScanRequest(
        register=proactive.register,
        fields=list(dict.fromkeys(need.field for need in rule.facts)),
        purpose=purpose.text,
        legal_basis=purpose.legal_basis,
        run_id=command.run_id,
        requester=registers_pb.Requester(rule=rule.name),
        nonce=new_id(),
        after=command.after,
        until=command.until,
        limit=command.limit,
        aged_by=aged,
        not_after=years_before(today, item.proactive.aged_years).isoformat() if aged else "",
    )


def purpose_of(rule: Rule, run_id: str) -> Purpose:
    """Why the register is read, and by which law."""
    item = rule.item
    basis = "; ".join(f"{basis.law}{basis.article}" for basis in item.legal_basis[:2])
    text = f"免申即享:{item.name.zh}"
    return Purpose(run_id, text[:PURPOSE_LENGTH_MAX], basis[:PURPOSE_LENGTH_MAX], rule.name)


def years_before(day: date, years: int) -> date:
    """The day so many years ago; of a 29 February that there was not, the day after, so that nobody is left out."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


@dataclass(frozen=True)
class Finder:
    """Handles `FindEntitled`: reads a page, logs every read, answers with whom the rule finds entitled."""

    scans: Scans
    registers: Registers
    clock: Clock
    zone: ZoneInfo

    async def find(self, connection: Any, envelope: Envelope, command: messages.FindEntitled) -> None:
        """Read one page, and say who on it is entitled."""
        rule, now = Rule.of(command.definition), self.clock.now()
        today = now.astimezone(self.zone).date()
        request = request_of(rule, command, today)
        found = messages.EntitledFound(run_id=command.run_id, page=command.page, attempt=command.attempt)
        try:
            page = await self.scans.page(request)
            if page is None:
                found.outcome = messages.SCAN_OUTCOME_UNAVAILABLE
            else:
                await self._read(connection, rule, command, request, page, found, now, today)
        except Doubtful as doubt:
            get_logger().warning("scan.doubtful", register=request.register, run_id=command.run_id, reason=str(doubt))
            found.outcome = messages.SCAN_OUTCOME_DOUBTFUL
        await store.record_scan(connection, _scan(rule, command, request, found, now))
        id_ = f"{envelope.id}:answered"
        answer = Outbound(VERIFICATION_EVENTS, command.run_id, id_, found, envelope.id)
        await enqueue(connection, VERIFICATION, now, [answer])

    async def _read(
        self,
        connection: Any,
        rule: Rule,
        command: messages.FindEntitled,
        request: registers_pb.ScanRequest,
        page: Page,
        found: messages.EntitledFound,
        now: datetime,
        today: date,
    ) -> None:
        """Log whose records were read, whatever came of it, and fill the answer in."""
        fields = tuple(sorted(f"{request.register}.{field}" for field in request.fields))
        read = store.Read("", READER, PURPOSE, command.run_id, fields, now)
        await store.log_reads(connection, [person_id for person_id, _ in page.records], read)
        judged = judge(rule, page, now, today)
        if not judged.whole:
            found.outcome = PARTIAL
            return
        found.outcome = READ
        found.person_ids.extend(judged.entitled)
        found.scanned, found.unclear, found.last = judged.scanned, judged.unclear, page.last
        found.after = page.records[-1][0] if page.records else command.after
        if command.dry_run and judged.entitled:
            found.asked = await self._asked(connection, rule, command, judged.entitled, now)

    async def _asked(
        self, connection: Any, rule: Rule, command: messages.FindEntitled, people: Sequence[str], now: datetime
    ) -> int:
        """How many of them would be asked for something: no register holds it. Looked up, and logged, for a dry run."""
        questions = {
            person: {
                code: [
                    Question(need.register, Subject(registers_pb.SUBJECT_KIND_PERSON_ID, person), need.field)
                    for need in needs
                ]
                for code, needs in _suppliers(rule.item).items()
            }
            for person in people
        }
        every = [one for asked in questions.values() for some in asked.values() for one in some]
        answers = await self.registers.ask(every, purpose_of(rule, command.run_id))
        fields = tuple(sorted({f"{one.register}.{one.field}" for one in every}))
        if fields:
            await store.log_reads(connection, people, store.Read("", READER, PURPOSE, command.run_id, fields, now))
        return sum(
            any(all(answers[one].answered is Answered.NO_RECORD for one in some) for some in asked.values())
            for asked in questions.values()
        )


def _suppliers(item: catalog.ServiceItem) -> dict[str, list[catalog.FactNeed]]:
    """What may be asked for, each with the facts that the state would have it by."""
    return {
        material.code: [need for need in item.facts if f"fact:{need.name}" in material.supplied_by]
        for material in item.materials
        if material.code in item.proactive.ask
    }


def _scan(
    rule: Rule,
    command: messages.FindEntitled,
    request: registers_pb.ScanRequest,
    found: messages.EntitledFound,
    now: datetime,
) -> store.Scan:
    return store.Scan(
        command.run_id,
        command.page,
        command.attempt,
        request.register,
        rule.item.code,
        rule.item.version,
        request.purpose,
        request.legal_basis,
        found.scanned,
        len(found.person_ids),
        found.unclear,
        found.outcome,
        now,
    )


def _too_old(answer: Answer, need: catalog.FactNeed, now: datetime) -> bool:
    days = need.freshness_days
    return bool(days) and (answer.as_of is None or now - answer.as_of > timedelta(days=days))


def _type_of(need: catalog.FactNeed) -> str:
    return catalog.ValueType.Name(need.type).removeprefix("VALUE_TYPE_").lower()
