"""What an officer asks the applicant for, checked against the pinned definition."""

from collections.abc import Iterable, Sequence

from onetrip.approval.v1.review_service_pb2 import SupplementItem
from onetrip.catalog.v1.catalog_pb2 import Material, ServiceItem
from onetrip.verification.v1.facts_pb2 import FINDING_KIND_NO_RECORD, Finding, MissingMaterial
from services.approval.definitions import item_of
from services.approval.domain.supplements import refuse_what_the_state_holds
from services.approval.validation import Violations


def missing_materials(
    definition: ServiceItem, findings: Iterable[Finding], asked: Sequence[SupplementItem]
) -> list[MissingMaterial]:
    """Return what the notice names.

    Raises InvalidInput for what is no material of the application's items, and StateAlreadyHolds for what a register
    or certificate supplies; a register that said "no record" of the fact cannot supply it (domain.md, "Evidence").
    """
    materials = _known_materials(definition, asked)
    without_record = [(finding.item_code, finding.fact) for finding in findings if _no_record(finding)]
    for index, (entry, material) in enumerate(zip(asked, materials, strict=True)):
        facts = frozenset(fact for item_code, fact in without_record if item_code == entry.item_code)
        refuse_what_the_state_holds(f"items[{index}].material_code", material.supplied_by, facts)
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
    return finding.kind == FINDING_KIND_NO_RECORD
