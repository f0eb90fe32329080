"""What an officer asks the applicant for, checked against the pinned definition."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from onetrip.approval.v1.review_service_pb2 import SupplementItem, Task
from onetrip.catalog.v1.catalog_pb2 import Material, ServiceItem
from onetrip.verification.v1.facts_pb2 import (
    FINDING_KIND_NO_RECORD,
    FINDING_KIND_SUBJECT_UNKNOWN,
    Finding,
    MissingMaterial,
)
from services.approval.definitions import item_of, items_of
from services.approval.domain.supplements import Held, refuse_what_the_state_holds, suppliers_that_can
from services.approval.validation import Violations

WITHOUT_RECORD = frozenset({FINDING_KIND_NO_RECORD, FINDING_KIND_SUBJECT_UNKNOWN})
"""Findings by which a register cannot supply a fact: an officer may ask the applicant."""


@dataclass(frozen=True)
class Holdings:
    """What is known of what the state holds for an application: the latest round's findings, and certificates held.

    ``certificates``: kinds by (item, material) that they stand for.
    """

    findings: Sequence[Finding] = ()
    certificates: Mapping[tuple[str, str], Collection[str]] = field(default_factory=dict)


def missing_materials(
    definition: ServiceItem, holdings: Holdings, asked: Sequence[SupplementItem]
) -> list[MissingMaterial]:
    """Return what the notice names.

    Raises InvalidInput for what is no material of the application's items, and StateAlreadyHolds for what a register
    or a certificate that is held supplies; a register that said "no record" of the fact cannot (domain.md, "Evidence"),
    nor can one that could not be asked about the applicant.
    """
    materials = _known_materials(definition, asked)
    refuse_what_the_state_holds([one for _, one in held_by_the_state(definition, holdings, asked)])
    return [
        MissingMaterial(
            item_code=entry.item_code,
            material_code=entry.material_code,
            name=material.name,
            obtained_from=material.obtained_from if material.HasField("obtained_from") else None,
            secondary=material.secondary,
        )
        for entry, material in zip(asked, materials, strict=True)
    ]


def held_by_the_state(
    definition: ServiceItem, holdings: Holdings, asked: Sequence[SupplementItem]
) -> list[tuple[SupplementItem, Held]]:
    """What of that a register or a certificate held can supply. Raises InvalidInput for unknown ones."""
    materials = _known_materials(definition, asked)
    without_record = [(finding.item_code, finding.fact) for finding in holdings.findings if _no_record(finding)]
    held = []
    for index, (entry, material) in enumerate(zip(asked, materials, strict=True)):
        facts = {fact for item_code, fact in without_record if item_code == entry.item_code}
        of_applicant = holdings.certificates.get((entry.item_code, entry.material_code), ())
        kinds = {*of_applicant, *awaited_kinds(definition, entry.item_code)}
        if suppliers := suppliers_that_can(material.supplied_by, facts, kinds):
            sources = sources_of(definition, entry.item_code, suppliers)
            held.append((entry, Held(f"items[{index}].material_code", suppliers, sources)))
    return held


def at_hand(definition: ServiceItem, face: Task, material_codes: Sequence[str]) -> list[SupplementItem]:
    """These documents as those of the item that a task is about; of every item that names one, for an acceptance."""
    item = item_of(definition, face.item_code)
    items = [item] if item is not None and face.case_id else items_of(definition)
    return [
        SupplementItem(item_code=item.code, material_code=code)
        for code in dict.fromkeys(material_codes)
        for item in items
        if any(material.code == code for material in item.materials)
    ]


def awaited_kinds(definition: ServiceItem, item_code: str) -> set[str]:
    """Kinds of certificate that the other items of the same bundle issue: nobody is asked for those."""
    others = (item for item in items_of(definition) if item.code != item_code)
    return {item.certificate.kind for item in others if item.HasField("certificate")}


def sources_of(definition: ServiceItem, item_code: str, suppliers: Sequence[str]) -> list[str]:
    """Who supplies: the registers of the facts, and certificates; each once."""
    item = item_of(definition, item_code)
    registers = {need.name: need.register for need in item.facts} if item else {}
    named = []
    for supplier in suppliers:
        kind, _, name = supplier.partition(":")
        named.append(f"register:{registers.get(name) or name}" if kind == "fact" else supplier)
    return list(dict.fromkeys(named))


def _known_materials(definition: ServiceItem, asked: Sequence[SupplementItem]) -> list[Material]:
    violations, found = Violations(), []
    seen: set[tuple[str, str]] = set()
    for index, entry in enumerate(asked):
        item = item_of(definition, entry.item_code)
        if item is None:
            violations.add(f"items[{index}].item_code", "is not an item of this application")
            continue
        material = next((each for each in item.materials if each.code == entry.material_code), None)
        if material is None:
            violations.add(f"items[{index}].material_code", "is not a material of this item")
        elif (entry.item_code, entry.material_code) in seen:
            violations.add(f"items[{index}]", "is named twice")
        else:
            found.append(material)
        seen.add((entry.item_code, entry.material_code))
    violations.finish()
    return found


def _no_record(finding: Finding) -> bool:
    return finding.kind in WITHOUT_RECORD
