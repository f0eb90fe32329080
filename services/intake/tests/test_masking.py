"""Masked values show enough to recognise one's own, never enough to learn another's."""

from services.intake.masking import masked_name, masked_phone, masked_resident_id


def test_a_name_shows_its_first_letter_only_and_not_its_length() -> None:
    assert masked_name("王伟") == masked_name("王小明") == "王**"
    assert masked_name("葛\U000e0100城") == "葛\U000e0100**"
    assert masked_name("") == ""


def test_numbers_show_their_ends() -> None:
    assert masked_resident_id("440301199001011234") == "4403**********1234"
    assert masked_phone("13812345678") == "138****5678"


def test_a_value_too_short_to_hide_anything_is_hidden_whole() -> None:
    assert masked_resident_id("4403011") == "*******"
    assert masked_phone("12345") == "*****"
