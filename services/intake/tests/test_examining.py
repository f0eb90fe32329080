"""Uploads are what they say, whole and harmless, or refused for what they are; no file breaks who examines it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.tests.corpus import BAD, GOOD
from services.intake.uploads.examining import examine
from services.intake.uploads.faults import Fault, Unacceptable

SAMPLES = [make() for _, make in GOOD.values()]
HARMFUL = [make() for fault, make in BAD.values() if fault in {Fault.ACTIVE, Fault.ENCRYPTED}]
SIGNATURES = [
    b"%PDF-1.7\n",
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"PK\x03\x04",
    b"<svg ",
    b"RIFF\0\0\0\0WEBP",
    b"",
]


@pytest.mark.parametrize("what", GOOD)
def test_a_good_file_is_taken_as_what_it_is(what: str) -> None:
    content_type, make = GOOD[what]
    assert examine(make()) == content_type


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_for_what_is_wrong_with_it(what: str) -> None:
    fault, make = BAD[what]
    with pytest.raises(Unacceptable) as refused:
        examine(make())
    assert refused.value.fault is fault


def outcome(data: bytes) -> str:
    """The type or the fault; anything else that is raised breaks the test."""
    try:
        return examine(data)
    except Unacceptable as refusal:
        assert refusal.why
        return refusal.fault


@given(st.sampled_from(SIGNATURES), st.binary(max_size=600))
def test_no_bytes_break_the_examination(signature: bytes, rest: bytes) -> None:
    assert outcome(signature + rest)


@given(st.sampled_from(SAMPLES), st.data())
def test_no_damage_to_a_good_file_breaks_the_examination(sample: bytes, data: st.DataObject) -> None:
    damaged = bytearray(sample)
    for at in data.draw(st.lists(st.integers(0, len(sample) - 1), max_size=8)):
        damaged[at] = data.draw(st.integers(0, 255))
    assert outcome(bytes(damaged[: data.draw(st.integers(0, len(sample)))]))


@given(st.sampled_from(HARMFUL), st.data())
def test_no_damage_to_a_bad_file_breaks_the_examination(sample: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(sample) - 1))
    assert outcome(sample[:at] + data.draw(st.binary(max_size=4)) + sample[at + 1 :])
