"""Progress and timeline details as the JSON of their columns, and what is sealed of an application."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from onetrip.approval.v1.events_pb2 import CertificateContent, DecisionText
from onetrip.intake.v1 import events_pb2
from onetrip.verification.v1 import facts_pb2
from runtime.sealing import Sealer, Shredded
from services.intake.domain import Progress

_PROGRESS = TypeAdapter(Progress)
EMPTY_PROGRESS = "{}"


def encode_progress(progress: Progress) -> str:
    """Return the JSON of a progress; what nobody has told yet is left out."""
    return _PROGRESS.dump_json(progress, exclude_defaults=True).decode()


def decode_progress(text: str) -> Progress:
    """Return the progress of its JSON."""
    return _PROGRESS.validate_json(text) if text != EMPTY_PROGRESS else Progress()


def encode_details(details: Mapping[str, Any]) -> str:
    """Return the JSON of a timeline entry's details."""
    return json.dumps(details, ensure_ascii=False, separators=(",", ":")) if details else "{}"


def seal_form(sealer: Sealer, application_id: str, form: events_pb2.FormContent) -> bytes:
    """Seal what the applicant said, for this application."""
    return sealer.seal(_scope(application_id), form.SerializeToString(), f"FormContent:{application_id}")


def open_form(sealer: Sealer, application_id: str, sealed: bytes) -> events_pb2.FormContent:
    """Return what the applicant said. Raises SealBroken."""
    plaintext = sealer.open(_scope(application_id), sealed, f"FormContent:{application_id}")
    return events_pb2.FormContent.FromString(plaintext)


def seal_certificate(sealer: Sealer, application_id: str, content: CertificateContent) -> bytes:
    """Seal what a certificate of another system says, as approval seals those that it issues."""
    return sealer.seal(_scope(application_id), content.SerializeToString(), f"CertificateContent:{application_id}")


def seal_name(sealer: Sealer, application_id: str, masked_name: str) -> bytes:
    """Seal the applicant's name, already masked: for lists."""
    return sealer.seal(_scope(application_id), masked_name.encode(), f"MaskedName:{application_id}")


def open_name(sealer: Sealer, application_id: str, sealed: bytes) -> str:
    """Return the masked name; empty once it is destroyed. Raises SealBroken."""
    try:
        return sealer.open(_scope(application_id), sealed, f"MaskedName:{application_id}").decode()
    except Shredded:
        return ""


def open_contact(sealer: Sealer, application_id: str, sealed: bytes) -> facts_pb2.Contact:
    """Return how the applicant is reached, as verification told it. Raises SealBroken."""
    return facts_pb2.Contact.FromString(sealer.open(_scope(application_id), sealed, f"Contact:{application_id}"))


def seal_words(sealer: Sealer, application_id: str, what: str, words: str) -> bytes:
    """Seal what somebody wrote about an application; `what` it is keeps one from standing for another."""
    return sealer.seal(_scope(application_id), words.encode(), f"{what}:{application_id}")


def open_words(sealer: Sealer, application_id: str, what: str, sealed: bytes | None) -> str:
    """Return what somebody wrote; empty for nothing. Raises SealBroken."""
    return sealer.open(_scope(application_id), sealed, f"{what}:{application_id}").decode() if sealed else ""


def seal_reasons(sealer: Sealer, application_id: str, words: str) -> bytes:
    """Seal words that go out with an event, as approval seals its own."""
    message = DecisionText(reasons=words)
    return sealer.seal(_scope(application_id), message.SerializeToString(), f"DecisionText:{application_id}")


def _scope(application_id: str) -> str:
    return f"application/{application_id}"
