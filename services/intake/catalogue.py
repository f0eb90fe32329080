"""The published catalogue in memory: read once, then every few seconds only what is new.

Versions never change, so what was read stays valid; only the highest version of each code is in force.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from contracts.errors.applications import NotInForce, UnknownItem
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import events_pb2
from runtime.errors import FieldViolation
from runtime.patience import Patience
from services.intake.shortening import shortened
from services.intake.store import CatalogueTable

REFRESH_SECONDS = 5.0
# When somebody names a version this replica has not heard of, it looks at once, but not for every such call.
LOOK_AGAIN_SECONDS_MIN = 0.5


@dataclass(frozen=True)
class Definition:
    """One version of an item or bundle, with what is asked of it again and again."""

    item: catalog_pb2.ServiceItem

    @cached_property
    def event_prefix(self) -> bytes:
        """Field `definition` of `ApplicationSubmitted`, serialised once: messages may be concatenated."""
        return events_pb2.ApplicationSubmitted(definition=self.item).SerializeToString()

    @cached_property
    def parts(self) -> tuple[catalog_pb2.ServiceItem, ...]:
        """The items its cases are about: itself, or those of the bundle."""
        if self.item.kind == catalog_pb2.ITEM_KIND_BUNDLE:
            return tuple(part.item for part in self.item.items)
        return (self.item,)

    @cached_property
    def fields(self) -> Mapping[str, catalog_pb2.FormField]:
        """The questions by name; a bundle's form holds those of its items."""
        return {field.name: field for field in self.item.form}

    @cached_property
    def material_codes(self) -> frozenset[str]:
        """Codes of the documents that can be given."""
        return frozenset(material.code for item in (self.item, *self.parts) for material in item.materials)

    @cached_property
    def late_codes(self) -> frozenset[str]:
        """Codes of the documents that can come late (容缺): secondary to every item that needs them."""
        needed = [material for item in (self.item, *self.parts) for material in item.materials if material.required]
        at_once = {material.code for material in needed if not material.secondary}
        return frozenset(material.code for material in needed) - at_once

    @cached_property
    def commitments(self) -> Mapping[str, catalog_pb2.Commitment]:
        """What may be signed instead of giving a document (告知承诺), where every item that needs it takes that."""
        needed = [material for item in (self.item, *self.parts) for material in item.materials if material.required]
        to_be_given = {material.code for material in needed if not material.HasField("commitment")}
        return {material.code: material.commitment for material in needed if material.code not in to_be_given}

    @cached_property
    def departments(self) -> Mapping[str, catalog_pb2.LocalizedText]:
        """Names of the departments taking part."""
        return {
            department.code: department.name for item in (*self.parts, self.item) for department in item.departments
        }

    @cached_property
    def department_of_stage(self) -> Mapping[str, Mapping[str, str]]:
        """The department of each stage, by the item's code."""
        return {item.code: {stage.code: stage.department for stage in item.stages} for item in self.parts}


class Catalogue:
    """All published versions. `start` reads them; `run` follows what is published later."""

    def __init__(self, table: CatalogueTable) -> None:
        self._table = table
        self._definitions: dict[tuple[str, int], Definition] = {}
        self._in_force: dict[str, Definition] = {}
        self._registers: list[bytes] = []
        self._guides: dict[str, catalog_pb2.Guide] = {}
        self._duplicate_rules: dict[str, catalog_pb2.DuplicateRule] = {}
        self._looked_at = 0.0
        self._looking = asyncio.Lock()

    async def start(self) -> None:
        """Read everything."""
        await self._refresh()

    async def run(self) -> None:
        """Follow what is published, for ever."""
        patience = Patience("catalogue", REFRESH_SECONDS, REFRESH_SECONDS)
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                await self._refresh()
            except Exception as error:
                patience.after(error)
            else:
                patience.succeeded()

    def in_force(self) -> list[Definition]:
        """Return every item in its version in force, by code."""
        return [self._in_force[code] for code in sorted(self._in_force)]

    async def current(self, code: str, version: int = 0, *, field: str = "item_code") -> Definition:
        """Return the item in force. Raises UnknownItem, naming the request's `field`, or NotInForce for a version
        other than that one.
        """
        definition = self._in_force.get(code)
        if definition is None or (version and definition.item.version != version):
            await self._look_again()
            definition = self._in_force.get(code)
        if definition is None:
            fault = FieldViolation(field, "the catalogue has no such item")
            raise UnknownItem("there is no such item", fields=[fault])
        if version and definition.item.version != version:
            fault = FieldViolation("item_version", f"in force is version {definition.item.version}")
            raise NotInForce("the item is in force in another version: show the form again", fields=[fault])
        return definition

    def guide(self, code: str) -> catalog_pb2.Guide:
        """Return the questions of an item's guide; it may have none."""
        return self._guides.get(code) or catalog_pb2.Guide(item_code=code)

    def duplicate_rules(self, definition: Definition) -> list[catalog_pb2.DuplicateRule]:
        """Return by what near-duplicates of an application for this are found: by the items it is about."""
        codes = [part.code for part in definition.parts]
        return [self._duplicate_rules[code] for code in codes if code in self._duplicate_rules]

    async def filed_under(self, code: str, version: int) -> Definition:
        """Return a version, in force or not, that an application was filed under."""
        definition = self._definitions.get((code, version))
        if definition is None:
            await self._refresh()
            definition = self._definitions[code, version]
        return definition

    async def _look_again(self) -> None:
        if time.monotonic() - self._looked_at >= LOOK_AGAIN_SECONDS_MIN:
            await self._refresh()

    async def _refresh(self) -> None:
        async with self._looking:
            self._looked_at = time.monotonic()
            new = sorted(await self._table.keys() - self._definitions.keys())
            for raw in await self._table.read(new) if new else ():
                item = catalog_pb2.ServiceItem.FromString(raw)
                self._definitions[item.code, item.version] = Definition(item)
            asked = map(catalog_pb2.Guide.FromString, await self._table.guides())
            self._guides = {guide.item_code: guide for guide in asked}
            compared = map(catalog_pb2.DuplicateRule.FromString, await self._table.duplicate_rules())
            self._duplicate_rules = {rule.item_code: rule for rule in compared}
            registers = await self._table.registers()
            if new or registers != self._registers:
                self._registers = registers
                self._put_in_force([catalog_pb2.Register.FromString(raw) for raw in registers])

    def _put_in_force(self, registers: Sequence[catalog_pb2.Register]) -> None:
        """The highest version of each item is in force, with what the registers connected now supply."""
        latest: dict[str, Definition] = {}
        for (code, version), definition in self._definitions.items():
            if code not in latest or latest[code].item.version < version:
                latest[code] = definition
        by_code = {register.code: register for register in registers}
        issued = {one.item.certificate.kind for one in latest.values() if one.item.HasField("certificate")}
        self._in_force = {code: Definition(shortened(one.item, by_code, issued)) for code, one in latest.items()}
