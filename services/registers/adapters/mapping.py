"""The mapping of an HTTP+JSON system: how it is asked, and where in its answer each field stands. Pure.

Places are JMESPath, a language without loops whose cost the size of the answer bounds; the library is its authors'.
"""

import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, Field, StringConstraints, model_validator

from services.registers.adapters.port import Reason, RegisterUnavailable
from services.registers.adapters.sources import KeyedSource, Strict
from services.registers.adapters.values import Reading, instant, malformed
from services.registers.domain import Lookup, Record, SubjectKind

PLACE_CHARACTERS_MAX = 200
SUBJECT = "{subject}"
RECORDS_READ_MAX = 100
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def _place(text: str) -> str:
    try:
        jmespath.compile(text)
    except (JMESPathError, RecursionError, ValueError):
        raise ValueError("is not JMESPath") from None
    return text


Place = Annotated[str, StringConstraints(min_length=1, max_length=PLACE_CHARACTERS_MAX), AfterValidator(_place)]
Header = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$")]
SecretName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
Parameter = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,62}$")]
Short = Annotated[str, StringConstraints(max_length=200)]


class Auth(Strict):
    """The header that lets us ask: `prefix` and the secret of this name, a file in the secrets' folder."""

    header: Header = "Authorization"
    prefix: Short = ""
    secret: SecretName


class Request(Strict):
    """How it is asked. The subject goes where `{subject}` stands in the path, else as the parameter that `keys` names:
    in the query of a GET, in the JSON body of a POST. `repeatable`: a POST that may be made twice.
    """

    method: Literal["GET", "POST"] = "POST"
    path: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._~/{}-]{1,200}$")]
    parameters: dict[Short, Short] = Field(default_factory=dict, max_length=20)
    headers: dict[Header, Short] = Field(default_factory=dict, max_length=20)
    repeatable: bool = False

    @model_validator(mode="after")
    def _stays_below(self) -> "Request":
        rest = self.path.replace(SUBJECT, "", 1)
        if "{" in rest or "}" in rest or rest.startswith("/") or "//" in rest or ".." in rest.split("/"):
            raise ValueError("path: relative to base_url, with at most one {subject}")
        return self


class AsOf(Strict):
    """Where the as-of time stands: in each record, or once in the answer."""

    path: Place
    format: str = Field(default="rfc3339", max_length=40)
    of: Literal["record", "answer"] = "record"


class FieldAt(Reading):
    """Where a field stands in a record, and how it is read."""

    path: Place


class Answer(Strict):
    """How an answer is read. `succeeded` must come out true; `records` is a list, or one record.

    "No record" is believed only where it is said: by a status of `no_record_status`, by `no_record` coming out true, or
    by a list without a member. `subject`: where a record repeats whom it is about; about somebody else it is no answer.
    """

    succeeded: Place | None = None
    records: Place
    no_record: Place | None = None
    no_record_status: frozenset[Annotated[int, Field(ge=400, le=499)]] = frozenset()
    subject: Place | None = None
    as_of: AsOf
    fields: dict[str, FieldAt]


class HttpSource(KeyedSource):
    """`source` of a register behind HTTP+JSON."""

    base_url: Annotated[str, StringConstraints(max_length=300)]
    keys: dict[SubjectKind, Parameter] = Field(min_length=1)
    auth: Auth | None = None
    request: Request
    answer: Answer
    bytes_max: int = Field(default=256 * 1024, ge=1024, le=4 * 1024 * 1024)

    @model_validator(mode="after")
    def _base_is_a_place(self) -> "HttpSource":
        parts = urlsplit(self.base_url)
        plain = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        if not (plain and parts.hostname) or parts.username or parts.query or parts.fragment:
            raise ValueError("base_url: https, a host and a path, and nothing else (http on this machine only)")
        return self

    def url(self, value: str) -> str:
        """The address for a subject. A subject is one segment of a path at most, whatever is in it."""
        base = self.base_url.rstrip("/")
        # An encoded "." would still be a step in the path to some servers.
        segment = quote(value, safe="").replace(".", "%2E")
        return f"{base}/{self.request.path.replace(SUBJECT, segment)}"

    def parameters(self, lookup: Lookup) -> dict[str, str]:
        """What goes along."""
        named = {} if SUBJECT in self.request.path else {self.keys[lookup.kind]: lookup.value}
        return {**self.request.parameters, **named}


def records_of(source: HttpSource, lookup: Lookup, status: int, body: bytes, zone: ZoneInfo) -> Sequence[Record]:
    """Read an answer, newest record first. Raises RegisterUnavailable for all that is not as agreed."""
    answer = source.answer
    if status in answer.no_record_status:
        return ()
    _check_status(status)
    whole = _json(body)
    if answer.no_record and _found(answer.no_record, whole) is True:
        return ()
    if answer.succeeded and _found(answer.succeeded, whole) is not True:
        raise RegisterUnavailable(Reason.MALFORMED, "it does not say that it succeeded")
    found = _found(answer.records, whole)
    listed = [found] if isinstance(found, dict) else found
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise RegisterUnavailable(Reason.MALFORMED, "no records where they should be")
    if len(listed) > RECORDS_READ_MAX:
        raise RegisterUnavailable(Reason.MALFORMED, f"more than {RECORDS_READ_MAX} records")
    read = [_record(source, lookup, one, whole, zone) for one in listed]
    latest = lookup.register.latest_wins
    return newest_first(read, latest)


def newest_first(records: Sequence[Record], latest_wins: str | None) -> list[Record]:
    """By the field that says which is meant, where there is one, then by as-of time."""

    def order(record: Record) -> tuple[str, float]:
        named = record.values.get(latest_wins) if latest_wins else None
        return "" if named is None else str(named), record.as_of.timestamp()

    ordered = sorted(records, key=order, reverse=True)
    return ordered[:1] if latest_wins else ordered


def _record(source: HttpSource, lookup: Lookup, found: Any, whole: Any, zone: ZoneInfo) -> Record:
    answer, register = source.answer, lookup.register
    if answer.subject and _found(answer.subject, found) != lookup.value:
        raise RegisterUnavailable(Reason.MALFORMED, "a record about somebody else")
    latest = [register.latest_wins] if register.latest_wins else []
    values = {
        field: answer.fields[field].value(field, register.fields[field], _found(answer.fields[field].path, found))
        for field in dict.fromkeys([*lookup.fields, *latest])
    }
    at = _found(answer.as_of.path, whole if answer.as_of.of == "answer" else found)
    return Record(values, instant(at, answer.as_of.format, zone))


def _check_status(status: int) -> None:
    if status in (401, 403):
        raise RegisterUnavailable(Reason.REFUSED, f"status {status}")
    if status in (502, 503, 504):
        raise RegisterUnavailable(Reason.AWAY, f"status {status}")
    if status == 429:
        raise RegisterUnavailable(Reason.SLOW, "status 429")
    if status != 200:
        raise RegisterUnavailable(Reason.MALFORMED, f"status {status}")


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_once_each)
    except (ValueError, RecursionError):
        raise RegisterUnavailable(Reason.MALFORMED, "not JSON in UTF-8") from None


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _found(place: str, value: Any) -> Any:
    try:
        return jmespath.search(place, value)
    except (JMESPathError, ValueError, TypeError, RecursionError):
        raise malformed("an answer", "in which a place cannot be looked up") from None
