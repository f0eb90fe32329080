"""Numbers and validity of certificates."""

from datetime import date, timedelta

from stdnum.iso7064 import mod_37_36


def certificate_number(kind: str, issued_on: date, serial: str) -> str:
    """Return ``<initials><YYYYMMDD><serial><check>``, such as ``HTP20261122K7Q2M4XAB``.

    The check character (ISO 7064, MOD 37,36) finds a single wrong or two swapped characters, also when the number is
    read out. ``serial`` is random, so that the numbers of a day tell nobody how many there were.
    """
    initials = "".join(word[0] for word in kind.split("-") if word).upper()
    body = f"{initials}{issued_on:%Y%m%d}{serial.upper()}"
    return body + mod_37_36.calc_check_digit(body)


def valid_until(issued_on: date, validity_days: int) -> date | None:
    """Return the last day of validity, counted in calendar days from the issue; None: without end."""
    return issued_on + timedelta(days=validity_days) if validity_days else None
