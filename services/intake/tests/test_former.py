"""A case that another system decided is found like our own, counts like our own, and begins nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.errors.ratings import NotCompleted
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2
from onetrip.process.v1 import state_pb2 as process_pb2
from onetrip.verification.v1 import messages_pb2
from runtime.ids import new_id
from services.intake.former.lines import Checking, FormerCase
from services.intake.former.taking import Took, former_id, outcome_of, take_in
from services.intake.handlers.lookup import list_ as list_applications
from services.intake.handlers.rate import rate
from services.intake.handlers.submit import submit
from services.intake.office import Office
from services.intake.store.former import FormerFile
from services.intake.tests.bench import FrozenClock, principal
from services.intake.tests.former_samples import Json, encoded, licence_line, senior_line
from services.intake.tests.samples import CREDIT_CODE, fresh, graduate, senior

pytestmark = pytest.mark.engines
SENT = "SELECT type, payload FROM outbox WHERE key = $1 ORDER BY id"


def case_of(office: Office, line: Json) -> FormerCase:
    definitions = {one.item.code: one for one in office.catalogue.in_force()}
    case = Checking(definitions, office.today(), office.zone, lambda *_: False).read(encoded(line))
    assert isinstance(case, FormerCase), case
    return case


async def file_of(office: Office) -> FormerFile:
    file = FormerFile(new_id(), "cases.jsonl", "0" * 64, 1, "li.keeper", office.clock.now())
    await office.store.former.file(file)
    return file


async def taken(office: Office, line: Json) -> tuple[str, Took]:
    """Take a line in; its application, and what came of it."""
    case = case_of(office, line)
    return former_id(office, line["system"], line["number"]), await take_in(office, case, await file_of(office))


def person_of(office: Office, line: Json) -> str:
    return office.person_id(line["applicant"]["resident_id"])


async def said(office: Office, application_id: str) -> list[Any]:
    """What was told about it."""
    rows = await office.store._executor.fetch(SENT, application_id)
    kinds = {
        one.DESCRIPTOR.full_name: one
        for one in (messages_pb2.KeepFormerCertificate, messages_pb2.VoidFormerCertificate)
    }
    return [kinds[row["type"]].FromString(row["payload"]) for row in rows]


async def test_the_person_finds_it_with_what_became_of_it_and_where_it_comes_from(office: Office) -> None:
    line = senior_line()
    application_id, took = await taken(office, line)
    assert took is Took.TAKEN_IN
    whose = principal(person_of(office, line), "applicant")
    listed = await list_applications(office, service_pb2.ListApplicationsRequest(), whose)
    (view,) = listed.applications
    assert (view.id, view.state, view.item_code) == (
        application_id,
        process_pb2.APPLICATION_STATE_COMPLETED,
        line["item"],
    )
    assert (view.channel, view.filed_as) == (catalog_pb2.CHANNEL_FORMER_SYSTEM, events_pb2.FILING_ROLE_FORMER_SYSTEM)
    assert (view.visits_budget, view.visits_used) == (0, 0), "presences of another system are not ours to count"
    assert view.cases[0].outcome == process_pb2.CASE_OUTCOME_GRANTED
    stored = await office.store.applications.read(application_id)
    assert stored is not None
    assert [entry.kind for entry in stored.timeline] == ["RECEIVED", "FORMER_GRANTED", "FORMER_TAKEN_IN"]
    whole = office.views.application(stored, await office.catalogue.current(line["item"]))
    assert line["system"] in whole.timeline[-1].text.zh and line["number"] in whole.timeline[-1].text.en
    assert stored.timeline[-1].details["by"] == "li.keeper"


async def test_nothing_begins_by_it_and_only_its_certificate_is_told(office: Office) -> None:
    granted, refused = senior_line(), senior_line(outcome="refused", certificate=None)
    kept, _ = await taken(office, granted)
    (told,) = await said(office, kept)
    assert (told.application_id, told.kind, told.valid_until) == (kept, "senior-allowance-grant", "")
    nothing, _ = await taken(office, refused)
    assert await said(office, nothing) == []


async def test_what_people_said_is_sealed(office: Office) -> None:
    line = licence_line()
    application_id, _ = await taken(office, line)
    rows = await office.store._executor.fetch(
        "SELECT to_jsonb(a)::text || coalesce((SELECT string_agg(to_jsonb(t)::text, '') FROM timeline t"
        " WHERE t.application_id = a.id), '') || coalesce((SELECT string_agg(encode(payload, 'escape'), '') FROM outbox"
        " WHERE key = a.id), '') FROM applications a WHERE id = $1",
        application_id,
    )
    for secret in (*line["applicant"].values(), *line["organisation"].values(), *line["answers"].values()):
        assert secret not in rows[0][0]


async def test_the_same_line_again_changes_nothing(office: Office) -> None:
    line = senior_line()
    application_id, _ = await taken(office, line)
    before = await office.store.applications.read(application_id)
    assert await taken(office, line) == (application_id, Took.ALREADY)
    assert await outcome_of(office, case_of(office, line)) is Took.ALREADY
    assert await office.store.applications.read(application_id) == before
    assert len(await said(office, application_id)) == 1


async def test_another_case_under_the_same_number_is_not_taken_in(office: Office) -> None:
    line = senior_line()
    application_id, _ = await taken(office, line)
    for changed in ({**line, "closed_on": "2019-03-21"}, {**line, "applicant": senior_line()["applicant"]}):
        assert await taken(office, changed) == (application_id, Took.OTHERWISE)
    assert (await taken(office, {**line, "system": "another-system"}))[1] is Took.BESIDE


async def test_what_was_granted_there_is_not_done_again_here(office: Office) -> None:
    line = senior_line()
    application_id, _ = await taken(office, line)
    whom = service_pb2.PersonOnBehalf(**line["applicant"])
    again = await submit(office, senior(person=whom), principal(fresh("p-clerk"), "clerk"))
    assert (again.application.id, again.already_existed) == (application_id, True)


@pytest.mark.parametrize("outcome", ["refused", "withdrawn", "not-accepted"])
async def test_what_was_not_granted_there_can_be_applied_for(office: Office, outcome: str) -> None:
    line = senior_line(outcome=outcome, certificate=None)
    await taken(office, line)
    answer = await submit(
        office, senior(person=service_pb2.PersonOnBehalf(**line["applicant"])), principal(fresh("p-clerk"), "clerk")
    )
    assert not answer.already_existed


async def test_a_former_result_stands_as_long_as_its_own_certificate(office: Office, clock: FrozenClock) -> None:
    """The item's certificates are good for 40 days today; this one says otherwise."""
    certificate = {"number": fresh("HZ"), "valid_from": "2026-03-20", "valid_until": "2026-12-31"}
    answers = {"degree": "bachelor"}
    days = {"received_on": "2026-03-01", "closed_on": "2026-03-20"}
    line = senior_line(item="graduate-residence", answers=answers, certificate=certificate, **days)
    application_id, _ = await taken(office, line)
    who = principal(person_of(office, line), "applicant")
    again = await submit(office, graduate(), who)
    assert (again.application.id, again.already_existed) == (application_id, True)
    clock.instant = datetime(2027, 1, 1, 4, tzinfo=UTC)
    assert not (await submit(office, graduate(), who)).already_existed


async def test_of_two_results_of_one_matter_the_later_one_stands_whatever_comes_first(office: Office) -> None:
    who, days = senior_line()["applicant"], {"received_on": "2021-03-01", "closed_on": "2021-03-20"}
    later_certificate = {"number": fresh("GL2021"), "valid_from": "2021-03-20"}
    for order in ("earlier first", "later first"):
        who = senior_line()["applicant"]
        later_certificate = {"number": fresh("GL2021"), "valid_from": "2021-03-20"}
        earlier = senior_line(applicant=who)
        later = senior_line(applicant=who, certificate=later_certificate, **days)
        lines = [earlier, later] if order == "earlier first" else [later, earlier]
        for line in lines:
            await taken(office, line)
        again = await submit(
            office, senior(person=service_pb2.PersonOnBehalf(**who)), principal(fresh("p-clerk"), "clerk")
        )
        assert again.application.id == former_id(office, later["system"], later["number"])


async def test_an_application_that_is_under_way_here_stays_the_one_that_stands(office: Office) -> None:
    line = senior_line()
    whom = service_pb2.PersonOnBehalf(**line["applicant"])
    filed = await submit(office, senior(person=whom), principal(fresh("p-clerk"), "clerk"))
    assert (await taken(office, line))[1] is Took.BESIDE
    again = await submit(office, senior(person=whom), principal(fresh("p-clerk"), "clerk"))
    assert again.application.id == filed.application.id
    listed = await list_applications(
        office, service_pb2.ListApplicationsRequest(), principal(person_of(office, line), "applicant")
    )
    assert len(listed.applications) == 2


async def test_an_organisations_certificate_is_the_organisations(office: Office) -> None:
    line = licence_line()
    application_id, _ = await taken(office, line)
    (told,) = await said(office, application_id)
    opened = office.sealer.open(f"application/{application_id}", told.sealed_form, f"FormContent:{application_id}")
    assert events_pb2.FormContent.FromString(opened).credit_code == CREDIT_CODE


async def test_a_certificate_that_is_revoked_later_is_void_and_the_matter_can_be_applied_for(office: Office) -> None:
    line = senior_line()
    application_id, _ = await taken(office, line)
    revoked = {**line, "certificate": {**line["certificate"], "revoked_on": "2020-01-01"}}
    assert await taken(office, revoked) == (application_id, Took.REVOKED)
    assert await taken(office, revoked) == (application_id, Took.ALREADY)
    kept, void = await said(office, application_id)
    assert void.case_id == kept.case_id
    stored = await office.store.applications.read(application_id)
    assert stored is not None and stored.update_time == datetime(2020, 1, 1, tzinfo=office.zone)
    assert [entry.kind for entry in stored.timeline if entry.kind.endswith("REVOKED")] == ["FORMER_REVOKED"]
    answer = await submit(
        office, senior(person=service_pb2.PersonOnBehalf(**line["applicant"])), principal(fresh("p-clerk"), "clerk")
    )
    assert not answer.already_existed


async def test_its_retention_counts_from_its_own_end(office: Office) -> None:
    application_id, _ = await taken(office, senior_line())
    row = await office.store._executor.fetchrow(
        "SELECT ended, update_time FROM applications WHERE id = $1", application_id
    )
    assert row["ended"] and row["update_time"] == datetime(2019, 3, 20, tzinfo=office.zone)


async def test_what_another_system_decided_is_not_rated(office: Office) -> None:
    line = senior_line()
    application_id, _ = await taken(office, line)
    request = service_pb2.RateApplicationRequest(
        id=application_id,
        request_id=fresh("request"),
        level=events_pb2.RATING_LEVEL_SATISFIED,
        channel=catalog_pb2.CHANNEL_ONLINE,
    )
    with pytest.raises(NotCompleted):
        await rate(office, request, principal(person_of(office, line), "applicant"))
