"""Text that people write for people: which characters it may hold, and how long it may be."""

from __future__ import annotations

import unicodedata

# The characters with the property White_Space (Unicode PropList.txt).
WHITE_SPACE = "".join(map(chr, [*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)])) + (
    "\u2028\u2029\u202f\u205f\u3000"
)
# Invisible, but Persian and Indic scripts, family emoji and (the last one) Mongolian cannot be written without them.
SCRIPT_JOINERS = "\u200c\u200d\u180e"
# They reorder the text around them, so that people and programs read different things.
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
LINE_BREAKS = "\n\r\t"
# They spell the flags of England, Scotland and Wales.
TAGS = range(0xE0020, 0xE0080)


def stripped(text: str) -> str:
    """The text without Unicode white space around it (str.strip would also eat the control characters U+001C-1F)."""
    return text.strip(WHITE_SPACE)


def free_text(text: str, code_points_max: int, *, required: bool = False) -> str:
    """Normalise a comment, reason or address: any script, emoji and line breaks included.

    Refused are characters that hide or reorder what is read (control, bidi, zero-width other than the joiners that
    scripts and emoji need) and those no text holds. `code_points_max` counts code points after stripping.
    Raises ValueError with one plain sentence that never repeats the text (it may hold personal data).
    """
    value = stripped(text)
    if required and not value:
        raise ValueError("The text is empty.")
    if len(value) > code_points_max:
        raise ValueError(f"The text has {len(value)} characters; at most {code_points_max} are allowed.")
    for position, character in enumerate(value):
        if not _may_stand(character):
            code_point = f"U+{ord(character):04X}"
            raise ValueError(f"Character {position + 1} ({code_point}) is invisible or a control character.")
    return value


def is_noncharacter(character: str) -> bool:
    """Whether Unicode has promised never to assign this code point."""
    code = ord(character)
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _may_stand(character: str) -> bool:
    if character in LINE_BREAKS or character in SCRIPT_JOINERS:
        return True
    if character in BIDI_CONTROLS or is_noncharacter(character):
        return False
    category = unicodedata.category(character)
    if category == "Cf":
        return ord(character) in TAGS
    return category not in ("Cc", "Cs", "Zl", "Zp")
