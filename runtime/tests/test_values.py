"""Ids, clock, sealing: the small values everything is made of."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.clock import Clock
from runtime.ids import id_of, new_id, person_id
from runtime.sealing import LookupHash, SealBroken, Sealer

KEYS = {"one": b"1" * 32, "two": b"2" * 32}


def test_ids_are_26_lower_case_characters_and_differ() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"[a-z2-7]{26}", one) for one in ids)


def test_what_is_named_by_the_same_parts_has_one_id_and_what_is_not_another() -> None:
    application = new_id()
    assert id_of("notice", application, "1") == id_of("notice", application, "1")
    assert re.fullmatch(r"[a-z2-7]{26}", id_of("notice", application, "1"))
    assert len({id_of("notice", application, "12", "3"), id_of("notice", application, "1", "23")}) == 2


def test_a_person_has_one_id_whatever_the_case_of_the_x() -> None:
    assert person_id(b"k" * 32, "11010519491231002x ") == person_id(b"k" * 32, "11010519491231002X")
    assert re.fullmatch(r"p[a-z2-7]{26}", person_id(b"k" * 32, "11010519491231002X"))
    assert person_id(b"j" * 32, "11010519491231002X") != person_id(b"k" * 32, "11010519491231002X")


def test_the_real_clock_shows_real_time() -> None:
    assert abs(Clock.real().now() - datetime.now(UTC)) < timedelta(seconds=1)


def test_a_demo_clock_runs_by_its_factor() -> None:
    origin = datetime.now(UTC) - timedelta(seconds=10)
    clock = Clock(datetime(2030, 1, 1, tzinfo=UTC), origin, 3600)
    assert timedelta(hours=10) <= clock.now() - datetime(2030, 1, 1, tzinfo=UTC) < timedelta(hours=11)
    assert clock.seconds_until(clock.now() + timedelta(hours=1)) == pytest.approx(1, abs=0.1)
    assert clock.seconds_until(clock.now() - timedelta(hours=1)) == 0
    assert clock.to_real(timedelta(hours=2)) == timedelta(seconds=2)


@given(st.binary(max_size=200), st.text(max_size=20), st.text(max_size=20))
def test_what_is_sealed_opens_again(plaintext: bytes, scope: str, associated: str) -> None:
    sealer = Sealer(KEYS, "one")
    assert sealer.open(scope, sealer.seal(scope, plaintext, associated), associated) == plaintext


def test_a_value_sealed_under_a_retired_key_still_opens() -> None:
    sealed = Sealer(KEYS, "one").seal("application/a", b"name", "a")
    assert Sealer(KEYS, "two").open("application/a", sealed, "a") == b"name"
    with pytest.raises(SealBroken):
        Sealer({"two": KEYS["two"]}, "two").open("application/a", sealed, "a")


def test_a_sealed_value_opens_only_as_it_was_sealed() -> None:
    sealer = Sealer(KEYS, "one")
    sealed = sealer.seal("application/a", b"name", "a")
    for scope, value, associated in (
        ("application/b", sealed, "a"),
        ("application/a", sealed, "b"),
        ("application/a", sealed[:-1], "a"),
        ("application/a", sealed[:-1] + bytes([sealed[-1] ^ 1]), "a"),
        ("application/a", b"", "a"),
        ("application/a", b"\x02" + sealed[1:], "a"),
    ):
        with pytest.raises(SealBroken):
            sealer.open(scope, value, associated)


def test_the_same_value_is_sealed_differently_each_time() -> None:
    sealer = Sealer(KEYS, "one")
    assert sealer.seal("s", b"x", "a") != sealer.seal("s", b"x", "a")


def test_lookup_hashes_are_equal_for_equal_values_and_keys_only() -> None:
    assert LookupHash(b"k" * 32).of("张三") == LookupHash(b"k" * 32).of("张三")
    assert LookupHash(b"k" * 32).of("张三") != LookupHash(b"j" * 32).of("张三")
    with pytest.raises(ValueError, match="32 bytes"):
        LookupHash(b"short")
