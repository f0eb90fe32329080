"""The sources that can be asked to look at their data: each register's department, and how soon it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

# How soon a source's department answers a ticket where the catalogue says nothing else (product default).
TICKET_WORKING_DAYS = 5


@dataclass(frozen=True)
class Source:
    """A register's department, and in how many working days it answers a ticket."""

    department: str
    ticket_working_days: int = TICKET_WORKING_DAYS


def read_sources(folder: Path) -> Mapping[str, Source]:
    """Read the catalogue's descriptions of registers, by code. Raises OSError, or KeyError for one of no department."""
    entries = {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in sorted(folder.glob("*.yaml"))}
    return {
        code: Source(entry["department"], entry.get("ticket_working_days", TICKET_WORKING_DAYS))
        for code, entry in entries.items()
    }
