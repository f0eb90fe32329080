"""What verification does when it is asked, and the table that is its map."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from contracts import topics
from onetrip.intake.v1.events_pb2 import FormContent
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.clock import Clock
from runtime.consumer import Handlers
from runtime.ids import new_id
from runtime.messages import Envelope, Outbound
from runtime.outbox import enqueue
from runtime.sealing import Sealer
from services.verification import codec, lookups, store
from services.verification.domain import Answer, Answered, Assessment, Late, assess, representation
from services.verification.questions import Inquiry
from services.verification.registers import Question, Registers

SOURCE = topics.VERIFICATION
READER = "verification"
PURPOSE = "VERIFICATION"
NOT_ANSWERABLE = Answer(Answered.NO_RECORD)


@dataclass(frozen=True)
class Verifier:
    """Handles commands: asks the registers, judges, answers with `VerificationCompleted`."""

    registers: Registers
    sealer: Sealer
    clock: Clock

    def table(self) -> Handlers:
        """Which message is handled how."""
        return Handlers(
            {
                messages.VerifyApplication: self.verify,
                messages.LookUpFacts: self.look_up,
                messages.RecordAccess: self.record_access,
            },
            commands={messages.VerifyApplication, messages.LookUpFacts},
        )

    async def verify(self, connection: Any, envelope: Envelope, command: messages.VerifyApplication) -> None:
        """Establish an application's facts: what registers hold, what is missing, what a person must see."""
        scope = f"application/{command.application_id}"
        sealed_form = self.sealer.open(scope, command.sealed_form, f"FormContent:{command.application_id}")
        asked, completed = await self.establish(command, FormContent.FromString(sealed_form))
        now = self.clock.now()
        await store.record(
            connection,
            completed,
            store.Read(command.applicant_id, READER, PURPOSE, command.application_id, asked, now),
        )
        message = Outbound(
            topic=topics.VERIFICATION_EVENTS,
            key=command.application_id,
            id=f"{command.application_id}:application:verified:{command.round}",
            message=completed,
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
        asked, completed = await self.establish(round_, lookups.form_of(known))
        now = self.clock.now()
        read = store.Read(command.applicant_id, READER, PURPOSE, command.application_id, asked, now)
        await store.log_read(connection, new_id(), read)
        answer = lookups.answered(command.lookup_id, completed)
        id_ = f"{command.lookup_id}:answered"
        message = Outbound(topics.VERIFICATION_EVENTS, command.application_id, id_, answer, envelope.id)
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
        await store.log_read(connection, new_id(), read)

    async def establish(
        self, command: messages.VerifyApplication, form: FormContent
    ) -> tuple[tuple[str, ...], messages.VerificationCompleted]:
        """Return the fields asked for, and what came of it; writes nothing."""
        inquiry = Inquiry(command, form)
        asked, answers = await self._ask(inquiry)
        assessment = self._assess(inquiry, answers)
        return asked, self._completed(inquiry, assessment, answers, f"application/{inquiry.command.application_id}")

    async def _ask(self, inquiry: Inquiry) -> tuple[tuple[str, ...], dict[Question, Answer]]:
        questions = [question for need in inquiry.needs() if (question := inquiry.question(need))]
        questions += [*inquiry.contact_questions().values(), *inquiry.company_questions().values()]
        if credit := inquiry.credit_question():
            questions.append(credit)
        asked = sorted({f"{question.register}.{question.field}" for question in questions})
        return tuple(asked), await self.registers.ask(questions, inquiry.purpose())

    def _assess(self, inquiry: Inquiry, answers: Mapping[Question, Answer]) -> Assessment:
        command = inquiry.command
        needs = inquiry.needs()
        found = [self._answer(answers, inquiry.question(need)) for need in needs]
        doubts = []
        if inquiry.by_organisation:
            representative = self._answer(answers, inquiry.company_questions()["legal_representative"])
            doubts = representation(representative, command.applicant_id, command.definition.code)
        return assess(
            needs,
            found,
            inquiry.documents(),
            frozenset(material.code for material in command.materials),
            inquiry.form.answers,
            command.receive_time.ToDatetime(tzinfo=UTC),
            doubts,
            Late(frozenset(command.late_materials), answers[credit] if (credit := inquiry.credit_question()) else None),
            frozenset(command.commitments),
        )

    def _answer(self, answers: Mapping[Question, Answer], question: Question | None) -> Answer:
        return NOT_ANSWERABLE if question is None else answers[question]

    def _completed(
        self, inquiry: Inquiry, assessment: Assessment, answers: Mapping[Question, Answer], scope: str
    ) -> messages.VerificationCompleted:
        command = inquiry.command
        contact = codec.contact(inquiry, {f: answers[q].value for f, q in inquiry.contact_questions().items()})
        company = {field: answers[question].value for field, question in inquiry.company_questions().items()}
        known = facts.FactSet(
            facts=[codec.fact(one) for one in assessment.known if one.held],
            applicant_name=company.get("name") or contact.name,
            answers=inquiry.form.answers,
            credit_code=inquiry.form.credit_code,
        )
        return messages.VerificationCompleted(
            application_id=command.application_id,
            round=command.round,
            outcome=codec.OUTCOMES[assessment.outcome],
            missing=[codec.missing(inquiry, document) for document in assessment.missing],
            findings=[codec.finding(finding) for finding in assessment.findings],
            sealed_facts=self._seal(scope, known, command.application_id),
            sealed_contact=self._seal(scope, contact, command.application_id),
            proofs_spared=assessment.proofs_spared,
            expiries=codec.expiries(known.facts, inquiry.items),
            late_barred=assessment.late_barred,
            commitments=sorted(assessment.committed),
            commitment_barred=assessment.commitment_barred,
        )

    def _seal(self, scope: str, message: facts.FactSet | facts.Contact, application_id: str) -> bytes:
        return self.sealer.seal(scope, message.SerializeToString(), f"{message.DESCRIPTOR.name}:{application_id}")
