"""Rules about what an entry refers to: departments, registers and their fields, its own form."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.intake.catalog.model import Catalog, Entry, Finding, union_form

_SUBJECT_OF = {"applicant": "person", "organisation": "organisation"}
_SUBJECT_OF_TYPE = {"resident_id": "person", "credit_code": "organisation"}
_NAMED_SUBJECTS = frozenset({"premises_number", "birth_certificate_number"})
"""Subjects that a text answer can name; persons and organisations are named by a number with a check digit."""


def departments_are_known(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Every department is one of departments.yaml."""
    if entry.data["lead_department"] not in catalog.departments:
        yield Finding(("lead_department",), f"{entry.data['lead_department']!r} is not in departments.yaml")
    for where, stage in entry.numbered("stages"):
        if stage["department"] not in catalog.departments:
            yield Finding((*where, "department"), f"{stage['department']!r} is not in departments.yaml")


def registers_and_fields_are_known(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Every fact is a field of a register of registers/, of the same type; of each other source too, named once."""
    for where, fact in entry.numbered("facts"):
        yield from _unknown(where, fact, fact["type"], catalog)
        seen = {fact["register"]}
        for index, source in enumerate(fact.get("also_from", ())):
            place = (*where, "also_from", index)
            yield from _unknown(place, source, fact["type"], catalog)
            if source["register"] in seen:
                yield Finding((*place, "register"), f"{source['register']!r} is a source of {fact['name']!r} already")
            seen.add(source["register"])


def _unknown(where: tuple, source: Mapping[str, Any], type_: str, catalog: Catalog) -> Iterator[Finding]:
    register = catalog.registers.get(source["register"])
    if register is None:
        yield Finding((*where, "register"), f"{source['register']!r} is not in registers/")
    elif source["field"] not in register["fields"]:
        yield Finding((*where, "field"), f"register {source['register']!r} has no field {source['field']!r}")
    elif type_ != register["fields"][source["field"]]:
        held = register["fields"][source["field"]]
        place = "type" if "type" in source else "field"
        yield Finding((*where, place), f"{source['register']}.{source['field']} is of type {held}, not {type_}")


def facts_are_asked_about_the_right_subject(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A lookup is made by what the register is kept by: a person, an organisation, premises, a birth certificate."""
    types = {question["name"]: question["type"] for question in entry.listed("form")}
    for where, fact in entry.numbered("facts"):
        subject = fact["subject"]
        if subject.startswith("form:"):
            type_ = types.get(subject.removeprefix("form:"))
            named = {_SUBJECT_OF_TYPE[type_]} if type_ in _SUBJECT_OF_TYPE else _NAMED_SUBJECTS
        else:
            named = {_SUBJECT_OF[subject]}
        for source in (fact, *fact.get("also_from", ())):
            register = catalog.registers.get(source["register"])
            if register is not None and not named & set(register["subjects"]):
                kept_by, code = " or ".join(register["subjects"]), source["register"]
                yield Finding((*where, "subject"), f"register {code!r} is kept by {kept_by}, not {subject!r}")
        if subject == "organisation" and "organisation" not in entry.data["applicant_kinds"]:
            yield Finding((*where, "subject"), "no organisation can apply for this item")


def form_fields_are_declared(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Every form field that is referred to is a question of the form."""
    if not catalog.is_whole(entry):
        return
    questions = union_form(catalog, entry) if entry.is_bundle else entry.listed("form")
    names = {question["name"] for question in questions}
    for index, name in enumerate(entry.data["subject_fields"]):
        if name not in names:
            yield Finding(("subject_fields", index), f"{name!r} is not a question of the form")
    for where, fact in entry.numbered("facts"):
        claimed = fact.get("claimed_by_form_field")
        if claimed is not None and claimed not in names:
            yield Finding((*where, "claimed_by_form_field"), f"{claimed!r} is not a question of the form")
        if fact["subject"].startswith("form:") and fact["subject"].removeprefix("form:") not in names:
            yield Finding((*where, "subject"), f"{fact['subject']!r} is not a question of the form")


def enum_fields_have_options(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """An enum question has options and no other has; a text says how long its answer may be (limits on everything)."""
    for where, question in entry.numbered("form"):
        if (question["type"] == "enum") != ("options" in question):
            yield Finding(where, f"{question['name']!r} is of type {question['type']}: enum has options, no other has")
        if question["type"] in ("text", "person_name", "phone") and "max_length" not in question:
            yield Finding(where, f"{question['name']!r} has no max_length")
