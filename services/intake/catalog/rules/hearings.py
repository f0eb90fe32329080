"""Rules about hearing those whom a decision concerns."""

from collections.abc import Iterator

from services.intake.catalog.model import Catalog, Entry, Finding

REQUEST_DAYS_MIN, HOLD_DAYS_MAX, NOTICE_DAYS_MIN = 5, 20, 7
"""Licensing law, arts. 47 and 48, in working days."""


def hearing_is_within_law(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Five days to ask for a hearing, twenty to hold it, seven days of notice (licensing law, arts. 47 and 48).

    Whoever may ask for one is heard by a person: such an item has no instant rule.
    """
    hearing = entry.data.get("hearing")
    if hearing is None:
        return
    if hearing["request_working_days"] < REQUEST_DAYS_MIN:
        yield Finding(("hearing", "request_working_days"), f"by law it can be asked for within {REQUEST_DAYS_MIN} days")
    if hearing["hold_working_days"] > HOLD_DAYS_MAX:
        yield Finding(("hearing", "hold_working_days"), f"by law it is held within {HOLD_DAYS_MAX} days")
    if hearing["notice_working_days"] < NOTICE_DAYS_MIN:
        yield Finding(("hearing", "notice_working_days"), f"by law notice is given {NOTICE_DAYS_MIN} days before it")
    if hearing["notice_working_days"] >= hearing["hold_working_days"]:
        yield Finding(("hearing", "notice_working_days"), "leaves no day on which it could be held in its time")
    if "instant" in entry.data:
        yield Finding(("instant",), "a rule decides at once, but a hearing can be asked for before the decision")
