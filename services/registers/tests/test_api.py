"""The lookup interface over a fake department."""

from dataclasses import replace
from datetime import UTC, date
from typing import Any

import pytest

from contracts.access import access_of
from onetrip.registers.v1 import registers_pb2 as pb
from runtime.errors import InvalidInput, Unavailable
from services.registers.domain import Limits, Record
from services.registers.tests.served import NOW, REGISTERS, FakeDepartment, service

RESIDENT_ID = "777700199901010012"
KNOWN = [Record({"resident_id": RESIDENT_ID, "name": "林晓月"}, NOW)]
PERSON = pb.Subject(kind=pb.SUBJECT_KIND_PERSON_ID, value="pabc")
CONTEXT: Any = None  # no implementation looks at it: the caller was checked before


def request(
    register: str = "education", *fields: str, subject: pb.Subject = PERSON, **changes: Any
) -> pb.LookupRequest:
    given: dict[str, Any] = {
        "register": register,
        "subject": subject,
        "fields": fields or ("degree",),
        "purpose": "应届毕业生引进落户 graduate settling-in",
        "legal_basis": "国务院令第716号 第七条",
        "application_id": "a1",
        "requester": pb.Requester(rule="graduate-residence/1/instant"),
    }
    return pb.LookupRequest(**{**given, **changes})


DEGREE = Record({"degree": "bachelor", "graduation_date": date(2026, 6, 30)}, NOW)


async def test_a_lookup_answers_each_field_in_the_order_asked_with_its_source_and_type() -> None:
    department = FakeDepartment({"population": KNOWN, "education": [DEGREE]})
    response = await service(department).lookup(request("education", "graduation_date", "degree"), CONTEXT)
    graduated, degree = response.answers
    assert (graduated.field, graduated.value.date_value) == ("graduation_date", "2026-06-30")
    assert (degree.field, degree.value.string_value, degree.found) == ("degree", "bachelor", True)
    assert (degree.source, degree.quality) == ("education", pb.QUALITY_FRESH)
    assert degree.as_of.ToDatetime(UTC) == NOW
    assert (response.found, response.department) == (True, "education")


@pytest.mark.parametrize(
    ("register", "field", "value", "kind"),
    [
        ("driving", "fatal_accident", True, "bool_value"),
        ("driving", "fatal_accident", False, "bool_value"),
        ("driving", "points_12m", 7, "number_value"),
        ("driving", "points_12m", 64.5, "number_value"),
        ("driving", "licence_class", "C1", "string_value"),
    ],
)
async def test_values_keep_their_types(register: str, field: str, value: Any, kind: str) -> None:
    department = FakeDepartment({"population": KNOWN, register: [Record({field: value}, NOW)]})
    response = await service(department).lookup(request(register, field), CONTEXT)
    assert response.answers[0].value.WhichOneof("kind") == kind
    assert getattr(response.answers[0].value, kind) == value


async def test_no_record_is_an_answer_and_unavailable_is_an_error() -> None:
    response = await service(FakeDepartment({"population": KNOWN})).lookup(request(), CONTEXT)
    assert not response.found
    assert response.answers[0].quality == pb.QUALITY_NO_RECORD
    assert not response.answers[0].HasField("value")
    assert not response.answers[0].HasField("as_of")
    with pytest.raises(Unavailable):
        await service(FakeDepartment({"population": KNOWN}, down=["education"])).lookup(request(), CONTEXT)


async def test_a_register_that_is_down_spoils_only_its_own_outcome() -> None:
    department = FakeDepartment({"population": KNOWN, "education": [DEGREE]}, down=["criminal-record"])
    batch = pb.LookupBatchRequest(lookups=[request("criminal-record", "has_record"), request()])
    down, answered = (await service(department).lookup_batch(batch, CONTEXT)).outcomes
    assert down.unavailable.register == "criminal-record"
    assert answered.response.answers[0].value.string_value == "bachelor"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"register": "horoscope"}, "register"),
        ({"fields": ["degree", "salary"]}, "fields"),
        ({"fields": []}, "fields"),
        ({"fields": ["degree"] * 33}, "fields"),
        ({"subject": pb.Subject(value="x")}, "subject.kind"),
        ({"subject": pb.Subject(kind=pb.SUBJECT_KIND_CREDIT_CODE, value="x")}, "subject.kind"),
        ({"subject": pb.Subject(kind=pb.SUBJECT_KIND_PERSON_ID)}, "subject.value"),
        ({"subject": pb.Subject(kind=pb.SUBJECT_KIND_PERSON_ID, value="x" * 65)}, "subject.value"),
        ({"subject": pb.Subject(kind=pb.SUBJECT_KIND_PERSON_ID, value="x\0")}, "subject.value"),
        ({"purpose": ""}, "purpose"),
        ({"legal_basis": "x" * 201}, "legal_basis"),
        ({"application_id": ""}, "application_id"),
        ({"requester": pb.Requester()}, "requester"),
        ({"requester": pb.Requester(officer_id="")}, "requester"),
        ({"nonce": "n" * 65}, "nonce"),
    ],
)
async def test_a_malformed_lookup_names_its_field_and_fails_the_batch(changes: dict[str, Any], field: str) -> None:
    bad = request(**changes)
    with pytest.raises(InvalidInput) as refusal:
        await service(FakeDepartment()).lookup(bad, CONTEXT)
    assert [fault.field for fault in refusal.value.fields] == [field]
    with pytest.raises(InvalidInput) as refusal:
        await service(FakeDepartment()).lookup_batch(pb.LookupBatchRequest(lookups=[request(), bad]), CONTEXT)
    assert [fault.field for fault in refusal.value.fields] == [f"lookups[1].{field}"]


async def test_whom_a_token_names_is_resolved_once_for_a_whole_batch() -> None:
    department = FakeDepartment({"population": KNOWN, "education": [DEGREE]})
    batch = pb.LookupBatchRequest(
        lookups=[request(), request("criminal-record", "has_record"), request("family", "mother_of")]
    )
    await service(department).lookup_batch(batch, CONTEXT)
    asked = [(lookup.register.name, lookup.value) for lookup in department.asked]
    assert sorted(asked) == [
        ("criminal-record", RESIDENT_ID),
        ("education", RESIDENT_ID),
        ("family", RESIDENT_ID),
        ("population", PERSON.value),
    ]


@pytest.mark.parametrize(
    "known", [[Record({"resident_id": None}, NOW)], [*KNOWN, Record({"resident_id": "777700199901010039"}, NOW)]]
)
async def test_a_person_who_is_not_exactly_one_is_nobody_to_ask_about(known: list[Record]) -> None:
    department = FakeDepartment({"population": known, "education": [DEGREE]})
    with pytest.raises(Unavailable):
        await service(department).lookup(request(), CONTEXT)


async def test_without_the_population_register_no_register_of_persons_says_no_record() -> None:
    department = FakeDepartment({"education": [DEGREE]}, down=["population"])
    [outcome] = (await service(department).lookup_batch(pb.LookupBatchRequest(lookups=[request()]), CONTEXT)).outcomes
    assert outcome.unavailable.register == "education"


@pytest.mark.parametrize("count", [0, 51])
async def test_a_batch_has_1_to_50_lookups(count: int) -> None:
    with pytest.raises(InvalidInput):
        await service(FakeDepartment()).lookup_batch(pb.LookupBatchRequest(lookups=[request()] * count), CONTEXT)


def test_every_rpc_is_internal() -> None:
    for method in pb.DESCRIPTOR.services_by_name["RegisterService"].methods:
        rule = access_of(method)
        assert rule is not None
        assert rule.internal
        assert not rule.anonymous
        assert not rule.roles


async def test_who_is_known_to_no_register_has_no_record_in_that_one_and_is_asked_about_in_no_other() -> None:
    department = FakeDepartment({"education": [DEGREE]})
    batch = pb.LookupBatchRequest(lookups=[request(), request("population", "name")])
    degree, name = (await service(department).lookup_batch(batch, CONTEXT)).outcomes
    assert degree.unavailable.subject_unknown, "education was not asked: it has signed nothing"
    assert name.response.answers[0].quality == pb.QUALITY_NO_RECORD
    assert {lookup.register.name for lookup in department.asked} == {"population"}


async def test_a_register_that_is_away_is_waited_for_whoever_is_asked_about() -> None:
    department = FakeDepartment({"population": KNOWN}, down=["education"])
    (degree,) = (await service(department).lookup_batch(pb.LookupBatchRequest(lookups=[request()]), CONTEXT)).outcomes
    assert degree.HasField("unavailable") and not degree.unavailable.subject_unknown


async def test_what_is_asked_anew_is_asked_anew_of_the_register_that_resolves_the_person_too() -> None:
    department = FakeDepartment({"population": KNOWN, "education": [DEGREE]})
    cached = {name: replace(register, limits=Limits(cache_seconds=3600)) for name, register in REGISTERS.items()}
    registers = service(department, cached)
    for anew in (False, False, True):
        await registers.lookup(request(anew=anew), CONTEXT)
    assert [one.register.name for one in department.asked] == ["population", "education"] * 2
