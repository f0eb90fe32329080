"""What an application is about, in the catalogue's words: all that the texts of notices need of its definition."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache

from onetrip.catalog.v1.catalog_pb2 import LocalizedText, ServiceItem


@dataclass(frozen=True)
class Localized:
    """A text in both languages of the product."""

    zh: str
    en: str

    @classmethod
    def of(cls, text: LocalizedText) -> Localized:
        """The contract's text as a value."""
        return cls(text.zh, text.en)

    @classmethod
    def same(cls, text: str) -> Localized:
        """A text that is the same in both: a number, or words of a person, which are not translated."""
        return cls(text, text)

    def message(self) -> LocalizedText:
        """The text as the contract has it."""
        return LocalizedText(zh=self.zh, en=self.en)


Names = Mapping[str, Localized]

# Many applications are about the same few definitions.
MATTERS_CACHED_MAX = 256


@dataclass(frozen=True)
class Matter:
    """The names of an item or bundle in the version filed under; by code for its parts.

    `lead` is the code of the department that leads it, `leads` those of its items, by item; `words` stand for the
    departments in the numbers of their documents (机关代字). `channels`: how the item says to reach
    whom it is for, of an application that nobody asked for (免申即享).
    """

    name: Localized
    items: Names
    departments: Names
    materials: Names
    lead: str = ""
    leads: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    channels: tuple[str, ...] = ()

    @classmethod
    def of(cls, definition: ServiceItem, *, unasked: bool = False) -> Matter:
        """What a definition calls things. A bundle's items are included. `unasked`: nobody has applied for it."""
        items = list(_items(definition))
        return cls(
            name=Localized.of(definition.name),
            items={item.code: Localized.of(item.name) for item in items},
            departments={each.code: Localized.of(each.name) for item in items for each in item.departments},
            materials={each.code: Localized.of(each.name) for item in items for each in item.materials},
            lead=definition.lead_department,
            leads={item.code: item.lead_department for item in items},
            words={each.code: each.document_word for item in items for each in item.departments},
            channels=tuple(definition.proactive.channels) if unasked else (),
        )

    @staticmethod
    @lru_cache(maxsize=MATTERS_CACHED_MAX)
    def from_json(text: str) -> Matter:
        """Read what `to_json` wrote."""
        stored = json.loads(text)
        items, departments, materials = (
            {code: Localized(**name) for code, name in stored[part].items()} for part in _PARTS
        )
        # What was stored before notices had departments names none.
        lead, leads, words = stored.get("lead", ""), stored.get("leads", {}), stored.get("words", {})
        channels = tuple(stored.get("channels", ()))
        return Matter(Localized(**stored["name"]), items, departments, materials, lead, leads, words, channels)

    def to_json(self) -> str:
        """As it is stored; it holds no personal data."""
        return json.dumps(asdict(self), ensure_ascii=False)


_PARTS = ("items", "departments", "materials")


@lru_cache(maxsize=MATTERS_CACHED_MAX)
def json_of(definition: bytes, *, unasked: bool = False) -> str:
    """The matter of a serialised definition, as it is stored."""
    return Matter.of(ServiceItem.FromString(definition), unasked=unasked).to_json()


def name_in(names: Names, code: str) -> Localized:
    """The name of a code; the code itself where the definition has none, rather than no notice."""
    return names.get(code) or Localized.same(code)


def _items(definition: ServiceItem) -> Iterator[ServiceItem]:
    yield definition
    for part in definition.items:
        yield part.item
