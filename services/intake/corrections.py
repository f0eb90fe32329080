"""What an officer lets the applicant correct on the spot 当场更正 (licensing law, art. 32(3)). Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Mistake:
    """An answer by its field, or a document by its code; what people read for it (zh, en)."""

    field: str = ""
    material_code: str = ""
    name: tuple[str, str] = ("", "")
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """What was asked for together; without a case it is about the acceptance."""

    number: int
    department: str
    asked_at: datetime
    mistakes: tuple[Mistake, ...]
    case_id: str = ""

    @property
    def left(self) -> tuple[Mistake, ...]:
        """What is still to be corrected."""
        return tuple(mistake for mistake in self.mistakes if not mistake.corrected)

    def touched_by(self, fields: Collection[str], codes: Collection[str]) -> bool:
        """Whether answers or documents correct something of what is left."""
        return any(mistake.field in fields or mistake.material_code in codes for mistake in self.left)

    def corrected(self, fields: Collection[str], codes: Collection[str]) -> Correction:
        """Return it with what these answers and documents correct."""
        mistakes = (
            replace(one, corrected=one.corrected or one.field in fields or one.material_code in codes)
            for one in self.mistakes
        )
        return replace(self, mistakes=tuple(mistakes))
