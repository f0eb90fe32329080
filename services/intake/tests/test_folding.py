"""Spellings of one name are one once they are folded, and names that differ stay apart."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.intake.folding import FOLDS, LEGAL_FORMS, company, name, number

# As registrars meet them: rare ones, wide ones, traditional ones, invisible ones.
TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("海底撈火鍋館廈門臺灣麵館飯店葯薴ＡＢＣａｂｃ０１２①㈱㍿ﬁİßſ"),
        st.sampled_from("　·・（）()—-_.,、。﹙\ufe0f\U000e0100\u200b"),
    ),
    max_size=30,
)


@given(TEXTS, st.sampled_from(sorted(FOLDS)))
@example("薴", 2)
@example("有限公司有限公司", 3)
@example("ǰ̌İ", 1)
def test_folding_what_is_folded_changes_nothing(text: str, fold: int) -> None:
    once = FOLDS[fold](text)
    assert FOLDS[fold](once) == once


@given(
    st.text(st.sampled_from("海底捞火锅馆厦门台湾面饭店小吃茶abc123"), min_size=2, max_size=12),
    st.sampled_from(["", *LEGAL_FORMS]),
    st.sampled_from("  　·.-—_、()（）"),
    st.data(),
)
def test_width_case_spaces_punctuation_and_legal_form_make_no_other_company(
    plain: str, form: str, mark: str, data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, len(plain)))
    wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in plain)
    spelled = wide[:position] + mark + wide[position:].upper() + mark + form
    assert company(spelled) == company(plain)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("海底撈火鍋(廈門)有限公司", "海底捞火锅（厦门）有限责任公司"),
        ("Jade Tea Co., Ltd.", "ＪＡＤＥ　ＴＥＡ　ＬＩＭＩＴＥＤ"),
        ("南坪 小吃店（个体工商户）", "南坪小吃店"),
        ("王记·面馆", "王記・麵館"),
    ],
)
def test_two_spellings_of_a_company_are_one(one: str, other: str) -> None:
    assert company(one) == company(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("南坪小吃店", "北坪小吃店"),
        ("王记面馆", "王记面馆二店"),
        ("海底捞(厦门)有限公司", "海底捞(福州)有限公司"),
        ("有限公司", "股份公司"),
    ],
)
def test_other_companies_stay_apart(one: str, other: str) -> None:
    assert company(one) != company(other)


def test_a_number_is_the_same_however_it_is_typed_and_its_digits_tell() -> None:
    assert number("Ｐ-0012 34") == number("p001234") != number("p001243")


def test_a_legal_form_tells_names_of_things_apart() -> None:
    assert name("南坪公司") != name("南坪")
