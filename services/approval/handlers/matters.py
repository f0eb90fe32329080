"""Why an approver looks at decisions: put on record before any is shown (PIPL, art. 6)."""

from collections.abc import Mapping
from datetime import timedelta

import asyncpg

from onetrip.approval.v1 import decision_service_pb2 as pb
from runtime.errors import NotFound, PermissionDenied, RuleViolation
from runtime.ids import new_id
from runtime.tokens import Principal
from services.approval.codec import timestamp
from services.approval.domain.amendments import Decided, check_correct, check_revoke
from services.approval.handlers.amending import CORRECTION, REVOCATION, decided_of
from services.approval.handlers.office import Office
from services.approval.policy import MATTER_DAYS
from services.approval.store import amendments, applications, matters, outcomes, requests
from services.approval.store.applications import ApplicationRow
from services.approval.store.matters import MatterRow

KINDS: Mapping[int, str] = {pb.MATTER_KIND_CORRECTION: CORRECTION, pb.MATTER_KIND_REVOCATION: REVOCATION}
_KIND_TO_PROTO = {name: proto for proto, name in KINDS.items()}


async def open_matter(
    office: Office, connection: asyncpg.Connection, approver: Principal, request: pb.OpenMatterRequest
) -> pb.OpenMatterResponse:
    """Put a matter on record, by which the approver may read the application's decisions for MATTER_DAYS.

    The same request_id gets the same answer. Raises NotFound where the department decided nothing, or as
    `domain.amendments.check_correct` and `check_revoke` do when there is no decision that the approver could amend so.
    """
    application = await applications.lock(connection, request.application_id)
    decided = await _decided(office, connection, application, approver) if application is not None else []
    if application is None or not decided:
        raise NotFound("there is no such application")
    body = requests.body_of(office.lookup, request)
    earlier = await requests.recall(connection, approver.subject, request.request_id, body)
    if earlier is not None:
        return office.open_answer(application.id, earlier, pb.OpenMatterResponse)
    _check_any(decided, approver.subject, KINDS[request.kind])
    now = office.clock.now()
    row = MatterRow(
        id=new_id(),
        application_id=application.id,
        department=approver.department or "",
        kind=KINDS[request.kind],
        sealed_reason=office.seal_words(application.id, request.reason),
        opened_by=approver.subject,
        opened_at=now,
        until_on=office.day_of(now) + timedelta(days=MATTER_DAYS),
    )
    await matters.open_matter(connection, row)
    answer = pb.OpenMatterResponse(matter=view(office, row))
    content = office.seal_answer(application.id, answer)
    await requests.remember(connection, approver.subject, request.request_id, body, content, now)
    return answer


def view(office: Office, row: MatterRow) -> pb.Matter:
    """A matter as it is on record, its reason opened. Raises SealBroken."""
    return pb.Matter(
        id=row.id,
        kind=_KIND_TO_PROTO[row.kind],  # pyright: ignore[reportArgumentType]
        reason=office.open_words(row.application_id, row.sealed_reason),
        opened_by=row.opened_by,
        open_time=timestamp(row.opened_at),
        until_date=row.until_on.isoformat(),
    )


async def _decided(
    office: Office, connection: asyncpg.Connection, application: ApplicationRow, approver: Principal
) -> list[Decided]:
    """The department's decisions as the rules of amendments see them."""
    found = []
    for sealed in await outcomes.explanations(connection, application.id):
        decision = office.open_explanation(application.id, sealed)
        made = (
            await amendments.decision(connection, decision.id) if decision.department == approver.department else None
        )
        if made is not None:
            found.append(decided_of(application, made))
    return found


def _check_any(decided: list[Decided], approver: str, kind: str) -> None:
    """Raise what stands against amending the last of them, unless one can be amended."""
    check = check_revoke if kind == REVOCATION else check_correct
    against: RuleViolation | PermissionDenied | None = None
    for each in decided:
        try:
            check(each, approver)
        except (RuleViolation, PermissionDenied) as error:
            against = error
        else:
            return
    if against is not None:
        raise against
