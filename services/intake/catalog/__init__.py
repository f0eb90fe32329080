"""The catalogue (事项目录): reading catalog/*.yaml, checking it, and turning it into messages."""

from services.intake.catalog.checking import CatalogInvalid, check, load_catalog
from services.intake.catalog.messages import duplicate_rules, guides, registers, service_items
from services.intake.catalog.model import Catalog, Entry, Problem

__all__ = [
    "Catalog",
    "CatalogInvalid",
    "Entry",
    "Problem",
    "check",
    "duplicate_rules",
    "guides",
    "load_catalog",
    "registers",
    "service_items",
]
