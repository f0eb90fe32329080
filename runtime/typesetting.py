"""Setting documents as PDF/A by Typst: the same input gives the same bytes, on any day and machine."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

CONTENT_TYPE = "application/pdf"
# Archives keep PDF/A (GB/T 23286, ISO 19005-2): fonts inside, nothing that depends on where it is shown.
STANDARD = "a-2b"


class Typesetter:
    """Sets one document at a time, beside the event loop: a few milliseconds each, tens for the first."""

    def __init__(self) -> None:
        self._one = asyncio.Lock()

    async def pdf(self, layout: Path, inputs: Mapping[str, str], at: datetime) -> bytes:
        """Set a layout with its inputs; `at` is the document's own date. Raises RuntimeError when it cannot be set."""
        async with self._one:
            return await asyncio.to_thread(_set, layout, dict(inputs), int(at.timestamp()))


def _set(layout: Path, inputs: dict[str, str], timestamp: int) -> bytes:
    return _compiler(layout).compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARD, timestamp=timestamp)


@cache
def _compiler(layout: Path) -> Any:
    """The typesetter with its fonts, 50 MB of memory: only in a process that prints, and once."""
    import pylopdf_fonts_zh_cn as fonts  # noqa: PLC0415 - as above
    import typst  # noqa: PLC0415 - as above

    folder = fonts.serif_path().parent
    return typst.Compiler(layout, root=layout.parent, font_paths=[folder], ignore_system_fonts=True)
