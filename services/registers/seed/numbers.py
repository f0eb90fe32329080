"""Numbers that are valid and that nobody has: their area codes 7777xx are assigned to no place (GB/T 2260 uses only
71 of the block 70 to 79), so a synthetic number is recognised at sight and passes every check.
"""

from datetime import date

from stdnum.cn import ric, uscc

RANDOM_AREA = "777777"
PERSONA_AREA = "777700"
# No operator issues numbers beginning with 154.
_PHONE_PREFIX = "1547"
SEQUENCE_MAX = 999


def resident_id(area: str, born: date, sequence: int) -> str:
    """A resident ID number (GB 11643): odd sequences are men's, even ones women's; 0 <= sequence <= 999."""
    if not 0 <= sequence <= SEQUENCE_MAX:
        raise ValueError("All sequence numbers of this date of birth are used: ask for fewer people.")
    first_17 = f"{area}{born.year:04}{born.month:02}{born.day:02}{sequence:03}"
    return first_17 + ric.calc_check_digit(first_17 + "0")


def credit_code(index: int) -> str:
    """The unified social credit code (GB 32100) of the synthetic company with this index: authority 9, type 1."""
    first_17 = f"91{RANDOM_AREA}{index:08}" + _organisation_check(f"{index:08}")
    return first_17 + uscc.calc_check_digit(first_17)


def _organisation_check(body: str) -> str:
    """The check character inside: the organisation code's own (GB 11714, MOD 11 over eight weighted digits)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    check = 11 - sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(check, str(check))


def phone(index: int) -> str:
    """A mobile number, 11 digits; unique for indexes below 10 million."""
    return f"{_PHONE_PREFIX}{index % 10_000_000:07}"


def premises_number(index: int) -> str:
    """The number of premises in their register."""
    return f"FW7777{index:08}"


def permit_number(index: int) -> str:
    """The number of a residence permit."""
    return f"JZ7777{index:08}"


def birth_certificate_number(index: int) -> str:
    """The number of a medical birth certificate: a letter and nine digits, as on the real one."""
    return f"X7{index:08}"


def degree_number(graduated: date, index: int) -> str:
    """The number of a degree certificate: synthetic school 77777, year, running number."""
    return f"77777{graduated.year}{index:08}"


# Of a hundred people, how many have no account with their social security card.
NO_CARD_PERCENT = 20


def card_account(index: int) -> str | None:
    """The account of a social security card, 19 digits of a bank number that no bank has; some have none."""
    return None if index % 100 < NO_CARD_PERCENT else f"6277770{index:012}"
