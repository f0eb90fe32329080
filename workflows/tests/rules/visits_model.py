"""The applicant's presences 跑动 in the second, simple telling of the rules: one at most, and what replaces the others.

Nothing is shared with the ledger that it is held against. Source: domain.md, "The visit guarantee".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

# What replaces a presence, and its cost in working days. What is looked at on site cannot be sent.
COSTS = {"lookup": 1, "courier-both-ways": 4, "video": 1, "home-visit": 2, "agent": 0}
_CANNOT_BE_SENT = "courier-both-ways"
_APPOINTED = time(10)


@dataclass(frozen=True)
class Promised:
    """What is known when it is filed: the visits that the item promises, and what would already need one."""

    visits: int = 1
    counter: bool = False
    site: bool = False
    collected: bool = False

    @property
    def words(self) -> str:
        """How the table says it."""
        needed = {"filed at a counter": self.counter, "checked on site": self.site, "to be collected": self.collected}
        planned = f"planned with {self.visits} visit{'s' * (self.visits != 1)} promised"
        return ", ".join([planned, *(name for name, so in needed.items() if so)])


@dataclass
class _Presence:
    """The one presence that there is room for. `when` None: no day is set; `steps`: how many are done at it."""

    kind: str
    when: datetime | None = None
    steps: int = 1


class VisitsModel:
    """What must follow for the visits of one application. `refused`: the kinds that nothing replaces yet."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.refused: list[str] = []
        self._allowed = 0
        self._one: _Presence | None = None

    def plan(self, at: datetime, promised: Promised) -> None:
        """Filing at a counter counts first, then a check on site, then collecting; what has no room is converted."""
        self._allowed = max(promised.visits, int(promised.counter))
        if promised.counter:
            self._one = _Presence("filing", at)
        for kind, wanted, instead in (
            ("inspection", promised.site, "chosen-time for 1 days"),
            ("collection", promised.collected, "courier for 2 days"),
        ):
            if wanted and self._has_room:
                self._one = _Presence(kind)
            elif wanted:
                self.said.append(f"{at.date()} {kind} converted to {instead}")
        self._count(at)

    @property
    def appointed(self) -> date | None:
        """The day of an appointment."""
        return self._one.when.date() if self._one and self._one.when and self._one.kind != "filing" else None

    def want(self, at: datetime, kind: str, day: date, *, join: bool) -> None:
        """A step needs the applicant on a day, or at the appointment that another step has set."""
        one, when = self._one, datetime.combine(day, _APPOINTED)
        ahead = one is not None and one.when is not None and one.when > at
        if join and not ahead:
            self.said.append(f"{at.date()} {kind} has nothing to join")
        elif one is not None and ahead and (join or one.when == when):
            one.steps += one.kind != kind
            self.said.append(f"{at.date()} {kind} {'is' if one.kind == kind else 'joins'} visit 1")
        elif one is not None and one.kind == kind and one.steps == 1 and (ahead or one.when is None):
            one.when = when
            self.said.append(f"{at.date()} {kind} is visit 1")
        elif self._has_room:
            self._one = _Presence(kind, when)
            self.said.append(f"{at.date()} {kind} is visit 1")
        else:
            self.refused.append(kind)
            offered = ", ".join(each for each in COSTS if self._replaces(each, kind))
            self.said.append(f"{at.date()} {kind} refused, offered {offered}")
        self._count(at)

    def replace(self, at: datetime, kind: str, how: str) -> None:
        """Somebody chooses what replaces a presence that was refused."""
        if self._replaces(how, kind):
            self.refused.remove(kind)
            self.said.append(f"{at.date()} {kind} converted to {how} for {COSTS[how]} days")
        else:
            self.said.append(f"{at.date()} {kind} cannot be replaced by {how}")
        self._count(at)

    def call_off(self, at: datetime) -> None:
        """The applicant calls the appointment off: in time there is room again, unless another step is done at it."""
        if self._one is None or self._one.when is None or self._one.when <= at:
            self.said.append(f"{at.date()} too late to call off")
        elif self._one.steps > 1:
            self._one.steps -= 1
        else:
            self._one = None
        self._count(at)

    @property
    def _has_room(self) -> bool:
        return self._one is None and self._allowed > 0

    @staticmethod
    def _replaces(how: str, kind: str) -> bool:
        return kind != "inspection" or how != _CANNOT_BE_SENT

    def _count(self, at: datetime) -> None:
        self.said.append(f"{at.date()} visits {int(self._one is not None)} of {self._allowed}")
