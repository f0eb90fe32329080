"""What is missing, as the progress keeps it and the timeline tells it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onetrip.verification.v1 import facts_pb2
from services.intake.domain import Missing


def missing_of(materials: Iterable[facts_pb2.MissingMaterial]) -> tuple[Missing, ...]:
    """What is missing, as the progress keeps it."""
    return tuple(
        Missing(
            material.item_code,
            material.material_code,
            (material.name.zh, material.name.en),
            (material.obtained_from.zh, material.obtained_from.en),
            material.secondary,
            material.promised,
        )
        for material in materials
    )


def names_of(missing: Iterable[Missing]) -> list[list[str]]:
    """Their names, as a timeline entry's details have them."""
    return [list(material.name) for material in missing]


def count_of(missing: tuple[Missing, ...]) -> dict[str, Any]:
    """How much it is and what, as a timeline entry's details."""
    return {"count": len(missing), "materials": names_of(missing)}
