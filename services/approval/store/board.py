"""The supervisors' list, which the database derives itself (migrations/0004), and the lights it is sorted by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from runtime import metrics
from services.approval.domain.supervision import CaseState, Light, WaitsFor

_COLUMNS = "case_id, department, application_id, item_code, state, waits_for, urgency, due_on, due_provisional"
# For each thing waited for one range of one index, already in order; merged, that is at most seven pages of rows.
_LIST = """
SELECT page.* FROM unnest($1::text[]) AS wanted (shelf) CROSS JOIN LATERAL (
    SELECT {columns} FROM board
    WHERE ({shelf}) = wanted.shelf AND urgency <= $2
      AND (urgency, due_on, case_id, department) > ($3::smallint, $4::date, $5::text, $6::text)
      AND ($7 = '' OR department = $7)
    ORDER BY urgency, due_on, case_id, department LIMIT $8
) AS page
ORDER BY urgency, due_on, case_id, department LIMIT $8
"""
# The expressions of the indexes, as migrations/0004 has them.
_ALL = "state || '/' || waits_for"
_OF_DEPARTMENT = "department || '/' || state || '/' || waits_for"
_OF_ITEM = "item_code || '/' || state || '/' || waits_for"
_OF_CASE = f"SELECT {_COLUMNS} FROM board WHERE case_id = $1 ORDER BY department"
_SHINE = """
INSERT INTO lights AS known (case_id, stage, application_id, light, due_on, due_provisional, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (case_id, stage) DO UPDATE SET light = excluded.light, due_on = excluded.due_on,
    due_provisional = excluded.due_provisional, changed_at = excluded.changed_at
WHERE known.changed_at <= excluded.changed_at
"""
_ESCALATE = """
INSERT INTO escalations (case_id, stage, application_id, light, due_on, due_provisional, escalated_at, turn, extended)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $2 = '' AND EXISTS (
    SELECT FROM extensions WHERE application_id = $3 AND case_id IN ('', $1) AND approved_at <= $7
)) ON CONFLICT DO NOTHING
"""
_ESCALATIONS = """
SELECT stage, light, due_on, due_provisional, escalated_at FROM escalations WHERE case_id = $1
ORDER BY escalated_at, stage, light
"""

_ONE_ROW = "INSERT 0 1"

Position = tuple[int, date, str, str]


@dataclass(frozen=True)
class BoardRow:
    """A case as one department's supervisor sees it. ``due_on`` is date.max when nothing is due."""

    case_id: str
    department: str
    application_id: str
    item_code: str
    state: CaseState
    waits_for: WaitsFor
    urgency: int
    due_on: date
    due_provisional: bool

    @property
    def position(self) -> Position:
        """Its place in the list."""
        return self.urgency, self.due_on, self.case_id, self.department


@dataclass(frozen=True)
class Filter:
    """Which rows. Empty texts and None leave a filter out."""

    state: CaseState
    department: str
    item_code: str
    waits_for: WaitsFor | None
    light: Light | None


@dataclass(frozen=True)
class Shining:
    """A light told of. ``stage`` is empty for the whole case; ``turn``: of its limit, as `LightChanged` says."""

    application_id: str
    case_id: str
    stage: str
    light: Light
    due_on: date | None
    due_provisional: bool
    at: datetime
    turn: int = 0


@dataclass(frozen=True)
class Escalated:
    """A light that was passed on."""

    stage: str
    light: Light
    due_on: date | None
    due_provisional: bool
    at: datetime


def _row(record: asyncpg.Record) -> BoardRow:
    fields = dict(record.items())
    fields["state"], fields["waits_for"] = CaseState(fields["state"]), WaitsFor(fields["waits_for"])
    return BoardRow(**fields)


async def page(connection: asyncpg.Connection, wanted: Filter, after: Position | None, limit: int) -> list[BoardRow]:
    """Rows of the list after a position (None: from the start), the most urgent first.

    It costs the same however long the list is: an item is a matter of few departments, so that its rows of one of them
    are never far apart.
    """
    expression, prefix = _ALL, ""
    if wanted.item_code:
        expression, prefix = _OF_ITEM, f"{wanted.item_code}/"
    elif wanted.department:
        expression, prefix = _OF_DEPARTMENT, f"{wanted.department}/"
    kinds = [wanted.waits_for] if wanted.waits_for else list(WaitsFor)
    lights = [wanted.light] if wanted.light else list(Light)
    first, last = min(light.urgency for light in lights), max(light.urgency for light in lights)
    records = await connection.fetch(
        _LIST.format(columns=_COLUMNS, shelf=expression),
        [f"{prefix}{wanted.state.value}/{kind.value}" for kind in kinds],
        last,
        *(after or (first, date.min, "", "")),
        wanted.department if wanted.item_code else "",
        limit,
    )
    return [_row(record) for record in records]


async def of_case(connection: asyncpg.Connection, case_id: str) -> list[BoardRow]:
    """A case's rows, one for each department it concerns."""
    return [_row(record) for record in await connection.fetch(_OF_CASE, case_id)]


async def shine(connection: asyncpg.Connection, light: Shining) -> None:
    """Note a light, unless a later one is known, and pass yellow and red on, each once.

    What was taken back, or is of days that began anew, is passed on once more when it turns again.
    """
    fields = (light.case_id, light.stage, light.application_id, light.light, light.due_on, light.due_provisional)
    await connection.execute(_SHINE, *fields, light.at)
    if light.light is not Light.GREEN:
        passed_on = await connection.execute(_ESCALATE, *fields, light.at, light.turn)
        if light.light is Light.RED and passed_on == _ONE_ROW:
            metrics.deadlines_missed.inc()


async def escalations(connection: asyncpg.Connection, case_id: str) -> Sequence[Escalated]:
    """The lights of a case that were passed on, oldest first."""
    return [
        Escalated(stage, Light(light), due_on, provisional, at)
        for stage, light, due_on, provisional, at in await connection.fetch(_ESCALATIONS, case_id)
    ]
