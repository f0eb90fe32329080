"""Rules about time. All limits are in working days; 'licensing law' is 行政许可法."""

from collections.abc import Iterator

from services.intake.catalog.model import Catalog, Entry, Finding

STATUTORY_MAX, STATUTORY_JOINT_MAX = 20, 45
EXTENSION_MAX, EXTENSION_JOINT_MAX = 10, 15
DELIVERY_MAX = 10
ACCEPTANCE_MAX = 5
SUPPLEMENT_MIN, SUPPLEMENT_MAX = 5, 60
YELLOW_PERCENT_MIN, YELLOW_PERCENT_MAX = 50, 95
LATE_MIN, LATE_MAX, LATE_BEFORE_FINISH_MIN = 2, 20, 2


def promised_is_within_statutory(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """The promised limit (承诺时限) is never above the statutory one (domain rule)."""
    limits = entry.data["limits"]
    promised, statutory = limits["promised_working_days"], limits["statutory_working_days"]
    if promised > statutory:
        yield _finding("promised_working_days", f"{promised} promised, but the law allows {statutory}")


def statutory_is_within_law(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """At most 20 days, or 45 where joint handling is declared (licensing law, art. 42)."""
    limits = entry.data["limits"]
    allowed = STATUTORY_JOINT_MAX if limits["joint"] else STATUTORY_MAX
    if limits["statutory_working_days"] > allowed:
        joint = "joint" if limits["joint"] else "not joint"
        yield _finding("statutory_working_days", f"{limits['statutory_working_days']} is above {allowed} ({joint})")


def extension_is_within_law(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """One extension of at most 10 days, or 15 where joint (licensing law, art. 42)."""
    limits = entry.data["limits"]
    allowed = EXTENSION_JOINT_MAX if limits["joint"] else EXTENSION_MAX
    if limits["extension_working_days"] > allowed:
        yield _finding("extension_working_days", f"{limits['extension_working_days']} is above {allowed}")


def delivery_is_within_law(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """The result is delivered within 10 days of the decision (licensing law, art. 44)."""
    days = entry.data["limits"]["delivery_working_days"]
    if days > DELIVERY_MAX:
        yield _finding("delivery_working_days", f"{days} is above {DELIVERY_MAX}")


def acceptance_is_within_law(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """All that is missing is told within 5 days, or silence accepts (licensing law, art. 32)."""
    days = entry.data["limits"]["acceptance_working_days"]
    if days > ACCEPTANCE_MAX:
        yield _finding("acceptance_working_days", f"{days} is above {ACCEPTANCE_MAX}")


def supplement_is_reasonable(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """The applicant gets 5 to 60 days to supply what is missing (product rule; default 15)."""
    days = entry.data["limits"]["supplement_working_days"]
    if not SUPPLEMENT_MIN <= days <= SUPPLEMENT_MAX:
        yield _finding("supplement_working_days", f"{days} is not between {SUPPLEMENT_MIN} and {SUPPLEMENT_MAX}")


def supplement_after_acceptance_is_an_items(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A supplement after acceptance (补交告知, local) is an item's to allow, one that has documents.

    A bundle's cases go each by their own item. Without a document there is nothing to ask for.
    """
    if not entry.data["limits"].get("supplement_after_acceptance"):
        return
    if entry.is_bundle:
        yield _finding("supplement_after_acceptance", "each item of a bundle says so for itself")
    elif not entry.listed("materials"):
        yield _finding("supplement_after_acceptance", "there is no document that the applicant could be asked for")


def yellow_leaves_time_to_act(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Yellow begins at 50 to 95 % of a limit (product rule; default 80): sooner says nothing, later helps nobody."""
    percent = entry.data["limits"].get("yellow_percent")
    if percent is not None and not YELLOW_PERCENT_MIN <= percent <= YELLOW_PERCENT_MAX:
        yield _finding("yellow_percent", f"{percent} is not between {YELLOW_PERCENT_MIN} and {YELLOW_PERCENT_MAX}")


def late_material_is_secondary_and_in_time(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Only a required, secondary material may come late (容缺受理): within 20 days, and 2 before the promised finish.

    The working day before its last one is reminded of, so that the next one would be too early. What is optional is
    never missing: nothing waits for it, and there is nothing to promise.

    Source: Shenzhen's rules of 2019 (local).
    """
    latest = min(LATE_MAX, entry.data["limits"]["promised_working_days"] - LATE_BEFORE_FINISH_MIN)
    for where, material in entry.numbered("materials"):
        late = material.get("late_working_days")
        secondary = material.get("secondary", False)
        if secondary and not material["required"]:
            yield Finding((*where, "secondary"), f"{material['code']!r} is not required, so that it cannot come late")
        if late is None and secondary:
            yield Finding(where, f"{material['code']!r} may come late, but late_working_days does not say by when")
        if late is not None and not secondary:
            yield Finding((*where, "late_working_days"), f"{material['code']!r} is not secondary and may not come late")
        if late is not None and late < LATE_MIN:
            yield Finding((*where, "late_working_days"), f"{late} leaves no day to remind of it: at least {LATE_MIN}")
        if late is not None and late > latest:
            yield Finding((*where, "late_working_days"), f"{late} is above {latest}: 20, and 2 before the promise ends")


def _finding(name: str, message: str) -> Finding:
    """A finding about one of the limits."""
    return Finding(("limits", name), f"{name}: {message}")
