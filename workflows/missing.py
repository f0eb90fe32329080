"""What is missing 缺件, by what verification found and what officers asked for. Pure rules over messages."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from onetrip.approval.v1.events_pb2 import SupplementAsked
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from onetrip.verification.v1.messages_pb2 import VerificationCompleted
from workflows.facts import Facts


def not_promised(missing: Iterable[MissingMaterial]) -> list[MissingMaterial]:
    """What acceptance has to wait for: what is promised for later (容缺) alone sends no notice."""
    return [material for material in missing if not material.promised]


def still_missing(
    facts: Facts, asked: SupplementAsked, seen: Collection[int], answer: VerificationCompleted
) -> list[MissingMaterial]:
    """What verification misses, and what an officer asked for that none of the supplements `seen` has brought."""
    brought = {item.code for number, s in facts.supplements.items() if number in seen for item in s.materials}
    by_officer = asked.missing if asked.department else []
    open_requests = [m for m in by_officer if m.material_code not in brought]
    found = {(m.item_code, m.material_code): m for m in [*open_requests, *answer.missing]}
    return not_promised(found.values())


def later_missing(facts: Facts, handled: int, through: int | None = None) -> list[MissingMaterial]:
    """What officers asked for after acceptance and no supplement after the `handled`-th has brought (decision 0057).

    `through`: by the supplement of that number; None: by now.
    """
    later = (s for n, s in facts.supplements.items() if n > handled and (through is None or n <= through))
    given = {material.code for supplement in later for material in supplement.materials}
    return [each for each in facts.later.missing if each.material_code not in given] if facts.later else []
