"""Registers kept in PostgreSQL tables: one class for all of them, driven by their descriptions."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Annotated, Any

import asyncpg
from pydantic import Field, StringConstraints

from services.registers.adapters.port import (
    Reason,
    RegisterAdapter,
    RegisterUnavailable,
    SourceInvalid,
    Surroundings,
)
from services.registers.adapters.sources import KeyedSource, source_of
from services.registers.domain import RECORDS_MAX, Lookup, Record, Register, SubjectKind, Value
from services.registers.scans import Found, Scan

# What an unreachable, restarting or overloaded server raises, as asyncpg and the socket say it. Anything else is a
# fault of ours (a description that does not fit its table) and must not look like an outage.
_DOWN = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.exceptions.OperatorInterventionError,
    asyncpg.exceptions.InsufficientResourcesError,
)
# Rights, the password, the database's name, or the secret that holds them: all of them can be mended while we run.
_REFUSED = (
    asyncpg.InsufficientPrivilegeError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    SourceInvalid,
)

# A name, or a schema's and a name: nothing that could be anything else in SQL.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]{0,62}(\.[a-z_][a-z0-9_]{0,62})?$")]


class TableSource(KeyedSource):
    """`source` of a register that is a table or view.

    `database` names the secret that holds its DSN; without it, the database of the demo's tables is meant. `columns`
    names the columns whose names are not those of the fields, `as_of` the column that says when the department last
    confirmed the row.
    """

    database: str | None = None
    table: Name
    keys: dict[SubjectKind, Name] = Field(min_length=1)
    columns: dict[str, Name] = Field(default_factory=dict)
    as_of: Name = "as_of"


class PostgresAdapter:
    """Answers lookups from one table."""

    def __init__(self, register: Register, source: TableSource, pool: asyncpg.Pool) -> None:
        self._register = register
        self._source = source
        self._pool = pool
        # Tables of one database share its pool: one that hangs leaves half of it to the others.
        self._share = asyncio.Semaphore(max(1, pool.get_max_size() // 2))

    @classmethod
    async def open(cls, register: Register, source: Mapping[str, Any], surroundings: Surroundings) -> RegisterAdapter:
        """See Plugin."""
        table = table_source(register, source)
        return cls(register, table, await surroundings.pool(table.database))

    async def check(self) -> None:
        """Have the server parse every query a lookup can make: what does not fit its table is found at the start, and
        not at somebody's application.
        """
        try:
            async with _telling(), self._pool.acquire() as connection:
                for kind in self._source.keys:
                    await connection.prepare(self.query(kind, tuple(self._register.fields)))
        except asyncpg.PostgresError as error:
            raise SourceInvalid(f"source: the table does not fit: {error}") from None

    async def find(self, lookup: Lookup) -> Sequence[Record]:
        """See the port."""
        rows = await self._fetch(self.query(lookup.kind, tuple(dict.fromkeys(lookup.fields))), lookup.value)
        return [_record(row, lookup.fields) for row in rows]

    async def scan(self, scan: Scan) -> Sequence[Found]:
        """See the port. One index range of the person ids, with the source leaving out whom it need not show."""
        values = [scan.after, scan.until, scan.limit, *([scan.aged.not_after] if scan.aged else [])]
        rows = await self._fetch(self.page_query(scan), *values)
        if any(row["person_id_"] is None for row in rows):
            raise RegisterUnavailable(Reason.MALFORMED, "a row without a person id")
        return [Found(row["person_id_"], _record(row, scan.fields)) for row in rows]

    async def _fetch(self, sql: str, *values: Any) -> Sequence[Any]:
        async with _telling(), self._share:
            rows = await self._pool.fetch(sql, *values)
        if any(row["as_of_"] is None for row in rows):
            raise RegisterUnavailable(Reason.MALFORMED, "a row without an as-of time")
        return rows

    async def stop(self) -> None:
        """Nothing of its own: the pool belongs to the process."""

    def query(self, kind: SubjectKind, fields: tuple[str, ...]) -> str:
        """The SQL of a lookup, with the subject as $1. Every name in it comes from the description, none from a caller.

        One record more than an answer may have is read, so that too many are noticed.
        """
        source, latest = self._source, self._register.latest_wins
        columns = ", ".join(f'{self._column(field)} AS "{field}"' for field in fields)
        order = f"{self._column(latest)} DESC NULLS LAST, " if latest else ""
        limit = RECORDS_MAX if latest else RECORDS_MAX + 1
        return (
            f"SELECT {columns}, {source.as_of} AS as_of_ FROM {source.table} WHERE {source.keys[kind]} = $1 "
            f"ORDER BY {order}{source.as_of} DESC LIMIT {limit}"
        )

    def page_query(self, scan: Scan) -> str:
        """The SQL of a page, with after, until, limit and the date as $1 to $4. Every name is the description's."""
        key = self._source.keys[SubjectKind.PERSON_ID]
        columns = ", ".join(f'{self._column(field)} AS "{field}"' for field in dict.fromkeys(scan.fields))
        aged = f"AND {self._column(scan.aged.field)} <= $4 " if scan.aged else ""
        return (
            f"SELECT {key} AS person_id_, {columns}, {self._source.as_of} AS as_of_ FROM {self._source.table} "
            f'WHERE {key} COLLATE "C" > $1 AND ($2 = \'\' OR {key} COLLATE "C" <= $2) {aged}'
            f'ORDER BY {key} COLLATE "C" LIMIT $3'
        )

    def _column(self, field: str) -> str:
        return self._source.columns.get(field, field)


def table_source(register: Register, source: Mapping[str, Any]) -> TableSource:
    """Read the `source` of a register. Raises SourceInvalid."""
    table = source_of(TableSource, register, source)
    if unknown := set(table.columns) - set(register.fields):
        raise SourceInvalid(f"source.columns: no such field: {', '.join(sorted(unknown))}")
    return table


@asynccontextmanager
async def _telling() -> AsyncIterator[None]:
    """Raise RegisterUnavailable for a server that does not answer, or does not let us ask."""
    try:
        yield
    except TimeoutError:
        raise RegisterUnavailable(Reason.SLOW) from None
    except _DOWN as error:
        raise RegisterUnavailable(Reason.AWAY, type(error).__name__) from None
    except _REFUSED as error:
        raise RegisterUnavailable(Reason.REFUSED, type(error).__name__) from None


def _record(row: Any, fields: Sequence[str]) -> Record:
    return Record({field: _plain(row[field]) for field in fields}, row["as_of_"])


def _plain(value: Any) -> Value | None:
    """PostgreSQL's numeric as the number it is."""
    return float(value) if isinstance(value, Decimal) else value
