"""The visit guarantee (最多跑一次): from filing until the result is in hand, never more visits than the budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.approval.policy import CONVERSION_COST_WORKING_DAYS


class VisitKind(StrEnum):
    """Why the applicant would have to be somewhere."""

    FILING = "filing"
    INSPECTION = "inspection"
    COLLECTION = "collection"
    # Coming to the agency: to show an original, to sign, to be heard.
    APPEARANCE = "appearance"


class Delivery(StrEnum):
    """How a result reaches the applicant."""

    ELECTRONIC = "electronic"
    COURIER = "courier"
    COLLECTION = "collection"
    # No item offers it: staff bring what nothing else could deliver.
    HOME_VISIT = "home-visit"


class Replacement(StrEnum):
    """What replaces a visit beyond the budget."""

    ELECTRONIC = "electronic"
    COURIER = "courier"
    # Staff come, or look by video, when and where the applicant chose: that is no visit (domain.md).
    CHOSEN_TIME = "chosen-time"
    LOOKUP = "lookup"
    COURIER_BOTH_WAYS = "courier-both-ways"
    VIDEO = "video"
    HOME_VISIT = "home-visit"
    AGENT = "agent"

    @property
    def cost_working_days(self) -> int:
        """What it costs the applicant, in working days."""
        return CONVERSION_COST_WORKING_DAYS[self.value]


@dataclass(frozen=True)
class Visit:
    """One presence. ``stage`` is ``<item>/<stage>`` of a check on site, else empty."""

    kind: VisitKind
    stage: str = ""


@dataclass(frozen=True)
class Conversion:
    """A visit that the budget did not allow, and what replaced it."""

    refused: Visit
    replaced_by: Replacement


@dataclass(frozen=True)
class VisitPlan:
    """The ledger of an application as it is opened."""

    budget: int
    visits: tuple[Visit, ...]
    conversions: tuple[Conversion, ...]
    delivery: Delivery


def plan_visits(
    declared: int, filed_in_person: bool, inspections: Sequence[str], wanted: Delivery, offered: Sequence[Delivery]
) -> VisitPlan:
    """Reserve every visit that is known when an application is opened.

    Args:
        declared: visits the item or bundle declares, 0 or 1.
        filed_in_person: filing itself was a visit; it is never refused and lifts a budget of 0 to 1.
        inspections: stages (``<item>/<stage>``) that need the applicant on site, in their order.
        wanted: the delivery asked for.
        offered: the item's ways of delivery, in order of preference.

    What does not fit is converted: a check on site to a time the applicant chooses, collection to the first other
    way the item offers, or to a courier. Rule: domain.md, "The visit guarantee".
    """
    budget = max(declared, 1 if filed_in_person else 0)
    visits = [Visit(VisitKind.FILING)] if filed_in_person else []
    conversions: list[Conversion] = []
    for stage in inspections:
        visit = Visit(VisitKind.INSPECTION, stage)
        if len(visits) < budget:
            visits.append(visit)
        else:
            conversions.append(Conversion(visit, Replacement.CHOSEN_TIME))
    delivery = wanted
    if wanted is Delivery.COLLECTION:
        visit = Visit(VisitKind.COLLECTION)
        if len(visits) < budget:
            visits.append(visit)
        else:
            delivery = _without_visit(offered)
            conversions.append(Conversion(visit, Replacement(delivery.value)))
    return VisitPlan(budget, tuple(visits), tuple(conversions), delivery)


def _without_visit(offered: Sequence[Delivery]) -> Delivery:
    return next((way for way in offered if way is not Delivery.COLLECTION), Delivery.COURIER)
