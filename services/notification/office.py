"""What every handler of this service works with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from google.protobuf.message import Message

from onetrip.approval.v1.events_pb2 import DecisionText
from onetrip.catalog.v1.catalog_pb2 import LocalizedText
from onetrip.intake.v1.events_pb2 import FormContent
from onetrip.verification.v1.facts_pb2 import Contact
from onetrip.verification.v1.messages_pb2 import Barred
from runtime.clock import Clock
from runtime.sealing import LookupHash, Sealer
from services.notification.domain import ANNOUNCED_DAYS
from services.notification.matter import Localized
from services.notification.rendering.table import Rendered

SOURCE = "notification"


@dataclass(frozen=True)
class Office:
    """Clock, keys and settings; and two hints by which the parts of this process wake each other.

    `due`: a notice will be due in a moment. `unsent`: there is something to send. Work is found without them too.
    """

    clock: Clock
    sealer: Sealer
    lookup: LookupHash
    zone: ZoneInfo
    official_host: str | None = None
    due: asyncio.Event = field(default_factory=asyncio.Event)
    unsent: asyncio.Event = field(default_factory=asyncio.Event)

    def day_of(self, instant: datetime) -> date:
        """The date of an instant in the city's time zone."""
        return instant.astimezone(self.zone).date()

    def announced_until(self, instant: datetime) -> date:
        """The last day of an announcement that is published at an instant."""
        return self.day_of(instant) + timedelta(days=ANNOUNCED_DAYS)

    def seal(self, application_id: str, message: Message) -> bytes:
        """Seal a message for its application."""
        associated = f"{message.DESCRIPTOR.name}:{application_id}"
        return self.sealer.seal(_scope(application_id), message.SerializeToString(), associated)

    def open_form(self, application_id: str, sealed: bytes) -> FormContent:
        """What the applicant filled in. Raises SealBroken."""
        return FormContent.FromString(self._open(application_id, sealed, "FormContent"))

    def open_contact(self, application_id: str, sealed: bytes, person_id: str = "") -> Contact:
        """How the applicant is reached, or an interested party: `person_id`. Raises SealBroken."""
        associated = f"Contact:{application_id}:{person_id}" if person_id else f"Contact:{application_id}"
        return Contact.FromString(self.sealer.open(_scope(application_id), sealed, associated))

    def open_words(self, application_id: str, sealed: bytes) -> str:
        """What an officer wrote; empty for nothing. Raises SealBroken."""
        if not sealed:
            return ""
        return DecisionText.FromString(self._open(application_id, sealed, "DecisionText")).reasons

    def open_barred(self, application_id: str, sealed: bytes) -> Barred:
        """What a bad credit record bars; nothing for an empty value. Raises SealBroken."""
        return Barred.FromString(self._open(application_id, sealed, "Barred")) if sealed else Barred()

    def seal_text(self, application_id: str, notice_id: str, rendered: Rendered) -> bytes:
        """Seal a notice's title and text; bound to the notice, so that no row can stand for another."""
        parts = (rendered.title.message(), rendered.text.message())
        title, text = (part.SerializeToString() for part in parts)
        plaintext = len(title).to_bytes(4) + title + text
        return self.sealer.seal(_scope(application_id), plaintext, f"Notice:{notice_id}")

    def open_text(self, application_id: str, notice_id: str, sealed: bytes) -> tuple[Localized, Localized]:
        """A notice's title and text. Raises SealBroken."""
        plaintext = self.sealer.open(_scope(application_id), sealed, f"Notice:{notice_id}")
        end = 4 + int.from_bytes(plaintext[:4])
        parts = (LocalizedText.FromString(part) for part in (plaintext[4:end], plaintext[end:]))
        title, text = (Localized.of(part) for part in parts)
        return title, text

    def seal_addressee(self, application_id: str, notice_id: str, name: str) -> bytes | None:
        """Seal the name a notice is addressed to, as it was when it was issued; None where nobody knew it."""
        if not name:
            return None
        return self.sealer.seal(_scope(application_id), name.encode(), f"Addressee:{notice_id}")

    def open_addressee(self, application_id: str, notice_id: str, sealed: bytes | None) -> str:
        """The name a notice is addressed to; empty for none. Raises SealBroken."""
        if sealed is None:
            return ""
        return self.sealer.open(_scope(application_id), sealed, f"Addressee:{notice_id}").decode()

    def _open(self, application_id: str, sealed: bytes, name: str) -> bytes:
        return self.sealer.open(_scope(application_id), sealed, f"{name}:{application_id}")


def _scope(application_id: str) -> str:
    return f"application/{application_id}"
