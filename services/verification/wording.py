"""A read of a person's data as that person reads it: who, why, when, what, for which application, in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from onetrip.catalog.v1.catalog_pb2 import LocalizedText
from services.verification.store import Read

FILE = Path(__file__).with_name("texts.yaml")
OTHER = "other"
# A read that no application is behind but a run (entitled.py).
PROACTIVE = "PROACTIVE"
# Codes of fields are as readers log them; what begins with none of these is the name of a fact.
_KINDS = {
    "name": "name",
    "applicant_name": "name",
    "applicant_name_masked": "name",
    "materials": "material",
    "notice": "notice",
    "mandate": "mandate",
    "matter": "matter",
    "certificate": "certificate",
    "decision.reasons": "words",
    "supplement.new_fact": "words",
    "reassignment.reason": "words",
    "matter.reason": "words",
}
_PREFIXES = {"form.": "form", "material.": "material", "material:": "material", "certificate:": "certificate"}

Names = Mapping[str, Mapping[str, str]]


class Wording:
    """Puts reads into words. `departments` and `registers`: their names by code, in both languages."""

    def __init__(self, texts: Mapping[str, Any], departments: Names, registers: Names, zone: ZoneInfo) -> None:
        self._texts = texts
        self._departments = departments
        self._registers = registers
        self._zone = zone

    @classmethod
    def load(cls, departments: Path, registers: Path, time_zone: str) -> Wording:
        """Read the texts beside this file, and the catalogue's names. Raises OSError, KeyError."""
        known = yaml.safe_load(departments.read_text("utf-8"))
        return cls(
            yaml.safe_load(FILE.read_text("utf-8")),
            {code: entry["name"] for code, entry in known.items()},
            {file.stem: yaml.safe_load(file.read_text("utf-8"))["name"] for file in registers.glob("*.yaml")},
            ZoneInfo(time_zone),
        )

    def purposes(self) -> frozenset[str]:
        """The purposes that there are words for."""
        return frozenset(self._texts["why"]) - {OTHER}

    def of(self, read: Read) -> LocalizedText:
        """The sentence, in both languages."""
        return LocalizedText(zh=self._in("zh", read), en=self._in("en", read))

    def _in(self, language: str, read: Read) -> str:
        why = self._texts["why"]
        kind = "run" if read.purpose == PROACTIVE else "application"
        application = self._texts[kind][language].format(application=read.application_id)
        return self._texts["sentence"][language].format(
            at=self._at(language, read),
            who=self._who(language, read),
            why=why.get(read.purpose, why[OTHER])[language],
            what=self._what(language, read.fields),
            application=application if read.application_id else "",
        )

    def _at(self, language: str, read: Read) -> str:
        at = read.read_at.astimezone(self._zone)
        return self._texts["at"][language].format(year=at.year, month=at.month, day=at.day, time=f"{at:%H:%M}")

    def _who(self, language: str, read: Read) -> str:
        who = self._texts["who"]
        known = self._departments.get(read.department)
        department = known[language] if known else read.department or self._texts["no_department"][language]
        return who.get(read.role or "service", who[OTHER])[language].format(department=department)

    def _what(self, language: str, fields: Iterable[str]) -> str:
        named = [self._field(field)[language] for field in fields]
        return self._texts["separator"][language].join(dict.fromkeys(named))

    def _field(self, field: str) -> Mapping[str, str]:
        register = self._registers.get(field.partition(".")[0])
        if register is not None and "." in field:
            return register
        prefixed = (kind for prefix, kind in _PREFIXES.items() if field.startswith(prefix))
        return self._texts["what"][_KINDS.get(field) or next(prefixed, "fact")]
