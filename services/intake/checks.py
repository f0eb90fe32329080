"""Everything that is wrong with a request is told at once, each with the field at fault."""

from __future__ import annotations

import re
from collections.abc import Callable

from runtime.errors import FieldViolation, InvalidInput

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
# Our own ids (runtime/ids.py).
_ID = re.compile(r"[a-z2-7]{26}", re.ASCII)


class Violations:
    """Collects what is wrong, then refuses the request by it."""

    def __init__(self) -> None:
        self._found: list[FieldViolation] = []

    def add(self, field: str, description: str) -> None:
        """Note one fault."""
        self._found.append(FieldViolation(field, description))

    def read(self, field: str, reader: Callable[[], str]) -> str:
        """Return what `reader` makes of a field, or note its ValueError (which never quotes the value)."""
        try:
            return reader()
        except ValueError as error:
            self.add(field, str(error))
            return ""

    def request_id(self, request_id: str) -> None:
        """Check the caller's own key of a call."""
        if not _REQUEST_ID.fullmatch(request_id):
            self.add("request_id", "8 to 64 characters of A-Z a-z 0-9 _ -")

    def refuse(self) -> None:
        """Raise InvalidInput if anything was found."""
        if self._found:
            raise InvalidInput("the request is not valid", fields=self._found)


def is_id(text: str) -> bool:
    """Whether it looks like an id of ours; anything else cannot exist, so nothing is asked of the database."""
    return _ID.fullmatch(text) is not None
