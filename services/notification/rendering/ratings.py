"""The words of notices about a rating. Pure."""

from __future__ import annotations

from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1 import events_pb2 as process
from services.notification.matter import Localized, name_in
from services.notification.rendering.case_words import Case, Written, due


def follow_up(event: process.FollowUpOpened, case: Case) -> Written:
    """评价回访整改告知书."""
    return "follow_up", {"department": name_in(case.matter.departments, event.department), "due": due(event.due)}


def rating_answer(event: intake.FollowUpResolved, case: Case) -> Written:
    """评价答复书."""
    department = name_in(case.matter.departments, event.department)
    return "rating_answer", {"department": department, "answer": Localized.same(case.words)}


def rating_set_aside(event: intake.RatingAppealDecided, case: Case) -> Written:
    """评价答复书, of a rating that was set aside."""
    return "rating_answer_set_aside", {"reasons": Localized.same(case.words)}
