"""Rows about the visit guarantee 最多跑一次: what would need the applicant's presence, and what becomes of it.

They run the rules by which approval keeps its ledger (services/approval/domain); that the ledger itself cannot hold a
visit too many is a constraint of its table (docs/rules.md names the tests).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

from contracts.errors.visits import ConversionNotPossible
from services.approval.domain.presences import Presence, Wanted, check_conversion, find_room, possible_conversions
from services.approval.domain.visits import Delivery, Replacement, VisitKind, VisitPlan, plan_visits
from workflows.tests.rules.table import BadRow, Row

_PLANNED = re.compile(
    r"planned with (?P<declared>[01]) visits? promised(?P<counter>, filed at a counter)?"
    r"(?P<inspection>, checked on site)?(?P<collected>, to be collected)?"
)
_WANTED = re.compile(r"(?P<kind>inspection|appearance) wanted on (?P<day>[\d-]+)(?P<join>, joining what is set)?")
_CHOSEN = re.compile(r"(?P<kind>inspection|appearance) replaced by (?P<how>[\w-]+)")


def is_about_visits(row: Row) -> bool:
    """Whether a row begins with the plan of an application's visits."""
    return _PLANNED.fullmatch(row.happens[0].words) is not None


class Ledger:
    """The visits of one application. `said` has what followed."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self._budget = 0
        self._presences: list[Presence] = []

    def happen(self, at: datetime, words: str) -> None:
        """Has something happen. Raises BadRow for words that the table does not know."""
        acts: Mapping[re.Pattern[str], Callable[..., None]] = {
            _PLANNED: self._plan,
            _WANTED: self._want,
            _CHOSEN: self._choose,
        }
        for pattern, act in acts.items():
            if found := pattern.fullmatch(words):
                act(at, **found.groupdict())
                self.said.append(f"{at.date()} visits {len(self._presences)} of {self._budget}")
                return
        raise BadRow(f"`{words}` is none of what can happen to visits")

    def _plan(self, at: datetime, declared: str, **needed: Any) -> None:
        inspections = ["food/site"] if needed["inspection"] else []
        wanted = Delivery.COLLECTION if needed["collected"] else Delivery.ELECTRONIC
        offered = [Delivery.COLLECTION, Delivery.COURIER]
        plan: VisitPlan = plan_visits(int(declared), bool(needed["counter"]), inspections, wanted, offered)
        self._budget = plan.budget
        for number, visit in enumerate(plan.visits, 1):
            past = at if visit.kind is VisitKind.FILING else None
            self._presences.append(Presence(number, visit.kind, visit.stage, past, "", 1))
        for each in plan.conversions:
            days = each.replaced_by.cost_working_days
            self.said.append(f"{at.date()} {each.refused.kind} converted to {each.replaced_by} for {days} days")

    def _want(self, at: datetime, kind: str, day: str, join: str | None) -> None:
        when = datetime.combine(datetime.fromisoformat(day).date(), time(10))
        wanted = Wanted(VisitKind(kind), "food/site" if kind == "inspection" else "", when, "hall", bool(join))
        room = find_room(self._budget, self._presences, wanted, at)
        if room is None:
            instead = ", ".join(possible_conversions(VisitKind(kind)))
            self.said.append(f"{at.date()} {kind} refused, offered {instead}")
            return
        if room.new:
            self._presences.append(Presence(room.number, wanted.kind, wanted.stage, when, "hall", 1))
        elif not room.joined:
            self._presences[room.number - 1] = Presence(room.number, wanted.kind, wanted.stage, when, "hall", 1)
        self.said.append(f"{at.date()} {kind} {'joins' if room.joined else 'is'} visit {room.number}")

    def _choose(self, at: datetime, kind: str, how: str) -> None:
        try:
            check_conversion(VisitKind(kind), Replacement(how))
        except ConversionNotPossible:
            self.said.append(f"{at.date()} {kind} cannot be replaced by {how}")
        else:
            self.said.append(f"{at.date()} {kind} converted to {how} for {Replacement(how).cost_working_days} days")
