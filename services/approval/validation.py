"""Checks of what callers send: every violation of a request is reported at once, with its field."""

import re
from datetime import date

from runtime.errors import FieldViolation, InvalidInput
from runtime.texts import free_text
from services.approval.policy import ID_LENGTH_MAX

_ID = re.compile(rf"[A-Za-z0-9._-]{{1,{ID_LENGTH_MAX}}}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


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

    def date(self, field: str, value: str) -> None:
        """A calendar day, YYYY-MM-DD."""
        try:
            known = date.fromisoformat(value).isoformat() == value
        except ValueError:
            known = False
        if not known:
            self.add(field, "must be a day, YYYY-MM-DD")

    def text(self, field: str, value: str, length_max: int, *, required: bool = True) -> str:
        """A text for people: returned without white space around it; counted in code points."""
        try:
            return free_text(value, length_max, required=required)
        except ValueError as error:
            self.add(field, str(error))
            return ""

    def finish(self) -> None:
        """Raise InvalidInput when anything was noted."""
        if self._found:
            raise InvalidInput("the request is not valid", fields=self._found)
