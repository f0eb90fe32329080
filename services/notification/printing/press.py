"""The press: a notice's words as a PDF, made when somebody asks for it (docs/decisions/0015).

The same notice gives the same bytes: nothing of the day or the machine gets into them.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from services.notification.matter import Localized
from services.notification.printing.seals import sample

LAYOUT = 1
"""The form notices are issued in now: `layouts/<number>.typ`. Earlier ones stay for the notices that name them."""

CONTENT_TYPE = "application/pdf"
# Archives keep PDF/A (GB/T 23286, ISO 19005-2): fonts inside, nothing that depends on where it is shown.
STANDARD = "a-2b"
_LAYOUTS = Path(__file__).with_name("layouts")


@dataclass(frozen=True)
class Paper:
    """All that is printed. `issued` is in the city's time; `code` as it is shown; `host` empty: none is named."""

    title: Localized
    text: Localized
    number: str
    department: Localized
    date: Localized
    issued: datetime
    addressee: str
    tracking_number: str
    code: str
    host: str


class Press:
    """Prints one document at a time, beside the event loop: a few milliseconds each, tens for the first."""

    def __init__(self) -> None:
        self._one = asyncio.Lock()

    async def pdf(self, paper: Paper, layout: int) -> bytes:
        """Print a paper in the layout it was issued in. Raises RuntimeError for a layout that cannot be set."""
        async with self._one:
            return await asyncio.to_thread(_print, paper, layout)


def _print(paper: Paper, layout: int) -> bytes:
    issued = paper.issued
    day = {"year": issued.year, "month": issued.month, "day": issued.day}
    inputs = {
        "notice": json.dumps(asdict(paper) | {"issued": day}, ensure_ascii=False),
        "seal": sample(paper.department.zh),
    }
    return _compiler(layout).compile(
        format="pdf", sys_inputs=inputs, pdf_standards=STANDARD, timestamp=int(issued.timestamp())
    )


@cache
def _compiler(layout: int) -> Any:
    """The typesetter with its fonts, 50 MB of memory: only in a process that prints, and once."""
    import pylopdf_fonts_zh_cn as fonts  # noqa: PLC0415 - as above
    import typst  # noqa: PLC0415 - as above

    folder = fonts.serif_path().parent
    return typst.Compiler(_LAYOUTS / f"{layout}.typ", root=_LAYOUTS, font_paths=[folder], ignore_system_fonts=True)
