"""In which order what was not heard is said again: as it was said, of each application.

Topics are not ordered with one another. A workflow that hears of a decision before it hears of the document that the
decision waited for comes to its end, and does not say what it had said of the document (decision 0067).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from deploy.reconcile.gaps import Gap, Kind

# One that is not heard in that time has another cause than that it was lost: the others go on without it.
PATIENCE_SECONDS = 30.0
Message = tuple[str, str]


def message_of(gap: Gap) -> Message:
    """Which message it is: its topic and id."""
    return gap.topic, gap.message_id


def next_to_say(
    gaps: Sequence[Gap], waiting: Collection[str], said: Mapping[Message, float], seconds: float
) -> list[Gap]:
    """What is said again now: of each key the first, and what follows it on the same topic.

    `waiting`: keys of which something is taken back first; `said`: when messages were said again, on the clock of
    `seconds`, which is now. Each is said again once.
    """
    by_key: dict[str, list[Gap]] = {}
    for gap in gaps:
        if gap.kind is Kind.UNHEARD and gap.key not in waiting:
            by_key.setdefault(gap.key, []).append(gap)
    return [gap for of_key in by_key.values() for gap in _first(of_key, said, seconds)]


def _first(gaps: Sequence[Gap], said: Mapping[Message, float], seconds: float) -> list[Gap]:
    under_way = [said[message_of(gap)] for gap in gaps if message_of(gap) in said]
    if under_way and max(under_way) > seconds - PATIENCE_SECONDS:
        return []
    fresh = sorted((gap for gap in gaps if message_of(gap) not in said), key=_when)
    topic = fresh[0].topic if fresh else ""
    following = next((place for place, gap in enumerate(fresh) if gap.topic != topic), len(fresh))
    return fresh[:following]


def _when(gap: Gap) -> float:
    return gap.time.timestamp() if gap.time is not None else 0.0
