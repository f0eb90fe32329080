"""What the applicant was let correct on the spot, as officers see it."""

from collections.abc import Sequence

import asyncpg

from onetrip.approval.v1.corrections_pb2 import Correction
from onetrip.approval.v1.events_pb2 import CorrectionRequested
from services.approval.codec import timestamp
from services.approval.store import corrections
from services.approval.store.corrections import CorrectionRow
from services.approval.store.tasks import TaskRow


async def corrections_of(connection: asyncpg.Connection, row: TaskRow) -> list[Correction]:
    """What the applicant was let correct for a task, latest first."""
    known = of_task(await corrections.of_application(connection, row.application_id), row.id)
    return [
        Correction(
            number=each.number,
            items=CorrectionRequested.FromString(each.items).items,
            ask_time=timestamp(each.asked_at),
            answer_time=timestamp(each.answered_at) if each.answered_at else None,
        )
        for each in known
    ]


def of_task(known: Sequence[CorrectionRow], task_id: str) -> list[CorrectionRow]:
    """Those of one task."""
    return [each for each in known if each.task_id == task_id]
