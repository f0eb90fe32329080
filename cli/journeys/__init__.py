"""The journeys: what OneTrip promises, walked through the gateway only.

Each module tells one story from the outside: people with tokens, JSON over HTTP, nothing of the inside. `make demo`
shows them and the end-to-end tests read their whole record; both run these very functions. A journey raises
Unexpected, with what should have been, where the promise is not kept.
"""

from collections.abc import Awaitable, Callable, Mapping

from cli.journeys import (
    certificate,
    construction,
    contradiction,
    counter,
    instant,
    newborn,
    outage,
    renewal,
    restaurant,
)
from cli.journeys.scene import Scene
from cli.journeys.story import Story

Journey = Callable[[Scene], Awaitable[Story]]

JOURNEYS: Mapping[str, Journey] = {
    "instant": instant.run,
    "contradiction": contradiction.run,
    "restaurant": restaurant.run,
    "counter": counter.run,
    "newborn": newborn.run,
    "certificate": certificate.run,
    "outage": outage.run,
    "construction": construction.run,
    "renewal": renewal.run,
}
"""In the order in which they are shown; the codes are those of texts.yaml."""

IN_MONTHS = frozenset({"construction", "renewal"})
"""Those in which months have to pass: on a stack whose clock runs ahead."""
