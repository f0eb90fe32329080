"""What the registers hold of one random life, and the product's own rules over it: nothing is decided here.

What is missing is what verification's rules say (services/verification/domain.py), and whether the window may ask for
it what approval's say, in the order of services/approval/handlers/officers.py. The second telling predicts both.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC

from onetrip.approval.v1.review_service_pb2 import SupplementItem
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import FormContent
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.errors import RuleViolation
from services.approval.domain.supplements import next_notice
from services.approval.handlers.missing import Holdings, missing_materials
from services.verification import codec
from services.verification.domain import Late, Need, assess
from services.verification.registers.comparing import Answer, Answered
from services.verification.registers.questions import Inquiry

# One register holds what it is asked for; the other has no record of it, so that only the applicant can give it.
_HOLDS, _HAS_NO_RECORD = "population", "archive"
WINDOW = "human-resources"


def add_paper(item: catalog.ServiceItem, paper: catalog.Material, *, held: bool) -> None:
    """Has an item list a document with the fact that stands for it, which a register holds or has no record of."""
    paper.supplied_by.append(f"fact:{paper.code}")
    register = _HOLDS if held else _HAS_NO_RECORD
    item.facts.add(name=paper.code, register=register, field=paper.code, subject="applicant", required=True)
    item.materials.append(paper)


class Registers:
    """The registers: `held_as` is the quality of what is held; for `away` rounds whoever holds it does not answer."""

    def __init__(self, definition: catalog.ServiceItem, held_as: str, away: int) -> None:
        self._definition, self._held_as, self._away = definition, Answered[held_as.upper()], away
        self._findings: list[facts.Finding] = []

    def answer(
        self, request: verification.VerifyApplication, late: Collection[str], committed: Collection[str]
    ) -> verification.VerificationCompleted:
        """A round of verification; what the applicant chose to bring late, and committed to."""
        inquiry = Inquiry(request, FormContent())
        needs = inquiry.needs()
        found = assess(
            needs,
            [[self._says(need, request.round)] for need in needs],
            inquiry.documents(),
            frozenset(material.code for material in request.materials),
            {},
            request.receive_time.ToDatetime(UTC),
            late=Late(frozenset(late)),
            committed=frozenset(committed),
        )
        self._findings = [codec.finding(each) for each in found.findings]
        return verification.VerificationCompleted(
            application_id=request.application_id,
            round=request.round,
            outcome=codec.OUTCOMES[found.outcome],
            missing=[codec.missing(inquiry, document) for document in found.missing],
            findings=self._findings,
            commitments=sorted(found.committed),
        )

    def refusal(self, code: str) -> str:
        """Why nobody is asked for a document that the state holds; empty where it does not."""
        items = [entry.item for entry in self._definition.items] or [self._definition]
        owner = next(item for item in items if any(material.code == code for material in item.materials))
        try:
            wanted = [SupplementItem(item_code=owner.code, material_code=code)]
            missing_materials(self._definition, Holdings(self._findings), wanted)
        except RuleViolation as refused:
            return refused.reason
        return ""

    def _says(self, need: Need, round: int) -> Answer:
        if need.register == _HAS_NO_RECORD:
            return Answer(Answered.NO_RECORD)
        if round <= self._away:
            return Answer(Answered.UNAVAILABLE)
        return Answer(self._held_as, "so it is", need.register)


def refusal_of_notice(sent: int, new_fact: str, *, accepted: bool) -> str:
    """Why no notice may go out after `sent` others; empty where one may."""
    try:
        next_notice(sent, accepted, WINDOW, new_fact)
    except RuleViolation as refused:
        return refused.reason
    return ""
