"""Codes that people type: printed in groups, read whatever their case and hyphens, kept as keyed hashes only."""

from __future__ import annotations

import re

from runtime.sealing import LookupHash

NUMBER, CODE, CONSENT = "certificate-number", "certificate-code", "certificate-consent"
CHARACTERS = 16
_GROUP = 4
_NOISE = re.compile(r"[\s-]+")
# What people write for letters that look alike; base32 has none of these digits.
_LOOKS_LIKE = str.maketrans("018", "OIB")
TYPED_CHARACTERS_MAX = 64


def printed(code: str) -> str:
    """As it stands on paper, such as ABCD-EFGH-IJKL-MNOP."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def typed(text: str) -> str:
    """The code that somebody typed. What is too long to be one is nobody's."""
    return _NOISE.sub("", text[:TYPED_CHARACTERS_MAX]).upper().translate(_LOOKS_LIKE)


def hash_of(lookup: LookupHash, what: str, value: str) -> bytes:
    """The keyed hash under which a number or code is kept."""
    return lookup.of(f"{what}:{value}")
