"""The rules of notices: who is reached how, in which order, and when an errand ends. Pure.

The numbers of the enumerations are those of the contract (protos/onetrip/notification/v1); a test compares them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum


class Channel(IntEnum):
    """A way to reach a person."""

    IN_APP = 1
    SMS = 2
    EMAIL = 3
    PHONE = 4
    POST = 5


class DeliveryState(IntEnum):
    """Whether one try to reach the applicant worked."""

    PENDING = 1
    DELIVERED = 2
    FAILED = 3


class ErrandOutcome(IntEnum):
    """How a call or a letter ended."""

    DONE = 1
    NO_ANSWER = 2
    WRONG_TARGET = 3


ELECTRONIC = frozenset({Channel.SMS, Channel.EMAIL})
ERRANDS = frozenset({Channel.PHONE, Channel.POST})

ERRAND_TRIES_MAX = 3
"""Calls nobody answered, or letters that came back, before the next channel is used (product rule, in the contract)."""

CONTACT_WAIT_MAX = timedelta(days=1)
"""How long a delivery waits for the registers to say how the applicant is reached; then it goes on (product)."""

RETRY_SECONDS = (10.0, 30.0, 120.0, 600.0)
"""Waits between tries of a gateway that is away; after the last one the next channel is used (product)."""

PARTY_ERRAND_MAX = timedelta(days=15)
"""How long a call or letter to an interested party may stand in the work list before the next way is taken (product):
nobody's decision waits for ever for a letter that nobody posted."""

ANNOUNCED_DAYS = 30
"""Calendar days for which an announcement is up before it counts as delivered (civil procedure law, art. 95)."""

# A document is a paper first: it is posted, and who cannot be written to is called.
_LAST_RESORT = (Channel.POST, Channel.PHONE)
_ONLINE = (Channel.SMS, Channel.EMAIL)


@dataclass(frozen=True)
class Route:
    """The channels of one applicant: `first` at once, then those of `then` one by one, each when all before failed."""

    first: tuple[Channel, ...]
    then: tuple[Channel, ...]

    @property
    def reaches_by_inbox(self) -> bool:
        """Whether the inbox is all that somebody wants: what is in it has reached them."""
        return self.first == (Channel.IN_APP,) and not self.then

    def after(self, tried: Collection[Channel]) -> Channel | None:
        """The channel to use when those tried have failed; None when there is no other."""
        return next((channel for channel in (*self.first, *self.then) if channel not in tried), None)


def route(preferred: Sequence[Channel], *, by_clerk: bool, called: bool = False) -> Route:
    """How an applicant is reached (domain.md, "Notices"; the defaults are the product's).

    Args:
        preferred: the applicant's own order; empty when none was stated.
        by_clerk: whether a clerk filed it, at a counter, by phone or by post, so that there may be no account.
        called: whether a person calls besides, as after a bad rating; not who wants nothing but the inbox.

    The inbox is kept for everybody with an account. Who prefers it to a channel is not reached by that one. Whoever
    is reached by nothing else is written to, and in the end called.
    """
    planned = _route(preferred, by_clerk=by_clerk)
    if not called or Channel.IN_APP in preferred or Channel.PHONE in planned.first:
        return planned
    return Route((*planned.first, Channel.PHONE), tuple(each for each in planned.then if each is not Channel.PHONE))


def route_of_party(preferred: Sequence[Channel], reached_by: Channel | None = None) -> Route:
    """How somebody whom a matter concerns is reached (licensing law, arts. 36 and 47): as they said, else in writing.

    `reached_by`: how they were reached in the same matter before; who could only be called is called again.
    They have applied for nothing, so an inbox alone may be read by nobody; it is kept beside the letter. Who can be
    neither written to nor called is told by a public announcement.
    """
    if preferred:
        return _route(preferred, by_clerk=False)
    first, then = (Channel.PHONE, Channel.POST) if reached_by is Channel.PHONE else (Channel.POST, Channel.PHONE)
    return Route((Channel.IN_APP, first), (then,))


def _route(preferred: Sequence[Channel], *, by_clerk: bool) -> Route:
    if not preferred and by_clerk:
        return Route((Channel.PHONE, Channel.POST), ())
    order = tuple(preferred) or _ONLINE
    if Channel.IN_APP in order:
        order = order[: order.index(Channel.IN_APP)]
    else:
        order += tuple(channel for channel in _LAST_RESORT if channel not in order)
    return Route((Channel.IN_APP, *order[:1]), order[1:])


@dataclass(frozen=True)
class ErrandResult:
    """An errand after a try: `attempts` made so far, and where it stands."""

    state: DeliveryState
    attempts: int


def after_try(attempts: int, outcome: ErrandOutcome) -> ErrandResult:
    """An errand's standing after one more try; `attempts` were made before it."""
    made = attempts + 1
    if outcome is ErrandOutcome.DONE:
        return ErrandResult(DeliveryState.DELIVERED, made)
    if outcome is ErrandOutcome.WRONG_TARGET or made >= ERRAND_TRIES_MAX:
        return ErrandResult(DeliveryState.FAILED, made)
    return ErrandResult(DeliveryState.PENDING, made)


def retry_after(attempts: int) -> float | None:
    """Seconds to wait after `attempts` tries of a gateway that was away; None: give the channel up."""
    return RETRY_SECONDS[attempts - 1] if attempts <= len(RETRY_SECONDS) else None


def is_told(channel: Channel, *, in_inbox: bool) -> bool:
    """Whether reaching somebody by this channel is news: an electronic copy of what is in the inbox is not."""
    return not (in_inbox and channel in ELECTRONIC)
