"""The schema `process`: what orchestration has established. PostgreSQL has the last word (ARCHITECTURE.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from onetrip.intake.v1.events_pb2 import ApplicationSubmitted
from onetrip.process.v1.workflow_pb2 import Event, Journal, OutgoingMessage, Step, StepRecord
from runtime import outbox
from runtime.errors import Unavailable
from runtime.outbox import shard_of
from runtime.tracing import current_traceparent
from workflows.policies import SOURCE

# Locks the application's row before anything of it is written, so that the outbox keeps the order of commits.
_BEGIN = """
WITH application AS (
    INSERT INTO applications (application_id, item_code, state, submitted, journal, calendar_version, established_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (application_id) DO UPDATE SET
        item_code = $2, state = $3, submitted = $4, journal = $5 || applications.journal, calendar_version = $6
    WHERE applications.item_code = ''
    RETURNING application_id, journal
), first_step AS (
    INSERT INTO steps (application_id, step_id, established_at, detail)
    SELECT application_id, $8, $7, $9 FROM application
)
SELECT journal FROM application
"""
# An event that came before the application it is about: kept with it until that comes. Waits for a transaction that
# begins the application right now. Concatenated protobuf messages are one message with the lists joined.
_KEEP_EARLY = """
INSERT INTO applications (application_id, item_code, state, journal, calendar_version, established_at)
VALUES ($1, '', 0, $2, '', $3)
ON CONFLICT (application_id) DO UPDATE SET journal = applications.journal || $2 WHERE applications.item_code = ''
RETURNING application_id
"""
# Nothing of a closed application changes, and no step is established twice. The messages of a step go with it in one
# statement: one round trip, a transaction of its own. The application's row is locked before they are numbered.
# A step that names no state leaves it as it is.
_ESTABLISH = """
WITH application AS (
    UPDATE applications SET
        state = CASE WHEN $2::smallint = 0 THEN state ELSE $2 END, journal = $3, calendar_version = $4,
        established_at = $5::timestamptz,
        closed_at = CASE WHEN $6 THEN $5::timestamptz END, submitted = CASE WHEN $6 THEN NULL ELSE submitted END
    WHERE application_id = $1 AND closed_at IS NULL
      AND NOT EXISTS (SELECT FROM steps WHERE application_id = $1 AND step_id = $7::text)
    RETURNING application_id
), said AS (
    INSERT INTO outbox (shard, topic, key, message_id, type, source, time, traceparent, payload)
    SELECT $9::smallint, topic, application_id, message_id, type, $10::text, $5::timestamptz, $11::text, payload
    FROM application, unnest($12::text[], $13::text[], $14::text[], $15::bytea[]) WITH ORDINALITY
         AS message (topic, message_id, type, payload, position)
    ORDER BY position ON CONFLICT (topic, message_id) DO NOTHING
), forgotten AS (
    DELETE FROM heard USING application WHERE $6 AND heard.application_id = application.application_id
)
INSERT INTO steps (application_id, step_id, established_at, detail)
SELECT application_id, $7::text, $5::timestamptz, $8::text FROM application RETURNING step_id
"""
# Once over, nothing is kept: a late event is told to nobody.
_HEAR = """
INSERT INTO heard (application_id, event_id, event)
SELECT $1, $2, $3 WHERE EXISTS (SELECT FROM applications WHERE application_id = $1 AND closed_at IS NULL)
ON CONFLICT DO NOTHING
"""
# What was being written down in the moment in which the application ended. A follow-up of it hears under the same id.
_FORGET = """
DELETE FROM heard USING applications
WHERE heard.application_id = applications.application_id AND applications.closed_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM follow_ups WHERE follow_ups.application_id = heard.application_id AND closed_at IS NULL)
"""
_FIND = """
SELECT applications.closed_at, steps.step_id, steps.established_at, steps.detail
FROM applications LEFT JOIN steps ON steps.application_id = applications.application_id AND steps.step_id = $2
WHERE applications.application_id = $1
"""
_UNSENT = """
UPDATE outbox SET sent_at = NULL FROM unnest($1::text[], $2::text[]) AS asked (topic, message_id)
WHERE outbox.topic = asked.topic AND outbox.message_id = asked.message_id AND sent_at IS NOT NULL
"""


@dataclass(frozen=True)
class Stored:
    """An open application: as filed, what happened to it, and by which calendar its dates are computed."""

    submitted: ApplicationSubmitted
    journal: Journal
    calendar_version: str


class Kept(NamedTuple):
    """What something open beside an application can be started again from, all but calendar, clock and trace; and by
    which calendar its dates are computed.
    """

    start: Any
    calendar_version: str


async def begin(connection: Any, submitted: ApplicationSubmitted, step: Step) -> Journal | None:
    """Writes an application with its first step, in the caller's transaction; one that is known stays as it is.

    Returns the journal to start its workflow with, early events included; None for an application that is over.
    """
    journal = await connection.fetchval(
        _BEGIN,
        step.application_id,
        submitted.definition.code,
        step.state,
        submitted.SerializeToString(),
        step.journal.SerializeToString(),
        step.calendar_version,
        step.record.time.ToDatetime(UTC),
        step.record.id,
        step.record.detail,
    )
    if journal is not None:
        await publish(connection, step)
        return Journal.FromString(journal)
    known = await stored_application(connection, step.application_id)
    return known.journal if known else None


async def keep_early(connection: Any, application_id: str, event: Event, time: datetime) -> bool:
    """Keeps an event until its application begins. False when that has begun, or is over."""
    journal = Journal(events=[event]).SerializeToString()
    return await connection.fetchval(_KEEP_EARLY, application_id, journal, time) is not None


async def establish(connection: Any, step: Step) -> StepRecord | None:
    """Writes a step with its messages: in the caller's transaction, or in one of its own. Wake the relay after it.

    Returns the step as it stood before, and None when this one stands now. Raises Unavailable for an application
    whose start has not been committed yet.
    """
    fresh = await connection.fetchval(
        _ESTABLISH,
        step.application_id,
        step.state,
        None if step.closes else step.journal.SerializeToString(),
        step.calendar_version,
        step.record.time.ToDatetime(UTC),
        step.closes,
        step.record.id,
        step.record.detail,
        shard_of(step.application_id),
        SOURCE,
        current_traceparent(),
        [message.topic for message in step.messages],
        [message.id for message in step.messages],
        [message.type for message in step.messages],
        [message.payload for message in step.messages],
    )
    return await stood(connection, _FIND, step) if fresh is None else None


async def ask_again(connection: Any, application_id: str, commands: Sequence[OutgoingMessage], time: datetime) -> None:
    """Has commands published again under their ids; writes those that are lost."""
    await connection.execute(_UNSENT, [each.topic for each in commands], [each.id for each in commands])
    await outbox.insert(connection, _rows(application_id, commands, time))


async def hear(connection: Any, application_id: str, event: Event) -> None:
    """Keeps what a workflow is told, in the caller's transaction, until the application is over."""
    await connection.execute(_HEAR, application_id, event.id, event.SerializeToString())


async def forget_what_is_over(connection: Any) -> None:
    """Once an application is over nothing of what it was told is kept."""
    await connection.execute(_FORGET)


async def open_applications(connection: Any) -> list[str]:
    """The applications whose workflows have to run."""
    rows = await connection.fetch(
        "SELECT application_id FROM applications WHERE closed_at IS NULL AND item_code <> '' ORDER BY established_at"
    )
    return [row[0] for row in rows]


async def stored_application(connection: Any, application_id: str) -> Stored | None:
    """What an open application's workflow can be rebuilt from; None for one that is over, or not begun.

    To the journal of the last step comes what was heard since.
    """
    row = await connection.fetchrow(
        "SELECT submitted, journal, calendar_version FROM applications"
        " WHERE application_id = $1 AND closed_at IS NULL AND submitted IS NOT NULL",
        application_id,
    )
    if row is None:
        return None
    known = stored(row)
    seen = [event.id for event in known.journal.events]
    heard = await connection.fetch(
        "SELECT event FROM heard WHERE application_id = $1 AND event_id <> ALL ($2::text[])", application_id, seen
    )
    known.journal.events.extend(Event.FromString(row[0]) for row in heard)
    return known


def stored(row: Any) -> Stored:
    """An open application of its columns `submitted`, `journal` and `calendar_version`."""
    return Stored(
        ApplicationSubmitted.FromString(row["submitted"]), Journal.FromString(row["journal"]), row["calendar_version"]
    )


async def stood(connection: Any, find: str, step: Step, key: str = "") -> StepRecord:
    """The step that was not written, as it stands: `find` looks for what it belongs to, and for the step.

    `key`: what it is found by; the application where none is given.

    Raises Unavailable when the start of what it belongs to has not been committed yet.
    """
    row = await connection.fetchrow(find, key or step.application_id, step.record.id)
    if row is None or (row["step_id"] is None and row["closed_at"] is None):
        # An open one would have taken the step: its start was committed between the two looks.
        raise Unavailable("the start has not been committed yet")
    if row["step_id"] is None:
        # Closed before: a write that came too late, such as a change of light. It has no effect.
        return step.record
    record = StepRecord(id=row["step_id"], detail=row["detail"])
    record.time.FromDatetime(row["established_at"])
    return record


async def publish(connection: Any, step: Step) -> None:
    """Writes the messages of a step to the outbox, in the caller's transaction."""
    await outbox.insert(connection, _rows(step.application_id, step.messages, step.record.time.ToDatetime(UTC)))


def _rows(application_id: str, messages: Iterable[OutgoingMessage], time: datetime) -> list[outbox.Row]:
    shard, trace = shard_of(application_id), current_traceparent()
    return [
        (
            shard,
            message.topic,
            application_id,
            message.id,
            message.type,
            SOURCE,
            time,
            trace,
            None,
            message.payload,
            None,
        )
        for message in messages
    ]
