"""What every handler needs of a call: the caller, and what the service consists of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

from google.protobuf.message import Message

from runtime.clock import Clock
from runtime.ids import person_id
from runtime.sealing import LookupHash, Sealer
from runtime.tokens import Principal
from services.intake.catalogue import Catalogue
from services.intake.store import RequestKey, Store
from services.intake.view import Views


@dataclass(frozen=True)
class Office:
    """Everything the handlers work with."""

    store: Store
    catalogue: Catalogue
    views: Views
    sealer: Sealer
    lookup: LookupHash
    pseudonym_key: bytes
    clock: Clock
    zone: ZoneInfo

    def today(self) -> date:
        """Return the date in the city's time zone."""
        return self.clock.now().astimezone(self.zone).date()

    def person_id(self, resident_id: str) -> str:
        """Return the pseudonym of the person with this (normalised) resident identity number."""
        return person_id(self.pseudonym_key, resident_id)

    def organisation(self, credit_code: str) -> str:
        """Return the keyed hash by which an organisation is known again; empty for none."""
        return self.lookup.of(f"credit-code:{credit_code}").hex() if credit_code else ""

    def request_key(self, caller: Principal, request: Message) -> RequestKey:
        """Return the key by which this call is known again. `request` has a field `request_id`.

        The body is hashed with a key: it holds numbers that could be tried through.
        """
        body = request.SerializeToString(deterministic=True)
        digest = sha256(request.DESCRIPTOR.full_name.encode() + b"\0" + body).hexdigest()
        return RequestKey(caller.subject, request.request_id, self.lookup.of(digest))  # pyright: ignore[reportAttributeAccessIssue]
