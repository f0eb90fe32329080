"""Decisions explained to those they concern."""

import asyncpg

from onetrip.approval.v1.decision_service_pb2 import Decision
from runtime.errors import NotFound
from runtime.tokens import Principal
from services.approval.handlers.office import Office
from services.approval.store import applications, outcomes


async def list_decisions(
    office: Office, connection: asyncpg.Connection, caller: Principal, application_id: str
) -> list[Decision]:
    """Return an application's decisions, for its applicant or the agent who filed it.

    Anybody else gets the answer of an application that does not exist. Source: PIPL, art. 24 (explanation of a
    decision made by rules); domain.md, rule 5.
    """
    application = await applications.read(connection, application_id)
    agent = application is not None and "agent" in caller.roles and caller.subject == application.filed_by
    if application is None or not (agent or caller.subject == application.applicant_id):
        raise NotFound("there is no such application")
    sealed = await outcomes.explanations(connection, application_id)
    return [office.open_explanation(application_id, each) for each in sealed]
