"""Whether a file is what it says, whole and harmless; an archive, whether everything in it is.

Pure but for the libraries that read the formats. They run in a process of their own (`inspector.py`): a file made to
harm them harms nothing else.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from services.intake.uploads.detecting import PDF, SNIFFED_BYTES, SVG, ZIP, type_of
from services.intake.uploads.documents import check_pdf
from services.intake.uploads.drawings import check_drawing
from services.intake.uploads.faults import Fault, Unacceptable
from services.intake.uploads.pictures import check_picture

# Of an archive (product): deflate makes 1,000 bytes of one at best; scans and plans shrink to a third at most.
RATIO_MAX = 100
UNPACKED_BYTES_MAX = 100 * 1024 * 1024
ENTRIES_MAX = 500
# An archive, and one inside it.
DEPTH_MAX = 2
_ENCRYPTED_FLAG = 0x1
# What the standard library raises for an archive that is not one.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    LookupError,
    OverflowError,
)


@dataclass
class _Allowance:
    """What an upload may still unpack to, over all its archives."""

    bytes_left: int = UNPACKED_BYTES_MAX
    entries_left: int = ENTRIES_MAX


def examine(data: bytes) -> str:
    """Return the media type of a file that may be taken. Raises Unacceptable."""
    return _examine(data, 1, _Allowance())


def _examine(data: bytes, depth: int, allowance: _Allowance) -> str:
    found = type_of(data[:SNIFFED_BYTES])
    if found == ZIP:
        _check_archive(data, depth, allowance)
    elif found == PDF:
        check_pdf(data)
    elif found == SVG:
        check_drawing(data)
    else:
        check_picture(data, found)
    return found


def _check_archive(data: bytes, depth: int, allowance: _Allowance) -> None:
    if depth > DEPTH_MAX:
        raise Unacceptable(Fault.BEYOND_LIMITS, f"archives at most {DEPTH_MAX} deep")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if not entries:
                raise Unacceptable(Fault.BROKEN, "the archive is empty")
            allowance.entries_left -= len(entries)
            if allowance.entries_left < 0:
                raise Unacceptable(Fault.BEYOND_LIMITS, f"at most {ENTRIES_MAX} files in an archive")
            for entry in entries:
                _examine(_unpacked(archive, entry, allowance), depth + 1, allowance)
    except _BROKEN:
        raise Unacceptable(Fault.BROKEN, "the archive is damaged or not complete") from None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, allowance: _Allowance) -> bytes:
    """The bytes of one file, no more of them than the archive may hold, whatever its table says."""
    if entry.flag_bits & _ENCRYPTED_FLAG:
        raise Unacceptable(Fault.ENCRYPTED, "the archive is encrypted: save it without a password")
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
        raise Unacceptable(Fault.ACTIVE, "the archive writes outside its folder")
    most = min(allowance.bytes_left, RATIO_MAX * max(entry.compress_size, 1))
    with archive.open(entry) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise Unacceptable(Fault.BEYOND_LIMITS, f"at most {RATIO_MAX} times its size and {UNPACKED_BYTES_MAX} bytes")
    allowance.bytes_left -= len(data)
    return data
