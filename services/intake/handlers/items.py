"""What can be applied for."""

from __future__ import annotations

from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import catalog_service_pb2 as catalogue_pb2
from runtime.pages import PageTokens, page_size_of
from services.intake.office import Office

PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX = 50, 200
# The list is the same for everybody, so its tokens are too.
ANYBODY = ""


def _summary(item: catalog_pb2.ServiceItem) -> catalogue_pb2.ServiceItemSummary:
    return catalogue_pb2.ServiceItemSummary(
        code=item.code,
        version=item.version,
        kind=item.kind,
        name=item.name,
        summary=item.summary,
        visits=item.visits,
        promised_working_days=item.limits.promised_working_days,
    )


async def list_(
    office: Office, request: catalogue_pb2.ListServiceItemsRequest
) -> catalogue_pb2.ListServiceItemsResponse:
    """Return a page of the items in force, by code. Raises InvalidInput, BadPageToken."""
    size = page_size_of(request.page_size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
    tokens = PageTokens(office.sealer, "ListServiceItems")
    position = tokens.read(request.page_token, ANYBODY, ())
    items = [definition.item for definition in office.catalogue.in_force()]
    left = [item for item in items if position is None or item.code > position[0]]
    response = catalogue_pb2.ListServiceItemsResponse(items=map(_summary, left[:size]))
    if len(left) > size:
        response.next_page_token = tokens.make(ANYBODY, (), [left[size - 1].code])
    return response


async def get(office: Office, request: catalogue_pb2.GetServiceItemRequest) -> catalogue_pb2.GetServiceItemResponse:
    """Return an item in the version in force. Raises UnknownItem."""
    definition = await office.catalogue.current(request.code, field="code")
    return catalogue_pb2.GetServiceItemResponse(item=definition.item)
