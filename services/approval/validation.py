"""Checks of what callers send: every violation of a request is reported at once, with its field."""

import re
import unicodedata

from runtime.errors import FieldViolation, InvalidInput
from services.approval.policy import ID_LENGTH_MAX

_ID = re.compile(rf"[A-Za-z0-9._-]{{1,{ID_LENGTH_MAX}}}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_LINE_BREAKS = "\n\r\t"


class Violations:
    """Collects what is wrong with one request; `finish` raises it all together."""

    def __init__(self) -> None:
        self._found: list[FieldViolation] = []

    def add(self, field: str, description: str) -> None:
        """Note one violation."""
        self._found.append(FieldViolation(field, description))

    def id(self, field: str, value: str, *, required: bool = True) -> None:
        """An id: letters, digits, dot, hyphen and underscore."""
        if (value or required) and not _ID.fullmatch(value):
            self.add(field, f"must be 1 to {ID_LENGTH_MAX} letters, digits, '.', '_' or '-'")

    def request_id(self, value: str) -> None:
        """The caller's own key."""
        if not _REQUEST_ID.fullmatch(value):
            self.add("request_id", "must be 8 to 64 letters, digits, '_' or '-'")

    def text(self, field: str, value: str, length_max: int, *, required: bool = True) -> str:
        """A text for people: returned without white space around it; counted in code points."""
        stripped = value.strip()
        if required and not stripped:
            self.add(field, "is required")
        if len(stripped) > length_max:
            self.add(field, f"must have at most {length_max} characters")
        if any(unicodedata.category(char) == "Cc" and char not in _LINE_BREAKS for char in stripped):
            self.add(field, "must not contain control characters")
        return stripped

    def finish(self) -> None:
        """Raise InvalidInput when anything was noted."""
        if self._found:
            raise InvalidInput("the request is not valid", fields=self._found)
