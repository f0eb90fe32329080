"""Medians, tails and spreads of what was measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Sample:
    """Measured values, sorted; never empty."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Iterable[float]) -> Self:
        """Take values in any order. Raises ValueError when there are none."""
        taken = tuple(sorted(values))
        if not taken:
            raise ValueError("nothing was measured")
        return cls(taken)

    def at(self, share: float) -> float:
        """Return the value that `share` (0 to 1) of the values do not exceed: by nearest rank, so a measured one."""
        rank = max(0, min(len(self.values) - 1, round(share * len(self.values) + 0.5) - 1))
        return self.values[rank]

    @property
    def p50(self) -> float:
        """The median."""
        return self.at(0.50)

    @property
    def p99(self) -> float:
        """What one in a hundred exceeds."""
        return self.at(0.99)

    @property
    def spread(self) -> tuple[float, float]:
        """Between these two lies the middle half."""
        return self.at(0.25), self.at(0.75)

    def tail_spread(self, groups: int = 5) -> tuple[float, float]:
        """Return the least and the greatest 99th percentile of the values dealt out to so many groups."""
        tails = [Sample(self.values[start::groups]).p99 for start in range(min(groups, len(self.values)))]
        return min(tails), max(tails)
