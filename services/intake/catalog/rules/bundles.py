"""Rules about bundles (一件事). Each yields nothing for an item."""

from collections.abc import Iterator

from services.intake.catalog.model import Catalog, Entry, Finding
from services.intake.catalog.rules.order import cycles


def items_are_known(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A bundle's items are items of the catalogue, for the same kinds of applicant."""
    for where, member in entry.numbered("items"):
        item = catalog.by_code.get(member["item"])
        if item is None:
            if member["item"] not in catalog.broken_codes:
                yield Finding((*where, "item"), f"{member['item']!r} is not an item of the catalogue")
        elif item.is_bundle:
            yield Finding((*where, "item"), f"{member['item']!r} is a bundle itself")
        elif missing := set(entry.data["applicant_kinds"]) - set(item.data["applicant_kinds"]):
            yield Finding((*where, "item"), f"{member['item']!r} is not for applicants of kind {sorted(missing)[0]}")


def needs_are_known_and_without_cycles(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """An item needs results of items of the same bundle, and never its own."""
    before = {member["item"]: member.get("needs", []) for member in entry.listed("items")}
    for where, member in entry.numbered("items"):
        for index, code in enumerate(member.get("needs", ())):
            if code not in before:
                yield Finding((*where, "needs", index), f"{code!r} is not an item of this bundle")
    for cycle in cycles(before):
        index = list(before).index(cycle[0])
        yield Finding(("items", index, "needs"), f"the items wait for each other: {' → '.join(cycle)}")


def results_feed_those_who_need_them(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Items run in parallel unless one really needs another's result, and one that does says so (domain rule).

    An item really needs another when a material of its own is supplied by the certificate that the other issues.
    """
    members = {member.code: member for member in catalog.members(entry)}
    issued = {code: f"certificate:{member.data['certificate']['kind']}" for code, member in members.items()}
    for where, member in entry.numbered("items"):
        if member["item"] not in members:
            continue
        materials = members[member["item"]].listed("materials")
        fed = {source for material in materials for source in material.get("supplied_by", ())}
        only_fed = {material["supplied_by"][0] for material in materials if len(material.get("supplied_by", ())) == 1}
        needs = set(member.get("needs", ()))
        for code in sorted(needs & members.keys()):
            if issued[code] not in fed:
                yield Finding((*where, "needs"), f"{member['item']!r} waits for {code!r}, but nothing comes from it")
        for code, certificate in issued.items():
            if certificate in only_fed and code not in needs:
                yield Finding(where, f"{member['item']!r} uses the result of {code!r}, but does not name it in needs")


def items_agree_on_what_they_share(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A question or material that several items share is the same in all: the bundle asks it once (一套材料)."""
    for shared, key, parts in (
        ("form", "name", ("type", "label", "options")),
        ("materials", "code", ("name", "commitment")),
    ):
        first: dict[str, tuple[str, dict]] = {}
        for index, member in enumerate(catalog.members(entry)):
            for element in member.listed(shared):
                code, other = first.setdefault(element[key], (member.code, element))
                if any(element.get(part) != other.get(part) for part in parts):
                    yield Finding(("items", index), f"{element[key]!r} in {member.code!r} is not as in {code!r}")


def limits_cover_those_of_the_items(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A bundle that is not joint shows the latest of its items' own limits (domain rule): all run from acceptance."""
    limits = entry.data["limits"]
    if not entry.is_bundle or limits["joint"]:
        return
    for member in catalog.members(entry):
        for name in ("statutory_working_days", "promised_working_days"):
            if member.data["limits"][name] > limits[name]:
                latest = member.data["limits"][name]
                yield Finding(("limits", name), f"{name}: {limits[name]} is below the {latest} of {member.code!r}")


def no_item_is_renewed_by_silence(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A renewal that silence may grant (licensing law, art. 50) is applied for by itself (product rule).

    Silence grants it whatever else is missing; in a bundle that is not accepted or lapses, that grant would be lost.
    """
    for where, member in entry.numbered("items"):
        item = catalog.by_code.get(member["item"])
        if item is not None and "renewal" in item.data:
            yield Finding((*where, "item"), f"{member['item']!r} may be renewed by silence and is no part of a bundle")
