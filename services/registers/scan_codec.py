"""Between the messages of a scan and the domain: what is asked is checked here, field by field."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from onetrip.registers.v1 import registers_pb2 as pb
from runtime.errors import FieldViolation, InvalidInput
from services.registers.codec import FIELDS_MAX, NONCE_CHARACTERS_MAX, TEXT_CHARACTERS_MAX, field_answer
from services.registers.domain import FieldType, Register, answer
from services.registers.scans import LIMIT_MAX, PERSON_ID_CHARACTERS_MAX, Aged, Found, Scan


def scan_of(request: pb.ScanRequest, registers: Mapping[str, Register], scans: Callable[[str], bool]) -> Scan:
    """Read a question for a page. Raises InvalidInput, with every fault named."""
    faults = _faults(request, registers, scans)
    if faults:
        raise InvalidInput("The scan is not valid.", fields=faults)
    aged = Aged(request.aged_by, date.fromisoformat(request.not_after)) if request.aged_by else None
    register = registers[request.register]
    return Scan(register, tuple(request.fields), request.after, request.until, request.limit, aged)


def response_of(scan: Scan, page: Sequence[Found], now: datetime) -> pb.ScanResponse:
    """Write a page; one that is not full is the last."""
    response = pb.ScanResponse(last=len(page) < scan.limit, department=scan.register.department)
    response.answer_time.FromDatetime(now)
    for found in page:
        judged = answer(scan.lookup(found.person_id), [found.record], now)
        answers = [field_answer(scan.register.name, one) for one in judged]
        response.records.add(person_id=found.person_id, answers=answers)
    return response


def _faults(
    request: pb.ScanRequest, registers: Mapping[str, Register], scans: Callable[[str], bool]
) -> list[FieldViolation]:
    faults: list[FieldViolation] = []

    def check(fine: bool, field: str, description: str) -> None:
        if not fine:
            faults.append(FieldViolation(field, description))

    for field in ("purpose", "legal_basis"):
        given = getattr(request, field)
        check(0 < len(given) <= TEXT_CHARACTERS_MAX, field, f"1 to {TEXT_CHARACTERS_MAX} characters are required.")
    check(bool(request.run_id), "run_id", "The run it is for is required.")
    check(bool(request.requester.rule), "requester", "The rule that reads is required.")
    check(len(request.nonce) <= NONCE_CHARACTERS_MAX, "nonce", f"At most {NONCE_CHARACTERS_MAX} characters.")
    for field in ("after", "until"):
        given = getattr(request, field)
        fine = len(given) <= PERSON_ID_CHARACTERS_MAX and "\0" not in given
        check(fine, field, f"At most {PERSON_ID_CHARACTERS_MAX} characters.")
    check(1 <= request.limit <= LIMIT_MAX, "limit", f"1 to {LIMIT_MAX} records are possible.")
    check(0 < len(request.fields) <= FIELDS_MAX, "fields", f"1 to {FIELDS_MAX} fields are required.")
    register = registers.get(request.register)
    known = register is not None and scans(request.register)
    check(known, "register", "There is no such register that is read in pages.")
    if register is not None:
        check(all(field in register.fields for field in request.fields), "fields", "The register has no such field.")
        _check_age(request, register, check)
    return faults


def _check_age(request: pb.ScanRequest, register: Register, check: Callable[[bool, str, str], None]) -> None:
    if not request.aged_by:
        check(not request.not_after, "not_after", "Only with a field that it is about.")
        return
    check(register.fields.get(request.aged_by) is FieldType.DATE, "aged_by", "The register has no such date.")
    try:
        date.fromisoformat(request.not_after)
    except ValueError:
        check(False, "not_after", "A date is written YYYY-MM-DD.")
