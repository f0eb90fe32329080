"""What was asked of the applicant, and until when: part of where an application stands (domain.py). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A day by which something is due: YYYY-MM-DD, and whether the year's calendar may still move it."""

    date: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """A document that only the applicant can give; texts are (zh, en).

    `secondary`: it may come late (容缺); `promised`: the applicant chose that it does.
    """

    item_code: str
    material_code: str
    name: tuple[str, str] = ("", "")
    obtained_from: tuple[str, str] = ("", "")
    secondary: bool = False
    promised: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """A document that the applicant promised for later, by when, and the cases whose results wait for it."""

    material: Missing
    due: Due
    case_ids: tuple[str, ...]
    received: bool = False


@dataclass(frozen=True, slots=True)
class Supplement:
    """The supplement notice of the highest round: what it asked for, until when.

    `case_id`: the case whose officers asked after acceptance (补交告知); empty: before it. `over` says that nothing is
    awaited any more of such a one. `department`: whose window asked before acceptance; empty: verification did.
    `given`: the codes of what has come of what officers asked for.
    """

    round: int
    asked_at: datetime
    missing: tuple[Missing, ...] = ()
    due: Due | None = None
    case_id: str = ""
    given: tuple[str, ...] = ()
    over: bool = False
    department: str = ""

    @property
    def by_officers(self) -> bool:
        """Whether officers asked: what they named is awaited until it is brought, whatever verification finds."""
        return bool(self.case_id or self.department)

    @property
    def not_given(self) -> tuple[Missing, ...]:
        """What officers asked for and nobody brought; nothing, where verification asked."""
        return tuple(one for one in self.missing if one.material_code not in self.given) if self.by_officers else ()
