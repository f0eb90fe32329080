"""Rules about commitments (告知承诺). Each yields nothing for an item without one."""

from collections.abc import Iterator

from services.intake.catalog.model import Catalog, Entry, Finding

CHECK_MAX = 40
"""About two months in working days: by then what was committed to is checked (local)."""
OPEN_FIELD = "general"


def commitments_are_outside_the_excluded_fields(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Never for state or public security, finance, ecology, life and health, high risk (国办发〔2020〕42号).

    An item that takes commitments says which field it belongs to.
    """
    field = entry.data.get("regulatory_field")
    for where, material in entry.numbered("materials"):
        if "commitment" not in material or field == OPEN_FIELD:
            continue
        belongs = f"the item belongs to {field!r}" if field else "the item names no regulatory_field"
        yield Finding((*where, "commitment"), f"no commitment can stand for {material['code']!r}: {belongs}")


def commitments_stand_for_what_is_needed(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A commitment replaces a proof that would be required, and is checked within 40 working days (local)."""
    for where, material in entry.numbered("materials"):
        commitment = material.get("commitment")
        if commitment is None:
            continue
        if not material["required"]:
            yield Finding(
                (*where, "commitment"), f"{material['code']!r} is not required: nothing is to be committed to"
            )
        if commitment["check_working_days"] > CHECK_MAX:
            days = commitment["check_working_days"]
            yield Finding((*where, "commitment", "check_working_days"), f"{days} is above {CHECK_MAX}")


def commitments_are_read_by_somebody(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A renewal that silence grants (licensing law, art. 50) takes no commitment: nobody would have looked at it."""
    if "renewal" not in entry.data:
        return
    for where, material in entry.numbered("materials"):
        if "commitment" in material:
            yield Finding((*where, "commitment"), f"silence can grant this item: {material['code']!r} takes none")
