"""All checks, side by side: what is down answers late, and the others need not wait for it."""

from __future__ import annotations

import asyncio
from datetime import date

from deploy.doctor import databases, engines, years
from deploy.doctor.findings import Finding
from deploy.doctor.places import Places


async def examine(places: Places, today: date) -> list[Finding]:
    """Look at everything; in the order in which things stand on each other."""
    looking = asyncio.gather(*(databases.look(schema, url) for schema, url in places.databases.items()))
    kafka, temporal, gateway, issuer, calendar = await asyncio.gather(
        engines.kafka(places.kafka, places.partitions),
        engines.temporal(places.temporal, places.namespace, places.temporal_certificates),
        engines.gateway(places.gateway_url),
        engines.issuer(places.jwks_url),
        years.look(places.databases["process"], today),
    )
    by_schema = [finding for of_schema in await looking for finding in of_schema]
    return [*by_schema, *kafka, *temporal, gateway, issuer, calendar, *engines.disks(places.folders)]
