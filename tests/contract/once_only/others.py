"""Another application that may be about the same matter: found by keyed hashes, judged by an officer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from contracts.errors.duplicates import PossibleDuplicateUnjudged, SameMatter
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import FormContent
from runtime.sealing import LookupHash
from runtime.tests.suite import SUITE
from services.approval.domain.duplicates import Judgement, check_none_alike
from services.intake.catalog import duplicate_rules, load_catalog
from services.intake.duplicates import blocking_keys

CATALOG = Path(__file__).parents[3] / "catalog"
OTHER_CREDIT_CODE = "91350100M000100X55"
FOUND = {"the same": Judgement.SAME, "different": Judgement.DIFFERENT}
JUDGE_FIRST = "judged by an officer before it is granted"


@dataclass
class Other:
    """What the other application has in common, and what an officer found."""

    answers: dict[str, str]
    same: set[str]
    judgement: Judgement = Judgement.UNJUDGED

    @classmethod
    def of(cls, text: str) -> Other:
        """Read what it has. Raises ValueError for words that mean nothing."""
        answers: dict[str, str] = {}
        same: set[str] = set()
        for part in text.split(" and "):
            if found := re.fullmatch(r"the same ([a-z_]+)", part):
                same.add(found[1])
            elif found := re.fullmatch(r"([a-z_]+) (.+)", part):
                answers[found[1]] = found[2]
            else:
                raise ValueError(f"not understood: {part}")
        return cls(answers, same)

    def find(self, found: str) -> None:
        """An officer judges it."""
        self.judgement = FOUND[found]

    def changes(self, said: set[str], definition: catalog.ServiceItem, form: FormContent) -> set[str]:
        """What follows with it there: where it is alike, an officer judges it before anything is granted."""
        parts = [entry.item for entry in definition.items] or [definition]
        asked = [_rules()[part.code] for part in parts if part.code in _rules()]
        lookup = LookupHash(bytes(32), SUITE)
        mine, theirs = (set(blocking_keys(asked, one, lookup)) for one in (form, self._form(form)))
        if not mine & theirs:
            return said
        try:
            check_none_alike([self.judgement])
        except PossibleDuplicateUnjudged:
            return said - {"complete"} | {"to a person", JUDGE_FIRST}
        except SameMatter:
            return said - {"complete"} | {"to a person", "not granted twice"}
        return said - {"complete"} | {"to a person"}

    def _form(self, form: FormContent) -> FormContent:
        """The other form: nothing like this one but for what is said to be."""
        other = {name: f"another {name}" for name in form.answers} | self.answers
        other |= {name: form.answers[name] for name in self.same if name != "company"}
        company = form.credit_code if "company" in self.same else form.credit_code and OTHER_CREDIT_CODE
        return FormContent(answers=other, credit_code=company)


@cache
def _rules() -> dict[str, catalog.DuplicateRule]:
    return {rule.item_code: rule for rule in duplicate_rules(load_catalog(CATALOG))}
