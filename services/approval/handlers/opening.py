"""Opening an application: its cases and its visit ledger."""

import asyncpg

from contracts.errors.applications import UnknownMatter
from onetrip.approval.v1.commands_pb2 import OpenApplication
from onetrip.approval.v1.events_pb2 import ApplicationOpened, VisitConversion
from onetrip.catalog.v1 import catalog_pb2
from runtime.messages import Envelope
from runtime.outbox import redrive
from services.approval.codec import DELIVERY, DELIVERY_TO_PROTO, VISIT_TO_PROTO, instant_of
from services.approval.definitions import case_id, inspections_of, items_of, visits_declared
from services.approval.domain.visits import Delivery, VisitKind, VisitPlan, plan_visits
from services.approval.handlers.hearings import name_at_filing
from services.approval.handlers.office import Office, say
from services.approval.handlers.withdrawing import withdraw_open_cases
from services.approval.store import applications


async def on_open_application(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: OpenApplication
) -> None:
    """Write cases and visit ledger and answer ApplicationOpened.

    A tombstone (withdrawn before it was opened) is filled in and answered by WithdrawalSettled. An application that
    is open already is answered as it was.
    """
    now = office.clock.now()
    plan = _plan(command)
    opening = _opening(command, plan, envelope.id)
    if await applications.open_new(connection, opening, now):
        await say(connection, command.application_id, _opened(command, plan), cause=envelope.id, now=now)
        await name_at_filing(connection, command.application_id, command.interested_parties, envelope.id, now)
        return
    known = await applications.lock(connection, command.application_id)
    if known is None:
        raise UnknownMatter("the application vanished while it was opened")
    if known.definition_digest is None:
        await applications.fill_tombstone(connection, opening, now)
        await withdraw_open_cases(connection, command.application_id, cause=envelope.id, now=now)
    elif known.opened_cause is not None:
        await redrive(connection, known.opened_cause)


def _plan(command: OpenApplication) -> VisitPlan:
    definition = command.definition
    offered = [DELIVERY[method] for method in definition.delivery if method in DELIVERY]
    first = offered[0] if offered else Delivery.ELECTRONIC
    return plan_visits(
        visits_declared(definition),
        command.filed_in_person,
        list(inspections_of(definition)),
        DELIVERY.get(command.delivery_method, first),
        offered,
    )


def _opening(command: OpenApplication, plan: VisitPlan, cause: str) -> applications.Opening:
    items = items_of(command.definition)
    if not items:
        raise UnknownMatter("the bundle has no items")
    return applications.Opening(
        application_id=command.application_id,
        tracking_number=command.tracking_number,
        applicant_id=command.applicant_id,
        filed_by=command.filed_by,
        received_at=instant_of(command.receive_time),
        cause=cause,
        definition=command.definition,
        cases=[(case_id(command.application_id, item.code), item.code, item.lead_department) for item in items],
        published=[not item.unpublished_by for item in items],
        plan=plan,
        organisation=_organisation(command),
    )


def _organisation(command: OpenApplication) -> str | None:
    """The organisation that applies; of one that was filed before this was told, none is known."""
    told = command.organisation or command.applicant_kind != catalog_pb2.APPLICANT_KIND_ORGANISATION
    return command.organisation if told else None


def _opened(command: OpenApplication, plan: VisitPlan) -> ApplicationOpened:
    event = ApplicationOpened(
        application_id=command.application_id,
        visits_budget=plan.budget,
        visits_used=len(plan.visits),
        delivery_method=DELIVERY_TO_PROTO[plan.delivery],
    )
    for conversion in plan.conversions:
        collection = conversion.refused.kind is VisitKind.COLLECTION
        event.conversions.append(
            VisitConversion(
                refused=VISIT_TO_PROTO[conversion.refused.kind],
                delivery_method=event.delivery_method if collection else catalog_pb2.DELIVERY_METHOD_UNSPECIFIED,
                cost_working_days=conversion.replaced_by.cost_working_days,
            )
        )
    return event
