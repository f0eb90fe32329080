"""RuleReviewService: people look at what rules have decided, and how each rule has done."""

from dataclasses import asdict
from datetime import date

from contracts.clauses import FUNCTIONS, ClauseInvalid, functions_used
from onetrip.approval.v1 import rule_review_service_pb2 as pb
from runtime.grpc_server import Context
from runtime.pages import BadPageToken, PageTokens, page_size_of
from runtime.tokens import Principal
from services.approval.api.counter import Counter
from services.approval.codec import FOUND
from services.approval.handlers import comparing, rule_reviews
from services.approval.handlers.office import Office
from services.approval.policy import PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, REASONS_LENGTH_MAX
from services.approval.store import rule_reviews as store
from services.approval.store import rule_runs
from services.approval.validation import Violations

START = (date.min, "")
# As the catalogue's schema says.
CLAUSES_MAX = 20


class RuleReviewApi:
    """Implements RuleReviewService; what each RPC promises stands in its proto."""

    def __init__(self, office: Office, counter: Counter) -> None:
        self._office = office
        self._counter = counter
        self._tokens = PageTokens(office.sealer, "ListRuleReviews")
        self._compared_tokens = PageTokens(office.sealer, "CompareRule")

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

    async def compare_rule(self, request: pb.CompareRuleRequest, context: Context) -> pb.CompareRuleResponse:
        """Try a rule on what the item's rules have seen before."""
        _check_rule(request)
        size = page_size_of(request.page_size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
        rule = request.rule.SerializeToString(deterministic=True).hex()
        bound_to = (context.caller.subject, [request.item_code, rule])
        position = self._compared_tokens.read(request.page_token, *bound_to)
        department, after = context.caller.department or "", position[0] if position else ""
        async with self._counter.writing() as connection:
            runs = await rule_runs.page(connection, request.item_code, department, after, size + 1)
            answer = await comparing.compare(self._office, connection, context.caller, request.rule, runs[:size])
        if len(runs) > size:
            answer.next_page_token = self._compared_tokens.make(*bound_to, [runs[size - 1].application_id])
        return answer


def _check_rule(request: pb.CompareRuleRequest) -> None:
    """What the catalogue's check says of clauses: compiled, and calling only what is bounded. Raises InvalidInput."""
    violations = Violations()
    violations.id("item_code", request.item_code)
    if not 1 <= len(request.rule.clauses) <= CLAUSES_MAX:
        violations.add("rule.clauses", f"must be 1 to {CLAUSES_MAX}")
    for index, clause in enumerate(request.rule.clauses[:CLAUSES_MAX]):
        try:
            allowed = functions_used(clause.cel) <= FUNCTIONS
        except ClauseInvalid:
            allowed = False
        if not allowed:
            violations.add(f"rule.clauses[{index}].cel", "is no clause that the catalogue takes")
    violations.finish()


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
