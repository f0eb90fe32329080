"""A certificate on paper, made when somebody asks for it: what it says, the code, and its signature as a square."""

from __future__ import annotations

import io
import json
from pathlib import Path

import segno

from onetrip.verification.v1.evidence_service_pb2 import Certificate
from runtime.typesetting import Typesetter
from services.verification.dates import day_in

LAYOUT = Path(__file__).with_name("certificate-1.typ")
MODULE_PIXELS = 4


async def printed(typesetter: Typesetter, certificate: Certificate) -> bytes:
    """Print a certificate with its code and signature. The same certificate gives the same bytes."""
    issued = day_in(certificate.valid_from)
    content = {
        "name_zh": certificate.name.zh,
        "name_en": certificate.name.en,
        "number": certificate.number,
        "holder": certificate.holder_name,
        "subject": sorted(certificate.subject.items()),
        "department": certificate.department,
        "valid_from": certificate.valid_from,
        "valid_until": certificate.valid_until,
        "code": certificate.verification_code,
        "issued": {"year": issued.year, "month": issued.month, "day": issued.day},
    }
    # Of one that another system issued we hold no signature: its square says what anybody types to have it verified.
    said = certificate.signed or f"{certificate.number} {certificate.verification_code}"
    inputs = {"certificate": json.dumps(content, ensure_ascii=False), "square": _square(said)}
    return await typesetter.pdf(LAYOUT, inputs, issued)


def _square(said: str) -> str:
    """The signed certificate as a QR code (GB/T 18284), drawn."""
    buffer = io.BytesIO()
    segno.make_qr(said, error="l").save(buffer, kind="svg", scale=MODULE_PIXELS, xmldecl=False)
    return buffer.getvalue().decode()
