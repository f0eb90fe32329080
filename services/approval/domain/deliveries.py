"""The result's way into the applicant's hands: what is reported of it, in whatever order, and what comes after."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.approval.domain.visits import Delivery
from services.approval.policy import DELIVERY_FAILURES_MAX


class Report(StrEnum):
    """What is reported of a result on its way."""

    COLLECTED = "collected"
    UNDER_WAY = "under-way"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"


AT_THE_COUNTER = frozenset({Report.DELIVERED, Report.FAILED})
"""What can be reported of a result that waits in the hall, or that staff bring."""


@dataclass(frozen=True)
class Parcel:
    """What all the reports of one way amount to. ``latest`` None: nothing was reported."""

    latest: Report | None
    failures: int
    delivered: bool
    lost: bool


def parcel_of(method: Delivery, reports: Iterable[tuple[Report, datetime]]) -> Parcel:
    """Fold the reports of one way, each with when it happened: their order and what is told late change nothing.

    Delivered is delivered, whatever else is told. Else one return, or as many failures as the way may have
    (policy.py), and the result has to go another way.
    """
    told = sorted(reports, key=lambda each: (each[1], each[0].value))
    kinds = [report for report, _ in told]
    failures = kinds.count(Report.FAILED)
    delivered = Report.DELIVERED in kinds
    failures_max = DELIVERY_FAILURES_MAX.get(method.value)
    failed = failures_max is not None and failures >= failures_max
    latest = Report.DELIVERED if delivered else (kinds[-1] if kinds else None)
    return Parcel(latest, failures, delivered, not delivered and (failed or Report.RETURNED in kinds))


def next_way(offered: Collection[Delivery], tried: Collection[Delivery], visit_left: bool) -> Delivery | None:
    """The way a result goes after those tried have failed; None: staff bring it already, until it is in hand.

    Electronically or by courier where the item offers it, by collection where it does and a visit is left, and in
    the end staff bring it, where and when the applicant chooses: that is no visit (domain.md, "The visit guarantee").
    """
    possible = [Delivery.ELECTRONIC, Delivery.COURIER]
    if visit_left:
        possible.append(Delivery.COLLECTION)
    for way in possible:
        if way in offered and way not in tried:
            return way
    return None if Delivery.HOME_VISIT in tried else Delivery.HOME_VISIT
