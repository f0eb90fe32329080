"""Rows about the visit guarantee 最多跑一次: what would need the applicant's presence, and what becomes of it.

They run the rules by which approval keeps its ledger (services/approval/domain); that the ledger itself cannot hold a
visit too many is a constraint of its table (docs/rules.md names the tests).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from contracts.errors.visits import ConversionNotPossible, NothingToJoin, VisitNotBooked, VisitOver
from services.approval.domain.presences import (
    Presence,
    Wanted,
    check_cancel,
    check_conversion,
    find_room,
    possible_conversions,
)
from services.approval.domain.visits import Delivery, Replacement, VisitKind, VisitPlan, plan_visits
from workflows.tests.rules.table import BadRow, Row

# Where appointments are.
_PLACE = "hall"
_BY_APPOINTMENT = {VisitKind.INSPECTION, VisitKind.APPEARANCE}
_PLANNED = re.compile(
    r"planned with (?P<declared>[01]) visits? promised(?P<counter>, filed at a counter)?"
    r"(?P<inspection>, checked on site)?(?P<collected>, to be collected)?"
)
_WANTED = re.compile(r"(?P<kind>inspection|appearance) wanted on (?P<day>[\d-]+)(?P<join>, joining what is set)?")
_CHOSEN = re.compile(r"(?P<kind>inspection|appearance) replaced by (?P<how>[\w-]+)")
_CALLED_OFF = re.compile(r"appointment called off")


def is_about_visits(row: Row) -> bool:
    """Whether a row begins with the plan of an application's visits."""
    return _PLANNED.fullmatch(row.happens[0].words) is not None


class Ledger:
    """The visits of one application. `said`: what followed; `budget`: how many there may be; `most`: there were."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.budget = self.most = 0
        self._presences: list[Presence] = []

    @property
    def used(self) -> int:
        """How many visits are used or reserved."""
        return len(self._presences)

    def happen(self, at: datetime, words: str) -> None:
        """Has something happen. Raises BadRow for words that the table does not know."""
        acts: Mapping[re.Pattern[str], Callable[..., None]] = {
            _PLANNED: self._plan,
            _WANTED: self._want,
            _CHOSEN: self._choose,
            _CALLED_OFF: self._call_off,
        }
        for pattern, act in acts.items():
            if found := pattern.fullmatch(words):
                act(at, **found.groupdict())
                self.most = max(self.most, self.used)
                self.said.append(f"{at.date()} visits {self.used} of {self.budget}")
                return
        raise BadRow(f"`{words}` is none of what can happen to visits")

    def _plan(self, at: datetime, declared: str, **needed: Any) -> None:
        inspections = ["food/site"] if needed["inspection"] else []
        wanted = Delivery.COLLECTION if needed["collected"] else Delivery.ELECTRONIC
        offered = [Delivery.COLLECTION, Delivery.COURIER]
        plan: VisitPlan = plan_visits(int(declared), bool(needed["counter"]), inspections, wanted, offered)
        self.budget = plan.budget
        for number, visit in enumerate(plan.visits, 1):
            past = at if visit.kind is VisitKind.FILING else None
            self._presences.append(Presence(number, visit.kind, visit.stage, past, "", 1))
        for each in plan.conversions:
            days = each.replaced_by.cost_working_days
            self.said.append(f"{at.date()} {each.refused.kind} converted to {each.replaced_by} for {days} days")

    def _want(self, at: datetime, kind: str, day: str, join: str | None) -> None:
        when = datetime.combine(datetime.fromisoformat(day).date(), time(10), at.tzinfo)
        stage = "food/site" if kind == "inspection" else ""
        wanted = Wanted(VisitKind(kind), stage, None if join else when, "" if join else _PLACE, bool(join))
        try:
            room = find_room(self.budget, self._presences, wanted, at)
        except NothingToJoin:
            self.said.append(f"{at.date()} {kind} has nothing to join")
            return
        if room is None:
            instead = ", ".join(possible_conversions(VisitKind(kind)))
            self.said.append(f"{at.date()} {kind} refused, offered {instead}")
            return
        if room.new:
            self._presences.append(Presence(room.number, wanted.kind, stage, when, _PLACE, 1))
        else:
            self._presences[room.number - 1] = self._with(self._presences[room.number - 1], wanted, joined=room.joined)
        self.said.append(f"{at.date()} {kind} {'joins' if room.joined else 'is'} visit {room.number}")

    @staticmethod
    def _with(known: Presence, wanted: Wanted, *, joined: bool) -> Presence:
        """One more step at it, or the day that its own step wants."""
        if joined:
            return replace(known, steps=known.steps + 1)
        return known if wanted.join else replace(known, time=wanted.time, place=wanted.place)

    def _call_off(self, at: datetime) -> None:
        last = self._presences[-1] if self._presences else None
        booked = (
            last is not None and last.kind in (VisitKind.INSPECTION, VisitKind.APPEARANCE) and last.time is not None
        )
        try:
            check_cancel(booked=booked, cancelled=False, time=last.time if last else None, now=at)
        except (VisitNotBooked, VisitOver):
            self.said.append(f"{at.date()} too late to call off")
            return
        left = [] if last is None or last.steps <= 1 else [replace(last, steps=last.steps - 1)]
        self._presences[-1:] = left

    def _choose(self, at: datetime, kind: str, how: str) -> None:
        try:
            check_conversion(VisitKind(kind), Replacement(how))
        except ConversionNotPossible:
            self.said.append(f"{at.date()} {kind} cannot be replaced by {how}")
        else:
            self.said.append(f"{at.date()} {kind} converted to {how} for {Replacement(how).cost_working_days} days")
