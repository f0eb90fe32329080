"""Registers kept in PostgreSQL tables: one class for all of them, driven by their descriptions."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import asyncpg

from services.registers.adapters.port import RegisterUnavailable
from services.registers.domain import Lookup, Record, Register, SubjectKind, subject_kinds

# More records of one subject than this tell nothing more; the limit keeps a broken register from flooding us.
RECORDS_MAX = 8
# What an unreachable, restarting or overloaded server raises, as asyncpg and the socket say it. Anything else is a
# fault of ours (a description that does not fit its table) and must not look like an outage.
_DOWN = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.exceptions.OperatorInterventionError,
    asyncpg.exceptions.InsufficientResourcesError,
)


class PostgresAdapter:
    """Answers lookups from tables, each query within `timeout_seconds`."""

    def __init__(self, pool: asyncpg.Pool, timeout_seconds: float) -> None:
        self._pool = pool
        self._timeout_seconds = timeout_seconds

    async def check(self, registers: Iterable[Register]) -> None:
        """Have the server parse every query a lookup can make: a description that does not fit its table raises
        asyncpg.PostgresError here, at the start, and not at somebody's application.
        """
        async with self._pool.acquire() as connection:
            for register in registers:
                for kind in sorted(subject_kinds(register)):
                    await connection.prepare(query(register, kind, tuple(register.fields)))

    async def find_all(self, lookups: Sequence[Lookup]) -> list[Sequence[Record] | RegisterUnavailable]:
        """See the port. One connection for the whole batch: returning one to the pool costs a round trip."""
        try:
            async with self._pool.acquire(timeout=self._timeout_seconds) as connection:
                return [await self._find(connection, lookup) for lookup in lookups]
        except _DOWN as error:
            return [RegisterUnavailable(type(error).__name__) for _ in lookups]

    async def _find(
        self, connection: "asyncpg.pool.PoolConnectionProxy", lookup: Lookup
    ) -> Sequence[Record] | RegisterUnavailable:
        sql = query(lookup.register, lookup.kind, tuple(lookup.fields))
        try:
            rows = await connection.fetch(sql, lookup.value, timeout=self._timeout_seconds)
        except _DOWN as error:
            return RegisterUnavailable(type(error).__name__)
        return [Record({field: row[field] for field in lookup.fields}, row["as_of_"]) for row in rows]


@lru_cache(maxsize=512)
def query(register: Register, kind: SubjectKind, fields: tuple[str, ...]) -> str:
    """The SQL of a lookup, with the subject as $1. Every name in it comes from the description, none from a caller."""
    columns = ", ".join(f'{register.fields[field]} AS "{field}"' for field in dict.fromkeys(fields))
    newest_first = register.latest_wins or register.as_of
    return (
        f"SELECT {columns}, {register.as_of} AS as_of_ FROM {register.table} WHERE {_condition(register, kind)} "
        f"ORDER BY {newest_first} DESC NULLS LAST, {register.as_of} DESC LIMIT {RECORDS_MAX}"
    )


def _condition(register: Register, kind: SubjectKind) -> str:
    if kind in register.subjects:
        return f"{register.subjects[kind]} = $1"
    resident_id = register.subjects[SubjectKind.RESIDENT_ID]
    return f"{resident_id} = (SELECT resident_id FROM population WHERE person_id = $1)"
