"""Reading a pinned definition: items, stages, materials of what was filed, whether one item or a bundle."""

from collections.abc import Iterator, Sequence

from onetrip.catalog.v1 import catalog_pb2
from onetrip.catalog.v1.catalog_pb2 import LocalizedText, ServiceItem


def items_of(definition: ServiceItem) -> Sequence[ServiceItem]:
    """The items that become cases, in the bundle's order; an item is its own only one."""
    if definition.kind == catalog_pb2.ITEM_KIND_BUNDLE:
        return [entry.item for entry in definition.items]
    return [definition]


def case_id(application_id: str, item_code: str) -> str:
    """Id of the case about one item (``<application_id>.<item_code>``)."""
    return f"{application_id}.{item_code}"


def item_of(definition: ServiceItem, code: str) -> ServiceItem | None:
    """The item with this code, or None."""
    return next((item for item in items_of(definition) if item.code == code), None)


def department_name(definition: ServiceItem, code: str) -> LocalizedText:
    """The name of a department taking part; its code where the definition does not name it."""
    parts = (definition, *items_of(definition))
    names = (each.name for part in parts for each in part.departments if each.code == code)
    return next(names, LocalizedText(zh=code, en=code))


def stage_of(item: ServiceItem, code: str) -> catalog_pb2.Stage | None:
    """The item's stage with this code, or None."""
    return next((stage for stage in item.stages if stage.code == code), None)


def inspections_of(definition: ServiceItem) -> Iterator[str]:
    """``<item>/<stage>`` of every stage that needs the applicant on site, in the catalogue's order."""
    for item in items_of(definition):
        for stage in item.stages:
            if stage.needs_applicant:
                yield f"{item.code}/{stage.code}"


def visits_declared(definition: ServiceItem) -> int:
    """Visits it may cost, never above 1: the catalogue gives a bundle its own number, else the highest of its items.

    Source: domain.md, "The visit guarantee".
    """
    return min(1, definition.visits)
