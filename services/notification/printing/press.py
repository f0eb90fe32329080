"""The press: a notice's words as a PDF, made when somebody asks for it (docs/decisions/0015).

The same notice gives the same bytes: nothing of the day or the machine gets into them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from runtime.typesetting import Typesetter
from services.notification.matter import Localized
from services.notification.printing.seals import sample

LAYOUT = 1
"""The form notices are issued in now: `layouts/<number>.typ`. Earlier ones stay for the notices that name them."""

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
    """Prints notices."""

    def __init__(self) -> None:
        self._typesetter = Typesetter()

    async def pdf(self, paper: Paper, layout: int) -> bytes:
        """Print a paper in the layout it was issued in. Raises RuntimeError for a layout that cannot be set."""
        issued = paper.issued
        day = {"year": issued.year, "month": issued.month, "day": issued.day}
        inputs = {
            "notice": json.dumps(asdict(paper) | {"issued": day}, ensure_ascii=False),
            "seal": sample(paper.department.zh),
        }
        return await self._typesetter.pdf(_LAYOUTS / f"{layout}.typ", inputs, issued)
