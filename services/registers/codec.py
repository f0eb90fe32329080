"""Between the messages of registers.proto and the domain: what is asked is checked here, field by field."""

from collections.abc import Mapping, Sequence
from datetime import date

from onetrip.registers.v1 import registers_pb2 as pb
from runtime.errors import FieldViolation, InvalidInput
from services.registers.domain import (
    FieldAnswer,
    Lookup,
    Quality,
    Register,
    SubjectKind,
    Value,
    subject_kinds,
)

FIELDS_MAX = 32
SUBJECT_CHARACTERS_MAX = 64
TEXT_CHARACTERS_MAX = 200
LOOKUPS_MAX = 50
NONCE_CHARACTERS_MAX = 64

_KINDS: Mapping[int, SubjectKind] = {
    pb.SUBJECT_KIND_PERSON_ID: SubjectKind.PERSON_ID,
    pb.SUBJECT_KIND_RESIDENT_ID: SubjectKind.RESIDENT_ID,
    pb.SUBJECT_KIND_CREDIT_CODE: SubjectKind.CREDIT_CODE,
    pb.SUBJECT_KIND_NUMBER: SubjectKind.NUMBER,
}
_QUALITIES: Mapping[Quality, pb.Quality] = {
    Quality.FRESH: pb.QUALITY_FRESH,
    Quality.STALE: pb.QUALITY_STALE,
    Quality.CONTRADICTORY: pb.QUALITY_CONTRADICTORY,
    Quality.NO_RECORD: pb.QUALITY_NO_RECORD,
}


def lookups_of(request: pb.LookupBatchRequest, registers: Mapping[str, Register]) -> list[Lookup]:
    """Read a batch. Raises InvalidInput, with every fault of every lookup named by its path."""
    if not 1 <= len(request.lookups) <= LOOKUPS_MAX:
        raise InvalidInput(
            "The batch has no lookups or too many.",
            fields=[FieldViolation("lookups", f"1 to {LOOKUPS_MAX} lookups are possible.")],
        )
    faults = [
        fault
        for index, lookup in enumerate(request.lookups)
        for fault in _faults(lookup, registers, f"lookups[{index}].")
    ]
    _refuse(faults)
    return [_lookup(lookup, registers) for lookup in request.lookups]


def lookup_of(request: pb.LookupRequest, registers: Mapping[str, Register]) -> Lookup:
    """Read one lookup. Raises InvalidInput, with every fault named by its path."""
    _refuse(list(_faults(request, registers, "")))
    return _lookup(request, registers)


def response_of(lookup: Lookup, answers: Sequence[FieldAnswer], *, found: bool) -> pb.LookupResponse:
    """Write what a register answered; `found` says whether it holds any record of the subject."""
    register = lookup.register
    return pb.LookupResponse(
        answers=[field_answer(register.name, answer) for answer in answers],
        found=found,
        department=register.department,
    )


def _lookup(request: pb.LookupRequest, registers: Mapping[str, Register]) -> Lookup:
    return Lookup(
        registers[request.register],
        _KINDS[request.subject.kind],
        request.subject.value,
        tuple(request.fields),
        request.anew,
    )


def _refuse(faults: list[FieldViolation]) -> None:
    if faults:
        raise InvalidInput("The lookup is not valid.", fields=faults)


def _faults(request: pb.LookupRequest, registers: Mapping[str, Register], path: str) -> list[FieldViolation]:
    """Every fault of a lookup. None of the sentences repeats the subject, which may be a resident ID."""
    faults: list[FieldViolation] = []

    def check(fine: bool, field: str, description: str) -> None:
        if not fine:
            faults.append(FieldViolation(path + field, description))

    for field in ("purpose", "legal_basis"):
        given = getattr(request, field)
        check(0 < len(given) <= TEXT_CHARACTERS_MAX, field, f"1 to {TEXT_CHARACTERS_MAX} characters are required.")
    check(bool(request.application_id), "application_id", "The application it is for is required.")
    named = request.requester.WhichOneof("requester")
    check(bool(named and getattr(request.requester, named)), "requester", "The officer or rule that asks is required.")
    check(len(request.nonce) <= NONCE_CHARACTERS_MAX, "nonce", f"At most {NONCE_CHARACTERS_MAX} characters.")
    subject = request.subject.value
    fine = 0 < len(subject) <= SUBJECT_CHARACTERS_MAX and "\0" not in subject
    check(fine, "subject.value", f"1 to {SUBJECT_CHARACTERS_MAX} characters are required.")
    check(0 < len(request.fields) <= FIELDS_MAX, "fields", f"1 to {FIELDS_MAX} fields are required.")
    register = registers.get(request.register)
    check(register is not None, "register", "There is no such register.")
    if register is not None:
        kind = _KINDS.get(request.subject.kind)
        check(kind in subject_kinds(register), "subject.kind", "The register cannot be asked by this kind of subject.")
        unknown = [field for field in request.fields if field not in register.fields]
        check(not unknown, "fields", "The register has no such field.")
    return faults


def field_answer(source: str, answer: FieldAnswer) -> pb.FieldAnswer:
    """Write what a register says of one field."""
    message = pb.FieldAnswer(
        field=answer.field,
        found=answer.value is not None,
        quality=_QUALITIES[answer.quality],
        source=source,
        contradicting_values=[_value(value) for value in answer.contradicting_values],
    )
    if answer.value is not None:
        message.value.CopyFrom(_value(answer.value))
    if answer.as_of is not None:
        message.as_of.FromDatetime(answer.as_of)
    return message


def _value(value: Value) -> pb.Value:
    if isinstance(value, bool):  # before the numbers: a bool is an int in Python
        return pb.Value(bool_value=value)
    if isinstance(value, int | float):
        return pb.Value(number_value=value)
    if isinstance(value, date):
        return pb.Value(date_value=value.isoformat())
    return pb.Value(string_value=value)
