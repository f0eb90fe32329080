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
# Actions that start something outside the document or open another file (12.6.4), and where they or other files hide. A
# file is embedded by /EF wherever it is named (7.11.4): in the tree of names, at a page, in a note pinned to it.
_ACTIONS = frozenset({
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/Movie", "/Sound", "/GoToE", "/GoToR",
})  # fmt: skip
_KEYS = frozenset(
    {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
)


def check_pdf(data: bytes) -> None:
    """Raises Unacceptable for one that is encrypted, broken, acts by itself, or is larger than any document."""
    try:
        # Neither at opening nor later is qpdf let near the page tree of a file that nobody has looked at: what it does
        # there to hand down attributes ends the process on some trees that are none (found by tests/fuzz).
        with pikepdf.open(
            io.BytesIO(data), attempt_recovery=False, suppress_warnings=True, inherit_page_attributes=False
        ) as document:
            if document.is_encrypted:
                raise _encrypted()
            _check_size(document)
            _check_inert(document)
    except pikepdf.PasswordError:
        raise _encrypted() from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError, OSError):
        raise Unacceptable(Fault.BROKEN, "the PDF is damaged or not complete") from None


def _check_size(document: pikepdf.Pdf) -> None:
    if len(document.objects) > OBJECTS_MAX:
        raise _too_large()
    if not _pages(document.Root.get("/Pages")):
        raise Unacceptable(Fault.BROKEN, "the PDF has no page")


def _pages(root: Any) -> int:
    """How many pages the tree has (7.7.3). Raises Unacceptable for one that is none, has a loop or is too large."""
    pages, waiting, seen = 0, [root], set[tuple[int, int]]()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary) or (node.is_indirect and node.objgen in seen):
            raise Unacceptable(Fault.BROKEN, "the PDF's pages are not in order")
        seen.add(node.objgen)
        kids = node.get("/Kids")
        if isinstance(kids, pikepdf.Array):
            waiting.extend(kids)  # pyright: ignore[reportArgumentType] - the stubs lack its iterator
        else:
            pages += 1
        if pages > PAGES_MAX or len(waiting) > PAGES_MAX:
            raise _too_large()
    return pages


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


def _too_large() -> Unacceptable:
    return Unacceptable(Fault.BEYOND_LIMITS, f"at most {PAGES_MAX} pages")


def _encrypted() -> Unacceptable:
    return Unacceptable(Fault.ENCRYPTED, "the PDF is encrypted: save it without a password")
