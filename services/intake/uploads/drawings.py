"""SVG: a drawing that only draws: no script, no event, nothing fetched, no document inside (SVG 1.1, W3C 2011)."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - there are no stubs

from services.intake.uploads.faults import Fault, Unacceptable

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
XHTML_NAMESPACE = "http://www.w3.org/1999/xhtml"
ELEMENTS_MAX = 100_000
# What draws. Everything else of SVG moves, fetches, listens or runs.
_NAMES = """
svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan tref textPath image
linearGradient radialGradient stop pattern clipPath mask marker style switch view filter feBlend feColorMatrix
feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feFlood feFuncA
feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
feSpotLight feTile feTurbulence
"""
_STATIC = frozenset(_NAMES.split())
_INSIDE = re.compile(r"\s*(#|data:image/(png|jpeg|webp);)", re.IGNORECASE)
# An address is given to `url`, and without `url` to an import, `image-set` and `src` (CSS Images 4, CSS Values 5).
_REACHES_OUT = re.compile(
    r"@import|expression\s*\(|javascript:|\\|url\s*\(\s*(?!['\"]?#)|image-set\(|(?<![\w-])src\(", re.IGNORECASE
)


def check_drawing(data: bytes) -> None:
    """Raises Unacceptable for one that is not well-formed, or that does anything but draw."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unacceptable(Fault.BROKEN, "the drawing is damaged or not complete") from None
    if etree.QName(root).localname != "svg":
        raise Unacceptable(Fault.UNSUPPORTED, "the file is XML, but no drawing")
    tree = root.getroottree()
    if tree.docinfo.internalDTD is not None and list(tree.docinfo.internalDTD.iterentities()):
        raise _active("entities")
    # Instructions may stand before the root too: a style sheet is fetched by one.
    if tree.xpath("count(//processing-instruction())"):
        raise _active("processing instructions")
    for number, element in enumerate(root.iter()):
        if number > ELEMENTS_MAX:
            raise Unacceptable(Fault.BEYOND_LIMITS, f"at most {ELEMENTS_MAX} elements")
        if element.tag is etree.Entity:
            raise _active("entities")
        if isinstance(element.tag, str):
            _check_element(element)


def _check_element(element: Any) -> None:
    name = etree.QName(element)
    if name.namespace in {SVG_NAMESPACE, None, XHTML_NAMESPACE} and (
        name.namespace == XHTML_NAMESPACE or name.localname not in _STATIC
    ):
        raise _active("elements that do more than draw")
    if name.localname == "style" and _REACHES_OUT.search("".join(map(str, element.itertext()))):
        raise _active("styles from elsewhere")
    for attribute, value in element.attrib.items():
        _check_attribute(etree.QName(str(attribute)).localname.lower(), str(value))


def _check_attribute(name: str, value: str) -> None:
    if name.startswith("on"):
        raise _active("event handlers")
    if name in {"href", "src"} and not _INSIDE.match(value):
        raise _active("links to elsewhere")
    if name not in {"href", "src"} and _REACHES_OUT.search(value):
        raise _active("styles from elsewhere")


def _active(what: str) -> Unacceptable:
    return Unacceptable(Fault.ACTIVE, f"the drawing holds {what}")
