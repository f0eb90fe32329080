"""Which Unicode characters a name may hold, and the sets that formats.py speaks of.

The general categories come from the interpreter (Unicode 14 in Python 3.11), which is older than the newest
ideographs; planes 2 and 3 are therefore taken as ideographs whole: Unicode has set them aside for nothing else.
"""

import unicodedata

from runtime.texts import is_noncharacter

NAME_SPACES = " \u3000"  # the space bar, and the space bar in full-width mode
NAME_PUNCTUATION = "'\u2018\u2019-\u2010\u2011,."
CHINESE_DOT = "\u00b7"
# What keyboards and fonts give for the name dot 间隔号; between two Chinese characters none can mean anything else.
DOTS_LIKE_CHINESE_DOT = frozenset(
    "\u00b7\u0387\u16eb\u2022\u2024\u2027\u2219\u22c5\u25e6\u2981\u2e30\u2e31\u2e33\u30fb\ufe52\uff0e\uff65."
)
# Letters by category that show nothing (Hangul fillers) or show an emoji (information source).
_LETTERS_NO_NAME_HAS = frozenset("\u115f\u1160\u3164\uffa0\u2139")


def is_chinese(character: str) -> bool:
    """Whether it is a Chinese character: an ideograph, rare and compatibility ones included."""
    code = ord(character)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0xF900 <= code <= 0xFAFF
        or code in (0x3005, 0x3007)  # 々 and 〇, both used in names
        or (0x20000 <= code <= 0x3FFFD and not is_noncharacter(character))
    )


def is_letter(character: str) -> bool:
    """Whether it is a letter or ideograph of any script that a name may hold."""
    if character in _LETTERS_NO_NAME_HAS:
        return False
    return is_chinese(character) or unicodedata.category(character).startswith("L")


def is_accent(character: str) -> bool:
    """Whether it is a mark written on a letter: accents, vowel signs; not the marks that show nothing."""
    return unicodedata.category(character) in ("Mn", "Mc") and character not in "\u034f\u17b4\u17b5"


def is_variation_selector(character: str) -> bool:
    """Whether it selects a glyph of the letter before it (rare forms of ideographs are written so)."""
    code = ord(character)
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or code in (0x180B, 0x180C, 0x180D, 0x180F)
