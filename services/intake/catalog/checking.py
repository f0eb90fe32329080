"""Checking a catalogue folder: read, compare with the schema, apply the rules; a problem names file, line and rule."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from contracts.yaml_files import Document, SourceInvalid, read
from services.intake.catalog.model import Catalog, Entry, Problem
from services.intake.catalog.rules import RULES, duplicates, guides

SCHEMA_FILE = "schema.json"
DEPARTMENTS_FILE = "departments.yaml"
REGISTERS_FOLDER = "registers"
GUIDES_FILE = "guides.yaml"
DUPLICATES_FILE = "duplicates.yaml"
PROBLEMS_MAX = 500
"""Most problems reported at once (decision): more do not help a reader."""


class CatalogInvalid(ValueError):
    """A catalogue that may not be loaded. Has its `problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def load_catalog(path: Path) -> Catalog:
    """The catalogue in a folder.

    Raises:
        CatalogInvalid: `check` finds a problem in it.
        FileNotFoundError: there is no such folder, or no schema in it.
    """
    catalog, problems = _examine(path)
    if problems:
        raise CatalogInvalid(problems)
    return catalog


def check(path: Path) -> list[Problem]:
    """Everything wrong with the catalogue in a folder, by file and line; empty when it is good.

    Raises:
        FileNotFoundError: there is no such folder, or no schema in it.
    """
    return _examine(path)[1]


def _examine(path: Path) -> tuple[Catalog, list[Problem]]:
    """Read and check a folder. Rules are applied only to entries that have the schema's shape."""
    schema = json.loads((path / SCHEMA_FILE).read_text("utf-8"))
    problems: list[Problem] = []
    document = _read_checked(path / DEPARTMENTS_FILE, schema, "departments", problems)
    departments = document.data if document else {}
    registers, readable = _registers(path / REGISTERS_FOLDER, schema, problems)
    asked = _read_beside(path / GUIDES_FILE, schema, problems)
    alike = _read_beside(path / DUPLICATES_FILE, schema, problems)
    entries: list[Entry] = []
    broken: set[str] = set()
    for file in sorted(path.glob("*.yaml")):
        if file.name in (DEPARTMENTS_FILE, GUIDES_FILE, DUPLICATES_FILE):
            continue
        document = _read_checked(file, schema, None, problems)
        if document:
            entries.append(Entry(document))
        else:
            broken.add(file.stem)
    entries.sort(key=lambda entry: entry.code)
    catalog = Catalog(path, tuple(entries), departments, registers, frozenset(broken), asked, alike)
    if departments and registers and readable:  # else every entry would be blamed for what it cannot find
        problems.extend(_apply_rules(catalog))
        problems.extend(_check_guides(catalog))
        problems.extend(_check_duplicates(catalog))
    return catalog, sorted(problems)[:PROBLEMS_MAX]


def _registers(folder: Path, schema: dict[str, Any], problems: list[Problem]) -> tuple[dict[str, dict[str, Any]], bool]:
    """The registers by code, one file each; False: one of them cannot be read."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        problems.append(Problem(str(folder), 1, "yaml", "the folder has no register"))
    read_files = {file.stem: _read_checked(file, schema, "register", problems) for file in files}
    return {code: found.data for code, found in read_files.items() if found}, all(read_files.values())


def _read_beside(file: Path, schema: dict[str, Any], into: list[Problem]) -> Document | None:
    """What stands beside the items, such as the guides' questions; a catalogue may have none."""
    return _read_checked(file, schema, file.stem, into) if file.exists() else None


def _check_guides(catalog: Catalog) -> Iterator[Problem]:
    """What is wrong with the questions of guides."""
    document = catalog.guides
    if document is None:
        return
    for finding in guides.questions_are_plain_and_change_something(catalog, document.data):
        yield Problem(str(document.file), document.line(finding.where), guides.RULE, finding.message)


def _check_duplicates(catalog: Catalog) -> Iterator[Problem]:
    """What is wrong with the keys of near-duplicates."""
    document = catalog.duplicates
    if document is None:
        return
    for finding in duplicates.keys_are_of_what_is_asked(catalog, document.data):
        yield Problem(str(document.file), document.line(finding.where), duplicates.RULE, finding.message)


def _read_checked(file: Path, schema: dict[str, Any], definition: str | None, into: list[Problem]) -> Document | None:
    """A file's content if it has the schema's shape, else None with the problems added."""
    try:
        document = read(file)
    except FileNotFoundError:
        into.append(Problem(str(file), 1, "yaml", "the file is missing"))
        return None
    except SourceInvalid as error:
        into.append(Problem(str(file), error.line, "yaml", f"the file {error}"))
        return None
    problems = list(_schema_problems(document, schema, definition))
    into.extend(problems)
    return None if problems else document


def _schema_problems(document: Document, schema: dict[str, Any], definition: str | None) -> Iterator[Problem]:
    """Where a file departs from schema.json. The kind chooses the definition, so that errors are about one of them."""
    if definition is None:
        kind = document.data.get("kind") if isinstance(document.data, dict) else None
        definition = "bundle" if kind == "bundle" else "item"
    validator = Draft202012Validator(
        {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": f"#/$defs/{definition}"},
        format_checker=FormatChecker(),
    )
    for error in validator.iter_errors(document.data):
        where, message = _explained(error)
        yield Problem(str(document.file), document.line(where), "schema", message)


def _explained(error: ValidationError) -> tuple[tuple[str | int, ...], str]:
    """Where a schema error is, and what it says, with the path in front."""
    where = tuple(error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        unknown = sorted(str(key) for key in error.instance if key not in known)
        where = (*where, unknown[0])
    shown = ".".join(str(part) for part in error.absolute_path)
    message = error.message if len(error.message) <= 300 else error.message[:297] + "..."
    return where, f"{shown}: {message}" if shown else message


def _apply_rules(catalog: Catalog) -> Iterator[Problem]:
    """What the rules find in each entry."""
    for rule, find in RULES.items():
        for entry in catalog.entries:
            for finding in find(entry, catalog):
                yield Problem(str(entry.document.file), entry.document.line(finding.where), rule, finding.message)
