"""What the rules look at: the catalogue's entries, with the departments and registers they refer to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from contracts.yaml_files import Document, Where


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with the catalogue.

    Attributes:
        file: the file, as a path.
        line: the line in it, from 1.
        rule: the code of the rule broken.
        message: what is wrong, in one sentence.
    """

    file: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True)
class Finding:
    """What a rule found in one entry: where, and what is wrong."""

    where: Where
    message: str


@dataclass(frozen=True)
class Entry:
    """A service item or bundle as its file has it; its data has the shape of schema.json."""

    document: Document

    @property
    def data(self) -> dict[str, Any]:
        """The file's content."""
        return self.document.data

    @property
    def code(self) -> str:
        """Its code."""
        return self.data["code"]

    @property
    def is_bundle(self) -> bool:
        """Whether it is a bundle (一件事)."""
        return self.data["kind"] == "bundle"

    def listed(self, name: str) -> Sequence[dict[str, Any]]:
        """One of its lists, empty where a bundle has none."""
        return self.data.get(name, ())

    def numbered(self, name: str) -> Iterator[tuple[Where, dict[str, Any]]]:
        """One of its lists with where each element is."""
        for index, element in enumerate(self.listed(name)):
            yield (name, index), element


@dataclass(frozen=True)
class Catalog:
    """Everything in one catalogue folder.

    Attributes:
        path: the folder.
        entries: items and bundles, in the order of their codes.
        departments: departments.yaml, by code.
        registers: what registers/*.yaml say, by code.
        broken_codes: codes of files that could not be read, so that who refers to them is not blamed.
        guides: guides.yaml; None where the folder has none.
        duplicates: duplicates.yaml; None where the folder has none.
    """

    path: Path
    entries: tuple[Entry, ...]
    departments: Mapping[str, dict[str, Any]]
    registers: Mapping[str, dict[str, Any]]
    broken_codes: frozenset[str] = frozenset()
    guides: Document | None = None
    duplicates: Document | None = None

    @cached_property
    def by_code(self) -> Mapping[str, Entry]:
        """Entries by code; of two with one code, the first."""
        found: dict[str, Entry] = {}
        for entry in self.entries:
            found.setdefault(entry.code, entry)
        return found

    @property
    def items(self) -> tuple[Entry, ...]:
        """The service items."""
        return tuple(entry for entry in self.entries if not entry.is_bundle)

    @property
    def bundles(self) -> tuple[Entry, ...]:
        """The bundles."""
        return tuple(entry for entry in self.entries if entry.is_bundle)

    def members(self, bundle: Entry) -> tuple[Entry, ...]:
        """A bundle's items in its order; those that do not exist are left out."""
        found = (self.by_code.get(member["item"]) for member in bundle.listed("items"))
        return tuple(entry for entry in found if entry is not None and not entry.is_bundle)

    def visits(self, entry: Entry) -> int:
        """Visits that an entry may cost: a bundle's own number, else the highest of its items (domain.md)."""
        own = entry.data.get("visits")
        return own if own is not None else max((item.data["visits"] for item in self.members(entry)), default=0)

    def is_whole(self, entry: Entry) -> bool:
        """Whether all items of a bundle could be read; true for an item."""
        return len(self.members(entry)) == len(entry.listed("items"))

    @cached_property
    def connected_later(self) -> Mapping[str, Sequence[Sequence[str]]]:
        """Documents of registers connected after the items were written, each with what such a register is asked by."""
        found: dict[str, list[Sequence[str]]] = {}
        for register in self.registers.values():
            if "connected_on" in register:
                for document in register["documents"]:
                    found.setdefault(document, []).append(register["subjects"])
        return found

    @cached_property
    def documents_held(self) -> Mapping[str, str]:
        """Document codes that the state can supply, each with what supplies it (a register or a certificate)."""
        held = {document: f"register {code}" for code, register in self.registers.items()
                for document in register["documents"]}  # fmt: skip
        for entry in self.items:
            held.setdefault(entry.data["certificate"]["kind"], f"certificate of {entry.code}")
        return held


def union_form(catalog: Catalog, bundle: Entry) -> list[dict[str, Any]]:
    """A bundle's one form: each question of its items once, required where one of them requires it."""
    fields: dict[str, dict[str, Any]] = {}
    for member in catalog.members(bundle):
        for question in member.listed("form"):
            seen = fields.setdefault(question["name"], dict(question))
            seen["required"] = seen["required"] or question["required"]
    return list(fields.values())
