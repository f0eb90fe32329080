"""Rules of the visit guarantee (最多跑一次)."""

from collections.abc import Iterator

from services.intake.catalog.model import Catalog, Entry, Finding

VISITS_MAX = 1


def visits_are_none_or_one(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """An item or a bundle costs 0 or 1 visits (Zhejiang regulation 2018, art. 2; for a bundle all cases together)."""
    visits = entry.data.get("visits", 0)
    if not 0 <= visits <= VISITS_MAX:
        yield Finding(("visits",), f"{visits} visits: at most {VISITS_MAX} is possible, for a bundle too")


def steps_fit_the_declared_visits(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """On-site checks that need the applicant, and a result that can only be collected, fit the declared visits.

    Counted from filing until the result is in hand (Zhejiang regulation 2018, art. 2). Filing at a counter is the
    applicant's choice and is not counted here.
    """
    parts = catalog.members(entry) if entry.is_bundle else (entry,)
    presences = [f"{part.code}/{stage['code']}" for part in parts for stage in part.listed("stages")
                 if stage.get("needs_applicant")]  # fmt: skip
    if entry.data["delivery"] == ["collection"]:
        presences.append("collection of the result")
    declared = catalog.visits(entry)
    if len(presences) > declared:
        needed = ", ".join(presences)
        where = ("visits",) if "visits" in entry.data else ("items",)
        yield Finding(where, f"{declared} declared, but {len(presences)} are needed: {needed}")
