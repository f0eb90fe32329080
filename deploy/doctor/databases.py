"""Each schema: does it answer, at which migration is it, does something wait too long in it, is its clock ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import asyncpg

from deploy.doctor.findings import Finding, broken, warning, well
from deploy.local.database import MIGRATIONS

ANSWER_SECONDS_MAX = 5.0
# Tokens and leases allow for a minute between two clocks; a second is what NTP keeps everywhere.
SKEW_SECONDS_WARNING, SKEW_SECONDS_MAX = 1.0, 30.0
UNSENT_SECONDS_MAX = 60.0
_APPLIED = "SELECT version FROM schema_migrations ORDER BY version"
_OUTBOX = "SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM outbox WHERE sent_at IS NULL"
_PARKED = "SELECT count(*) FROM parked"
_FIRST_DIGITS = re.compile(r"\d+")


async def look(schema: str, url: str) -> list[Finding]:
    """Look at one schema, as its own role."""
    subject = f"database {schema}"
    try:
        connection = await asyncpg.connect(url, timeout=ANSWER_SECONDS_MAX, command_timeout=ANSWER_SECONDS_MAX)
    except asyncpg.InvalidAuthorizationSpecificationError:
        return [broken(subject, "the role's password is refused", f"give {schema} the password of its role")]
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        return [broken(subject, f"does not answer ({type(error).__name__})", "start PostgreSQL; look at its log")]
    try:
        found = [await _migrations(connection, schema), await _clock(connection, schema)]
        if await connection.fetchval("SELECT to_regclass('outbox') IS NOT NULL"):
            found += await _messages(connection, schema)
        return found
    finally:
        await connection.close()


async def _migrations(connection: asyncpg.Connection, schema: str) -> Finding:
    subject = f"migrations {schema}"
    here = {_number(path.name) for path in MIGRATIONS[schema].glob("*.sql")}
    there: set[str] = set()
    if await connection.fetchval("SELECT to_regclass('schema_migrations') IS NOT NULL"):
        there = {row["version"] for row in await connection.fetch(_APPLIED)}
    if missing := sorted(here - there):
        return broken(subject, f"{', '.join(missing)} not applied", "apply them: `onetrip migrate`, or the Job migrate")
    if ahead := sorted(there - here):
        detail = f"{', '.join(ahead)} applied by a later release"
        return warning(subject, detail, "run that release, or this one only until the rollback is over")
    return well(subject, f"at {max(here, default='none')}")


async def _clock(connection: asyncpg.Connection, schema: str) -> Finding:
    subject = f"clock {schema}"
    before = datetime.now(UTC)
    theirs: datetime = await connection.fetchval("SELECT clock_timestamp()")
    after = datetime.now(UTC)
    skew = max((before - theirs).total_seconds(), (theirs - after).total_seconds(), 0.0)
    remedy = "have NTP set both clocks"
    if skew > SKEW_SECONDS_MAX:
        return broken(subject, f"{skew:.0f} s apart from this machine's", remedy)
    if skew > SKEW_SECONDS_WARNING:
        return warning(subject, f"{skew:.1f} s apart from this machine's", remedy)
    return well(subject, "as this machine's")


async def _messages(connection: asyncpg.Connection, schema: str) -> Sequence[Finding]:
    unsent, age = await connection.fetchrow(_OUTBOX)  # pyright: ignore[reportGeneralTypeIssues]
    parked = await connection.fetchval(_PARKED)
    found = []
    if age > UNSENT_SECONDS_MAX:
        detail = f"{unsent} messages unsent, the oldest for {age:.0f} s"
        found.append(broken(f"outbox {schema}", detail, f"see OutboxStuck in the runbook; is {schema} running?"))
    else:
        found.append(well(f"outbox {schema}", f"{unsent} unsent"))
    if parked:
        remedy = f"`onetrip dlq list --schema {schema}`, mend the cause, `onetrip dlq replay {schema} --all`"
        found.append(warning(f"parked {schema}", f"{parked} messages lie parked", remedy))
    return found


def _number(name: str) -> str:
    match = _FIRST_DIGITS.match(name)
    return match[0] if match else name
