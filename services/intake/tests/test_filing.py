"""What is refused at the form, and what is not. Pure."""

from datetime import date
from typing import Any

import pytest

from contracts.errors.applications import ChannelNotOffered, DeliveryNotOffered, WrongApplicantKind
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2
from runtime.errors import InvalidInput, PermissionDenied
from services.intake.catalogue import Definition
from services.intake.filing import Filing, check_filing
from services.intake.tests.bench import principal
from services.intake.tests.samples import CREDIT_CODE, graduate, item, senior

TODAY = date(2026, 11, 25)
APPLICANT = principal("p-a", "applicant")
CLERK = principal("p-c", "clerk")


def check(request: service_pb2.SubmitApplicationRequest, caller: Any = APPLICANT) -> Filing:
    return check_filing(request, caller, Definition(item(request.item_code)), TODAY)


def faults(request: service_pb2.SubmitApplicationRequest, caller: Any = APPLICANT) -> set[str]:
    with pytest.raises(InvalidInput) as refused:
        check(request, caller)
    return {violation.field for violation in refused.value.fields}


def restaurant(**changes: Any) -> service_pb2.SubmitApplicationRequest:
    fields: dict[str, Any] = {
        "request_id": "request-1",
        "item_code": "restaurant-opening",
        "credit_code": CREDIT_CODE,
        "answers": {
            "premises_number": "P-1",
            "shop_name": "小店",
            "phone": "13812345678",
            "business_scope": "hot-food",
            "drainage_statement": "true",
            "fire_safety_statement": "true",
        },
    }
    return service_pb2.SubmitApplicationRequest(**{**fields, **changes})


def test_everything_wrong_is_told_at_once_with_its_path() -> None:
    request = graduate(request_id="short", answers={"degree": "wizard", "shoe_size": "44"}, comment="x" * 1001)
    request.contact.phone = "12"
    request.contact.email = "nobody"
    request.materials.add(code="no-such", material_id="guessed")
    assert faults(request) == {
        "request_id",
        'answers["degree"]',
        'answers["shoe_size"]',
        'answers["destination_address"]',
        "comment",
        "contact.phone",
        "contact.email",
        "materials[0].code",
        "materials[0].material_id",
    }


def test_a_violation_never_repeats_what_was_typed() -> None:
    request = senior()
    request.person.resident_id = "777700195010210113"
    with pytest.raises(InvalidInput) as refused:
        check(request, CLERK)
    assert "7777" not in "".join(violation.description for violation in refused.value.fields)


def test_missing_documents_do_not_block_the_form() -> None:
    filing = check(restaurant())
    assert filing.materials == []
    assert filing.applicant_kind == catalog_pb2.APPLICANT_KIND_ORGANISATION


def test_an_answer_without_which_nothing_is_understood_is_required() -> None:
    assert faults(graduate(answers={"degree": "bachelor", "destination_address": "  "})) == {
        'answers["destination_address"]'
    }


@pytest.mark.parametrize("length", [199, 200])
def test_text_at_its_limit_is_taken(length: int) -> None:
    check(graduate(answers={"degree": "bachelor", "destination_address": "𠮷" * length}))


def test_text_over_its_limit_is_refused() -> None:
    assert faults(graduate(answers={"degree": "bachelor", "destination_address": "𠮷" * 201}))


def test_emoji_are_fine_in_a_comment_and_refused_in_a_name() -> None:
    assert check(graduate(comment="谢谢 🙏")).form.comment == "谢谢 🙏"
    request = senior()
    request.person.name = "谢🙏"
    assert faults(request, CLERK) == {"person.name"}


def test_a_lower_case_x_is_stored_upper() -> None:
    request = senior()
    request.person.resident_id = "77770019931114011x"
    assert check(request, CLERK).form.resident_id == "77770019931114011X"


@pytest.mark.parametrize("channel", ["COUNTER", "PHONE", "POST"])
def test_only_a_clerk_opens_these_doors(channel: str) -> None:
    assert faults(graduate(channel=f"CHANNEL_{channel}")) == {"channel"}
    assert check(senior(channel=f"CHANNEL_{channel}"), CLERK).filed_as == events_pb2.FILING_ROLE_CLERK


def test_a_clerk_names_the_person_and_the_door() -> None:
    request = senior(channel=catalog_pb2.CHANNEL_UNSPECIFIED)
    request.ClearField("person")
    assert faults(request, CLERK) == {"person", "channel"}


def test_a_clerk_files_for_an_organisation_by_its_representative_at_the_counter() -> None:
    request = restaurant(channel=catalog_pb2.CHANNEL_COUNTER, person=senior().person)
    filing = check(request, CLERK)
    assert filing.applicant_kind == catalog_pb2.APPLICANT_KIND_ORGANISATION
    assert (filing.filed_as, filing.in_person) == (events_pb2.FILING_ROLE_CLERK, True)
    assert filing.form.credit_code == CREDIT_CODE and filing.form.resident_id
    request.ClearField("person")
    assert faults(request, CLERK) == {"person"}


def test_nobody_else_names_a_person() -> None:
    with pytest.raises(PermissionDenied):
        check(senior(channel=catalog_pb2.CHANNEL_ONLINE), APPLICANT)
    with pytest.raises(PermissionDenied):
        check(graduate(principal_id="p-other"), APPLICANT)


def test_filing_in_a_hall_is_never_refused_and_counts() -> None:
    assert check(senior(), CLERK).in_person
    assert check(graduate(channel=catalog_pb2.CHANNEL_KIOSK)).in_person
    assert not check(graduate()).in_person


def test_what_the_item_does_not_offer_is_refused_by_its_rule() -> None:
    with pytest.raises(WrongApplicantKind):
        check(graduate(credit_code=CREDIT_CODE))
    with pytest.raises(DeliveryNotOffered):
        check(restaurant(delivery_method=catalog_pb2.DELIVERY_METHOD_ELECTRONIC))
    assert catalog_pb2.CHANNEL_PHONE not in item("restaurant-opening").channels
    definition = Definition(item("senior-allowance"))
    narrow = catalog_pb2.ServiceItem()
    narrow.CopyFrom(definition.item)
    del narrow.channels[:]
    with pytest.raises(ChannelNotOffered):
        check_filing(senior(channel=catalog_pb2.CHANNEL_PHONE), CLERK, Definition(narrow), TODAY)


def test_the_delivery_is_the_items_first_unless_another_is_asked_for() -> None:
    assert check(graduate()).delivery_method == catalog_pb2.DELIVERY_METHOD_ELECTRONIC
    courier = catalog_pb2.DELIVERY_METHOD_COURIER
    assert check(graduate(delivery_method=courier)).delivery_method == courier


@pytest.mark.parametrize(
    ("answer", "taken"),
    [("12", True), ("-3.50", True), ("1e9", False), ("１２", False), ("12,5", False), ("NaN", False)],
)
def test_numbers_are_decimal(answer: str, taken: bool) -> None:
    request = restaurant()
    request.answers["seats"] = answer
    if taken:
        assert check(request).form.answers["seats"] == answer
    else:
        assert faults(request) == {'answers["seats"]'}


def test_a_boolean_is_true_or_false() -> None:
    request = restaurant()
    request.answers["drainage_statement"] = "yes"
    assert faults(request) == {'answers["drainage_statement"]'}


def test_too_many_answers_and_documents_are_refused() -> None:
    request = graduate(answers={f"field_{index}": "x" for index in range(101)})
    for index in range(51):
        request.materials.add(code="resident-id-card", material_id=f"{index}")
    assert {"answers", "materials"} <= faults(request)
