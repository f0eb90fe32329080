"""The calendar: is this year published, and the next one when it should be."""

from __future__ import annotations

from datetime import date

import asyncpg

from deploy.doctor.findings import Finding, broken, warning, well

# The State Council's office publishes a year's holidays in November of the year before.
EXPECTED_FROM_MONTH = 12
_YEARS = """
SELECT year FROM calendar_years
WHERE version = (SELECT version FROM calendar_loads ORDER BY number DESC LIMIT 1) ORDER BY year
"""


async def look(process_url: str, today: date) -> Finding:
    """Look at the calendar in force. Deadlines in a year that is not published are provisional."""
    try:
        connection = await asyncpg.connect(process_url, timeout=5, command_timeout=5)
        try:
            years = [row["year"] for row in await connection.fetch(_YEARS)]
        finally:
            await connection.close()
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        return broken("calendar", f"cannot be read ({type(error).__name__})", "see the database process")
    return judge(years, today)


def judge(years: list[int], today: date) -> Finding:
    """Judge the published years at a day."""
    remedy = "`onetrip calendar generate` and `onetrip calendar load`, when the notice is out"
    if today.year not in years:
        return broken("calendar", f"{today.year} is not in it: every deadline is provisional", remedy)
    if today.month >= EXPECTED_FROM_MONTH and today.year + 1 not in years:
        return warning("calendar", f"{today.year + 1} is not in it: deadlines after new year are provisional", remedy)
    return well("calendar", f"published: {years[0]} to {years[-1]}")
