"""The guide to an item: for anybody the rules, for an applicant who is signed in what the state holds of them."""

from __future__ import annotations

from contracts.errors.applications import WrongApplicantKind
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import catalog_service_pb2 as catalogue_pb2
from runtime.tokens import Principal
from services.intake import formats
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
    """Return the guide.

    A caller learns of nobody but themself, and an organisation whose register names them as its representative; and
    nothing of what a register says, only that it holds it. Raises UnknownItem, WrongApplicantKind, InvalidInput for an
    answer that is none or to no question.
    """
    definition = await office.catalogue.current(request.code, field="code")
    guide = office.catalogue.guide(definition.item.code)
    violations, known = Violations(), {question.code for question in guide.questions}
    for code, answer in request.answers.items():
        if code not in known:
            violations.add("answers", "one of the answers is to no question of this guide")
        elif answer not in _ANSWERS:
            violations.add(f"answers.{code}", "the answer is yes or no")
    organisation = ""
    if request.credit_code:
        organisation = violations.read("credit_code", lambda: formats.credit_code(request.credit_code))
    violations.refuse()
    if organisation and catalog_pb2.APPLICANT_KIND_ORGANISATION not in definition.item.applicant_kinds:
        raise WrongApplicantKind("the item is not for this kind of applicant")
    held = None
    if caller is not None and APPLICANT in caller.roles:
        held = await holdings.of(caller.subject, definition.item, organisation)
    answers = {code: _ANSWERS[answer] for code, answer in request.answers.items()}
    return guides.compose(definition.item, guide, answers, held, by_organisation=bool(organisation))
