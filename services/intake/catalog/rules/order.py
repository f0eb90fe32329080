"""What must come before what: cycles and the longest way through."""

from collections.abc import Iterator, Mapping, Sequence


def cycles(before: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """The cycles in "comes after", each once, from the first name that is in it; the first name is repeated at the end.

    Args:
        before: for each name, the names that come before it; unknown ones are ignored.
    """
    reported: set[frozenset[str]] = set()
    for start in before:
        cycle = _way_back(start, before)
        if cycle and frozenset(cycle) not in reported:
            reported.add(frozenset(cycle))
            yield cycle


def _way_back(start: str, before: Mapping[str, Sequence[str]]) -> list[str]:
    """A shortest way from a name through what comes before it back to itself; empty when there is none."""
    ways: list[list[str]] = [[start]]
    seen: set[str] = set()
    for way in ways:  # breadth first; the list grows while it is read, at most once per name
        for name in before.get(way[-1], ()):
            if name == start:
                return [*way, start]
            if name in before and name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def longest_path(before: Mapping[str, Sequence[str]], cost: Mapping[str, int]) -> int:
    """The cost of the costliest way through; there must be no cycle."""
    finish: dict[str, int] = {}
    waiting = list(before)
    while waiting:
        rest = []
        for name in waiting:
            known = [other for other in before[name] if other in before]
            if all(other in finish for other in known):
                finish[name] = cost[name] + max((finish[other] for other in known), default=0)
            else:
                rest.append(name)
        assert len(rest) < len(waiting), "longest_path needs an order without cycles"  # noqa: S101
        waiting = rest
    return max(finish.values(), default=0)
