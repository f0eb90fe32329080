"""What a line of former cases may say; what is wrong is named by field and reason, and nothing of it repeated."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from onetrip.catalog.v1 import catalog_pb2
from services.intake.catalogue import Definition
from services.intake.former.lines import LINE_BYTES_MAX, Checking, FormerCase, Reason
from services.intake.tests.former_samples import encoded, licence_line, senior_line
from services.intake.tests.samples import catalogue_items

TODAY = date(2026, 11, 25)
TERM_ENDED = date(2016, 1, 1)
CHECKING = Checking(
    {one.code: Definition(one) for one in catalogue_items()},
    TODAY,
    ZoneInfo("Asia/Shanghai"),
    lambda _, day: day < TERM_ENDED,
)


def wrong(raw: bytes) -> set[tuple[str, str]]:
    """What is wrong, as (reason, field)."""
    found = CHECKING.read(raw)
    assert isinstance(found, list), "it can be taken in"
    return {(one.reason.value, one.field) for one in found}


def read(raw: bytes) -> FormerCase:
    found = CHECKING.read(raw)
    assert isinstance(found, FormerCase), found
    return found


def test_a_line_that_can_be_taken_in_says_who_what_and_when() -> None:
    case = read(encoded(licence_line()))
    assert (case.granted, case.kind) == (True, int(catalog_pb2.APPLICANT_KIND_ORGANISATION))
    assert (case.received_at.isoformat(), case.revoked_at) == ("2024-03-01T00:00:00+08:00", None)
    assert set(case.form.answers) == {"premises_number", "shop_name"}, "what the other system did not ask is not asked"


def test_a_number_of_a_certificate_is_kept_as_it_is_typed_to_have_it_verified() -> None:
    case = read(encoded(senior_line(certificate={"number": "gl-2019-a", "valid_from": "2019-03-20"})))
    assert case.certificate_number == "GL-2019-A"


def test_that_a_certificate_was_revoked_since_changes_nothing_of_what_was_taken_in() -> None:
    line = licence_line()
    revoked = {**line, "certificate": {**line["certificate"], "revoked_on": "2025-01-01"}}
    assert read(encoded(revoked)).line.whole == read(encoded(line)).line.whole
    assert read(encoded({**line, "closed_on": "2024-03-21"})).line.whole != read(encoded(line)).line.whole


CERTIFICATE = {"number": "JY2024001", "valid_from": "2024-03-20", "valid_until": "2029-03-19"}
PERSON = {"resident_id": "777700195010210112", "name": "谢文斌"}


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"system": None}, Reason.FIELD_MISSING, "system"),
        ({"system": "Civil Affairs"}, Reason.FIELD_MALFORMED, "system"),
        ({"number": ""}, Reason.FIELD_MALFORMED, "number"),
        ({"number": "x" * 65}, Reason.FIELD_MALFORMED, "number"),
        ({"number": "a\nb"}, Reason.FIELD_MALFORMED, "number"),
        ({"number": f"MZ-{PERSON['resident_id']}", "applicant": PERSON}, Reason.NUMBER_NAMES_A_PERSON, "number"),
        ({"remarks": "x"}, Reason.FIELD_UNKNOWN, "remarks"),
        ({"item": "no-such-item"}, Reason.UNKNOWN_ITEM, "item"),
        ({"item": "restaurant-opening"}, Reason.ITEM_IS_A_BUNDLE, "item"),
        ({"item": "senior-allowance"}, Reason.APPLICANT_KIND_NOT_ELIGIBLE, "organisation"),
        ({"organisation": None}, Reason.APPLICANT_KIND_NOT_ELIGIBLE, "organisation"),
        ({"organisation": {"credit_code": "1", "name": "x"}}, Reason.FIELD_MALFORMED, "organisation.credit_code"),
        ({"applicant": {**PERSON, "resident_id": "1"}}, Reason.FIELD_MALFORMED, "applicant.resident_id"),
        ({"applicant": {**PERSON, "name": "\u202e"}}, Reason.FIELD_MALFORMED, "applicant.name"),
        ({"answers": {"shop_name": "x"}}, Reason.SUBJECT_MISSING, "answers.premises_number"),
        ({"answers": {"premises_number": "1", "no-field": "x"}}, Reason.FIELD_MALFORMED, 'answers["no-field"]'),
        ({"answers": {"premises_number": 7}}, Reason.FIELD_MALFORMED, "answers.premises_number"),
        ({"received_on": "2024-02-30"}, Reason.FIELD_MALFORMED, "received_on"),
        ({"received_on": 1709251200}, Reason.FIELD_MALFORMED, "received_on"),
        ({"received_on": "2024-03-21"}, Reason.DAYS_OUT_OF_ORDER, "closed_on"),
        ({"received_on": "1926-03-01"}, Reason.DAYS_OUT_OF_ORDER, "closed_on"),
        ({"closed_on": "2026-11-26"}, Reason.DAY_IN_THE_FUTURE, "closed_on"),
        ({"received_on": "2015-01-02", "closed_on": "2015-12-31"}, Reason.RETENTION_OVER, "closed_on"),
        ({"outcome": "perhaps"}, Reason.FIELD_MALFORMED, "outcome"),
        ({"outcome": "refused"}, Reason.CERTIFICATE_NOT_EXPECTED, "certificate"),
        ({"certificate": {**CERTIFICATE, "valid_until": None}}, Reason.LAST_DAY_MISSING, "certificate.valid_until"),
        ({"certificate": {**CERTIFICATE, "valid_until": "2024-03-19"}}, Reason.DAYS_OUT_OF_ORDER, "certificate"),
        ({"certificate": {**CERTIFICATE, "valid_from": "2024-02-01"}}, Reason.DAYS_OUT_OF_ORDER, "certificate"),
        (
            {"certificate": {**CERTIFICATE, "revoked_on": "2024-03-19"}},
            Reason.DAYS_OUT_OF_ORDER,
            "certificate.revoked_on",
        ),
        (
            {"certificate": {**CERTIFICATE, "revoked_on": "2026-11-26"}},
            Reason.DAY_IN_THE_FUTURE,
            "certificate.revoked_on",
        ),
        ({"certificate": {"number": "a"}}, Reason.FIELD_MISSING, "certificate.valid_from"),
    ],
)
def test_what_is_wrong_is_named_by_reason_and_field(changes: dict[str, Any], reason: Reason, field: str) -> None:
    assert (reason.value, field) in wrong(encoded(licence_line(**changes)))


@pytest.mark.parametrize("raw", [b"", b"x", b"[]", b"7", b"null", b"{", b'{"a":', b"\xff\xfe", b"[" * 5000, b'"a"'])
def test_what_is_no_object_is_no_case(raw: bytes) -> None:
    assert wrong(raw) == {(Reason.NOT_JSON.value, "")}


def test_a_line_has_an_end() -> None:
    assert wrong(b" " * (LINE_BYTES_MAX + 1)) == {(Reason.LINE_TOO_LONG.value, "")}


def test_all_that_is_wrong_is_told_at_once() -> None:
    line = licence_line(closed_on="2026-11-26", answers={}, applicant={"resident_id": "1", "name": ""})
    assert len(wrong(encoded(line))) >= 4


def test_nothing_that_a_line_says_is_repeated() -> None:
    secret = "翠鸟巷987号"
    for line in (
        licence_line(remarks=secret),
        licence_line(applicant={"resident_id": secret, "name": secret + "\u202e"}),
        licence_line(outcome=secret, system=secret, number=secret + "\n", received_on=secret),
        licence_line(answers={secret: "x", "premises_number": secret + "\u202e"}, **{secret: 1}),
        licence_line(certificate={"number": secret + "!", "valid_from": secret}),
    ):
        found = CHECKING.read(encoded(line))
        assert isinstance(found, list)
        assert not [one for one in found if secret in one.sentence or secret in one.field]
