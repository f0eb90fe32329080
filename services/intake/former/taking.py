"""Taking a former case in: as it ended, with its timeline, and its certificate told to verification.

Nothing else is told: no workflow begins, nobody is written to, no visit is counted.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from contracts.topics.names import VERIFICATION_COMMANDS
from onetrip.approval.v1.events_pb2 import CertificateContent
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import events_pb2
from onetrip.verification.v1 import messages_pb2
from runtime.errors import Conflict
from runtime.ids import id_of
from runtime.messages import Outbound
from services.intake.codec import seal_certificate, seal_form, seal_name
from services.intake.domain import Case, Entry, Progress
from services.intake.duplicates import blocking_keys, subject_hash
from services.intake.former.lines import OUTCOMES, FormerCase
from services.intake.handlers.alike import alike_of
from services.intake.handlers.submit import ATTEMPTS_MAX
from services.intake.masking import masked_name
from services.intake.office import Office
from services.intake.store import Change, DuplicateApplication, NewApplication, Stored, Tables, TrackingNumberTaken
from services.intake.store.former import FormerFile
from services.intake.tracking_number import RANDOM_DIGITS, tracking_number
from services.intake.view import timestamp

# Under which name it is filed. No token has it: subjects of tokens are pseudonyms (decision record 0008).
FILED_BY = "service:former"
FILED_AS = int(events_pb2.FILING_ROLE_FORMER_SYSTEM)
TAKEN_IN, REVOKED = "FORMER_TAKEN_IN", "FORMER_REVOKED"
# 80 bits of a keyed hash, as many as certificates have that are issued here: sixteen characters that a person can type.
CODE_BYTES = 10


class Took(StrEnum):
    """What came of a line."""

    TAKEN_IN = "taken in"
    BESIDE = "taken in beside a later one of the same matter"
    ALREADY = "taken in before"
    REVOKED = "revoked since"
    OTHERWISE = "taken in before, and otherwise"


def former_id(office: Office, system: str, number: str) -> str:
    """The id that a case of a system has here: the same whenever it comes, and nobody's to guess."""
    return id_of("former-case", office.lookup.of(json.dumps(["former-case", system, number])).hex())


async def take_in(office: Office, case: FormerCase, file: FormerFile) -> Took:
    """Take a case in, unless it is here. Raises Conflict when others file the same matter again and again meanwhile."""
    taking = _Taking(office, case, file)
    for _ in range(ATTEMPTS_MAX):
        try:
            async with office.store.transaction() as tables:
                return await taking.take(tables)
        except (TrackingNumberTaken, DuplicateApplication):
            continue
    raise Conflict("the case could not be taken in: try again", retry_after_seconds=1.0)


async def outcome_of(office: Office, case: FormerCase) -> Took:
    """What would come of it, as far as it is known now. Writes nothing."""
    taking = _Taking(office, case, None)
    stored = await office.store.applications.read(taking.id)
    if stored is not None:
        return taking.again(stored)
    return Took.TAKEN_IN if await taking.before(office.store) is None else Took.BESIDE


class _Taking:
    def __init__(self, office: Office, case: FormerCase, file: FormerFile | None) -> None:
        self._office = office
        self._case = case
        self._file = file
        self.id = former_id(office, case.line.system, case.line.number)
        self._case_id = f"{self.id}.{case.item.code}"
        self._person = office.person_id(case.form.resident_id)
        self._subject = subject_hash(case.item.subject_fields, case.form, office.lookup)
        self._digest = office.lookup.of(case.line.whole).hex()

    async def take(self, tables: Tables) -> Took:
        if await tables.applications.lock(self.id) is not None:
            stored = await tables.applications.read(self.id)
            return await self._came_again(tables, stored) if stored else Took.ALREADY
        later = await self.before(tables)
        stands = later is None and self._progress().stands
        if stands:
            await self._replace(tables)
        await self._office.sealer.load([f"application/{self.id}"], make=True)
        await tables.former.take_in(self._new(), self._progress(), self._ended_at, stands=stands)
        await tables.applications.tell(self.id, self._entries())
        if stands:
            rules = self._office.catalogue.duplicate_rules(self._case.definition)
            await alike_of(tables, self.id, blocking_keys(rules, self._case.form, self._office.lookup))
        await tables.send(self._office.clock.now(), self._told())
        return Took.TAKEN_IN if later is None else Took.BESIDE

    def again(self, stored: Stored) -> Took:
        """What comes of a line whose case is here."""
        known = next((entry.details for entry in stored.timeline if entry.kind == TAKEN_IN), {})
        if known.get("digest") != self._digest:
            return Took.OTHERWISE
        revoked = stored.progress.cases.get(self._case_id, Case()).revoked
        return Took.REVOKED if self._case.revoked_at and not revoked else Took.ALREADY

    async def before(self, tables: Tables) -> str | None:
        """The application that stands for this matter and goes before: filed here, or closed later elsewhere."""
        if not self._progress().stands:
            return None
        standing = await tables.applications.standing(self._person, self._case.item.code, self._subject)
        stored = await tables.applications.read(standing) if standing else None
        return stored.id if stored and not self._is_earlier(stored) else None

    def _is_earlier(self, stored: Stored) -> bool:
        ending = stored.progress.ending
        return stored.filed_as == FILED_AS and ending is not None and ending.at < self._case.closed_at

    async def _replace(self, tables: Tables) -> None:
        """A result that came later takes the place of an earlier one."""
        standing = await tables.applications.standing(self._person, self._case.item.code, self._subject)
        if standing:
            await tables.applications.release(standing)

    async def _came_again(self, tables: Tables, stored: Stored) -> Took:
        took, at = self.again(stored), self._case.revoked_at
        if took is Took.REVOKED and at is not None:
            progress = stored.progress.with_case(self._case_id, revoked=True)
            await tables.applications.change([Change(self.id, progress, [self._revocation(at)])], at)
            await tables.send(self._office.clock.now(), [self._void(at)])
        return took

    @property
    def _ended_at(self) -> datetime:
        """From when its retention counts: nothing has happened in it since."""
        return max(self._case.closed_at, self._case.revoked_at or self._case.closed_at)

    def _progress(self) -> Progress:
        outcome, state = OUTCOMES[self._case.line.outcome]
        told = self._case.line.certificate
        case = Case(
            outcome=outcome,
            certificate_number=self._case.certificate_number,
            valid_until=told.valid_until if told else None,
            revoked=self._case.revoked_at is not None,
        )
        # Presences of another system are not ours to count.
        progress = Progress(cases={self._case_id: case}, visits_budget=0, visits_used=0)
        return progress.finished(state, self._case.closed_at)

    def _new(self) -> NewApplication:
        office, case, item = self._office, self._case, self._case.item
        received = case.received_at
        return NewApplication(
            id=self.id,
            tracking_number=tracking_number(case.line.received_on.year, secrets.randbelow(10**RANDOM_DIGITS)),
            item_code=item.code,
            item_version=item.version,
            channel=int(catalog_pb2.CHANNEL_FORMER_SYSTEM),
            applicant_id=self._person,
            applicant_kind=case.kind,
            filed_by=FILED_BY,
            filed_as=FILED_AS,
            delivery_method=int(item.delivery[0]),
            subject_hash=self._subject,
            organisation=office.organisation(case.form.credit_code),
            sealed_form=seal_form(office.sealer, self.id, case.form),
            sealed_name=seal_name(office.sealer, self.id, masked_name(case.form.person_name)),
            state=int(self._progress().state),
            receive_time=received,
        )

    def _entries(self) -> Sequence[Entry]:
        line, case = self._case.line, self._case
        ended = f"FORMER_{line.outcome.upper().replace('-', '_')}"
        origin = {"system": line.system, "number": line.number, "digest": self._digest}
        by = {"file": self._file.id, "by": self._file.taken_in_by} if self._file else {}
        entries = [
            Entry("RECEIVED", "RECEIVED", case.received_at),
            Entry(f"CASE_OUTCOME:{self._case_id}", ended, case.closed_at, self._case_id, self._department),
            Entry(TAKEN_IN, TAKEN_IN, self._office.clock.now(), details={**origin, **by}),
        ]
        return [*entries, self._revocation(case.revoked_at)] if case.revoked_at else entries

    def _revocation(self, at: datetime) -> Entry:
        return Entry(f"DECISION_REVOKED:{self._case_id}", REVOKED, at, self._case_id, self._department)

    @property
    def _department(self) -> str:
        return self._case.item.lead_department

    def _told(self) -> Sequence[Outbound]:
        """Its certificate, for who keeps what people hold."""
        told = self._case.line.certificate
        if told is None:
            return []
        # Taken in again after a database was set back, it is the one that its holder may have on paper.
        made = self._office.lookup.of(json.dumps(["former-certificate", self.id]))[:CODE_BYTES]
        code = base64.b32encode(made).decode("ascii")
        name = self._case.line.organisation.name if self._case.line.organisation else self._case.form.person_name
        answers = self._case.form.answers
        subject = {field: answers[field] for field in self._case.item.subject_fields if field in answers}
        content = CertificateContent(number=self._case.certificate_number, code=code, holder_name=name, subject=subject)
        certificate = self._case.item.certificate
        command = messages_pb2.KeepFormerCertificate(
            application_id=self.id,
            case_id=self._case_id,
            applicant_id=self._person,
            sealed_form=seal_form(self._office.sealer, self.id, self._case.form),
            item_code=self._case.item.code,
            department=self._department,
            kind=certificate.kind,
            name=certificate.name,
            valid_from=told.valid_from.isoformat(),
            valid_until=told.valid_until.isoformat() if told.valid_until else "",
            sealed_certificate=seal_certificate(self._office.sealer, self.id, content),
            issue_time=timestamp(self._case.closed_at),
        )
        kept = Outbound(VERIFICATION_COMMANDS, self.id, f"{self.id}:former-certificate", command)
        return [kept, self._void(self._case.revoked_at)] if self._case.revoked_at else [kept]

    def _void(self, at: datetime) -> Outbound:
        command = messages_pb2.VoidFormerCertificate(
            application_id=self.id, case_id=self._case_id, revoke_time=timestamp(at)
        )
        return Outbound(VERIFICATION_COMMANDS, self.id, f"{self.id}:former-certificate-void", command)
