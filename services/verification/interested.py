"""How somebody whom a matter concerns is reached: their rights are told to them (licensing law, arts. 36 and 47)."""

from collections.abc import Mapping

from onetrip.registers.v1 import registers_pb2 as registers
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.sealing import Sealer
from services.verification.domain import Answer, Answered
from services.verification.registers.client import Purpose, Question, Subject
from services.verification.registers.questions import CONTACT_FIELDS, POPULATION

# As the person's access log names it (wording.yaml).
PURPOSE = "TELL_RIGHTS"


def questions_of(person_id: str) -> dict[str, Question]:
    """Name, telephone and address, by field."""
    subject = Subject(registers.SUBJECT_KIND_PERSON_ID, person_id)
    return {field: Question(POPULATION, subject, field) for field in CONTACT_FIELDS}


def purpose(application_id: str) -> Purpose:
    """Why the register is asked."""
    return Purpose(
        application_id=application_id,
        text="告知利害关系人陈述、申辩、听证权利",
        legal_basis="行政许可法第三十六条、第四十七条",
        rule="interested-party/contact",
    )


def found(sealer: Sealer, command: messages.FindContact, answers: Mapping[str, Answer]) -> messages.ContactFound:
    """What came of it, sealed for this person in this application, so that it stands for nobody else."""
    known = {field: answer.value for field, answer in answers.items()}
    contact = facts.Contact(name=known["name"], phone=known["phone"], address=known["household_address"])
    scope = f"application/{command.application_id}"
    associated = f"Contact:{command.application_id}:{command.person_id}"
    return messages.ContactFound(
        application_id=command.application_id,
        person_id=command.person_id,
        sealed_contact=sealer.seal(scope, contact.SerializeToString(), associated),
        settled=all(answer.answered is not Answered.UNAVAILABLE for answer in answers.values()),
    )
