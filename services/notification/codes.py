"""The code printed on a document, by which anybody who is shown it can ask whether it was issued."""

from __future__ import annotations

import base64
import os
import re

CODE_BYTES = 10
"""80 random bits: sixteen characters that a person can type, and nobody can try through (product)."""

_GROUP = 4
# What people write for letters that look alike; base32 has none of these digits.
_LOOKS_LIKE = str.maketrans("018", "OIB")
_NOISE = re.compile(r"[\s-]+")
_CODE = re.compile(r"[A-Z2-7]{16}", re.ASCII)


def new() -> str:
    """A new code: 16 characters of base32."""
    return base64.b32encode(os.urandom(CODE_BYTES)).decode("ascii")


def printed(code: str) -> str:
    """As it stands on paper, such as ABCD-EFGH-IJKL-MNOP."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def typed(text: str) -> str:
    """The code that somebody typed: case, spaces, hyphens and digits for the letters they look like do not matter.

    Empty, which is nobody's code, for what cannot be one.
    """
    code = _NOISE.sub("", text).upper().translate(_LOOKS_LIKE)
    return code if _CODE.fullmatch(code) else ""
