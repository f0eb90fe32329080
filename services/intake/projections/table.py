"""What each event changes in the applicant's view: one pure function per event, and the table of them.

Each returns the progress after the event and the timeline entries it makes. `at` is the event's own time where it
has one, else when it was said.
"""

from __future__ import annotations

from collections.abc import Mapping

from google.protobuf.message import Message

from services.intake.projections import (
    clocks,
    commitments,
    corrections,
    counter,
    course,
    decisions,
    deliveries,
    evidence,
    hearings,
    late,
    notices,
    ratings,
    supplements,
    tasks,
    verification,
    visits,
)
from services.intake.projections.changes import Projection

PROJECTIONS: Mapping[type[Message], Projection] = {
    **course.PROJECTIONS,
    **verification.PROJECTIONS,
    **evidence.PROJECTIONS,
    **supplements.PROJECTIONS,
    **corrections.PROJECTIONS,
    **late.PROJECTIONS,
    **clocks.PROJECTIONS,
    **tasks.PROJECTIONS,
    **decisions.PROJECTIONS,
    **hearings.PROJECTIONS,
    **counter.PROJECTIONS,
    **visits.PROJECTIONS,
    **deliveries.PROJECTIONS,
    **notices.PROJECTIONS,
    **commitments.PROJECTIONS,
    **ratings.PROJECTIONS,
}
