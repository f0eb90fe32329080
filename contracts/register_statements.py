"""What a register signs when it answers, as registers write it and verification reads it (docs/registers.md).

The payload is not sent: both sides write it from the question and the answer. So nothing in it is said twice, and an
answer to another question, about somebody else, or given before, does not fit its signature.
"""

import json
from collections.abc import Sequence

from onetrip.registers.v1 import registers_pb2 as pb

ALGORITHM = "Ed25519"
"""EdDSA by its name since RFC 9864."""

STATEMENT_TYPE = "onetrip.registers.v1"
"""The first word of every statement: a signature made for another purpose is none of these."""


PAGE_STATEMENT_TYPE = "onetrip.registers.v1.page"
"""The first word of the statement under a page of a register."""


def key_id(register: str, number: int) -> str:
    """The `kid` of a register's key; a new number for each new key."""
    return f"{register}/{number}"


def register_of(kid: str) -> str:
    """The register whose key this is."""
    return kid.rpartition("/")[0]


def statement_of(request: pb.LookupRequest, response: pb.LookupResponse) -> bytes:
    """The bytes that are signed: JSON without white space, in UTF-8, keys in the order below (RFC 8259)."""
    statement = {
        "type": STATEMENT_TYPE,
        "register": request.register,
        "subject": [pb.SubjectKind.Name(request.subject.kind), request.subject.value],
        "application": request.application_id,
        "nonce": request.nonce,
        "answered": response.answer_time.ToJsonString(),
        "department": response.department,
        "found": response.found,
        "answers": [_answer(answer) for answer in response.answers],
    }
    return json.dumps(statement, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def page_statement_of(request: pb.ScanRequest, response: pb.ScanResponse) -> bytes:
    """The bytes that are signed under a page; written as those of an answer."""
    statement = {
        "type": PAGE_STATEMENT_TYPE,
        "register": request.register,
        "run": request.run_id,
        "nonce": request.nonce,
        "after": request.after,
        "until": request.until,
        "limit": request.limit,
        "aged_by": request.aged_by,
        "not_after": request.not_after,
        "answered": response.answer_time.ToJsonString(),
        "department": response.department,
        "last": response.last,
        "records": [[record.person_id, [_answer(answer) for answer in record.answers]] for record in response.records],
    }
    return json.dumps(statement, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _answer(answer: pb.FieldAnswer) -> dict[str, object]:
    return {
        "field": answer.field,
        "found": answer.found,
        "quality": answer.quality,
        "source": answer.source,
        "as_of": answer.as_of.ToJsonString() if answer.HasField("as_of") else "",
        "values": _values([answer.value] if answer.HasField("value") else []),
        "contradicting": _values(answer.contradicting_values),
    }


def _values(values: Sequence[pb.Value]) -> list[list[str]]:
    """Kind and text of each: numbers as ECMAScript writes them only where they are whole, else with Python's repr."""
    return [[kind, _text(getattr(value, kind))] for value in values if (kind := value.WhichOneof("kind"))]


def _text(value: str | float) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if float(value).is_integer() else repr(value)
