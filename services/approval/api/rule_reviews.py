"""RuleReviewService: people look at what rules have decided, and how each rule has done."""

from dataclasses import asdict
from datetime import date

from onetrip.approval.v1 import rule_review_service_pb2 as pb
from runtime.grpc_server import Context
from runtime.pages import BadPageToken, PageTokens, page_size_of
from runtime.tokens import Principal
from services.approval.api.counter import Counter
from services.approval.codec import FOUND
from services.approval.handlers import rule_reviews
from services.approval.handlers.office import Office
from services.approval.policy import PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, REASONS_LENGTH_MAX
from services.approval.store import rule_reviews as store
from services.approval.validation import Violations

START = (date.min, "")


class RuleReviewApi:
    """Implements RuleReviewService; what each RPC promises stands in its proto."""

    def __init__(self, office: Office, counter: Counter) -> None:
        self._office = office
        self._counter = counter
        self._tokens = PageTokens(office.sealer, "ListRuleReviews")

    async def list_rule_reviews(
        self, request: pb.ListRuleReviewsRequest, context: Context
    ) -> pb.ListRuleReviewsResponse:
        """List the open reviews in the caller's scope, the earliest due first."""
        size = page_size_of(request.page_size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
        department = scope_of(context.caller)
        if department is None:
            return pb.ListRuleReviewsResponse()
        bound_to = (context.caller.subject, [department])
        after = _position(self._tokens.read(request.page_token, *bound_to))
        async with self._counter.reading() as connection:
            rows = await store.page(connection, department, after, size + 1)
        last = rows[size - 1] if len(rows) > size else None
        token = self._tokens.make(*bound_to, [(last.due_on or date.max).isoformat(), last.id]) if last else ""
        return pb.ListRuleReviewsResponse(
            rule_reviews=[rule_reviews.view(row) for row in rows[:size]], next_page_token=token
        )

    async def get_rule_review(self, request: pb.GetRuleReviewRequest, context: Context) -> pb.GetRuleReviewResponse:
        """Show an open review with its decision."""
        violations = Violations()
        violations.id("id", request.id)
        violations.finish()
        async with self._counter.writing() as connection:
            return await rule_reviews.get_rule_review(self._office, connection, context.caller, request.id)

    async def answer_rule_review(
        self, request: pb.AnswerRuleReviewRequest, context: Context
    ) -> pb.AnswerRuleReviewResponse:
        """Say what was found."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        if request.answer not in FOUND:
            violations.add("answer", "must be confirmed or otherwise")
        request.reasons = violations.text("reasons", request.reasons, REASONS_LENGTH_MAX)
        violations.finish()
        async with self._counter.writing() as connection:
            return await rule_reviews.answer_rule_review(self._office, connection, context.caller, request)

    async def report_rules(self, request: pb.ReportRulesRequest, context: Context) -> pb.ReportRulesResponse:
        """Count what each version of each rule has decided; a supervisor of one department sees its own."""
        async with self._counter.reading() as connection:
            found = await store.report(connection, context.caller.department or "")
        return pb.ReportRulesResponse(rules=[pb.RuleReport(**asdict(each)) for each in found])


def scope_of(caller: Principal) -> str | None:
    """The department whose reviews the caller sees; empty: all, for a supervisor of all; None: none."""
    if "supervisor" in caller.roles:
        return caller.department or ""
    return caller.department or None


def _position(position: list[str] | None) -> tuple[date, str]:
    if position is None:
        return START
    if len(position) != 2:
        raise BadPageToken
    return date.fromisoformat(position[0]), position[1]
