"""The guide to an item: for anybody the rules, for an applicant who is signed in what the state holds of them."""

from __future__ import annotations

from onetrip.intake.v1 import catalog_service_pb2 as catalogue_pb2
from runtime.tokens import Principal
from services.intake.checks import Violations
from services.intake.guide import Guides
from services.intake.holdings import Asks
from services.intake.office import Office
from services.intake.roles import APPLICANT

_ANSWERS = {"yes": True, "no": False}


async def get(
    office: Office,
    guides: Guides,
    holdings: Asks,
    request: catalogue_pb2.GetGuideRequest,
    caller: Principal | None,
) -> catalogue_pb2.GetGuideResponse:
    """Return the guide. Raises UnknownItem, InvalidInput for an answer that is none or to no question.

    A caller learns of nobody but themself, and nothing of what a register says, only that it holds it.
    """
    definition = await office.catalogue.current(request.code, field="code")
    guide = office.catalogue.guide(definition.item.code)
    violations, known = Violations(), {question.code for question in guide.questions}
    for code, answer in request.answers.items():
        if code not in known:
            violations.add("answers", "one of the answers is to no question of this guide")
        elif answer not in _ANSWERS:
            violations.add(f"answers.{code}", "the answer is yes or no")
    violations.refuse()
    held = None
    if caller is not None and APPLICANT in caller.roles:
        held = await holdings.of(caller.subject, definition.item)
    answers = {code: _ANSWERS[answer] for code, answer in request.answers.items()}
    return guides.compose(definition.item, guide, answers, held)
