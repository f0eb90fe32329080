"""The end of retention: the keys of what is over are destroyed, and the record of the act stays (decision 0050).

What stays readable: number, item and version, dates, how it ended, the decisions' numbers and outcomes, and by the
item's definition the legal basis; people are pseudonyms in it. What was said by and about people is not readable,
wherever a copy lies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from runtime.data_keys import not_in_use
from runtime.sealing import VERSION_OF_DATA_KEYS, Header

# 定期保管 is ten or thirty years (国家档案局令第8号). What a city's own list says otherwise stands with the item in the
# catalogue (`retention_years`).
YEARS = 10
PAGE = 500

# Items with a term of their own, and the instant before which it is over.
_TERMS = """
unnest($4::text[], $5::integer[], $6::timestamptz[]) AS term (code, version, before)
ON (a.item_code, a.item_version) = (term.code, term.version)
"""
_IS_OVER = "a.ended AND a.update_time < coalesce(term.before, $2) AND ($3::text[] IS NULL OR a.id = ANY($3))"
_OVER = f"""
SELECT a.id, a.sealed_form FROM applications a LEFT JOIN {_TERMS}
WHERE a.id > $1 AND {_IS_OVER} ORDER BY a.id LIMIT {PAGE}
"""
_NOT_OVER = f"SELECT a.id FROM applications a LEFT JOIN {_TERMS} WHERE a.id = ANY($1) AND NOT ({_IS_OVER})"
_DEFINITIONS = "SELECT definition FROM catalogue_versions"
# Keyed hashes of what was answered: without the application they would find nothing that can be shown.
_UNFIND = "DELETE FROM duplicate_keys WHERE application_id = ANY($1)"
_GIVEN = """
SELECT DISTINCT material_id, application_id FROM given_materials
WHERE material_id IN (SELECT material_id FROM given_materials WHERE application_id = ANY($1))
"""
_REUSED = "SELECT evidence_id, application_id FROM evidence_used WHERE evidence_id = ANY($1)"
_ATTESTED = "SELECT material_id FROM attestations WHERE material_id = ANY($1) AND valid_until >= $2"
_HELD = """
SELECT holder, application_id FROM application_holders
WHERE holder IN (SELECT holder FROM application_holders WHERE application_id = ANY($1))
"""
_CERTIFIED = """
SELECT DISTINCT holder FROM certificates
WHERE holder = ANY($1) AND revoked_at IS NULL AND (valid_until IS NULL OR valid_until >= $2)
"""
# One without a key gets the mark too: nothing that comes late is sealed for it.
_DESTROY = """
INSERT INTO keys.data_keys AS k (owner, wrapped, destroyed_at) SELECT owner, NULL, $2 FROM unnest($1::text[]) AS owner
ON CONFLICT (owner) DO UPDATE SET wrapped = NULL, destroyed_at = $2 WHERE k.wrapped IS NOT NULL
"""
# People come back after years, and then have a key again, which opens nothing of before.
_FORGET = "DELETE FROM keys.data_keys WHERE owner = ANY($1) AND wrapped IS NOT NULL"
_DESTROYED = "SELECT owner FROM keys.data_keys WHERE owner = ANY($1) AND wrapped IS NULL"


@dataclass
class Destroyed:
    """What was destroyed, or would be.

    `before`: applications with values sealed before there were data keys; `answers`: to calls of long ago.
    """

    applications: int = 0
    materials: int = 0
    holders: int = 0
    before: int = 0
    answers: int = 0


@dataclass(frozen=True)
class Records:
    """Connections as the roles of intake, of verification, and of the keys' owner."""

    intake: Any
    verification: Any
    keys: Any


Terms = Mapping[tuple[str, int], datetime]
"""Versions of items with a term of their own (code, version): what ended before that instant is over."""


def over_before(today: date, years: int, zone: ZoneInfo) -> datetime:
    """What ended before this is over: the years are counted from the first of January after the end (档案 practice)."""
    return datetime(today.year - years, 1, 1, tzinfo=zone)


def years_of(item: ServiceItem) -> int:
    """The term of an item, in years; of a bundle the longest of it and its items. 0: it has none of its own."""
    return max(item.retention_years, *(entry.item.retention_years for entry in item.items), 0)


async def terms(intake: Any, today: date, zone: ZoneInfo, default: int = YEARS) -> Terms:
    """The terms of all published versions that have one, each as applications were filed under it.

    An item of a bundle without one counts as `default`: the bundle is not over before it.
    """
    items = [ServiceItem.FromString(row["definition"]) for row in await intake.fetch(_DEFINITIONS)]
    found: dict[tuple[str, int], datetime] = {}
    for item in items:
        if years := years_of(item):
            unsaid = any(not entry.item.retention_years for entry in item.items)
            found[item.code, item.version] = over_before(today, max(years, default) if unsaid else years, zone)
    return found


async def end(
    records: Records,
    zone: ZoneInfo,
    now: datetime,
    years: int = YEARS,
    only: Collection[str] | None = None,
    *,
    dry: bool = False,
) -> Destroyed:
    """Destroy what is over now: `years` where the item says nothing else; `only` these applications."""
    today = now.astimezone(zone).date()
    own = await terms(records.intake, today, zone, years)
    return await Retention(records, over_before(today, years, zone), now, only, own).run(dry=dry)


class Retention:
    """Goes through what ended before an instant, `terms` before their own.

    A document or a person goes when nothing that counts needs it.
    """

    def __init__(
        self,
        records: Records,
        before: datetime,
        now: datetime,
        only: Collection[str] | None = None,
        terms: Terms | None = None,
    ) -> None:
        self._records = records
        self._now = now
        own = terms or {}
        versions = [code for code, _ in own], [version for _, version in own], list(own.values())
        self._over = (before, None if only is None else list(only), *versions)

    async def run(self, *, dry: bool = False) -> Destroyed:
        """Destroy the keys, page by page; safe to repeat and to interrupt. `dry`: only count."""
        found, after = Destroyed(), ""
        while rows := await self._records.intake.fetch(_OVER, after, *self._over):
            after = rows[-1]["id"]
            await self._page(rows, found, dry=dry)
        if not dry:
            # A row that was changed lies in its page until this.
            await self._records.keys.execute("VACUUM keys.data_keys")
        return found

    async def _page(self, rows: Sequence[Any], found: Destroyed, *, dry: bool) -> None:
        ids = [row["id"] for row in rows]
        gone = await self._destroyed(f"application/{id_}" for id_ in ids)
        due = [id_ for id_ in ids if f"application/{id_}" not in gone]
        materials, holders = await self._materials(due), await self._holders(due)
        found.applications += len(due)
        found.materials += len(materials)
        found.holders += len(holders)
        found.before += sum(row["id"] in due and not _under_data_key(row["sealed_form"]) for row in rows)
        if due and not dry:
            # The application last: when it is interrupted, the next run finds all of it again.
            await self._records.intake.execute(_UNFIND, due)
            await self._forget(due, holders)
            await self._records.keys.execute(_DESTROY, [f"material/{id_}" for id_ in materials], self._now)
            await self._records.keys.execute(_DESTROY, [f"application/{id_}" for id_ in due], self._now)

    async def _forget(self, due: Sequence[str], holders: Sequence[str]) -> None:
        """Looked at again when nobody seals for them any more: a certificate may have been issued meanwhile."""
        async with self._records.keys.transaction():
            await not_in_use(self._records.keys, holders)
            still = set(await self._holders(due))
            await self._records.keys.execute(_FORGET, [holder for holder in holders if holder in still])

    async def _materials(self, due: Sequence[str]) -> list[str]:
        given = [tuple(row) for row in await self._records.intake.fetch(_GIVEN, due)]
        ids = sorted({material for material, _ in given})
        used = given + [tuple(row) for row in await self._records.verification.fetch(_REUSED, ids)]
        attested = {row[0] for row in await self._records.verification.fetch(_ATTESTED, ids, self._now.date())}
        return await self._free(ids, used, attested)

    async def _holders(self, due: Sequence[str]) -> list[str]:
        held = [tuple(row) for row in await self._records.verification.fetch(_HELD, due)]
        holders = sorted({holder for holder, _ in held})
        certified = {row[0] for row in await self._records.verification.fetch(_CERTIFIED, holders, self._now.date())}
        return await self._free(holders, held, certified)

    async def _free(self, all_: Iterable[str], used: Sequence[tuple[str, str]], kept: Collection[str]) -> list[str]:
        """Those that no application still needs that is not over."""
        applications = sorted({application for _, application in used})
        rows = await self._records.intake.fetch(_NOT_OVER, applications, *self._over)
        needing = {row["id"] for row in rows}
        needed = {each for each, application in used if application in needing}
        return [each for each in all_ if each not in needed and each not in kept]

    async def _destroyed(self, owners: Iterable[str]) -> set[str]:
        return {row["owner"] for row in await self._records.keys.fetch(_DESTROYED, list(owners))}


def _under_data_key(sealed: bytes) -> bool:
    return Header.of(sealed).version == VERSION_OF_DATA_KEYS
