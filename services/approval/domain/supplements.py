"""The ledger of supplement notices (一次告知, licensing law, art. 32)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from contracts.errors.supplements import (
    SecondLaterSupplement,
    SecondSupplement,
    StateAlreadyHolds,
    SupplementAfterAcceptance,
)
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


def check_later(*, allowed: bool, asked_before: bool) -> None:
    """Raise unless officers may ask now, after acceptance (补交告知; domain.md, "Applications and cases": local).

    ``allowed``: whether the item says so; ``asked_before``: whether any case of the application was asked so before.
    Raises SupplementAfterAcceptance, SecondLaterSupplement.
    """
    if not allowed:
        raise SupplementAfterAcceptance("the application has been accepted: no supplement can be required any more")
    if asked_before:
        raise SecondLaterSupplement("something was asked for after acceptance already; there is no second time")


@dataclass(frozen=True)
class Held:
    """A document that the state holds though somebody wants to ask for it. ``field``: its path in the request.

    ``suppliers``: those of the catalogue's ``fact:<name>`` and ``certificate:<kind>`` that can supply it; ``sources``:
    who holds it, as ``register:<code>`` and ``certificate:<kind>``.
    """

    field: str
    suppliers: Sequence[str]
    sources: Sequence[str]


def suppliers_that_can(
    suppliers: Sequence[str], facts_without_record: Collection[str], certificates_held: Collection[str]
) -> list[str]:
    """Which suppliers of a document can supply it (State Council order 716, art. 7); none: the applicant may be asked.

    A register that is connected can, also while it is away; a certificate can only when the applicant holds it.

    Args:
        suppliers: the catalogue's ``fact:<name>`` and ``certificate:<kind>``; ``form:<field>`` is the applicant's own.
        facts_without_record: facts of the item for which the registers said "no record": those cannot supply.
        certificates_held: kinds of certificate that the applicant holds, or that the same application will issue.
    """
    unable = {f"fact:{name}" for name in facts_without_record}
    held = {f"certificate:{kind}" for kind in certificates_held}
    return [one for one in suppliers if one in held or (one.startswith("fact:") and one not in unable)]


def refuse_what_the_state_holds(held: Sequence[Held]) -> None:
    """Raise StateAlreadyHolds, naming each document and who holds it, unless there is none."""
    if not held:
        return
    sources = list(dict.fromkeys(source for one in held for source in one.sources))
    raise StateAlreadyHolds(
        f"the applicant is not asked for what the state holds: {', '.join(sources)}; it is being looked up instead",
        fields=[FieldViolation(one.field, f"is supplied by {' or '.join(one.sources)}") for one in held],
        metadata={"source": held[0].suppliers[0], "sources": ",".join(sources)},
    )
