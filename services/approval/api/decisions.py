"""DecisionService and DeliveryService."""

from datetime import UTC, datetime

from onetrip.approval.v1 import decision_service_pb2 as pb
from runtime.grpc_server import Context
from runtime.pages import PageTokens, page_size_of
from services.approval.api.counter import Counter
from services.approval.codec import REPORT, instant_of
from services.approval.domain.deliveries import Report
from services.approval.domain.visits import Delivery
from services.approval.handlers import amending, commitments, delivering, explaining, matters, reporting, rule_reviews
from services.approval.handlers.office import Office
from services.approval.handlers.reporting import Told
from services.approval.policy import PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, REASONS_LENGTH_MAX
from services.approval.store import amendments, deliveries
from services.approval.validation import Violations

START, END = (datetime(1, 1, 1, tzinfo=UTC), ""), (datetime(9999, 1, 1, tzinfo=UTC), "")

# What each role sees: a courier parcels, a counter everything that is on its way.
METHODS = {
    "courier": (Delivery.COURIER,),
    "clerk": (Delivery.COURIER, Delivery.COLLECTION, Delivery.HOME_VISIT),
}


class DecisionApi:
    """Implements DecisionService; what each RPC promises stands in its proto."""

    def __init__(self, office: Office, counter: Counter) -> None:
        self._office = office
        self._counter = counter
        self._register_tokens = PageTokens(office.sealer, "ListPublicDecisions")

    async def list_decisions(self, request: pb.ListDecisionsRequest, context: Context) -> pb.ListDecisionsResponse:
        """Explain an application's decisions to those they concern."""
        violations = Violations()
        violations.id("application_id", request.application_id)
        violations.finish()
        async with self._counter.writing() as connection:
            decisions = await explaining.list_decisions(self._office, connection, context.caller, request)
        return pb.ListDecisionsResponse(decisions=decisions)

    async def open_matter(self, request: pb.OpenMatterRequest, context: Context) -> pb.OpenMatterResponse:
        """Put on record why decisions have to be looked at."""
        violations = Violations()
        violations.id("application_id", request.application_id)
        violations.request_id(request.request_id)
        if request.kind not in matters.KINDS:
            violations.add("kind", "must be one of the kinds of matters")
        request.reason = violations.text("reason", request.reason, REASONS_LENGTH_MAX)
        violations.finish()
        async with self._counter.writing() as connection:
            return await matters.open_matter(self._office, connection, context.caller, request)

    async def revoke_decision(self, request: pb.RevokeDecisionRequest, context: Context) -> pb.RevokeDecisionResponse:
        """Take a grant back."""
        violations = _amendment_violations(request)
        violations.finish()
        async with self._counter.writing() as connection:
            return await amending.revoke_decision(self._office, connection, context.caller, request)

    async def correct_decision(
        self, request: pb.CorrectDecisionRequest, context: Context
    ) -> pb.CorrectDecisionResponse:
        """Say how a decision should read."""
        violations = _amendment_violations(request)
        request.corrected_reasons = violations.text("corrected_reasons", request.corrected_reasons, REASONS_LENGTH_MAX)
        violations.finish()
        async with self._counter.writing() as connection:
            return await amending.correct_decision(self._office, connection, context.caller, request)

    async def make_statement(self, request: pb.MakeStatementRequest, context: Context) -> pb.MakeStatementResponse:
        """Take what the applicant has to say before a revocation."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        request.words = violations.text("words", request.words, REASONS_LENGTH_MAX)
        violations.finish()
        async with self._counter.writing() as connection:
            return await commitments.make_statement(self._office, connection, context.caller, request)

    async def waive_statement(self, request: pb.WaiveStatementRequest, context: Context) -> pb.WaiveStatementResponse:
        """Take that the applicant gives up being heard before a revocation."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        violations.finish()
        async with self._counter.writing() as connection:
            return await commitments.waive_statement(self._office, connection, context.caller, request)

    async def uphold_decision(self, request: pb.UpholdDecisionRequest, context: Context) -> pb.UpholdDecisionResponse:
        """Let a grant stand that was to be revoked."""
        violations = _amendment_violations(request)
        violations.finish()
        async with self._counter.writing() as connection:
            return await commitments.uphold_decision(self._office, connection, context.caller, request)

    async def request_human_review(
        self, request: pb.RequestHumanReviewRequest, context: Context
    ) -> pb.RequestHumanReviewResponse:
        """Have a person look at what a rule has decided."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        request.words = violations.text("words", request.words, REASONS_LENGTH_MAX, required=False)
        violations.finish()
        async with self._counter.writing() as connection:
            return await rule_reviews.request_human_review(self._office, connection, context.caller, request)

    async def list_public_decisions(
        self, request: pb.ListPublicDecisionsRequest, context: Context
    ) -> pb.ListPublicDecisionsResponse:
        """List the register of grants to anybody."""
        size = page_size_of(request.page_size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
        position = self._register_tokens.read(request.page_token, "", [])
        before = (datetime.fromisoformat(position[0]), position[1]) if position else END
        async with self._counter.reading() as connection:
            rows = await amendments.register(connection, before, size + 1)
            decisions = await explaining.publish(self._office, connection, rows[:size])
        last = rows[size - 1] if len(rows) > size else None
        place = [last.decided_at.isoformat(), last.decision_id] if last else []
        token = self._register_tokens.make("", [], place) if last else ""
        return pb.ListPublicDecisionsResponse(decisions=decisions, next_page_token=token)


def _amendment_violations(
    request: pb.RevokeDecisionRequest | pb.CorrectDecisionRequest | pb.UpholdDecisionRequest,
) -> Violations:
    violations = Violations()
    violations.id("id", request.id)
    violations.request_id(request.request_id)
    request.reason = violations.text("reason", request.reason, REASONS_LENGTH_MAX)
    return violations


class DeliveryApi:
    """Implements DeliveryService; what each RPC promises stands in its proto."""

    def __init__(self, office: Office, counter: Counter) -> None:
        self._office = office
        self._counter = counter
        self._tokens = PageTokens(office.sealer, "ListDeliveries")

    async def list_deliveries(self, request: pb.ListDeliveriesRequest, context: Context) -> pb.ListDeliveriesResponse:
        """List what is under way, oldest first."""
        violations = Violations()
        violations.id("application_id", request.application_id, required=False)
        violations.finish()
        size = page_size_of(request.page_size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
        methods = sorted({method for role in context.caller.roles for method in METHODS.get(role, ())})
        bound_to = (context.caller.subject, [*methods, request.application_id])
        after = _position(self._tokens.read(request.page_token, *bound_to))
        async with self._counter.reading() as connection:
            rows = await deliveries.under_way(connection, methods, request.application_id, after, size + 1)
        last = rows[size - 1] if len(rows) > size else None
        token = self._tokens.make(*bound_to, [last.created_at.isoformat(), last.id]) if last else ""
        return pb.ListDeliveriesResponse(
            deliveries=[delivering.view(row) for row in rows[:size]], next_page_token=token
        )

    async def report_delivery(self, request: pb.ReportDeliveryRequest, context: Context) -> pb.ReportDeliveryResponse:
        """The courier's callback, or a clerk's: something happened to it."""
        violations = _check(request)
        if request.report not in REPORT:
            violations.add("report", "must be one of the reports")
        happened_at = _instant(violations, request)
        violations.finish()
        caller = context.caller
        told = Told(caller.subject, caller.roles, request, REPORT[request.report], happened_at)
        async with self._counter.writing() as connection:
            row = await reporting.report(self._office, connection, told)
        return pb.ReportDeliveryResponse(delivery=delivering.view(row))

    async def confirm_delivery(
        self, request: pb.ConfirmDeliveryRequest, context: Context
    ) -> pb.ConfirmDeliveryResponse:
        """The courier handed it over."""
        _check(request).finish()
        told = Told(context.caller.subject, ("courier",), request, Report.DELIVERED)
        return pb.ConfirmDeliveryResponse(delivery=await self._confirm(told))

    async def confirm_collection(
        self, request: pb.ConfirmCollectionRequest, context: Context
    ) -> pb.ConfirmCollectionResponse:
        """It was collected in the hall, or brought by staff."""
        _check(request).finish()
        told = Told(context.caller.subject, ("clerk",), request, Report.DELIVERED, by_agent=request.by_agent)
        return pb.ConfirmCollectionResponse(delivery=await self._confirm(told))

    async def _confirm(self, told: Told) -> pb.Delivery:
        async with self._counter.writing() as connection:
            row = await reporting.confirm(self._office, connection, told)
        return delivering.view(row)


def _instant(violations: Violations, request: pb.ReportDeliveryRequest) -> datetime | None:
    if not request.HasField("happen_time"):
        return None
    try:
        return instant_of(request.happen_time)
    except ValueError:
        violations.add("happen_time", "is no time")
        return None


def _check(
    request: pb.ReportDeliveryRequest | pb.ConfirmDeliveryRequest | pb.ConfirmCollectionRequest,
) -> Violations:
    violations = Violations()
    violations.id("id", request.id)
    violations.request_id(request.request_id)
    return violations


def _position(position: list[str] | None) -> tuple[datetime, str]:
    if position is None:
        return START
    created_at, delivery_id = position
    return datetime.fromisoformat(created_at), delivery_id
