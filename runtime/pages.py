"""Page tokens (AIP-158): opaque, sealed, and bound to the call, the caller and the filter they were given for."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence

from runtime.errors import FieldViolation, InvalidInput
from runtime.sealing import SealBroken, Sealer

SCOPE = "page-token"
TOKEN_CHARACTERS_MAX = 1024


class BadPageToken(InvalidInput):
    """The page token was not given by this service to this caller for this list."""

    reason = "BAD_PAGE_TOKEN"

    def __init__(self) -> None:
        field = FieldViolation("page_token", "use the token of the previous page, with the same filter")
        super().__init__("the page token is not valid here", fields=[field])


class PageTokens:
    """Makes and reads the tokens of one list. `rpc` names it; `filters` are the request's other fields."""

    def __init__(self, sealer: Sealer, rpc: str) -> None:
        self._sealer = sealer
        self._rpc = rpc

    def make(self, caller: str, filters: Sequence[str], position: Sequence[str]) -> str:
        """Return a token that stands for `position`, the key of the last row shown."""
        plaintext = json.dumps(list(position)).encode()
        sealed = self._sealer.seal(SCOPE, plaintext, self._bound_to(caller, filters))
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def read(self, token: str, caller: str, filters: Sequence[str]) -> list[str] | None:
        """Return the position; None for an empty token, the first page. Raises BadPageToken."""
        if not token:
            return None
        if len(token) > TOKEN_CHARACTERS_MAX or not token.isascii():
            raise BadPageToken
        try:
            sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
            return json.loads(self._sealer.open(SCOPE, sealed, self._bound_to(caller, filters)))
        except (binascii.Error, SealBroken, ValueError):
            raise BadPageToken from None

    def _bound_to(self, caller: str, filters: Sequence[str]) -> str:
        digest = hashlib.sha256(json.dumps(list(filters)).encode()).hexdigest()
        return f"{self._rpc}:{caller}:{digest}"


def page_size_of(asked: int, default: int, maximum: int) -> int:
    """Return the rows of a page: the default for 0, at most `maximum`. Raises InvalidInput below 0 (AIP-158)."""
    if asked < 0:
        raise InvalidInput("the page size is negative", fields=[FieldViolation("page_size", f"0 to {maximum}")])
    return min(asked or default, maximum)
