"""Pictures: decoded to the end, because only that shows that one is whole."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping

import pillow_heif
from PIL import Image

from services.intake.uploads.detecting import HEIC, JPEG, PNG, WEBP
from services.intake.uploads.faults import Fault, Unacceptable

# A page of A3 at 600 dots an inch has 70 million (product).
PIXELS_MAX = 80_000_000
_FORMATS: Mapping[str, str] = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF"}
# JPEG can be decoded at an eighth of its size: all of its bytes are read, a fraction of the memory is used.
_JPEG_SCALE = 8

pillow_heif.register_heif_opener(thumbnails=False)
# Above this the library warns, above twice this it raises; both end here.
Image.MAX_IMAGE_PIXELS = PIXELS_MAX


def check_picture(data: bytes, content_type: str) -> None:
    """Raises Unacceptable for a picture that is cut off, damaged, or larger than any page."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[_FORMATS[content_type]]) as picture:
                if content_type == JPEG:
                    width, height = picture.size
                    picture.draft(picture.mode, (max(width // _JPEG_SCALE, 1), max(height // _JPEG_SCALE, 1)))
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unacceptable(Fault.BEYOND_LIMITS, f"at most {PIXELS_MAX} pixels") from None
    except MemoryError:
        raise
    # Whatever a decoder stumbles over, the picture cannot be shown to an officer.
    except Exception:
        raise Unacceptable(Fault.BROKEN, "the picture is damaged or not complete") from None
