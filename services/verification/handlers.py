"""What verification does when it is asked, and the table that is its map."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from contracts.topics.names import VERIFICATION, VERIFICATION_EVENTS
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1.events_pb2 import FormContent
from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.clock import Clock
from runtime.consumer import Handlers
from runtime.ids import id_of, new_id
from runtime.messages import Envelope, Outbound
from runtime.outbox import enqueue
from runtime.sealing import Sealer
from services.verification import codec, interested, lookups, store
from services.verification.domain import (
    Answer,
    Answered,
    Assessment,
    Finding,
    FindingKind,
    Late,
    Need,
    assess,
    representation,
)
from services.verification.entitled import Finder
from services.verification.evidence.held import Evidence, Holdings, reused
from services.verification.registers.client import Question, Registers
from services.verification.registers.questions import Inquiry
from services.verification.tickets import store as ticket_store
from services.verification.tickets import ticketing
from services.verification.tickets.domain import Disputed
from services.verification.tickets.ticketing import TicketDesk

SOURCE = VERIFICATION
READER = "verification"
PURPOSE = "VERIFICATION"
NOT_ANSWERABLE = Answer(Answered.NO_RECORD)


@dataclass(frozen=True)
class Found:
    """What came of a round: the fields asked for, how it was judged, the facts, and the answer."""

    asked: tuple[str, ...]
    assessment: Assessment
    known: facts.FactSet
    completed: messages.VerificationCompleted


@dataclass(frozen=True)
class Verifier:
    """Handles commands: asks the registers, judges, answers with `VerificationCompleted`."""

    registers: Registers
    sealer: Sealer
    clock: Clock
    tickets: TicketDesk
    evidence: Evidence

    def table(self, finder: Finder) -> Handlers:
        """Which message is handled how; `finder` handles those of proactive runs."""
        return Handlers(
            {
                messages.VerifyApplication: self.verify,
                messages.LookUpFacts: self.look_up,
                messages.FindContact: self.find_contact,
                messages.RecordAccess: self.record_access,
                messages.FindEntitled: finder.find,
                messages.KeepFormerCertificate: self.evidence.keep_former,
                messages.VoidFormerCertificate: self.evidence.void_former,
                approval.CaseDecided: self.evidence.keep,
                approval.DecisionRevoked: self.evidence.revoke,
                process.AssignmentOpened: ticketing.on_light,
                process.AssignmentDueMoved: ticketing.on_light,
                process.AssignmentLightChanged: ticketing.on_light,
            },
            commands={messages.VerifyApplication, messages.LookUpFacts, messages.FindContact, messages.FindEntitled},
        )

    async def verify(self, connection: Any, envelope: Envelope, command: messages.VerifyApplication) -> None:
        """Establish an application's facts: what registers hold, what is missing, what a person must see."""
        scope = f"application/{command.application_id}"
        sealed_form = self.sealer.open(scope, command.sealed_form, f"FormContent:{command.application_id}")
        inquiry = Inquiry(command, FormContent.FromString(sealed_form))
        # Before the first answer there is nothing to dispute.
        disputed = await ticket_store.disputed(connection, command.application_id) if inquiry.again else frozenset()
        await self.evidence.note(connection, inquiry)
        holdings = await self.evidence.held(connection, inquiry, to_use=True)
        found = await self.find(inquiry, disputed, holdings)
        await self.evidence.note_used(connection, command.application_id, holdings)
        now = self.clock.now()
        await self.tickets.open_found(connection, inquiry, found.assessment, found.known, envelope, now)
        await store.record(
            connection,
            found.completed,
            store.Read(command.applicant_id, READER, PURPOSE, command.application_id, found.asked, now),
        )
        message = Outbound(
            topic=VERIFICATION_EVENTS,
            key=command.application_id,
            id=f"{command.application_id}:application:verified:{command.round}",
            message=found.completed,
            cause=envelope.id,
        )
        await enqueue(connection, SOURCE, now, [message])

    async def look_up(self, connection: Any, envelope: Envelope, command: messages.LookUpFacts) -> None:
        """Ask the sources of what an officer wanted to ask the applicant for."""
        known = facts.FactSet()
        if command.sealed_facts:
            scope, associated = f"application/{command.application_id}", f"FactSet:{command.application_id}"
            known = facts.FactSet.FromString(self.sealer.open(scope, command.sealed_facts, associated))
        round_ = lookups.as_round(command, by_organisation=bool(known.credit_code))
        disputed = await ticket_store.disputed(connection, command.application_id)
        inquiry = Inquiry(round_, lookups.form_of(known), command.officer_id)
        holdings = await self.evidence.held(connection, inquiry, to_use=True)
        found = await self.find(inquiry, disputed, holdings)
        await self.evidence.note_used(connection, command.application_id, holdings)
        now = self.clock.now()
        who = (command.applicant_id, command.officer_id or READER, PURPOSE, command.application_id)
        role = "officer" if command.officer_id else ""
        read = store.Read(*who, found.asked, now, role=role, department=command.department)
        await store.log_read(connection, new_id(), read)
        answer = lookups.answered(command.lookup_id, found.completed)
        id_ = f"{command.lookup_id}:answered"
        message = Outbound(VERIFICATION_EVENTS, command.application_id, id_, answer, envelope.id)
        await enqueue(connection, SOURCE, now, [message])

    async def find_contact(self, connection: Any, envelope: Envelope, command: messages.FindContact) -> None:
        """Ask the population register how an interested party is reached; the read is in that person's log."""
        now, questions = self.clock.now(), interested.questions_of(command.person_id)
        answers = await self.registers.ask(list(questions.values()), interested.purpose(command.application_id))
        found = interested.found(self.sealer, command, {field: answers[each] for field, each in questions.items()})
        asked = tuple(f"{each.register}.{each.field}" for each in questions.values())
        read = store.Read(command.person_id, READER, interested.PURPOSE, command.application_id, asked, now)
        await store.log_read(connection, new_id(), read)
        id_ = f"{envelope.id}:found"
        message = Outbound(VERIFICATION_EVENTS, command.application_id, id_, found, envelope.id)
        await enqueue(connection, SOURCE, now, [message])

    async def record_access(self, connection: Any, envelope: Envelope, command: messages.RecordAccess) -> None:
        """Write a read of a person's data to the access log."""
        read_at = command.read_time.ToDatetime(tzinfo=UTC)
        read = store.Read(
            command.person_id,
            command.reader,
            command.purpose,
            command.application_id,
            tuple(command.fields),
            read_at,
            role=command.role,
            department=command.department,
        )
        # The log is not set back with this database: the same read, heard again, is the same entry (decision 0067).
        await store.log_read(connection, id_of("read", envelope.id), read)

    async def establish(
        self,
        command: messages.VerifyApplication,
        form: FormContent,
    ) -> tuple[tuple[str, ...], messages.VerificationCompleted]:
        """Return the fields asked for, and what came of it; writes nothing."""
        found = await self.find(Inquiry(command, form), frozenset(), Holdings())
        return found.asked, found.completed

    async def find(self, inquiry: Inquiry, disputed: Disputed, holdings: Holdings) -> Found:
        """Ask the registers and judge what they say; writes nothing.

        `disputed`: facts that their person calls wrong; `holdings`: the applicant's evidence that stands for documents.
        """
        asked, answers = await self._ask(inquiry)
        assessment = self._assess(inquiry, answers, disputed, holdings)
        known = self._known(inquiry, assessment, answers)
        known.facts.extend(self.evidence.facts_of(inquiry, holdings, disputed))
        completed = self._completed(inquiry, assessment, answers, known)
        completed.reused.extend(reused(inquiry, holdings))
        return Found(asked, assessment, known, completed)

    async def _ask(self, inquiry: Inquiry) -> tuple[tuple[str, ...], dict[Question, Answer]]:
        questions = [question for need in inquiry.needs() for question in inquiry.questions(need)]
        questions += [*inquiry.contact_questions().values(), *inquiry.company_questions().values()]
        if credit := inquiry.credit_question():
            questions.append(credit)
        asked = sorted({f"{question.register}.{question.field}" for question in questions})
        return tuple(asked), await self.registers.ask(questions, inquiry.purpose())

    def _assess(
        self, inquiry: Inquiry, answers: Mapping[Question, Answer], disputed: Disputed, holdings: Holdings
    ) -> Assessment:
        command = inquiry.command
        needs = inquiry.needs()
        found = [self._answers(answers, inquiry, need) for need in needs]
        doubts = [Finding(FindingKind.EVIDENCE_WITHDRAWN, *one) for one in holdings.withdrawn]
        doubts += [Finding(FindingKind.CONTRADICTED, *one) for one in holdings.called_wrong(disputed)]
        if inquiry.by_organisation:
            representative = self._answer(answers, inquiry.company_questions()["legal_representative"])
            doubts += representation(representative, command.applicant_id, command.definition.code)
        return assess(
            needs,
            found,
            [replace(one, held=(one.item_code, one.code) in holdings.found) for one in inquiry.documents()],
            frozenset(material.code for material in command.materials),
            inquiry.form.answers,
            command.receive_time.ToDatetime(tzinfo=UTC),
            doubts,
            Late(frozenset(command.late_materials), answers[credit] if (credit := inquiry.credit_question()) else None),
            frozenset(command.commitments),
            disputed,
        )

    def _answers(self, answers: Mapping[Question, Answer], inquiry: Inquiry, need: Need) -> list[Answer]:
        """What each source of a need says."""
        asked = inquiry.questions(need)
        return [answers[question] for question in asked] or [NOT_ANSWERABLE] * len(need.sources)

    def _answer(self, answers: Mapping[Question, Answer], question: Question | None) -> Answer:
        return NOT_ANSWERABLE if question is None else answers[question]

    def _known(self, inquiry: Inquiry, assessment: Assessment, answers: Mapping[Question, Answer]) -> facts.FactSet:
        company = {field: answers[question].value for field, question in inquiry.company_questions().items()}
        return facts.FactSet(
            facts=[codec.fact(one, inquiry.command.application_id) for one in assessment.known if one.held],
            applicant_name=company.get("name") or self._contact(inquiry, answers).name,
            answers=inquiry.form.answers,
            credit_code=inquiry.form.credit_code,
            without_record=[
                codec.finding(Finding(FindingKind.NO_RECORD, one.need.item_code, one.need.name, one.need.register))
                for one in assessment.known
                if one.answer.answered is Answered.NO_RECORD and self._spares(inquiry, one.need)
            ],
        )

    def _spares(self, inquiry: Inquiry, need: Need) -> bool:
        """Whether a register was asked for an optional fact that stands for a document."""
        if need.required or not inquiry.questions(need):
            return False
        stands = (need.item_code, f"fact:{need.name}")
        return any(stands == (one.item_code, source) for one in inquiry.documents() for source in one.supplied_by)

    def _contact(self, inquiry: Inquiry, answers: Mapping[Question, Answer]) -> facts.Contact:
        return codec.contact(inquiry, {f: answers[q].value for f, q in inquiry.contact_questions().items()})

    def _completed(
        self,
        inquiry: Inquiry,
        assessment: Assessment,
        answers: Mapping[Question, Answer],
        known: facts.FactSet,
    ) -> messages.VerificationCompleted:
        command = inquiry.command
        scope = f"application/{command.application_id}"
        return messages.VerificationCompleted(
            application_id=command.application_id,
            round=command.round,
            outcome=codec.OUTCOMES[assessment.outcome],
            missing=[codec.missing(inquiry, document) for document in assessment.missing],
            findings=[codec.finding(finding) for finding in assessment.findings],
            sealed_facts=self._seal(scope, known, command.application_id),
            sealed_contact=self._seal(scope, self._contact(inquiry, answers), command.application_id),
            proofs_spared=assessment.proofs_spared,
            expiries=codec.expiries(known.facts, inquiry.items),
            commitments=sorted(assessment.committed),
            anew=command.anew,
            sealed_barred=self._barred(scope, command, assessment),
        )

    def _barred(self, scope: str, command: messages.VerifyApplication, assessment: Assessment) -> bytes:
        """What a bad record bars, sealed: that there is one is nobody's to read on the way (decision 0059)."""
        if not command.late_materials and not command.commitments:
            return b""
        barred = messages.Barred(late=assessment.late_barred, commitment=assessment.commitment_barred)
        return self._seal(scope, barred, command.application_id)

    def _seal(self, scope: str, message: facts.FactSet | facts.Contact | messages.Barred, application_id: str) -> bytes:
        return self.sealer.seal(scope, message.SerializeToString(), f"{message.DESCRIPTOR.name}:{application_id}")
