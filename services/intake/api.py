"""The RPCs of intake, each a line to its handler. The caller comes from the token and from nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator

from google.api import httpbody_pb2

from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import catalog_service_pb2 as catalogue_pb2
from onetrip.intake.v1 import counter_service_pb2 as counter_pb2
from onetrip.intake.v1 import mandate_service_pb2 as mandate_pb2
from onetrip.intake.v1 import proactive_service_pb2 as proactive_pb2
from onetrip.intake.v1 import rating_service_pb2 as rating_pb2
from runtime.grpc_server import Context
from services.intake.guide import Guides
from services.intake.handlers import (
    counter,
    declining,
    follow_ups,
    guide,
    items,
    lookup,
    mandates,
    materials,
    rate,
    rating_statistics,
    submit,
    supplement,
    uploading,
    watch,
    withdraw,
)
from services.intake.holdings import Asks
from services.intake.office import Office
from services.intake.uploads.storeroom import Storeroom
from services.intake.watching import Changes


class CatalogApi:
    """`onetrip.intake.v1.CatalogService`."""

    def __init__(self, office: Office, guides: Guides, holdings: Asks) -> None:
        self._office = office
        self._guides = guides
        self._holdings = holdings

    async def get_guide(
        self, request: catalogue_pb2.GetGuideRequest, context: Context
    ) -> catalogue_pb2.GetGuideResponse:
        """Return the guide to an item."""
        return await guide.get(self._office, self._guides, self._holdings, request, context.principal)

    async def list_service_items(
        self, request: catalogue_pb2.ListServiceItemsRequest, context: Context
    ) -> catalogue_pb2.ListServiceItemsResponse:
        """List the items in force."""
        return await items.list_(self._office, request)

    async def get_service_item(
        self, request: catalogue_pb2.GetServiceItemRequest, context: Context
    ) -> catalogue_pb2.GetServiceItemResponse:
        """Return one item."""
        return await items.get(self._office, request)


class ApplicationApi:
    """`onetrip.intake.v1.ApplicationService`."""

    def __init__(self, office: Office, storeroom: Storeroom, changes: Changes) -> None:
        self._office = office
        self._storeroom = storeroom
        self._changes = changes

    async def upload_material(
        self, requests: AsyncIterator[service_pb2.UploadMaterialRequest], context: Context
    ) -> service_pb2.UploadMaterialResponse:
        """Take an upload in."""
        return await uploading.upload(self._office, self._storeroom, requests, context.caller)

    async def download_material(
        self, request: service_pb2.DownloadMaterialRequest, context: Context
    ) -> AsyncIterator[httpbody_pb2.HttpBody]:
        """Return a material's bytes."""
        async for body in materials.download(self._office, self._storeroom.objects, request, context.caller):
            yield body

    async def submit_application(
        self, request: service_pb2.SubmitApplicationRequest, context: Context
    ) -> service_pb2.SubmitApplicationResponse:
        """Take an application in."""
        return await submit.submit(self._office, request, context.caller)

    async def get_application(
        self, request: service_pb2.GetApplicationRequest, context: Context
    ) -> service_pb2.GetApplicationResponse:
        """Return one application."""
        return service_pb2.GetApplicationResponse(application=await lookup.get(self._office, request, context.caller))

    async def list_applications(
        self, request: service_pb2.ListApplicationsRequest, context: Context
    ) -> service_pb2.ListApplicationsResponse:
        """List applications."""
        return await lookup.list_(self._office, request, context.caller)

    async def watch_application(
        self, request: service_pb2.WatchApplicationRequest, context: Context
    ) -> AsyncIterator[service_pb2.WatchApplicationResponse]:
        """Follow an application live."""
        async for response in watch.watch(self._office, self._changes, request, context.principal):
            yield response

    async def create_watch_ticket(
        self, request: service_pb2.CreateWatchTicketRequest, context: Context
    ) -> service_pb2.CreateWatchTicketResponse:
        """Give a ticket to watch with."""
        return await watch.create_ticket(self._office, request, context.caller)

    async def supplement_application(
        self, request: service_pb2.SupplementApplicationRequest, context: Context
    ) -> service_pb2.SupplementApplicationResponse:
        """Take a supplement in."""
        response = await supplement.supplement(self._office, request, context.caller)
        self._changes.changed(request.id)
        return response

    async def withdraw_application(
        self, request: service_pb2.WithdrawApplicationRequest, context: Context
    ) -> service_pb2.WithdrawApplicationResponse:
        """Record the wish to withdraw."""
        response = await withdraw.withdraw(self._office, request, context.caller)
        self._changes.changed(request.id)
        return response

    async def rate_application(
        self, request: service_pb2.RateApplicationRequest, context: Context
    ) -> service_pb2.RateApplicationResponse:
        """Take a rating in."""
        response = await rate.rate(self._office, request, context.caller)
        self._changes.changed(request.id)
        return response


class RatingApi:
    """`onetrip.intake.v1.RatingService`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def list_follow_ups(
        self, request: rating_pb2.ListFollowUpsRequest, context: Context
    ) -> rating_pb2.ListFollowUpsResponse:
        """List open follow-ups."""
        return await follow_ups.list_(self._office, request, context.caller)

    async def resolve_follow_up(
        self, request: rating_pb2.ResolveFollowUpRequest, context: Context
    ) -> rating_pb2.ResolveFollowUpResponse:
        """Answer a bad rating."""
        return await follow_ups.resolve(self._office, request, context.caller)

    async def appeal_rating(
        self, request: rating_pb2.AppealRatingRequest, context: Context
    ) -> rating_pb2.AppealRatingResponse:
        """Call a bad rating malicious."""
        return await follow_ups.appeal(self._office, request, context.caller)

    async def decide_rating_appeal(
        self, request: rating_pb2.DecideRatingAppealRequest, context: Context
    ) -> rating_pb2.DecideRatingAppealResponse:
        """Decide on an appeal."""
        return await follow_ups.decide(self._office, request, context.caller)

    async def get_rating_statistics(
        self, request: rating_pb2.GetRatingStatisticsRequest, context: Context
    ) -> rating_pb2.GetRatingStatisticsResponse:
        """Count ratings."""
        return await rating_statistics.count(self._office, request, context.caller)


class MandateApi:
    """`onetrip.intake.v1.MandateService`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def grant_mandate(
        self, request: mandate_pb2.GrantMandateRequest, context: Context
    ) -> mandate_pb2.GrantMandateResponse:
        """Give a mandate."""
        return await mandates.grant(self._office, request, context.caller)

    async def revoke_mandate(
        self, request: mandate_pb2.RevokeMandateRequest, context: Context
    ) -> mandate_pb2.RevokeMandateResponse:
        """End a mandate."""
        return await mandates.revoke(self._office, request, context.caller)

    async def list_mandates(
        self, request: mandate_pb2.ListMandatesRequest, context: Context
    ) -> mandate_pb2.ListMandatesResponse:
        """List the caller's mandates."""
        return await mandates.list_(self._office, request, context.caller)


class ProactiveApi:
    """`onetrip.intake.v1.ProactiveService`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def decline_item(
        self, request: proactive_pb2.DeclineItemRequest, context: Context
    ) -> proactive_pb2.DeclineItemResponse:
        """Say no to what nobody asked for."""
        return await declining.decline(self._office, request, context.caller)


class CounterApi:
    """`onetrip.intake.v1.CounterService`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def identify_person(
        self, request: counter_pb2.IdentifyPersonRequest, context: Context
    ) -> counter_pb2.IdentifyPersonResponse:
        """Identify the person whom a clerk serves."""
        return await counter.identify(self._office, request, context.caller)
