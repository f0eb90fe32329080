"""Personal data as lists and logs may show it (domain.md, "People's data")."""

from services.intake.characters import is_variation_selector

_STAR = "*"


def masked_name(name: str) -> str:
    """王小明 becomes 王**: the first letter, and always two stars, so that the length tells nothing."""
    first = name[:2] if len(name) > 1 and is_variation_selector(name[1]) else name[:1]
    return first + _STAR * 2 if first else ""


def masked_resident_id(number: str) -> str:
    """440301199001011234 becomes 4403**********1234."""
    return _keep_ends(number, head=4, tail=4)


def masked_credit_code(code: str) -> str:
    """91440300MA5ABCDE1X becomes 9144**********DE1X: some are those of one person's business."""
    return _keep_ends(code, head=4, tail=4)


def masked_phone(number: str) -> str:
    """13812345678 becomes 138****5678."""
    return _keep_ends(number, head=3, tail=4)


def _keep_ends(value: str, *, head: int, tail: int) -> str:
    """Star out the middle; a value too short to have one is starred out whole."""
    if len(value) < head + tail + 4:
        return _STAR * len(value)
    return value[:head] + _STAR * (len(value) - head - tail) + value[-tail:]
