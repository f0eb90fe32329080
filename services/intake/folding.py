"""Making two spellings of one thing the same, before they are compared by keyed hash (decision 0048). Pure.

What is folded is compared only and never shown: it may read oddly. Folding what is folded changes nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import cache

from opencc import OpenCC

from onetrip.catalog.v1 import catalog_pb2

# Unicode calls no string stable after one pass of width, case and script together; a handful of passes settles each.
PASSES_MAX = 8
# Words of a legal form at the end of a name, the longest first: company law (2023), art. 7; partnership law, arts. 15,
# 56 and 62; rules on individual businesses (个体工商户), 2022; and as English names of companies write them.
LEGAL_FORMS = tuple(
    sorted(
        (
            *("有限责任公司", "股份有限公司", "有限公司", "股份公司", "集团公司", "总公司", "分公司", "公司", "集团"),
            *("特殊普通合伙", "普通合伙", "有限合伙", "合伙企业", "个体工商户", "个人独资企业", "个人独资"),
            *("companylimited", "coltd", "limited", "ltd", "llc", "inc"),
        ),
        key=lambda form: (-len(form), form),
    )
)
# They choose between pictures of one character (ideographic variation selectors among them).
_VARIATION_SELECTORS = frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
_SPOKEN = frozenset("LNM")


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def number(text: str) -> str:
    """A number or code: width, case, spaces and punctuation mean nothing."""
    return _settled(text, _number)


def name(text: str) -> str:
    """A name: as a number, and traditional characters are simplified."""
    return _settled(text, _name)


def company(text: str) -> str:
    """A company's or shop's name: as a name, without the words of its legal form, unless it is nothing but these."""
    return _settled(text, _company)


FOLDS: Mapping[int, Callable[[str], str]] = {
    catalog_pb2.FOLD_NUMBER: number,
    catalog_pb2.FOLD_NAME: name,
    catalog_pb2.FOLD_COMPANY: company,
}


def _settled(text: str, fold: Callable[[str], str]) -> str:
    for _ in range(PASSES_MAX):
        folded = fold(text)
        if folded == text:
            break
        text = folded
    return text


def _number(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = (one for one in plain if unicodedata.category(one)[0] in _SPOKEN and one not in _VARIATION_SELECTORS)
    return unicodedata.normalize("NFKC", "".join(kept))


def _name(text: str) -> str:
    return _simplifier().convert(_number(text))


def _company(text: str) -> str:
    folded = _name(text)
    for form in LEGAL_FORMS:
        if folded != form and folded.endswith(form):
            return folded.removesuffix(form)
    return folded
