"""Named points where a test may stop the process, so that the promises of the message layer can be proved."""

from __future__ import annotations

from collections.abc import Callable

Probe = Callable[[str], None]

# Every point there is; a test that names another one is wrong.
POINTS = frozenset(
    {
        "outbox.committed",
        "relay.published",
        "relay.marked",
        "consumer.effect_committed",
        "consumer.mid_batch",
        "bridge.started",
    }
)


def no_probe(point: str) -> None:
    """Do nothing: the probe of production."""
