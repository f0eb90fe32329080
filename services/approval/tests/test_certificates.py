"""Certificate numbers find what was misread; validity counts calendar days."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from services.approval.domain.certificates import certificate_number, valid_until

DAY = date(2026, 11, 22)


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=8, max_size=8), st.data())
def test_one_wrong_character_is_found(serial: str, data: st.DataObject) -> None:
    number = certificate_number("household-transfer-permit", DAY, serial)
    assert number.startswith("HTP20261122")
    assert mod_37_36.is_valid(number)
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
    assert mod_37_36.is_valid(number[:place] + other + number[place + 1 :]) == (other == number[place])


def test_validity_ends_after_its_days_or_never() -> None:
    assert valid_until(DAY, 40) == date(2027, 1, 1)
    assert valid_until(DAY, 0) is None
