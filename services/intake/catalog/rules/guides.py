"""Rules about the questions of guides: few, plain, and each with a consequence."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.intake.catalog.model import Catalog, Entry, Finding

RULE = "guide"
_QUESTION_MARKS = {"zh": "?？", "en": "?"}
_ENDS = {"zh": "。!！", "en": ".!"}
_EFFECTS = ("if_yes", "if_no")


def questions_are_plain_and_change_something(
    catalog: Catalog, asked: Mapping[str, Mapping[str, Any]]
) -> Iterator[Finding]:
    """Each is of an item that exists, is asked once, ends in a question mark, and its effects are possible ones."""
    for code, guide in asked.items():
        entry = catalog.by_code.get(code)
        if entry is None:
            if code not in catalog.broken_codes:
                yield Finding((code,), f"{code!r} is not in the catalogue")
            continue
        seen: set[str] = set()
        for index, question in enumerate(guide["questions"]):
            where = (code, "questions", index)
            if question["code"] in seen:
                yield Finding((*where, "code"), f"{question['code']!r} is asked twice")
            seen.add(question["code"])
            for language, marks in _QUESTION_MARKS.items():
                if question["text"][language].strip()[-1:] not in tuple(marks):
                    yield Finding((*where, "text", language), "the text is no question: it has no question mark")
            for effect in _EFFECTS:
                yield from _faults(catalog, entry, question.get(effect, {}), (*where, effect))


def _faults(catalog: Catalog, entry: Entry, effect: Mapping[str, Any], where: tuple) -> Iterator[Finding]:
    materials = [one for part in (entry, *catalog.members(entry)) for one in part.listed("materials")]
    secondary = {one["code"] for one in materials if one.get("secondary")}
    required = {one["code"] for one in materials if one["required"]}
    known = {one["code"] for one in materials}
    for index, code in enumerate(effect.get("later", ())):
        if code not in secondary:
            yield Finding((*where, "later", index), f"{code!r} is no secondary document: it cannot come later")
    for index, code in enumerate(effect.get("not_needed", ())):
        if code not in known or code in required:
            yield Finding((*where, "not_needed", index), f"{code!r} is no document that an answer can spare")
    if effect.get("stop") and "say" not in effect:
        yield Finding(where, "who is turned away is told why: say it")
    for language, ends in _ENDS.items():
        if "say" in effect and effect["say"][language].strip()[-1:] not in tuple(ends):
            yield Finding((*where, "say", language), "what is read out is a whole sentence")
