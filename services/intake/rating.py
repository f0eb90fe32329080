"""Ratings 好差评: which are bad, and how they are counted without telling anybody apart. Pure.

Source: 国办发〔2019〕51号 (five levels, the last two followed up), domain.md "Ratings".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BAD_LEVELS = frozenset({1, 2})
"""不满意 and 非常不满意: they open a follow-up."""

LEVELS = (1, 2, 3, 4, 5)

SMALLEST_GROUP_SHOWN = 5
"""Fewer ratings than this could be told apart (product)."""

COMMENT_CODE_POINTS_MAX = 500
REASONS_CODE_POINTS_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Tally:
    """How many ratings of one item, department, channel and level there are."""

    item_code: str
    department: str
    channel: str
    level: int
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """The ratings of one group, the worst level first; empty `levels`: too few to be shown."""

    code: str
    levels: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many there are, as far as they are shown."""
        return sum(self.levels)

    @property
    def suppressed(self) -> bool:
        """Whether there are some that are not shown."""
        return not self.levels


def total_of(tallies: Iterable[Tally]) -> Group:
    """All ratings together; shown or not as any group is."""
    counted = _levels(tallies)
    return Group("", counted if not 0 < sum(counted) < SMALLEST_GROUP_SHOWN else ())


def groups_of(tallies: Sequence[Tally], dimension: str) -> list[Group]:
    """The ratings by `item_code`, `department` or `channel`, in the order of the codes.

    A group of fewer than SMALLEST_GROUP_SHOWN is not shown; nor, when what is hidden could be had by subtracting the
    others from the total, is the smallest of the others.
    """
    by_code = {
        code: _levels(t for t in tallies if getattr(t, dimension) == code) for code in _codes(tallies, dimension)
    }
    sizes = {code: sum(levels) for code, levels in by_code.items()}
    hidden = {code for code, size in sizes.items() if size < SMALLEST_GROUP_SHOWN}
    while hidden and len(hidden) < len(sizes) and sum(sizes[code] for code in hidden) < SMALLEST_GROUP_SHOWN:
        hidden.add(min((size, code) for code, size in sizes.items() if code not in hidden)[1])
    return [Group(code, () if code in hidden else levels) for code, levels in by_code.items()]


def _codes(tallies: Iterable[Tally], dimension: str) -> list[str]:
    return sorted({getattr(tally, dimension) for tally in tallies})


def _levels(tallies: Iterable[Tally]) -> tuple[int, ...]:
    counted: Counter[int] = Counter()
    for tally in tallies:
        counted[tally.level] += tally.count
    return tuple(counted[level] for level in LEVELS)
