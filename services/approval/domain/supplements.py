"""The ledger of supplement notices (一次告知, licensing law, art. 32)."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.errors import SecondSupplement, StateAlreadyHolds, SupplementAfterAcceptance
from runtime.errors import FieldViolation
from services.approval.policy import SUPPLEMENT_NOTICES_MAX


@dataclass(frozen=True)
class Notice:
    """A notice that went out. ``number`` counts from 1, ``department`` is empty when verification asked."""

    number: int
    department: str
    new_fact: str


def next_notice(notices_sent: int, accepted: bool, department: str, new_fact: str) -> Notice:
    """Return the notice that may go out now, after `notices_sent` others.

    Raises:
        SupplementAfterAcceptance: after acceptance, by silence too, none may be required.
        SecondSupplement: the one notice is out, and no new fact that it could not have known is named.
    """
    if accepted:
        raise SupplementAfterAcceptance("the application has been accepted: no supplement can be required any more")
    fact = new_fact.strip()
    if notices_sent and not fact:
        raise SecondSupplement("the one supplement notice is out; another needs a fact that it could not have known")
    if notices_sent >= SUPPLEMENT_NOTICES_MAX:
        raise SecondSupplement("a second supplement notice is out already; there is no third")
    return Notice(notices_sent + 1, department, fact if notices_sent else "")


def refuse_what_the_state_holds(field: str, suppliers: Sequence[str], facts_without_record: frozenset[str]) -> None:
    """Refuse to ask the applicant for what a register or a certificate supplies (State Council order 716, art. 7).

    Args:
        field: path of the material in the request.
        suppliers: the catalogue's ``fact:<name>`` and ``certificate:<kind>``.
        facts_without_record: facts of the item for which the registers said "no record": those cannot supply.

    Raises:
        StateAlreadyHolds: names the source.
    """
    facts = [supplier for supplier in suppliers if supplier.startswith("fact:")]
    if facts and all(fact.removeprefix("fact:") in facts_without_record for fact in facts):
        return
    for source in suppliers:
        raise StateAlreadyHolds(
            f"the applicant is not asked for this: {source} supplies it",
            fields=[FieldViolation(field, f"is supplied by {source}")],
            metadata={"source": source},
        )
