"""Tracking numbers, types of files, texts for people. Pure."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import events_pb2
from onetrip.notification.v1 import events_pb2 as notification
from services.intake import tracking_number
from services.intake.domain import Progress
from services.intake.projections.table import PROJECTIONS
from services.intake.texts import Texts
from services.intake.uploads import detecting
from services.intake.visits import Visits, visits_at_filing

numbers = st.integers(0, 10**12 - 1)


@given(numbers)
def test_a_tracking_number_is_read_however_it_is_written(random: int) -> None:
    number = tracking_number.tracking_number(2026, random)
    assert tracking_number.parse(number.replace("-", "")) == number
    assert tracking_number.parse(f"  {number.replace('-', ' ')} ") == number


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_a_misheard_digit_is_noticed(random: int, position: int, off: int) -> None:
    digits = list(tracking_number.tracking_number(2026, random).replace("-", ""))
    digits[position] = str((int(digits[position]) + off) % 10)
    with pytest.raises(ValueError, match="misheard"):
        tracking_number.parse("".join(digits))


@pytest.mark.parametrize("text", ["", "2026", "2026-1234-5678-9012x", "２０２６1234567890128", "1" * 400])
def test_what_is_no_tracking_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="digit"):
        tracking_number.parse(text)


@pytest.mark.parametrize(
    ("start", "found"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"MZ\x90\x00", None),
        (b"\x7fELF", None),
        (b"#!/bin/sh", None),
        (b"PK\x03\x04", "application/zip"),
        (b"<svg xmlns=", "image/svg+xml"),
        (b"<?xml version='1.0'?><!-- a plan --><svg:svg>", "image/svg+xml"),
        (b"<html><svg>", None),
        (b" %PDF-1.7", None),
        (b"", None),
    ],
)
def test_the_type_is_told_by_the_bytes(start: bytes, found: str | None) -> None:
    assert detecting.detected(start) == found


def test_a_declared_type_must_agree() -> None:
    assert detecting.agrees("image/JPG; charset=x", "image/jpeg")
    assert detecting.agrees("", "image/jpeg")
    assert not detecting.agrees("application/pdf", "image/jpeg")


def test_every_kind_of_entry_and_every_name_has_texts_in_both_languages() -> None:
    texts = Texts.load()
    sections = (
        "timeline",
        "waits_for",
        "notices",
        "channels",
        "deliveries",
        "registers",
        "procedures",
        "rating_levels",
    )
    for section in sections:
        for code in texts.codes(section):
            text = texts.name(section, code)
            assert text.keys() == {"zh", "en"}, (section, code)
            assert all(text.values()), (section, code)
    assert texts.codes("notices") == set(notification.NoticeKind.keys()) - {"NOTICE_KIND_UNSPECIFIED"}
    assert texts.codes("rating_levels") == set(events_pb2.RatingLevel.keys()) - {"RATING_LEVEL_UNSPECIFIED"}
    assert texts.codes("channels") == set(notification.NoticeChannel.keys()) - {"NOTICE_CHANNEL_UNSPECIFIED"}
    assert texts.codes("deliveries") == set(catalog_pb2.DeliveryMethod.keys()) - {"DELIVERY_METHOD_UNSPECIFIED"}


def test_every_projection_makes_entries_that_have_a_text() -> None:
    known = Texts.load().codes("timeline")
    for message, projection in PROJECTIONS.items():
        event = message()
        if "outcome" in message.DESCRIPTOR.fields_by_name:
            event.outcome = 1  # pyright: ignore[reportAttributeAccessIssue]
        for entry in projection(Progress(), event, datetime(2026, 11, 25, tzinfo=UTC))[1]:
            assert entry.kind in known


def test_an_unfilled_text_never_shows_its_braces() -> None:
    assert "{" not in Texts.load().filled("timeline", "SUPPLEMENT_REQUESTED", {}).zh


def test_filing_in_person_lifts_a_budget_of_none_to_one_and_an_agents_presence_does_not_count() -> None:
    kiosk, online = int(catalog_pb2.CHANNEL_KIOSK), int(catalog_pb2.CHANNEL_ONLINE)
    own, agent = int(events_pb2.FILING_ROLE_APPLICANT), int(events_pb2.FILING_ROLE_AGENT)
    assert visits_at_filing(0, kiosk, own) == Visits(budget=1, used=1)
    assert visits_at_filing(0, online, own) == Visits(budget=0, used=0)
    assert visits_at_filing(1, online, own) == Visits(budget=1, used=0)
    assert visits_at_filing(0, kiosk, agent) == Visits(budget=0, used=0)
