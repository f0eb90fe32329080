"""Reading a register of persons page by page (免申即享): what is asked, and which page is one. Pure.

Pages follow the person ids, which are keyed hashes: they stand still while people are born, move and die, and say
nothing about anybody (decision records 0008 and 0049).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.registers.domain import Lookup, Malformed, Record, Register, SubjectKind, checked

LIMIT_MAX = 1000
PERSON_ID_CHARACTERS_MAX = 64


@dataclass(frozen=True)
class Aged:
    """Leave out records in which the field of type date is later than `not_after`."""

    field: str
    not_after: date


@dataclass(frozen=True)
class Scan:
    """A page to read: the fields, after whom, up to whom (empty: to the end), how many at most."""

    register: Register
    fields: Sequence[str]
    after: str
    until: str
    limit: int
    aged: Aged | None = None

    def lookup(self, person_id: str) -> Lookup:
        """The question that would have got one record of the page."""
        return Lookup(self.register, SubjectKind.PERSON_ID, person_id, self.fields)


@dataclass(frozen=True)
class Found:
    """One person's record."""

    person_id: str
    record: Record


def checked_page(scan: Scan, page: Sequence[Found], now: datetime) -> Sequence[Found]:
    """The page, of the people asked for, each once and in order, every record as of a lookup. Raises Malformed."""
    if len(page) > scan.limit:
        raise Malformed("a page of more records than were asked for")
    before = scan.after
    for found in page:
        if not before < found.person_id or len(found.person_id) > PERSON_ID_CHARACTERS_MAX:
            raise Malformed("people are not in order, or twice")
        if scan.until and found.person_id > scan.until:
            raise Malformed("somebody who was not asked for")
        before = found.person_id
        checked(scan.lookup(found.person_id), [found.record], now)
    return page
