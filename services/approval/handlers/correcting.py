"""Letting the applicant correct on the spot what can be 当场更正: asked then and there, at any channel.

It is no supplement notice: the ledger of those is not touched, no clock stops, the task goes on (licensing law, art.
32(3); decision 0045).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import asyncpg

from onetrip.approval.v1.corrections_pb2 import Correction, RequestCorrectionRequest, RequestCorrectionResponse
from onetrip.approval.v1.events_pb2 import CorrectionItem, CorrectionRequested
from onetrip.approval.v1.review_service_pb2 import Task
from onetrip.catalog.v1.catalog_pb2 import LocalizedText, ServiceItem
from onetrip.intake.v1.events_pb2 import ApplicationSupplemented
from runtime.messages import Envelope
from runtime.tokens import Principal
from services.approval.codec import timestamp
from services.approval.definitions import items_of
from services.approval.domain import corrections as rules
from services.approval.domain.corrections import Asked
from services.approval.domain.supplements import refuse_what_the_state_holds
from services.approval.domain.tasks import TaskOutcome, check_held
from services.approval.handlers.correction_views import of_task
from services.approval.handlers.holdings import holdings_of
from services.approval.handlers.missing import Holdings, at_hand, held_by_the_state
from services.approval.handlers.office import Office, say
from services.approval.handlers.reading import facts_needed, facts_of, lock_task
from services.approval.store import applications, corrections, requests, tasks
from services.approval.store.corrections import CorrectionRow
from services.approval.store.tasks import TaskRow


async def request_correction(
    office: Office, connection: asyncpg.Connection, officer: Principal, request: RequestCorrectionRequest
) -> RequestCorrectionResponse:
    """Write the request and say CorrectionRequested.

    Raises NothingToCorrect, StateAlreadyHolds, CorrectionAwaited, or as `domain.tasks.check_held` does.
    """
    now = office.clock.now()
    application, row = await lock_task(connection, officer, request.id)
    body = requests.body_of(office.lookup, request)
    earlier = await requests.recall(connection, officer.subject, request.request_id, body)
    if earlier is not None:
        return RequestCorrectionResponse.FromString(earlier)
    check_held(facts_of(application, row), officer.subject, "", office.day_of(now))
    definition = await office.definitions.of(connection, application)
    papers, sealed_facts = await tasks.contents(connection, row.id)
    shown = facts_needed(office.open_facts(application.id, sealed_facts), definition, row)
    documents = {material.code for material in Task.FromString(papers).materials}
    rules.check_given(row.kind, request.fields, request.material_codes, shown.answers, documents)
    holdings = await holdings_of(office, connection, application, row, definition)
    _refuse_what_the_state_holds(definition, holdings, Task.FromString(row.face), list(request.material_codes))
    known = await corrections.of_application(connection, application.id)
    rules.check_all_at_once(_asked(office, known), _asked(office, of_task(known, row.id)))
    asked = CorrectionRequested(
        application_id=application.id,
        number=len(known) + 1,
        case_id=row.case_id,
        department=row.department,
        items=_items(definition, request),
        sealed_reasons=office.seal_words(application.id, request.reasons),
        request_time=timestamp(now),
    )
    items = CorrectionRequested(items=asked.items).SerializeToString()
    await corrections.note(connection, application.id, asked.number, row.id, officer.subject, items, now)
    await say(connection, application.id, asked, cause=None, now=now)
    answer = RequestCorrectionResponse(
        correction=Correction(number=asked.number, items=asked.items, ask_time=asked.request_time)
    )
    await requests.remember(connection, officer.subject, request.request_id, body, answer.SerializeToString(), now)
    return answer


async def on_supplemented(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, event: ApplicationSupplemented
) -> None:
    """Note that the applicant has answered; what was corrected comes with the facts that are verified anew."""
    if event.corrections and await applications.lock(connection, event.application_id) is not None:
        at = event.receive_time.ToDatetime(UTC)
        await corrections.answer(connection, event.application_id, event.corrections, at)


async def check_not_refused_meanwhile(
    office: Office, connection: asyncpg.Connection, row: TaskRow, outcome: TaskOutcome, now: datetime
) -> None:
    """Raise CorrectionAwaited for a refusal on the day on which the task's correction was asked for."""
    if outcome in rules.ADVERSE:
        known = of_task(await corrections.of_application(connection, row.application_id), row.id)
        rules.check_not_refused_meanwhile(outcome, _asked(office, known), office.day_of(now), row.due_on)


def _refuse_what_the_state_holds(
    definition: ServiceItem, holdings: Holdings, face: Task, material_codes: Sequence[str]
) -> None:
    """A copy that cannot be used is no reason to ask again for what a register says itself (order 716, art. 7)."""
    held = held_by_the_state(definition, holdings, at_hand(definition, face, material_codes))
    refuse_what_the_state_holds(
        [replace(one, field=f"material_codes[{material_codes.index(entry.material_code)}]") for entry, one in held]
    )


def _asked(office: Office, known: Sequence[CorrectionRow]) -> list[Asked]:
    return [Asked(each.number, each.asked_at, office.day_of(each.asked_at), each.answered_at) for each in known]


def _items(definition: ServiceItem, request: RequestCorrectionRequest) -> list[CorrectionItem]:
    """What is to be corrected, each once and by the name that people read."""
    parts = (definition, *items_of(definition))
    labels = {field.name: field.label for part in parts for field in part.form}
    names = {material.code: material.name for part in parts for material in part.materials}
    return [
        *(CorrectionItem(field=field, name=_name(labels, field)) for field in dict.fromkeys(request.fields)),
        *(
            CorrectionItem(material_code=code, name=_name(names, code))
            for code in dict.fromkeys(request.material_codes)
        ),
    ]


def _name(names: dict[str, LocalizedText], code: str) -> LocalizedText:
    return names.get(code) or LocalizedText(zh=code, en=code)
