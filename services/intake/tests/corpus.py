"""Files to upload, made here: good ones of every type taken, and bad ones with the fault each must be refused for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import pikepdf
import pillow_heif
from PIL import Image

from cli.journeys.papers import paper
from services.intake.uploads.faults import Fault

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">%s</svg>'
PLAN = SVG % b'<style>path {fill: url(#a)}</style><path d="M0 0h9v9z"/><use href="#a"/>'
_XLINK = b'<g xmlns:x="http://www.w3.org/1999/xlink"><use x:href="%s"/></g>'


def picture(kind: str, width: int = 64, height: int = 64) -> bytes:
    """A picture with something on it, as Pillow writes it."""
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    buffer = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(buffer, kind)
    return buffer.getvalue()


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, **save: object) -> bytes:
    """A PDF of one page, changed."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper("A page"))) as document:
        if change is not None:
            change(document)
        document.save(buffer, **save)  # pyright: ignore[reportArgumentType]
    return buffer.getvalue()


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    """An archive in an archive in an archive …"""
    content = archive({"plan.svg": PLAN})
    for _ in range(depth - 1):
        content = archive({"more.zip": content})
    return content


def _opens_by_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def _launches(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    document.pages[0].obj.AA = pikepdf.Dictionary(O=action)


def _carries_a_file(document: pikepdf.Pdf) -> None:
    document.attachments["invoice.exe"] = b"MZ"


def _file_specification(document: pikepdf.Pdf) -> pikepdf.Dictionary:
    """A program, as a PDF embeds a file wherever one may be named (7.11.4)."""
    program = document.make_stream(b"MZ", Type=pikepdf.Name.EmbeddedFile)
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Filespec, F=pikepdf.String("invoice.exe"), EF=pikepdf.Dictionary(F=program)
    )


def _annotated_with_a_file(document: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.FileAttachment,
        Rect=pikepdf.Array([0, 0, 9, 9]),
        FS=_file_specification(document),
    )
    document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(note)])


def _associated_with_a_file(document: pikepdf.Pdf) -> None:
    elsewhere = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=pikepdf.String("//example.org/invoice.exe"))
    document.pages[0].obj.AF = pikepdf.Array([elsewhere])


def _goes_to_a_file_inside(document: pikepdf.Pdf) -> None:
    target = pikepdf.Dictionary(R=pikepdf.Name.C, N=pikepdf.String("invoice.pdf"))
    action = pikepdf.Dictionary(S=pikepdf.Name.GoToE, D=pikepdf.String("first"), T=target)
    document.pages[0].obj.AA = pikepdf.Dictionary(O=action)


def _goes_to_a_file_elsewhere(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.GoToR, D=pikepdf.String("first"), F=pikepdf.String("//a.example/b.pdf"))
    document.Root.OpenAction = document.make_indirect(action)


def _escaped_file() -> bytes:
    """A PDF with a file whose key is written with an escape (7.3.5), which readers undo; all stays in its place."""
    plain = pdf(_annotated_with_a_file, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return plain.replace(b"/EF", b"/#45F").replace(b"(invoice.exe)", b"(invoi.exe)")


def _packed_file() -> bytes:
    """A PDF with a file named in a stream of objects (7.5.7): its key is nowhere in the bytes."""
    return pdf(_annotated_with_a_file, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _pages_away(document: pikepdf.Pdf) -> None:
    del document.pages[0]


def _pages_in_a_loop(document: pikepdf.Pdf) -> None:
    pages = document.Root.Pages
    pages.Kids = pikepdf.Array([pages])


def _encrypted_archive() -> bytes:
    """The flag that says encrypted, in the entry's own header and in the table."""
    content = bytearray(archive({"plan.svg": PLAN}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    return bytes(content)


def _lying_archive() -> bytes:
    """An archive whose table says that a large file is small."""
    content = bytearray(archive({"plan.svg": PLAN + b" " * 5_000_000}))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (100).to_bytes(4, "little")
    return bytes(content)


def _wide_png() -> bytes:
    """A small file that decodes to more pixels than any page has."""
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    return buffer.getvalue()


GOOD: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "a PDF": ("application/pdf", lambda: paper("A page")),
    "a PDF that was written in one go": ("application/pdf", lambda: pdf(linearize=True)),
    "a JPEG": ("image/jpeg", lambda: picture("JPEG")),
    "a PNG": ("image/png", lambda: picture("PNG")),
    "a WebP": ("image/webp", lambda: picture("WEBP")),
    "a HEIC": ("image/heic", lambda: picture("HEIF")),
    "a drawing": ("image/svg+xml", lambda: PLAN),
    "an archive": ("application/zip", lambda: archive({"a/plan.svg": PLAN, "photo.jpg": picture("JPEG")})),
    "an archive in an archive": ("application/zip", lambda: nested(2)),
}
BAD: Mapping[str, tuple[Fault, Callable[[], bytes]]] = {
    "nothing known": (Fault.UNSUPPORTED, lambda: b"hello, this is text"),
    "half a signature": (Fault.UNSUPPORTED, lambda: b"%PD"),
    "a page of the web": (Fault.UNSUPPORTED, lambda: b"<html><script>alert(1)</script>"),
    "a RAR archive": (Fault.UNSUPPORTED, lambda: b"Rar!\x1a\x07\x01\x00" + bytes(50)),
    "a Windows program": (Fault.EXECUTABLE, lambda: b"MZ\x90\x00" + bytes(200)),
    "a Linux program": (Fault.EXECUTABLE, lambda: b"\x7fELF\x02\x01\x01" + bytes(60)),
    "a macOS program": (Fault.EXECUTABLE, lambda: b"\xcf\xfa\xed\xfe" + bytes(60)),
    "Java": (Fault.EXECUTABLE, lambda: b"\xca\xfe\xba\xbe\x00\x00\x00\x41" + bytes(60)),
    "a shell script": (Fault.EXECUTABLE, lambda: b"#!/bin/sh\necho"),
    "a program in an archive": (Fault.EXECUTABLE, lambda: archive({"scan.pdf": b"MZ" + bytes(99)})),
    "a drawing with a script": (Fault.ACTIVE, lambda: SVG % b"<script>alert(1)</script>"),
    "a drawing with a handler": (Fault.ACTIVE, lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "a drawing with no namespace": (Fault.ACTIVE, lambda: b"<svg onload='alert(1)'/>"),
    "a drawing with a page in it": (Fault.ACTIVE, lambda: SVG % b"<foreignObject><b/></foreignObject>"),
    "a drawing with a link": (Fault.ACTIVE, lambda: SVG % (_XLINK % b"javascript:alert(1)")),
    "a drawing that fetches": (Fault.ACTIVE, lambda: SVG % (_XLINK % b"https://example.org/x.svg#a")),
    "a drawing that changes its links": (Fault.ACTIVE, lambda: SVG % b'<set attributeName="href" to="javascript:1"/>'),
    "a drawing with a style from elsewhere": (
        Fault.ACTIVE,
        lambda: SVG % b"<style>@import 'https://a.example'</style>",
    ),
    "a drawing whose style chooses a picture from elsewhere": (
        Fault.ACTIVE,
        lambda: SVG % b"<style>path {fill: image-set('https://a.example/x.png' 1x)}</style>",
    ),
    "a drawing that chooses a picture from elsewhere": (
        Fault.ACTIVE,
        lambda: SVG % b'<g style="mask: -webkit-Image-Set(&quot;https://a.example/x.png&quot; 2x)"/>',
    ),
    "a drawing whose style names a source elsewhere": (
        Fault.ACTIVE,
        lambda: SVG % b"<style>path {fill: src('https://a.example/x.svg')}</style>",
    ),
    "a drawing that names a source elsewhere": (
        Fault.ACTIVE,
        lambda: SVG % b'<path fill="SRC( &quot;https://a.example/x.svg&quot;)"/>',
    ),
    "a drawing with entities": (
        Fault.ACTIVE,
        lambda: b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    ),
    "a drawing with a style sheet": (
        Fault.ACTIVE,
        lambda: PLAN.replace(b"\n", b'\n<?xml-stylesheet href="a.css"?>', 1),
    ),
    "a drawing that was cut off": (Fault.BROKEN, lambda: PLAN[:-20]),
    "a PDF with a script": (Fault.ACTIVE, lambda: pdf(_opens_by_script)),
    "a PDF that starts a program": (Fault.ACTIVE, lambda: pdf(_launches)),
    "a PDF with a file in it": (Fault.ACTIVE, lambda: pdf(_carries_a_file)),
    "a PDF with a file pinned to its page": (Fault.ACTIVE, lambda: pdf(_annotated_with_a_file)),
    "a PDF with a file under a key with escapes": (Fault.ACTIVE, _escaped_file),
    "a PDF with a file in a stream of objects": (Fault.ACTIVE, _packed_file),
    "a PDF with a file that belongs to a page": (Fault.ACTIVE, lambda: pdf(_associated_with_a_file)),
    "a PDF that opens a file inside another": (Fault.ACTIVE, lambda: pdf(_goes_to_a_file_inside)),
    "a PDF that opens a file elsewhere": (Fault.ACTIVE, lambda: pdf(_goes_to_a_file_elsewhere)),
    "a PDF with a password": (Fault.ENCRYPTED, lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="u"))),
    "a PDF locked by its owner": (Fault.ENCRYPTED, lambda: pdf(encryption=pikepdf.Encryption(owner="o", user=""))),
    "a PDF that was cut off": (Fault.BROKEN, lambda: paper("A page")[:-40]),
    "a PDF of nothing but its first line": (Fault.BROKEN, lambda: b"%PDF-1.7\n" + bytes(1000)),
    "a PDF without a page": (Fault.BROKEN, lambda: pdf(_pages_away)),
    "a PDF whose pages go round in a circle": (Fault.BROKEN, lambda: pdf(_pages_in_a_loop)),
    "half a JPEG": (Fault.BROKEN, lambda: picture("JPEG")[:900]),
    "half a PNG": (Fault.BROKEN, lambda: picture("PNG")[:900]),
    "half a WebP": (Fault.BROKEN, lambda: picture("WEBP")[:900]),
    "half a HEIC": (Fault.BROKEN, lambda: picture("HEIF")[:900]),
    "a picture that is only a signature": (Fault.BROKEN, lambda: b"\x89PNG\r\n\x1a\n1"),
    "a picture larger than any page": (Fault.BEYOND_LIMITS, _wide_png),
    "half an archive": (Fault.BROKEN, lambda: archive({"plan.svg": PLAN})[:-30]),
    "an archive that is only a signature": (Fault.BROKEN, lambda: b"PK\x03\x04" + b"x" * 100),
    "an archive of nothing": (Fault.BROKEN, lambda: archive({})),
    "an archive with a password": (Fault.ENCRYPTED, _encrypted_archive),
    "an archive that unpacks a thousandfold": (
        Fault.BEYOND_LIMITS,
        lambda: archive({"a.svg": PLAN + bytes(5_000_000)}),
    ),
    "an archive that lies about its sizes": (Fault.BROKEN, _lying_archive),
    "an archive in an archive in an archive": (Fault.BEYOND_LIMITS, lambda: nested(3)),
    "an archive of too many files": (Fault.BEYOND_LIMITS, lambda: archive({f"{n}.svg": PLAN for n in range(501)})),
    "an archive that writes elsewhere": (Fault.ACTIVE, lambda: archive({"../../etc/cron.d/plan.svg": PLAN})),
    "an archive with a text in it": (Fault.UNSUPPORTED, lambda: archive({"read.me": b"hello"})),
}
