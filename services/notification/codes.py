"""The code printed on a document, by which anybody who is shown it can ask whether it was issued."""

from __future__ import annotations

import base64
import re

from runtime.sealing import LookupHash

CODE_BYTES = 10
"""80 bits that nobody can tell without the key: sixteen characters, to be typed and not tried through (product)."""

_GROUP = 4
# What people write for letters that look alike; base32 has none of these digits.
_LOOKS_LIKE = str.maketrans("018", "OIB")
_NOISE = re.compile(r"[\s-]+")
_CODE = re.compile(r"[A-Z2-7]{16}", re.ASCII)


def of(lookup: LookupHash, notice_id: str) -> str:
    """The code of a notice: 16 characters of base32, the same when it is issued again (decision 0067)."""
    return base64.b32encode(lookup.of(f"notice-code:{notice_id}")[:CODE_BYTES]).decode("ascii")


def printed(code: str) -> str:
    """As it stands on paper, such as ABCD-EFGH-IJKL-MNOP."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def typed(text: str) -> str:
    """The code that somebody typed: case, spaces, hyphens and digits for the letters they look like do not matter.

    Empty, which is nobody's code, for what cannot be one.
    """
    code = _NOISE.sub("", text).upper().translate(_LOOKS_LIKE)
    return code if _CODE.fullmatch(code) else ""
