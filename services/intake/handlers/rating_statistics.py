"""Counting ratings by item, department and channel, without telling anybody apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import rating_service_pb2 as pb
from runtime.tokens import Principal
from services.intake.checks import Violations
from services.intake.handlers.follow_ups import scope_of
from services.intake.office import Office
from services.intake.rating import SMALLEST_GROUP_SHOWN, Group, Tally, groups_of, total_of

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


async def count(
    office: Office, request: pb.GetRatingStatisticsRequest, caller: Principal
) -> pb.GetRatingStatisticsResponse:
    """Count the ratings of whole months in the caller's scope. Raises InvalidInput."""
    violations = Violations()
    start = _start_of(office, request.from_month, violations, "from_month")
    end = _start_of(office, request.until_month, violations, "until_month", following=True)
    if start and end and start >= end:
        violations.add("until_month", "comes before from_month")
    violations.refuse()
    rows = await office.store.ratings.counted(start, end, scope_of(caller) or "")
    tallies = [
        Tally(row["item_code"], row["department"], catalog_pb2.Channel.Name(row["channel"]), row["level"], row["count"])
        for row in rows
    ]
    return pb.GetRatingStatisticsResponse(
        total=_shown(total_of(tallies)),
        items=_all(groups_of(tallies, "item_code")),
        departments=_all(groups_of(tallies, "department")),
        channels=_all(groups_of(tallies, "channel")),
        smallest_group_shown=SMALLEST_GROUP_SHOWN,
    )


def _start_of(
    office: Office, month: str, violations: Violations, field: str, *, following: bool = False
) -> datetime | None:
    """The first instant of a month in the city's time, or of the one after it; None for none."""
    if not month:
        return None
    found = _MONTH.fullmatch(month)
    if found is None:
        violations.add(field, "a month such as 2026-11")
        return None
    months = int(found[1]) * 12 + int(found[2]) - 1 + int(following)
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=office.zone)


def _all(groups: Iterable[Group]) -> list[pb.RatingGroup]:
    return [_shown(group) for group in groups]


def _shown(group: Group) -> pb.RatingGroup:
    return pb.RatingGroup(code=group.code, count=group.count, levels=group.levels, suppressed=group.suppressed)
