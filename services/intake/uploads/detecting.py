"""What a file says it is, by its first bytes; whether that is true, `examining.py` finds out."""

from __future__ import annotations

import re

import puremagic

from services.intake.uploads.faults import Fault, Unacceptable

PDF, JPEG, PNG, WEBP, HEIC = "application/pdf", "image/jpeg", "image/png", "image/webp", "image/heic"
SVG, ZIP = "image/svg+xml", "application/zip"
TAKEN = "taken are PDF, JPEG, PNG, WebP, HEIC, SVG without scripts, and ZIP archives of these"

# Enough for every signature below, and for the prologue that drawing programs write before <svg>.
SNIFFED_BYTES = 2048
_SAID_TO_BE_ANYTHING = frozenset({"", "application/octet-stream"})
_ALIASES = {
    "image/jpg": JPEG,
    "image/pjpeg": JPEG,
    "image/heif": HEIC,
    "application/x-zip-compressed": ZIP,
}
_SIGNATURES = {
    b"%PDF-": PDF,
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"PK\x03\x04": ZIP,
    b"PK\x05\x06": ZIP,
}
# Brands of the HEIF still image formats that phones write (ISO/IEC 23008-12).
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"mif1", b"heim", b"heis"})
_DRAWING = re.compile(rb"^(\xef\xbb\xbf)?\s*(<\?xml|<!DOCTYPE\s+svg|<!--|<([a-z]+:)?svg[\s>/])", re.IGNORECASE)
_SVG = re.compile(rb"<([a-z]+:)?svg[\s>/]", re.IGNORECASE)
# How the table of signatures calls what runs; scripts have no signature but their first line.
_RUNS = re.compile(r"execut|mach-o|bytecode|script|batch|library|installer|activex", re.IGNORECASE)
# Programs whose table entries do not say so.
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")


def type_of(start: bytes) -> str:
    """Return the type of a file that starts like this. Raises Unacceptable for one that is not taken."""
    found = detected(start)
    if found is not None:
        return found
    if runs(start):
        raise Unacceptable(Fault.EXECUTABLE, "programs and scripts are not taken")
    name = called(start)
    raise Unacceptable(Fault.UNSUPPORTED, f"{TAKEN}; this looks like: {name}" if name else TAKEN)


def detected(start: bytes) -> str | None:
    """Return the type of a file that starts like this, or None when it is not one that is taken."""
    for signature, found in _SIGNATURES.items():
        if start.startswith(signature):
            return found
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return WEBP
    if start[4:8] == b"ftyp" and start[8:12] in _HEIC_BRANDS:
        return HEIC
    return SVG if _DRAWING.match(start) and _SVG.search(start) else None


def runs(start: bytes) -> bool:
    """Whether a file that starts like this is a program or a script."""
    return start.startswith(_PROGRAMS) or _RUNS.search(called(start)) is not None


def called(start: bytes) -> str:
    """What a file that starts like this is commonly called; empty when nobody knows."""
    try:
        return puremagic.magic_string(start)[0].name
    # The library reads fields at offsets that a short or wrong file does not have.
    except (puremagic.PureError, ValueError, LookupError):
        return ""


def agrees(declared: str, found: str) -> bool:
    """Whether the bytes are of the type they were said to be; saying nothing agrees with everything."""
    plain = declared.partition(";")[0].strip().lower()
    return plain in _SAID_TO_BE_ANYTHING or _ALIASES.get(plain, plain) == found
