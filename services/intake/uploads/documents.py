"""PDF: whole, open to everybody who may read it, and nothing in it that acts by itself (ISO 32000-1)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from services.intake.uploads.faults import Fault, Unacceptable

PAGES_MAX = 2000
# A thousand pages from a scanner have some ten thousand objects.
OBJECTS_MAX = 200_000
DEPTH_MAX = 60
# Actions that start something outside the document (12.6.4), and where they or other files hide.
_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/Movie", "/Sound"})
_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/XFA", "/RichMediaContent", "/RichMediaSettings"})


def check_pdf(data: bytes) -> None:
    """Raises Unacceptable for one that is encrypted, broken, acts by itself, or is larger than any document."""
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as document:
            if document.is_encrypted:
                raise _encrypted()
            _check_size(document)
            _check_inert(document)
    except pikepdf.PasswordError:
        raise _encrypted() from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError, OSError):
        raise Unacceptable(Fault.BROKEN, "the PDF is damaged or not complete") from None


def _check_size(document: pikepdf.Pdf) -> None:
    pages = len(document.pages)
    if not pages:
        raise Unacceptable(Fault.BROKEN, "the PDF has no page")
    if pages > PAGES_MAX or len(document.objects) > OBJECTS_MAX:
        raise Unacceptable(Fault.BEYOND_LIMITS, f"at most {PAGES_MAX} pages")


def _check_inert(document: pikepdf.Pdf) -> None:
    for found in document.objects:
        for dictionary in _dictionaries(found, DEPTH_MAX):
            names = set(dictionary.keys())
            if names & _KEYS or str(dictionary.get("/S", "")) in _ACTIONS:
                raise Unacceptable(Fault.ACTIVE, "the PDF holds scripts, other files or actions")


def _dictionaries(found: Any, depth: int) -> Iterator[Any]:
    """An object's dictionaries, itself and those written inside it; what it refers to comes by itself."""
    if depth == 0:
        raise Unacceptable(Fault.BEYOND_LIMITS, "the PDF is nested too deeply")
    if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
        yield found
        inside = [value for _, value in found.items()]
    elif isinstance(found, pikepdf.Array):
        inside = list(found)  # pyright: ignore[reportArgumentType] - the stubs lack its iterator
    else:
        return
    for value in inside:
        if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect:
            yield from _dictionaries(value, depth - 1)


def _encrypted() -> Unacceptable:
    return Unacceptable(Fault.ENCRYPTED, "the PDF is encrypted: save it without a password")
