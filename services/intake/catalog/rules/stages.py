"""Rules about the review's steps."""

from collections.abc import Iterator

from services.intake.catalog.model import Catalog, Entry, Finding
from services.intake.catalog.rules.order import cycles, longest_path


def order_is_known_and_without_cycles(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A stage comes after stages of the same item, and never after itself."""
    codes = {stage["code"] for stage in entry.listed("stages")}
    before = {stage["code"]: stage.get("after", []) for stage in entry.listed("stages")}
    for where, stage in entry.numbered("stages"):
        for index, code in enumerate(stage.get("after", ())):
            if code not in codes:
                yield Finding((*where, "after", index), f"{code!r} is not a stage of this item")
    for cycle in cycles(before):
        index = list(before).index(cycle[0])
        yield Finding(("stages", index, "after"), f"the stages wait for each other: {' → '.join(cycle)}")


def steps_fit_the_promise(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """The steps on the longest way add up to no more than the promised limit.

    An expert review takes no working day of it (licensing law, art. 45).
    """
    before = {stage["code"]: stage.get("after", []) for stage in entry.listed("stages")}
    days = {stage["code"]: 0 if stage["kind"] == "expert_review" else stage["limit_working_days"]
            for stage in entry.listed("stages")}  # fmt: skip
    if not days or list(cycles(before)):
        return
    needed, promised = longest_path(before, days), entry.data["limits"]["promised_working_days"]
    if needed > promised:
        yield Finding(("stages",), f"the stages take {needed} working days, but {promised} are promised")


def inspections_have_two_officers(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """An on-site check (实地核查) is made by two officers (licensing law, art. 34)."""
    for where, stage in entry.numbered("stages"):
        if stage["kind"] == "inspection" and stage["officers"] != 2:
            yield Finding((*where, "officers"), f"{stage['code']!r} is an on-site check and needs two officers")
        if stage.get("needs_applicant") and stage["kind"] != "inspection":
            yield Finding((*where, "needs_applicant"), f"{stage['code']!r} is not an on-site check; nobody has to come")
