"""DecisionService and DeliveryService."""

from datetime import UTC, datetime

from onetrip.approval.v1 import decision_service_pb2 as pb
from runtime.grpc_server import Context
from runtime.pages import PageTokens, page_size_of
from services.approval.api.counter import Counter
from services.approval.domain.visits import Delivery
from services.approval.handlers import delivering, explaining
from services.approval.handlers.office import Office
from services.approval.policy import PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX
from services.approval.store import deliveries
from services.approval.validation import Violations

START = (datetime(1, 1, 1, tzinfo=UTC), "")

# What each role hands over: a courier sees parcels, a counter also what is collected.
METHODS = {"courier": (Delivery.COURIER,), "clerk": (Delivery.COURIER, Delivery.COLLECTION)}


class DecisionApi:
    """Implements DecisionService; what each RPC promises stands in its proto."""

    def __init__(self, office: Office, counter: Counter) -> None:
        self._office = office
        self._counter = counter

    async def list_decisions(self, request: pb.ListDecisionsRequest, context: Context) -> pb.ListDecisionsResponse:
        """Explain an application's decisions to those they concern."""
        violations = Violations()
        violations.id("application_id", request.application_id)
        violations.finish()
        async with self._counter.reading() as connection:
            decisions = await explaining.list_decisions(
                self._office, connection, context.caller, request.application_id
            )
        return pb.ListDecisionsResponse(decisions=decisions)


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

    async def confirm_delivery(
        self, request: pb.ConfirmDeliveryRequest, context: Context
    ) -> pb.ConfirmDeliveryResponse:
        """The courier handed it over."""
        return pb.ConfirmDeliveryResponse(delivery=await self._confirm(request, context, Delivery.COURIER))

    async def confirm_collection(
        self, request: pb.ConfirmCollectionRequest, context: Context
    ) -> pb.ConfirmCollectionResponse:
        """It was collected in the hall."""
        return pb.ConfirmCollectionResponse(delivery=await self._confirm(request, context, Delivery.COLLECTION))

    async def _confirm(
        self, request: pb.ConfirmDeliveryRequest | pb.ConfirmCollectionRequest, context: Context, method: Delivery
    ) -> pb.Delivery:
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        violations.finish()
        async with self._counter.writing() as connection:
            row = await delivering.confirm(self._office, connection, context.caller.subject, request, method)
        return delivering.view(row)


def _position(position: list[str] | None) -> tuple[datetime, str]:
    if position is None:
        return START
    created_at, delivery_id = position
    return datetime.fromisoformat(created_at), delivery_id
