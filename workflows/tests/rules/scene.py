"""One application of the table on its way: what it lacks, what was supplied, and how the other parts answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import ApplicationSubmitted, ApplicationSupplemented
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.state_pb2 import Calendar
from onetrip.verification.v1 import messages_pb2 as verification
from workflows.limits.calendar import WorkingCalendar
from workflows.operators.search_attributes import DEADLINE
from workflows.tests import filings
from workflows.tests.rules.registers import Registers, refusal_of_notice
from workflows.tests.world import World


def unpublished(calendar: Calendar, year: int) -> Calendar:
    """The calendar as it was before a year was published: without it and what follows."""
    before = Calendar()
    before.CopyFrom(calendar)
    before.version += f" before {year}"
    for days in (before.days_off, before.make_up_days):
        days[:] = [day for day in days if int(day[:4]) < year]
    before.published_years[:] = [each for each in before.published_years if each < year]
    return before


@dataclass
class Scene:
    """One application of the table on its way: what it lacks, what was supplied, what was asked.

    `late` is what the applicant chose to bring late; `barred`: a bad credit record bars that. `committed` is what they
    signed a commitment for instead. `expires` is the last day of the licence that it renews. `over` are the cases that
    are decided (`with_decision`) or ended, `seen` what somebody who looked has seen. With `registers` it lacks what
    those say. `asked_later`: officers asked after acceptance, which is once at most.
    """

    world: World
    definitions: Mapping[str, catalog.ServiceItem]
    lacking: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    committed: list[str] = field(default_factory=list)
    supplied: list[ApplicationSupplemented] = field(default_factory=list)
    barred: bool = False
    asked_later: bool = False
    limits: catalog.Limits = field(default_factory=catalog.Limits)
    verified: bool = True
    notices: int = 0
    expires: str = ""
    cases: list[str] = field(default_factory=list)
    over: set[str] = field(default_factory=set)
    with_decision: set[str] = field(default_factory=set)
    registers: Registers | None = None
    seen: list[str] = field(default_factory=list)
    _to_be_loaded: Calendar = field(default_factory=Calendar)
    _items: Mapping[str, catalog.ServiceItem] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Has the other parts answer as they do; officers and the window only when the row says so."""
        world = self.world
        world.on(verification.VerifyApplication, self._verify)
        world.on(commands.AskSupplement, self._ask)
        world.on(
            commands.EndSupplementWait,
            lambda ask: approval.SpecialProcedureEnded(
                application_id=ask.application_id,
                case_id=ask.case_id,
                procedure_id=ask.procedure_id,
                end_time=ask.end_time,
            ),
        )
        world.on(commands.EndUndecided, self._end).on(commands.ReleaseCase, self._release)
        world.on(commands.GrantBySilence, lambda ask: self.decided(ask.item_code, state.CASE_OUTCOME_GRANTED))

    @property
    def undecided(self) -> list[str]:
        """The ids of the cases without an outcome."""
        return [filings.case(code) for code in self.cases if code not in self.over]

    def decided(self, code: str, outcome: state.CaseOutcome) -> approval.CaseDecided:
        """A case has its outcome."""
        self.over.add(code)
        self.with_decision.add(code)
        return filings.decided(filings.case(code), outcome)

    async def start(self, filed: ApplicationSubmitted) -> None:
        """It is filed."""
        self._items = {item.code: item for item in [each.item for each in filed.definition.items] or [filed.definition]}
        self.cases = [*self._items]
        self.limits = filed.definition.limits
        await self.world.start(filed)

    def withhold_calendar(self, year: int) -> None:
        """The calendar of a year is not published until it is loaded."""
        self._to_be_loaded.CopyFrom(self.world.calendar)
        self._to_be_loaded.number += 1
        self.world.calendar = unpublished(self.world.calendar, year)

    def load_calendar(self) -> Calendar:
        """It comes into force."""
        self.world.calendar = self._to_be_loaded
        return self._to_be_loaded

    async def look(self, calendar: WorkingCalendar) -> None:
        """An operator looks at the whole application: until when it is to be decided."""
        attributes = (await self.world.handle.describe()).typed_search_attributes
        shown = attributes.get(DEADLINE)
        # A limit ends at 24:00 of its last day, which is the next day's first moment.
        last_day = calendar.date_of(shown - timedelta(seconds=1)) if shown else None
        self.seen.append(f"shown until {last_day}")

    def _ask(self, request: commands.AskSupplement) -> approval.SupplementAsked:
        self.notices += 1
        return filings.asked(request)

    def refusal(self, code: str, new_fact: str) -> str:
        """Why the window may not ask for a document, by the rules of approval; empty where it may."""
        accepted = bool(self.world.heard(process.ApplicationAccepted))
        holds = self.registers.refusal(code) if self.registers else ""
        return holds or refusal_of_notice(self.notices, new_fact, accepted=accepted)

    def _verify(self, request: verification.VerifyApplication) -> verification.VerificationCompleted | None:
        if not self.verified:
            return None
        if self.registers:
            return self._with_expiry(
                self.registers.answer(request, {*self.late, *request.late_materials}, {*self.committed})
            )
        given = {material.code for material in request.materials}
        promised = set() if self.barred else {*self.late, *request.late_materials}
        counting = set() if self.barred else {*self.committed, *request.commitments} - given
        lacking = [c for c in [*self.lacking, *self.late, *self.committed] if c not in given and c not in counting]
        missing = [filings.missing(c, promised=c in promised) for c in lacking]
        complete = all(material.promised for material in missing)
        outcome = (
            verification.VERIFICATION_OUTCOME_COMPLETE if complete else verification.VERIFICATION_OUTCOME_INCOMPLETE
        )
        answer = filings.verified(request.round, outcome, missing)
        answer.sealed_barred = b"sealed: what is barred" if self.late or self.committed else b""
        answer.commitments.extend(sorted(counting))
        return self._with_expiry(answer)

    def _with_expiry(self, answer: verification.VerificationCompleted) -> verification.VerificationCompleted:
        for code, item in self._items.items():
            if self.expires and item.HasField("renewal"):
                answer.expiries.add(item_code=code, date=self.expires)
        return answer

    def _end(self, request: commands.EndUndecided) -> approval.UndecidedEnded:
        ended = list(request.case_ids) or self.undecided
        self.over |= {case_id.partition(".")[2] for case_id in ended}
        return approval.UndecidedEnded(application_id=filings.APPLICATION, ended_case_ids=ended, reason=request.reason)

    def _release(self, request: commands.ReleaseCase) -> approval.CaseReleased:
        """What was approved before is looked at once more: officers decide when the row says so."""
        return approval.CaseReleased(application_id=filings.APPLICATION, case_id=request.case_id)
