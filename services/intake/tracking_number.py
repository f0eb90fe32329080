"""The number a person can read out over the phone: the year, twelve random digits and a check digit.

Shown in groups, 2026-1234-5678-90128. The check digit is ISO 7064 MOD 11,10 over all digits before it: it finds
every single wrong digit and nearly every swap, so that a misheard number is told from an unknown one.
"""

from __future__ import annotations

import re

from stdnum.iso7064 import mod_11_10

RANDOM_DIGITS = 12
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\uff0d]+")
_DIGITS = re.compile(r"[0-9]{17}", re.ASCII)


def tracking_number(year: int, random: int) -> str:
    """Return the number, as it is shown, of `random` (0 to 10**12 - 1) in a year of four digits."""
    digits = f"{year:04d}{random:0{RANDOM_DIGITS}d}"
    return _grouped(digits + mod_11_10.calc_check_digit(digits))


def parse(text: str) -> str:
    """Return the number as it is shown; blanks and hyphens do not matter. Raises ValueError."""
    digits = _SEPARATORS.sub("", text)
    if not _DIGITS.fullmatch(digits):
        raise ValueError("A tracking number has 17 digits.")
    if not mod_11_10.is_valid(digits):
        raise ValueError("The tracking number's check digit does not match: one digit may have been misheard.")
    return _grouped(digits)


def _grouped(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:]}"
