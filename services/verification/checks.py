"""Checks of what callers send: every violation of a request is reported at once, with its field."""

import re
from collections.abc import Collection

from runtime.errors import FieldViolation, InvalidInput
from runtime.texts import free_text

ID_LENGTH_MAX = 200
_ID = re.compile(rf"[A-Za-z0-9._-]{{1,{ID_LENGTH_MAX}}}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Violations:
    """Collects what is wrong with one request; `finish` raises it all together."""

    def __init__(self) -> None:
        self._found: list[FieldViolation] = []

    def id(self, field: str, value: str) -> None:
        """An id: letters, digits, dot, hyphen and underscore."""
        if not _ID.fullmatch(value):
            self._add(field, f"must be 1 to {ID_LENGTH_MAX} letters, digits, '.', '_' or '-'")

    def request_id(self, value: str) -> None:
        """The caller's own key."""
        if not _REQUEST_ID.fullmatch(value):
            self._add("request_id", "must be 8 to 64 letters, digits, '_' or '-'")

    def one_of(self, field: str, value: int, known: Collection[int]) -> None:
        """A value of an enumeration."""
        if value not in known:
            self._add(field, "must be one of the values")

    def text(self, field: str, value: str, length_max: int) -> str:
        """A text for people: returned without white space around it; counted in code points."""
        try:
            return free_text(value, length_max, required=True)
        except ValueError as error:
            self._add(field, str(error))
            return ""

    def finish(self) -> None:
        """Raise InvalidInput when anything was noted."""
        if self._found:
            raise InvalidInput("the request is not valid", fields=self._found)

    def _add(self, field: str, description: str) -> None:
        self._found.append(FieldViolation(field, description))
