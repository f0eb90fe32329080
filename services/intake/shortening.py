"""What the state can supply is on no list of documents, whether the item's file says so or not (decision 0024).

A register that is connected shortens the lists of every item that names one of its documents, without a new version of
the item: what supplies a document is derived from what registers hold and certificates prove. Pure.
"""

from collections.abc import Collection, Mapping, Sequence

from onetrip.catalog.v1 import catalog_pb2 as catalog

_TYPES = {catalog.VALUE_TYPE_RESIDENT_ID: "resident_id", catalog.VALUE_TYPE_CREDIT_CODE: "credit_code"}
_KINDS = {catalog.APPLICANT_KIND_PERSON: "person", catalog.APPLICANT_KIND_ORGANISATION: "organisation"}
# What a question of a type names; a text names other things by the question's own name, such as premises_number.
_NAMED_BY_TYPE = {"resident_id": "person", "credit_code": "organisation"}
_NAMED_BY_QUESTION = frozenset({"premises_number", "birth_certificate_number"})


def subject_for(
    subjects: Collection[str], applicant_kinds: Collection[str], questions: Sequence[tuple[str, str]]
) -> str:
    """About whom an item can ask a register that is kept by `subjects`: `applicant`, `organisation` or `form:<field>`.

    `questions`: (name, type). Empty when the item does not know of whom or what.
    """
    named = [name for name, _ in questions if name in _NAMED_BY_QUESTION & set(subjects)]
    if named:
        return f"form:{named[0]}"
    if "organisation" in subjects and "organisation" in applicant_kinds:
        return "organisation"
    if "person" in subjects and "person" in applicant_kinds:
        return "applicant"
    by_type = [name for name, type_ in questions if _NAMED_BY_TYPE.get(type_) in subjects]
    return f"form:{by_type[0]}" if by_type else ""


def shortened(
    item: catalog.ServiceItem, registers: Mapping[str, catalog.Register], certificates: Collection[str]
) -> catalog.ServiceItem:
    """The item, or bundle, with what supplies each document by `registers` (by code) and kinds of `certificates`."""
    result = catalog.ServiceItem()
    result.CopyFrom(item)
    for part in (result, *(entry.item for entry in result.items)):
        for material in part.materials:
            if not material.supplied_by:
                _supply(part, material, registers, certificates)
        sources = {source.register for need in part.facts for source in (need, *need.also_from)}
        used = sorted(sources & registers.keys())
        del part.registers[:]
        part.registers.extend(_named(registers[code]) for code in used)
    return result


def _supply(
    part: catalog.ServiceItem,
    material: catalog.Material,
    registers: Mapping[str, catalog.Register],
    certificates: Collection[str],
) -> None:
    if material.code in certificates:
        material.supplied_by.append(f"certificate:{material.code}")
    kinds = [_KINDS[kind] for kind in part.applicant_kinds if kind in _KINDS]
    questions = [(field.name, _TYPES.get(field.type, "text")) for field in part.form]
    for code in sorted(registers):
        register = registers[code]
        document = next((one for one in register.documents if one.code == material.code), None)
        subject = subject_for(register.subjects, kinds, questions) if document else ""
        if document and subject:
            names = [_fact(part, register, field, subject, material) for field in document.fields]
            material.supplied_by.extend(f"fact:{name}" for name in names)


def _fact(
    part: catalog.ServiceItem, register: catalog.Register, field: str, subject: str, material: catalog.Material
) -> str:
    """The name of the fact, declared where the item does not look it up yet."""
    for need in part.facts:
        if (need.register, need.field, need.subject) == (register.code, field, subject):
            return need.name
    name = f"{register.code}_{field}".replace("-", "_")
    types = {one.name: one.type for one in register.fields}
    part.facts.add(
        name=name,
        register=register.code,
        field=field,
        type=types.get(field, catalog.VALUE_TYPE_TEXT),
        subject=subject,
        required=material.required,
    )
    return name


def _named(register: catalog.Register) -> catalog.Register:
    return catalog.Register(code=register.code, name=register.name, department=register.department)
