"""What the applicant promised for later 容缺: which documents, by which day, whose results wait for them. Pure.

Source: domain.md, "Evidence" (Shenzhen's rules of 2019): secondary materials only, at most 20 working days, and at
least 2 before the promised finish. The catalogue check keeps an item's days within both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date

from onetrip.catalog.v1.catalog_pb2 import Material
from onetrip.intake.v1.events_pb2 import ApplicationSupplemented
from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from workflows import policies
from workflows.engine.outgoing import due_date
from workflows.matter import Case, Matter

# Codes of the catalogue hold neither.
_OF, _SINCE = "/", "@"


@dataclass(frozen=True)
class Promise:
    """A document to come late, as the item that needs it names it. `told_on` is the day its working days count from."""

    item_code: str
    material_code: str
    told_on: date

    @property
    def word(self) -> str:
        """As the record of the acceptance keeps it."""
        return f"{self.item_code}{_OF}{self.material_code}{_SINCE}{self.told_on.isoformat()}"

    @classmethod
    def from_word(cls, word: str) -> Promise:
        """Reads what `word` wrote. Raises ValueError for anything else."""
        what, _, told_on = word.partition(_SINCE)
        item_code, _, material_code = what.partition(_OF)
        return cls(item_code, material_code, date.fromisoformat(told_on))

    @staticmethod
    def is_word(text: str) -> bool:
        """Whether a word is that of a promise."""
        return _SINCE in text


def promises_of(missing: Sequence[MissingMaterial], given: Collection[str], told_on: date) -> tuple[Promise, ...]:
    """What is promised when an application is accepted: of what verification misses, what was not given since."""
    return tuple(
        Promise(material.item_code, material.material_code, told_on)
        for material in missing
        if material.promised and material.material_code not in given
    )


def waiting_cases(matter: Matter, promise: Promise) -> list[Case]:
    """The cases whose results wait for it: one paper serves a whole bundle, and what is the bundle's own serves all."""
    needing = [case for case in matter.cases if _material(case.item.materials, promise) is not None]
    return needing or list(matter.cases)


def promises_for(matter: Matter, case: Case, promises: Sequence[Promise]) -> list[Promise]:
    """What one case's result waits for."""
    return [promise for promise in promises if case.id in {one.id for one in waiting_cases(matter, promise)}]


def last_day(matter: Matter, promise: Promise) -> date:
    """The day it was promised by."""
    return matter.calendar.working_day_after(promise.told_on, _days(matter, promise))


def reminder_day(matter: Matter, promise: Promise) -> date | None:
    """The working day before its last one (product default); None where it was promised for the next working day."""
    days = _days(matter, promise) - policies.REMIND_LATE_WORKING_DAYS_BEFORE
    return matter.calendar.working_day_after(promise.told_on, days) if days > 0 else None


def came_in_time(matter: Matter, promise: Promise, supplements: Mapping[int, ApplicationSupplemented]) -> bool:
    """Whether it was handed in by 24:00 of its day."""
    day = last_day(matter, promise)
    return any(
        promise.material_code in {item.code for item in supplement.materials}
        and matter.today(supplement.receive_time.ToDatetime(UTC)) <= day
        for supplement in supplements.values()
    )


def missing_material(matter: Matter, promise: Promise) -> MissingMaterial:
    """The document as notices name it."""
    found = (_material(materials, promise) for materials in _lists(matter))
    material = next((material for material in found if material is not None), Material(code=promise.material_code))
    return MissingMaterial(
        item_code=promise.item_code,
        material_code=promise.material_code,
        name=material.name,
        obtained_from=material.obtained_from,
        secondary=True,
        promised=True,
    )


def late_material(matter: Matter, promise: Promise) -> process.LateMaterial:
    """The promise as the acceptance tells of it."""
    return process.LateMaterial(
        material=missing_material(matter, promise),
        due=due_date(matter, last_day(matter, promise)),
        case_ids=[case.id for case in waiting_cases(matter, promise)],
    )


def _days(matter: Matter, promise: Promise) -> int:
    """The shortest of the days that the items needing it allow."""
    found = [_material(materials, promise) for materials in _lists(matter)]
    return min((material.late_working_days for material in found if material is not None), default=1)


def _lists(matter: Matter) -> list[Sequence[Material]]:
    return [*(case.item.materials for case in matter.cases), matter.definition.materials]


def _material(materials: Sequence[Material], promise: Promise) -> Material | None:
    return next((one for one in materials if one.code == promise.material_code and one.required), None)
