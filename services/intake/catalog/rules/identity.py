"""Rules about what an entry says of itself: its code, its texts, its law, its sources, its doors."""

import re
from collections.abc import Iterator
from typing import Any

from contracts.yaml_files import Where
from services.intake.catalog.model import Catalog, Entry, Finding

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CODED_LISTS = {"form": "name", "facts": "name", "materials": "code", "stages": "code", "items": "item"}


def file_is_named_by_code(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A file has the name of its code, so that a reader finds it (house rule)."""
    if entry.document.file.stem != entry.code:
        yield Finding(("code",), f"{entry.code!r} is in {entry.document.file.name}, not in {entry.code}.yaml")


def codes_are_unique(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A code stands for one thing: in the catalogue, and within each list of an entry."""
    if catalog.by_code[entry.code] is not entry:
        yield Finding(("code",), f"{entry.code!r} is already the code of {catalog.by_code[entry.code].document.file}")
    for name, key in _CODED_LISTS.items():
        yield from _repeated(entry.listed(name), (name,), key)
    for rule in ("instant", "proactive"):
        yield from _repeated(entry.data.get(rule, {}).get("clauses", ()), (rule, "clauses"), "code")
    for where, question in entry.numbered("form"):
        yield from _repeated(question.get("options", ()), (*where, "options"), "value")


def _repeated(elements: Any, where: Where, key: str) -> Iterator[Finding]:
    """Elements whose key an earlier one has."""
    seen: set[str] = set()
    for index, element in enumerate(elements):
        if element[key] in seen:
            yield Finding((*where, index, key), f"{element[key]!r} is there twice in {where[-1]}")
        seen.add(element[key])


def texts_are_in_both_languages(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Every text for people is there in Chinese and in English (house rule: zh and en)."""
    yield from _bad_texts(entry.data, ())


def _bad_texts(value: Any, where: Where) -> Iterator[Finding]:
    """Texts that are blank or in the wrong language, anywhere below."""
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            if not _CHINESE.search(value["zh"]):
                yield Finding((*where, "zh"), "the Chinese text has no Chinese in it")
            if not value["en"].strip() or _CHINESE.search(value["en"]):
                yield Finding((*where, "en"), "the English text is blank or has Chinese in it")
            return
        for key, child in value.items():
            yield from _bad_texts(child, (*where, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _bad_texts(child, (*where, index))


def legal_basis_is_named(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """No item without a law (licensing law, art. 4: licences are set and carried out by law)."""
    if not entry.data["legal_basis"]:
        yield Finding(("legal_basis",), "no legal basis is named")
    for where, basis in entry.numbered("legal_basis"):
        if not _CHINESE.search(basis["law"]):
            yield Finding((*where, "law"), "the law is named by its Chinese title")


def sources_are_named_or_admitted_missing(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A source that was found has an address, and one that was not says why (decision: honest content)."""
    for where, source in entry.numbered("sources"):
        if source["found"] and not source.get("url"):
            yield Finding(where, "the source was found but has no url")
        if not source["note"].strip():
            yield Finding((*where, "note"), "the note does not say what was taken, or why nothing was found")


def counter_is_always_open(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """The counter is a door of every item (国办发〔2020〕45号: traditional ways must remain)."""
    if "counter" not in entry.data["channels"]:
        yield Finding(("channels",), "the counter is missing: nothing may require an online account")
