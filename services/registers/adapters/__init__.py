"""Adapters: small plug-ins, one for each kind of departments' systems, all behind the port of port.py.

Ours are in the table below; a package of somebody else adds one as an entry point of the group `GROUP`, named as
descriptions name it in `adapter`. Every one passes the same suite (services/registers/tests/test_adapters.py).
"""

from collections.abc import Mapping
from importlib.metadata import entry_points

from services.registers.adapters.file_drop import FileDropAdapter
from services.registers.adapters.http import HttpAdapter
from services.registers.adapters.port import Plugin, SourceInvalid
from services.registers.adapters.postgres import PostgresAdapter

GROUP = "onetrip.registers.adapters"

_OURS: Mapping[str, Plugin] = {
    "postgresql": PostgresAdapter.open,
    "http": HttpAdapter.open,
    "file": FileDropAdapter.open,
}


def adapter_named(name: str) -> Plugin:
    """Return what opens the adapter of this name. Raises SourceInvalid when there is none."""
    if name in _OURS:
        return _OURS[name]
    found = list(entry_points(group=GROUP, name=name))
    if len(found) != 1:
        known = ", ".join([*_OURS, *entry_points(group=GROUP).names])
        raise SourceInvalid(f"source.adapter: {name!r} is not one of: {known}")
    return found[0].load()


def reads_pages(name: str) -> bool | None:
    """Whether what an adapter of this name opens has `scan`: where a class opens itself, that is known before.

    None: it shows when it is open. Raises SourceInvalid, as `adapter_named`.
    """
    opens = getattr(adapter_named(name), "__self__", None)
    return hasattr(opens, "scan") if isinstance(opens, type) else None
