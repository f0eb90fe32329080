"""What every handler works with, and how it says what it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import asyncpg
from google.protobuf.message import Message

from contracts.topics.names import APPROVAL, APPROVAL_EVENTS
from onetrip.approval.v1.decision_service_pb2 import Decision, DecisionAmendment, Statement
from onetrip.approval.v1.events_pb2 import CertificateContent, DecisionText, TriedRule
from onetrip.verification.v1.facts_pb2 import FactSet
from runtime.clock import Clock
from runtime.ids import new_id
from runtime.messages import Outbound
from runtime.outbox import enqueue
from runtime.sealing import VERSIONS, LookupHash, Sealer
from services.approval.policy import MARK_DAYS
from services.approval.signing import CertificateSigner
from services.approval.store.applications import Definitions

M = TypeVar("M", bound=Message)


@dataclass(frozen=True)
class Office:
    """The clock, the keys, the zone in which days begin, the pinned definitions, and who signs certificates."""

    clock: Clock
    sealer: Sealer
    zone: ZoneInfo
    definitions: Definitions
    signer: CertificateSigner
    lookup: LookupHash
    # How long a false commitment stays on record, in calendar days.
    mark_days: int = MARK_DAYS

    def day_of(self, instant: datetime) -> date:
        """The calendar day of an instant where the agencies are."""
        return instant.astimezone(self.zone).date()

    def open_facts(self, application_id: str, sealed: bytes) -> FactSet:
        """Open a sealed FactSet; an empty value is an empty set. Raises SealBroken."""
        if not sealed:
            return FactSet()
        return FactSet.FromString(self._open(application_id, sealed, "FactSet"))

    def seal_facts(self, application_id: str, facts: FactSet) -> bytes:
        """Seal a FactSet, as verification does."""
        return self._seal(application_id, facts)

    def seal_statement(self, application_id: str, statement: Statement) -> bytes:
        """Seal what the applicant said before a revocation."""
        return self._seal(application_id, statement)

    def open_statement(self, application_id: str, sealed: bytes) -> Statement:
        """Open what seal_statement sealed. Raises SealBroken."""
        return Statement.FromString(self._open(application_id, sealed, "Statement"))

    def seal_explanation(self, application_id: str, decision: Decision) -> bytes:
        """Seal a decision with its reasons, clauses and facts, for ListDecisions."""
        return self._seal(application_id, decision)

    def open_explanation(self, application_id: str, sealed: bytes) -> Decision:
        """Open what seal_explanation sealed. Raises SealBroken."""
        return Decision.FromString(self._open(application_id, sealed, "Decision"))

    def seal_amendment(self, application_id: str, amendment: DecisionAmendment) -> bytes:
        """Seal what was said about a decision later."""
        return self._seal(application_id, amendment)

    def open_amendment(self, application_id: str, sealed: bytes) -> DecisionAmendment:
        """Open what seal_amendment sealed. Raises SealBroken."""
        return DecisionAmendment.FromString(self._open(application_id, sealed, "DecisionAmendment"))

    def seal_certificate(self, application_id: str, content: CertificateContent) -> bytes:
        """Seal a certificate, for whoever keeps it."""
        return self._seal(application_id, content)

    def seal_tried(self, application_id: str, clauses: Mapping[str, bool]) -> bytes:
        """Seal how a rule came out: which clause failed may say something bad about a person (decision 0059)."""
        tried = [TriedRule.Tried(code=code, holds=holds) for code, holds in clauses.items()]
        return self._seal(application_id, TriedRule(clauses=tried))

    def failed_clauses(self, application_id: str, sealed: bytes) -> list[str]:
        """Codes of the clauses that did not hold, of what seal_tried sealed. Raises SealBroken."""
        tried = TriedRule.FromString(self._open(application_id, sealed, "TriedRule"))
        return [each.code for each in tried.clauses if not each.holds]

    def seal_words(self, application_id: str, words: str) -> bytes:
        """Seal an officer's or a rule's words as DecisionText: free text may name anybody."""
        return self._seal(application_id, DecisionText(reasons=words))

    def open_words(self, application_id: str, sealed: bytes) -> str:
        """Open what seal_words sealed; empty for an empty value. Raises SealBroken."""
        if not sealed:
            return ""
        return DecisionText.FromString(self._open(application_id, sealed, "DecisionText")).reasons

    def seal_answer(self, application_id: str, answer: Message) -> bytes:
        """Seal an answer that repeats what somebody wrote, to be kept for when the call comes again."""
        return self._seal(application_id, answer)

    def open_answer(self, application_id: str, kept: bytes, kind: type[M]) -> M:
        """Open what seal_answer sealed. Raises SealBroken.

        Release 0.1.0 kept answers as they are: no message begins like a sealed value.
        """
        sealed = kept[:1] and kept[0] in VERSIONS
        return kind.FromString(self._open(application_id, kept, kind.DESCRIPTOR.name) if sealed else kept)

    def _seal(self, application_id: str, message: Message) -> bytes:
        associated = f"{message.DESCRIPTOR.name}:{application_id}"
        return self.sealer.seal(f"application/{application_id}", message.SerializeToString(), associated)

    def _open(self, application_id: str, sealed: bytes, name: str) -> bytes:
        return self.sealer.open(f"application/{application_id}", sealed, f"{name}:{application_id}")


async def say(
    connection: asyncpg.Connection, application_id: str, message: Message, *, cause: str | None, now: datetime
) -> None:
    """Publish an event.

    The id of one that answers a command (``cause``) is made of the command's id and the event's name: said twice, it
    is sent once. An event that answers nothing has no cause.
    """
    id_ = f"{cause}:{message.DESCRIPTOR.name}" if cause is not None else new_id()
    await enqueue(connection, APPROVAL, now, [Outbound(APPROVAL_EVENTS, application_id, id_, message, cause)])
