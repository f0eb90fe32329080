"""What a well-formed value is, and that nothing else gets in (domain.md, "Formats")."""

import unicodedata
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from services.intake import formats

TODAY = date(2026, 11, 1)
CREDIT_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
RESIDENT_ID_CHARACTERS = "0123456789X"
CHINESE = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)


def with_check_digit(first_17: str) -> str:
    return first_17 + ric.calc_check_digit(first_17 + "0")


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    area = draw(st.from_regex(r"[0-9]{6}", fullmatch=True))
    born = draw(st.dates(max_value=TODAY)).isoformat().replace("-", "")
    return with_check_digit(f"{area}{born}{draw(st.integers(0, 999)):03}")


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    letters = st.sampled_from(CREDIT_CODE_CHARACTERS)
    head = "".join(draw(st.lists(letters, min_size=2, max_size=2))) + draw(st.from_regex(r"[0-9]{6}", fullmatch=True))
    body = head + "".join(draw(st.lists(letters, min_size=9, max_size=9)))
    return body + uscc.calc_check_digit(body)


def resident_id_born(born: str) -> str:
    return with_check_digit("777777" + born + "001")


# Resident ID numbers


@pytest.mark.parametrize("area", ["110101", "777777", "810000", "820000", "830000", "931156", "911840"])
def test_residents_and_permits_of_the_same_form_are_valid(area: str) -> None:
    number = with_check_digit(area + "19900307" + "123")
    assert formats.resident_id(number, TODAY) == number


def test_a_lower_case_x_is_accepted_and_stored_upper() -> None:
    number = next(n for n in (with_check_digit(f"777777199003071{i:02}") for i in range(100)) if n.endswith("X"))
    assert formats.resident_id(f"\u3000{number.lower()}\n", TODAY) == number


@given(resident_ids())
def test_every_number_with_a_real_date_and_its_check_digit_is_valid(number: str) -> None:
    assert formats.resident_id(number, TODAY) == number


@given(resident_ids(), st.integers(0, 17), st.sampled_from(RESIDENT_ID_CHARACTERS))
def test_no_single_wrong_character_gets_through(number: str, position: int, other: str) -> None:
    wrong = number[:position] + other + number[position + 1 :]
    if wrong != number:
        with pytest.raises(ValueError):
            formats.resident_id(wrong, TODAY)


@given(resident_ids(), st.integers(0, 16))
def test_no_swap_of_neighbours_gets_through(number: str, position: int) -> None:
    """MOD 11-2 (ISO 7064) detects every transposition of two neighbouring characters."""
    first, second = number[position], number[position + 1]
    wrong = number[:position] + second + first + number[position + 2 :]
    if wrong != number:
        with pytest.raises(ValueError):
            formats.resident_id(wrong, TODAY)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("", "18 characters"),
        ("110101900307123", "18 characters"),  # the 15-character form ended in 2013
        (resident_id_born("19900307") + "0", "18 characters"),
        ("77777719900307 1234", "18 characters"),
        ("X" + resident_id_born("19900307")[1:], "18 characters"),
        ("７７７７７７１９９００３０７００１２", "18 characters"),  # full-width digits are not digits here
        ("٧٧٧٧٧٧١٩٩٠٠٣٠٧٠٠١٢", "18 characters"),
        ("77777719900307001\u200b", "18 characters"),
        (resident_id_born("19900230"), "does not exist"),
        (resident_id_born("20230229"), "does not exist"),
        (resident_id_born("19901301"), "does not exist"),
        (resident_id_born("00000101"), "does not exist"),
        (resident_id_born("20261102"), "future"),
        (resident_id_born("29990101"), "future"),
    ],
)
def test_malformed_impossible_and_future_numbers_are_refused(number: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        formats.resident_id(number, TODAY)


def test_a_child_born_today_has_a_valid_number() -> None:
    assert formats.resident_id(resident_id_born("20261101"), TODAY)


# Unified social credit codes


@given(credit_codes())
def test_every_code_with_its_check_character_is_valid(code: str) -> None:
    assert formats.credit_code(f" {code} ") == code


@given(credit_codes(), st.integers(0, 17), st.sampled_from(CREDIT_CODE_CHARACTERS))
def test_no_single_wrong_character_of_a_code_gets_through(code: str, position: int, other: str) -> None:
    wrong = code[:position] + other + code[position + 1 :]
    if wrong != code:
        with pytest.raises(ValueError):
            formats.credit_code(wrong)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "91110000600037341l",  # only the x of a resident ID may be lower case
        "91110000600037341",
        "91110000600037341LL",
        "9 1110000600037341L",
        "91110000-600037341L",
        "91110000600037341O",
        "91110000I00037341L",
        "911100006S0037341L",
        "911100006V0037341L",
        "91110000600037341Z",
        "91A10000600037341L",
        "９１１１０００0600037341L",
    ],
)
def test_malformed_codes_are_refused(code: str) -> None:
    with pytest.raises(ValueError):
        formats.credit_code(code)


def test_the_published_example_is_valid() -> None:
    assert formats.credit_code("91110000600037341L") == "91110000600037341L"


# Names


@pytest.mark.parametrize(
    "name",
    [
        "王伟",
        "欧阳娜娜",
        "㛃",
        "𠮷野家",
        "\U0002b740明",  # extension D
        "李\U0003134a",  # extension G
        "王\U0002ebf0",  # extension I, unknown to Python 3.11
        "王\U000323b0",  # extension J, unknown to Python 3.11
        "葛\U000e0100城",
        "阿卜杜拉·买买提",
        "〇朗",
        "张\u3000三",
        "Jean-Luc O'Neill, Jr.",
        "Nguyễn Thị Minh",
        "Nguye\u0302\u0303n",  # the same, decomposed
        "नरेन्द्र",
        "محمد",
        "ᠪᠠᠲᠤ",
        "Gal·la",
        "x",
    ],
)
def test_names_people_have_are_kept_as_they_are(name: str) -> None:
    assert formats.person_name(name) == name


@pytest.mark.parametrize("dot", list("\u2022\u2027\u2219\u22c5\u30fb\uff65\uff0e\u2024\u2e31.\u00b7"))
def test_a_look_alike_dot_between_chinese_characters_is_stored_as_the_middle_dot(dot: str) -> None:
    assert formats.person_name(f"买买提{dot}艾力") == "买买提·艾力"
    assert formats.person_name(f"葛\U000e0100{dot}𠮷") == "葛\U000e0100·𠮷"


def test_a_full_stop_elsewhere_stays_a_full_stop() -> None:
    assert formats.person_name("J. R. 王") == "J. R. 王"


@pytest.mark.parametrize(
    "bad",
    [
        *"0٣７½Ⅳ²",  # digits and numbers
        *'@#$%^&*()_+=<>/\\|~`"!?:;[]{}€©℃',
        *"\u0000\u0007\u0008\u001b\u007f\u0085\u001f\t\n\r\v\f\u2028\u2029",
        *"\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        *"\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u034f\u2061\u2064\u206a\ufff9\U000e0041",
        *"\u115f\u1160\u3164\uffa0\u2800",  # look like nothing
        *"😀👩🏽🇨❤\u20e3ℹ\u00a0\u202f",
        "\ue000",  # private use: nobody else can read it
        "\ud800",
        "\ufdd0",
        "\U0002fffe",
        "\U0010ffff",
        "\u2022",  # a bullet not between two Chinese characters: see below
    ],
)
def test_characters_no_name_has_are_refused(bad: str) -> None:
    with pytest.raises(ValueError):
        formats.person_name(f"Li{bad}na")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "·",
        "-",
        "'",
        ".",
        "·王",
        "王·",
        "王··明",
        "\u0301王",
        "王 \u0301",
        "王\ufe00\ufe00",
        "王-\ufe0f",
        "\ufe0f王",
    ],
)
def test_a_name_needs_letters_and_its_marks_need_a_letter_under_them(name: str) -> None:
    with pytest.raises(ValueError):
        formats.person_name(name)


def test_a_name_may_have_200_code_points_and_no_more() -> None:
    assert formats.person_name("𠮷" * 200 + "  ")
    with pytest.raises(ValueError, match="200"):
        formats.person_name("𠮷" * 201)


@given(st.text(max_size=40))
def test_a_stored_name_is_stable_and_holds_nothing_invisible(text: str) -> None:
    try:
        name = formats.person_name(text)
    except ValueError:
        return
    assert formats.person_name(name) == name
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Nd", "So"} for c in name)
    assert len(name) <= len(text)


@given(st.text(CHINESE, min_size=1, max_size=20))
def test_every_chinese_name_is_accepted(name: str) -> None:
    assert formats.person_name(name) == name


@given(st.text(max_size=30))
def test_a_refusal_never_repeats_the_value(text: str) -> None:
    for read in (formats.credit_code, formats.phone, lambda t: formats.resident_id(t, TODAY), formats.calendar_date):
        value = f"{text}canary-4301"
        with pytest.raises(ValueError) as refusal:
            read(value)
        assert "canary" not in str(refusal.value)
        assert refusal.value.__cause__ is None


# Phones


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("13800000001", "13800000001"),
        (" +8613800000001 ", "13800000001"),
        ("0755-12345678", "0755-12345678"),
        ("010-12345678-801", "010-12345678-801"),
        ("+85212345678", "+85212345678"),
        ("+8675512345678", "+8675512345678"),
    ],
)
def test_phones(text: str, stored: str) -> None:
    assert formats.phone(text) == stored


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1380000000",
        "138000000011",
        "12800000001",
        "138-0000-0001",
        "１３８００００００００",
        "+0123456789",
        "+",
        "+861380000",
        "abc",
        "13800000001\u200b",
        "+1234567890123456",
        "tel:13800000001",
    ],
)
def test_other_phones_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        formats.phone(text)


# Dates


@given(st.dates(max_value=TODAY))
def test_every_date_reads_back(day: date) -> None:
    assert formats.calendar_date(f" {day.isoformat()}\n", not_after=TODAY) == day


@given(st.dates(min_value=TODAY + timedelta(days=1)))
def test_a_date_after_the_last_allowed_one_is_refused(day: date) -> None:
    with pytest.raises(ValueError, match="future"):
        formats.calendar_date(day.isoformat(), not_after=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-02-29",
        "2026-13-01",
        "2026-1-1",
        "20260101",
        "2026/01/01",
        "01-01-2026",
        "2026-01-01T00:00",
        "２０２６-01-01",
        "0000-01-01",
    ],
)
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        formats.calendar_date(text)


def test_a_time_without_an_offset_is_beijing_time() -> None:
    beijing = ZoneInfo("Asia/Shanghai")
    assert formats.instant("2026-11-01T08:00:00", beijing) == datetime(2026, 11, 1, 0, 0, tzinfo=UTC)
    assert formats.instant("2026-11-01T08:00:00Z", beijing) == datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "2026-11-01", "2026-11-01 08:00", "2026-11-01T25:00", "2026-11-01T08:00+99:00", "2026-W44-7T08:00"]
)
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        formats.instant(text, ZoneInfo("Asia/Shanghai"))
