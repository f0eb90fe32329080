"""What a file really is, by its first bytes: only what officers and printers can open, nothing that runs."""

from __future__ import annotations

# Enough for every signature below.
SNIFFED_BYTES = 32

_SAID_TO_BE_ANYTHING = frozenset({"", "application/octet-stream"})
_ALIASES = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/heif": "image/heic"}
# Brands of the HEIF still image formats that phones write (ISO/IEC 23008-12).
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"heim", b"heis"})


def detected(start: bytes) -> str | None:
    """Return the type of a file that starts like this, or None when it is not one that is taken."""
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    if start.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    if start[4:8] == b"ftyp" and start[8:12] in _HEIC_BRANDS:
        return "image/heic"
    return None


def agrees(declared: str, found: str) -> bool:
    """Whether the bytes are of the type they were said to be; saying nothing agrees with everything."""
    plain = declared.partition(";")[0].strip().lower()
    return plain in _SAID_TO_BE_ANYTHING or _ALIASES.get(plain, plain) == found
