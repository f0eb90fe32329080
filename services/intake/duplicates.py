"""Applications that may be about the same matter: their blocking keys (decision 0048). Pure.

The exact same (applicant, item and subject) is returned instead of filed again and never comes here. What comes here is
filed by somebody else, or spelled otherwise; a person looks at it, and nothing is ever merged by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import events_pb2
from runtime.sealing import LookupHash
from services.intake.folding import FOLDS

# An officer looks at each: what many share (one answer that everybody gives) is a rule to be mended.
POSSIBLE_DUPLICATES_MAX = 10

ORGANISATION, FORM = "organisation", "form:"


def subject_hash(fields: Iterable[str], form: events_pb2.FormContent, lookup: LookupHash) -> bytes:
    """Return the keyed hash of what an application is about: the organisation, and the answers to the item's `fields`.

    One applicant has one application of an item and subject that is live, or whose result stands (domain.md).
    """
    return lookup.of(json.dumps([form.credit_code, [form.answers.get(one, "") for one in fields]], ensure_ascii=False))


def blocking_keys(
    rules: Iterable[catalog_pb2.DuplicateRule], form: events_pb2.FormContent, lookup: LookupHash
) -> list[bytes]:
    """Return the keyed hashes by which this application is found, 32 bytes each, in one order.

    `rules`: those of the items it is about. A key of which a part was not answered, or is nothing but punctuation, is
    left out: everybody who gave no answer would look the same.
    """
    found: set[bytes] = set()
    for rule in rules:
        for key in rule.keys:
            parts = [FOLDS[part.fold](_part(part.of, form)) for part in key.parts]
            if parts and all(parts):
                found.add(lookup.of(json.dumps(["duplicate", rule.item_code, key.code, parts], ensure_ascii=False)))
    return sorted(found)


def locks_of(keys: Sequence[bytes]) -> list[int]:
    """Return the numbers of the advisory locks of keys, in one order, so that two filings never deadlock over them."""
    return sorted({int.from_bytes(key[:8], "big", signed=True) for key in keys})


def _part(of: str, form: events_pb2.FormContent) -> str:
    return form.credit_code if of == ORGANISATION else form.answers.get(of.removeprefix(FORM), "")
