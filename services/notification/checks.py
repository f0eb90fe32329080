"""Everything that is wrong with a request is told at once, each with the field at fault."""

from __future__ import annotations

import re

from runtime.errors import FieldViolation, InvalidInput
from runtime.texts import free_text

NOTE_CODE_POINTS_MAX = 500
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
_ID = re.compile(r"[a-z2-7]{26}", re.ASCII)


class Violations:
    """Collects what is wrong, then refuses the request by it."""

    def __init__(self) -> None:
        self._found: list[FieldViolation] = []

    def add(self, field: str, description: str) -> None:
        """Note one fault."""
        self._found.append(FieldViolation(field, description))

    def request_id(self, value: str) -> None:
        """Check the caller's own key of a call."""
        if not _REQUEST_ID.fullmatch(value):
            self.add("request_id", "8 to 64 characters of A-Z a-z 0-9 _ -")

    def page_size(self, value: int, default: int, most: int) -> int:
        """Return how many to list: 0 is the default, more than the most is the most (AIP-158)."""
        if value < 0:
            self.add("page_size", "must not be negative")
        return min(value, most) if value > 0 else default

    def note(self, value: str) -> str:
        """Return a remark without the white space around it, nothing hidden in it."""
        try:
            return free_text(value, NOTE_CODE_POINTS_MAX)
        except ValueError as error:
            self.add("note", str(error))
            return ""

    def refuse(self) -> None:
        """Raise InvalidInput if anything was found."""
        if self._found:
            raise InvalidInput("the request is not valid", fields=self._found)


def is_id(text: str) -> bool:
    """Whether it looks like an id of ours; anything else cannot exist, so nothing is asked of the database."""
    return _ID.fullmatch(text) is not None
