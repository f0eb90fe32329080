"""Rules about the keys by which near-duplicates are found: of items that exist, over what these ask."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.intake.catalog.model import Catalog, Entry, Finding

RULE = "duplicate-key"
_FORM = "form:"


def keys_are_of_what_is_asked(catalog: Catalog, rules: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """Each is of an item, is named once, and compares answers to its form or the organisation that can apply."""
    for code, rule in rules.items():
        entry = catalog.by_code.get(code)
        if entry is None or entry.is_bundle:
            if code not in catalog.broken_codes:
                yield Finding((code,), f"{code!r} is no item of the catalogue; a bundle is compared by its items")
            continue
        seen: set[str] = set()
        for index, key in enumerate(rule["keys"]):
            where = (code, "keys", index)
            if key["code"] in seen:
                yield Finding((*where, "code"), f"{key['code']!r} is named twice")
            seen.add(key["code"])
            yield from _faults(entry, key, where)


def _faults(entry: Entry, key: Mapping[str, Any], where: tuple) -> Iterator[Finding]:
    questions = {question["name"] for question in entry.listed("form")}
    for index, part in enumerate(key["parts"]):
        of = part["of"]
        if of.startswith(_FORM) and of.removeprefix(_FORM) not in questions:
            yield Finding((*where, "parts", index, "of"), f"{of.removeprefix(_FORM)!r} is not a question of the form")
        if of == "organisation" and "organisation" not in entry.data["applicant_kinds"]:
            yield Finding((*where, "parts", index, "of"), "no organisation can apply for this item")
