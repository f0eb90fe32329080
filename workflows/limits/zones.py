"""Time zones of the platform, as fixed offsets.

Only zones without daylight saving time are known here. A fixed offset needs no time zone files (a bare machine
may have none), is computed and not read, and cannot change between a workflow's first run and its replay
years later, which an updated time zone database can.
"""

from __future__ import annotations

from datetime import timedelta, timezone

# Beijing time (北京时间) all year: summer time ended in 1991, in Hong Kong and Macau in 1979 (IANA tz database, asia).
OFFSET_HOURS_BY_ZONE = {
    "Asia/Shanghai": 8,
    "Asia/Hong_Kong": 8,
    "Asia/Macau": 8,
    "UTC": 0,
}


def zone_named(name: str) -> timezone:
    """The zone called `name`; raises ValueError, naming the known ones, for another."""
    if name not in OFFSET_HOURS_BY_ZONE:
        raise ValueError(f"unknown time zone {name!r}; known are {', '.join(OFFSET_HOURS_BY_ZONE)}")
    return timezone(timedelta(hours=OFFSET_HOURS_BY_ZONE[name]), name)
