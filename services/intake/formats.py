"""What a well-formed value looks like: numbers, names, texts, phones and dates a caller typed.

SOURCE of every rule: domain.md, section "Formats". Each function strips surrounding white space, repairs nothing
else, returns the value to store, or raises ValueError with one plain sentence that never repeats the value (it may
hold personal data). Callers turn the sentence into InvalidInput with the field at fault.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from stdnum.cn import ric, uscc

from runtime.texts import stripped
from services.intake.characters import (
    CHINESE_DOT,
    DOTS_LIKE_CHINESE_DOT,
    NAME_PUNCTUATION,
    NAME_SPACES,
    is_accent,
    is_chinese,
    is_letter,
    is_variation_selector,
)

NAME_CODE_POINTS_MAX = 200
PHONE_CHARACTERS_MAX = 24

_RESIDENT_ID = re.compile(r"[0-9]{17}[0-9Xx]", re.ASCII)
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_ISO_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII
)
# Mainland mobile, mainland land line with area code and optional extension, or an E.164 number (ITU-T E.164: at
# most 15 digits after the plus sign).
_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-[0-9]{7,8}(-[0-9]{1,6})?|\+[1-9][0-9]{6,14}", re.ASCII)
_MAINLAND_MOBILE_E164 = re.compile(r"\+861[3-9][0-9]{9}", re.ASCII)


def resident_id(text: str, today: date) -> str:
    """Normalise a resident identity number 公民身份号码 (GB 11643-1999), or a permit number of the same form.

    Residence permits of Hong Kong, Macau and Taiwan residents (81, 82, 83) and of foreign permanent residents (9)
    are numbers of this form; area codes and age are not judged. `today` is the date in the city's time zone.
    Returns 18 characters, a final x in upper case. Raises ValueError.
    """
    number = stripped(text).upper()
    if not _RESIDENT_ID.fullmatch(number):
        raise ValueError("A resident ID number has 18 characters: 17 digits, then a digit or X.")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise ValueError("The date of birth inside the resident ID number does not exist.") from None
    if born > today:
        raise ValueError("The date of birth inside the resident ID number is in the future.")
    if number[-1] != ric.calc_check_digit(number):
        raise ValueError("The last character of the resident ID number does not match the others (GB 11643).")
    return number


def credit_code(text: str) -> str:
    """Normalise a unified social credit code 统一社会信用代码 (GB 32100-2015).

    18 characters, upper case, without I O S V Z; area code and the inner organisation check are not judged.
    Raises ValueError.
    """
    code = stripped(text)
    if not _CREDIT_CODE.fullmatch(code):
        raise ValueError("A unified social credit code has 18 digits or upper-case letters, without I, O, S, V and Z.")
    if code[-1] != uscc.calc_check_digit(code):
        raise ValueError("The last character of the credit code does not match the others (GB 32100).")
    return code


def person_name(text: str) -> str:
    """Normalise the name of a person, in any script.

    Every dot that looks like the Chinese name dot 间隔号 and stands between two Chinese characters becomes U+00B7.
    Raises ValueError for an empty or too long name and for characters no name has.
    """
    name = stripped(text)
    if not 1 <= len(name) <= NAME_CODE_POINTS_MAX:
        raise ValueError(f"A name has 1 to {NAME_CODE_POINTS_MAX} characters.")
    name = _with_chinese_dots(name)
    if not any(is_letter(character) for character in name):
        raise ValueError("A name has at least one letter.")
    for position, character in enumerate(name):
        if not _may_stand(name, position):
            code_point = f"U+{ord(character):04X}"
            raise ValueError(f"Character {position + 1} ({code_point}) cannot be part of a name.")
    return name


def phone(text: str) -> str:
    """Normalise a telephone number: mainland mobile, land line as 0755-12345678(-ext), or E.164 with a plus sign.

    A mainland mobile number written with +86 and one without are the same telephone: stored without, because it is
    compared. Raises ValueError.
    """
    number = stripped(text)
    if len(number) > PHONE_CHARACTERS_MAX or not _PHONE.fullmatch(number):
        raise ValueError("A phone number is 11 digits (mobile), area code-number (land line), or + and country code.")
    if number.startswith("+86") and not _MAINLAND_MOBILE_E164.fullmatch(number) and number[3] == "1":
        raise ValueError("A mainland mobile number has 11 digits after +86.")
    return number.removeprefix("+86") if _MAINLAND_MOBILE_E164.fullmatch(number) else number


def calendar_date(text: str, *, not_after: date | None = None) -> date:
    """Read a date written YYYY-MM-DD (GB/T 7408, ISO 8601), Gregorian; `not_after` is the last allowed day.

    Raises ValueError.
    """
    value = stripped(text)
    if not _ISO_DATE.fullmatch(value):
        raise ValueError("A date is written YYYY-MM-DD.")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError("This date does not exist.") from None
    if not_after is not None and day > not_after:
        raise ValueError("The date is in the future.")
    return day


def instant(text: str, zone: ZoneInfo) -> datetime:
    """Read a date and time (ISO 8601); one without an offset is in `zone`, Beijing by default (domain.md, "Clocks").

    Returns an aware datetime. Raises ValueError.
    """
    value = stripped(text)
    if not _ISO_INSTANT.fullmatch(value):
        raise ValueError("A time is written YYYY-MM-DDThh:mm:ss, with Z or an offset, or without for local time.")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("This time does not exist.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _with_chinese_dots(name: str) -> str:
    """The name with every look-alike dot between two Chinese characters written U+00B7."""
    return "".join(
        CHINESE_DOT if character in DOTS_LIKE_CHINESE_DOT and _is_between(name, position, is_chinese) else character
        for position, character in enumerate(name)
    )


def _may_stand(name: str, position: int) -> bool:
    """Whether the character at `position` may stand there in a name."""
    character = name[position]
    if is_letter(character) or character in NAME_SPACES or character in NAME_PUNCTUATION:
        return True
    if character == CHINESE_DOT:  # also the Catalan one, as in Gal·la
        return _is_between(name, position, is_letter)
    if is_variation_selector(character):  # one, on a letter: anywhere else it would only be an invisible difference
        return position > 0 and is_letter(name[position - 1])
    return is_accent(character) and position > 0 and (is_letter(name[position - 1]) or is_accent(name[position - 1]))


def _is_between(name: str, position: int, belongs: Callable[[str], bool]) -> bool:
    """Whether the nearest characters around `position`, variation selectors and accents aside, both belong."""
    before = next((c for c in reversed(name[:position]) if not unicodedata.category(c).startswith("M")), "")
    after = name[position + 1 : position + 2]
    return bool(before) and bool(after) and belongs(before) and belongs(after)
