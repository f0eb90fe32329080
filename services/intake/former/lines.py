"""One line of a file of former cases: its form, and what is wrong with it. Pure; the catalogue is given.

Nothing that a line says is ever repeated in a fault: it is about people.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import events_pb2
from runtime.errors import InvalidInput
from runtime.texts import free_text
from services.intake import formats
from services.intake.answers import check_answers
from services.intake.catalogue import Definition
from services.intake.checks import Violations
from services.intake.domain import Outcome, State

LINE_BYTES_MAX = 64 * 1024
NAME_CODE_POINTS_MAX = 200
# Before the state that a system could have kept a register of decisions.
FIRST_DAY = date(1949, 10, 1)
_FIELD_CHARACTERS_SHOWN = 60

_System = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
# As departments number their cases and certificates: 沪(2019)第0001号, MZ-2019/000123.
_Number = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z\u4e00-\u9fff()〔〕\[\]（）._/\-]+$")]


class Reason(StrEnum):
    """Why a line is not taken in."""

    LINE_TOO_LONG = "LINE_TOO_LONG"
    NOT_JSON = "NOT_JSON"
    FIELD_MISSING = "FIELD_MISSING"
    FIELD_UNKNOWN = "FIELD_UNKNOWN"
    FIELD_MALFORMED = "FIELD_MALFORMED"
    UNKNOWN_ITEM = "UNKNOWN_ITEM"
    ITEM_IS_A_BUNDLE = "ITEM_IS_A_BUNDLE"
    APPLICANT_KIND_NOT_ELIGIBLE = "APPLICANT_KIND_NOT_ELIGIBLE"
    SUBJECT_MISSING = "SUBJECT_MISSING"
    DAYS_OUT_OF_ORDER = "DAYS_OUT_OF_ORDER"
    DAY_IN_THE_FUTURE = "DAY_IN_THE_FUTURE"
    RETENTION_OVER = "RETENTION_OVER"
    NUMBER_NAMES_A_PERSON = "NUMBER_NAMES_A_PERSON"
    CERTIFICATE_NOT_EXPECTED = "CERTIFICATE_NOT_EXPECTED"
    LAST_DAY_MISSING = "LAST_DAY_MISSING"
    NUMBER_TAKEN = "NUMBER_TAKEN"
    TAKEN_IN_OTHERWISE = "TAKEN_IN_OTHERWISE"


@dataclass(frozen=True)
class Fault:
    """What is wrong, where in the line, and one sentence for whoever mends the file."""

    reason: Reason
    field: str
    sentence: str


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Person(_Form):
    """Who applied; for an organisation, who represented it."""

    resident_id: str
    name: str


class Organisation(_Form):
    """The organisation that applied."""

    credit_code: str
    name: str


class Certificate(_Form):
    """What the grant issued. No `valid_until`: without end. `revoked_on`: may be added to the line later."""

    number: _Number
    valid_from: date
    valid_until: date | None = None
    revoked_on: date | None = None


class Line(_Form):
    """A case as the other system has it: `system` and `number` tell it from every other."""

    system: _System
    number: _Number
    item: str
    applicant: Person
    organisation: Organisation | None = None
    answers: dict[str, str] = Field(default_factory=dict)
    received_on: date
    closed_on: date
    outcome: Literal["granted", "refused", "withdrawn", "not-accepted"]
    certificate: Certificate | None = None

    @property
    def whole(self) -> str:
        """All that stays as it was taken in: a certificate may be revoked later."""
        said = self.model_dump(mode="json")
        if said["certificate"]:
            said["certificate"].pop("revoked_on")
        return json.dumps(said, ensure_ascii=False, sort_keys=True)


OUTCOMES: Mapping[str, tuple[Outcome, State]] = {
    "granted": (Outcome.GRANTED, State.COMPLETED),
    "refused": (Outcome.REFUSED, State.COMPLETED),
    "withdrawn": (Outcome.ENDED, State.WITHDRAWN),
    "not-accepted": (Outcome.ENDED, State.NOT_ACCEPTED),
}


@dataclass(frozen=True)
class FormerCase:
    """A line that can be taken in. Instants are the beginnings of its days."""

    line: Line
    definition: Definition
    form: events_pb2.FormContent
    received_at: datetime
    closed_at: datetime
    revoked_at: datetime | None

    @property
    def item(self) -> catalog_pb2.ServiceItem:
        """The item in the version that is in force: the case is kept under it."""
        return self.definition.item

    @property
    def granted(self) -> bool:
        """Whether something was granted."""
        return self.line.outcome == "granted"

    @property
    def certificate_number(self) -> str:
        """Its certificate's number, as it is looked up; empty for none."""
        return self.line.certificate.number.upper() if self.line.certificate else ""

    @property
    def kind(self) -> int:
        """Whether a person or an organisation applied: `catalog.v1.ApplicantKind`."""
        return kind_of(self.line)


@dataclass(frozen=True)
class Checking:
    """Checks lines against the catalogue in force, on a day of a zone.

    `over`: whether what ended on a day is past its retention already, by the item.
    """

    definitions: Mapping[str, Definition]
    today: date
    zone: ZoneInfo
    over: Callable[[catalog_pb2.ServiceItem, date], bool]

    def read(self, raw: bytes) -> FormerCase | list[Fault]:
        """Return the case of a line, or all that is wrong with it."""
        if len(raw) > LINE_BYTES_MAX:
            return [Fault(Reason.LINE_TOO_LONG, "", f"a line has at most {LINE_BYTES_MAX} bytes")]
        try:
            line = Line.model_validate_json(raw)
        except ValidationError as error:
            return [_fault(one["type"], one["loc"], one["msg"]) for one in error.errors(include_input=False)]
        definition = self.definitions.get(line.item)
        if definition is None:
            return [Fault(Reason.UNKNOWN_ITEM, "item", "the catalogue has no such item in force")]
        form = events_pb2.FormContent()
        faults = [
            *self._of_item(line, definition),
            *self._of_people(line, form),
            *self._of_answers(line, definition, form),
            *self._of_days(line, definition),
            *self._of_certificate(line, definition),
        ]
        if faults:
            return faults
        revoked_on = line.certificate.revoked_on if line.certificate else None
        received_at, closed_at = self._start(line.received_on), self._start(line.closed_on)
        revoked_at = self._start(revoked_on) if revoked_on else None
        return FormerCase(line, definition, form, received_at, closed_at, revoked_at)

    def _start(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)

    def _of_item(self, line: Line, definition: Definition) -> list[Fault]:
        if definition.item.kind == catalog_pb2.ITEM_KIND_BUNDLE:
            return [
                Fault(Reason.ITEM_IS_A_BUNDLE, "item", "name the item of each case of the bundle in a line of its own")
            ]
        if kind_of(line) not in definition.item.applicant_kinds:
            return [
                Fault(Reason.APPLICANT_KIND_NOT_ELIGIBLE, "organisation", "the item is not for this kind of applicant")
            ]
        return []

    def _of_people(self, line: Line, form: events_pb2.FormContent) -> list[Fault]:
        violations = Violations()
        number = violations.read(
            "applicant.resident_id", lambda: formats.resident_id(line.applicant.resident_id, self.today)
        )
        form.resident_id = number
        form.person_name = violations.read("applicant.name", lambda: formats.person_name(line.applicant.name))
        if line.organisation:
            told = line.organisation
            form.credit_code = violations.read(
                "organisation.credit_code", lambda: formats.credit_code(told.credit_code)
            )
            violations.read("organisation.name", lambda: free_text(told.name, NAME_CODE_POINTS_MAX, required=True))
        found = _malformed(violations)
        certificate = line.certificate.number if line.certificate else ""
        for field, text in (("number", line.number), ("certificate.number", certificate)):
            if number and number in text.upper():
                sentence = "it holds the number of a person, and is shown in the clear"
                found.append(Fault(Reason.NUMBER_NAMES_A_PERSON, field, sentence))
        return found

    def _of_answers(self, line: Line, definition: Definition, form: events_pb2.FormContent) -> list[Fault]:
        violations = Violations()
        form.answers.update(check_answers(definition.fields, line.answers, self.today, violations, whole=False))
        found = _malformed(violations)
        for name in definition.item.subject_fields:
            if name not in form.answers:
                sentence = "without it nobody knows what the case is about"
                found.append(Fault(Reason.SUBJECT_MISSING, f"answers.{name}", sentence))
        return found

    def _of_days(self, line: Line, definition: Definition) -> list[Fault]:
        if not FIRST_DAY <= line.received_on <= line.closed_on:
            return [Fault(Reason.DAYS_OUT_OF_ORDER, "closed_on", "a case is received first and closed then")]
        if line.closed_on > self.today:
            return [Fault(Reason.DAY_IN_THE_FUTURE, "closed_on", "only what is over is taken in")]
        if self.over(definition.item, line.closed_on):
            return [Fault(Reason.RETENTION_OVER, "closed_on", "its term is over: it is the archive's")]
        return []

    def _of_certificate(self, line: Line, definition: Definition) -> list[Fault]:
        told, item = line.certificate, definition.item
        if told is None:
            return []
        if line.outcome != "granted" or not item.HasField("certificate"):
            return [Fault(Reason.CERTIFICATE_NOT_EXPECTED, "certificate", "nothing was granted that issues one")]
        found = []
        if item.certificate.validity_days and told.valid_until is None:
            found.append(Fault(Reason.LAST_DAY_MISSING, "certificate.valid_until", "certificates of this item end"))
        if not line.received_on <= told.valid_from <= (told.valid_until or told.valid_from):
            found.append(
                Fault(Reason.DAYS_OUT_OF_ORDER, "certificate", "it begins after the receipt and ends after that")
            )
        if told.revoked_on is not None and told.revoked_on < line.closed_on:
            sentence = "it is granted first and revoked then"
            found.append(Fault(Reason.DAYS_OUT_OF_ORDER, "certificate.revoked_on", sentence))
        if told.revoked_on is not None and told.revoked_on > self.today:
            found.append(Fault(Reason.DAY_IN_THE_FUTURE, "certificate.revoked_on", "only what is over is taken in"))
        return found


def kind_of(line: Line) -> int:
    """Whether a person or an organisation applied: `catalog.v1.ApplicantKind`."""
    organisation = line.organisation is not None
    return int(catalog_pb2.APPLICANT_KIND_ORGANISATION if organisation else catalog_pb2.APPLICANT_KIND_PERSON)


def _malformed(violations: Violations) -> list[Fault]:
    try:
        violations.refuse()
    except InvalidInput as error:
        return [Fault(Reason.FIELD_MALFORMED, one.field, one.description) for one in error.fields]
    return []


def _fault(kind: str, place: tuple[int | str, ...], sentence: str) -> Fault:
    """What the form says of a line; a name that is not ours is shown without its odd characters."""
    field = re.sub(r"[^A-Za-z0-9_.-]", "?", ".".join(map(str, place)))[:_FIELD_CHARACTERS_SHOWN]
    if kind in ("json_invalid", "model_type"):
        return Fault(Reason.NOT_JSON, "", "the line is no JSON object")
    reasons = {"missing": Reason.FIELD_MISSING, "extra_forbidden": Reason.FIELD_UNKNOWN}
    return Fault(reasons.get(kind, Reason.FIELD_MALFORMED), field, sentence)
