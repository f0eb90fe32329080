"""The same small register behind every kind of system, and what each kind can do wrong."""

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import asyncpg

from services.registers.adapters import adapter_named
from services.registers.adapters.port import RegisterAdapter, Surroundings
from services.registers.domain import FieldType, Limits, Register, SubjectKind
from services.registers.tests.http_department import HttpDepartment
from services.registers.tests.served import NOW, clock_at

SUBJECT, NOBODY = "777700199901010012", "777700199901010039"
FIELDS = {
    "licence_class": FieldType.TEXT,
    "licence_since": FieldType.DATE,
    "points_12m": FieldType.NUMBER,
    "fatal_accident": FieldType.BOOLEAN,
}
DRIVING = Register(
    "driving", "public-security", FIELDS, frozenset({SubjectKind.RESIDENT_ID}), 90, limits=Limits(deadline_ms=1500)
)


@dataclass(frozen=True)
class Row:
    """A driver as the department has it."""

    licence_class: str | None = "C1"
    licence_since: date = date(2019, 3, 1)
    points_12m: int = 3
    fatal_accident: bool = False
    as_of: datetime = NOW - timedelta(days=2)


class Harness(Protocol):
    """A system that holds what a test gives it, and the adapter in front."""

    adapter: RegisterAdapter
    # What this kind of system can do wrong, by name; each is done by `misbehave`.
    faults: Sequence[str]

    async def hold(self, rows: Sequence[Row]) -> None:
        """Let the system hold these records of SUBJECT, and nothing else."""
        ...

    async def misbehave(self, fault: str) -> None:
        """From now on do one thing wrong."""
        ...


def surroundings(tmp: Path, pool: Any = None) -> Surroundings:
    async def own(_: str | None) -> Any:
        return pool

    (tmp / "secrets").mkdir(exist_ok=True)
    (tmp / "secrets" / "driving-token").write_text("s3cret\n")
    return Surroundings(clock_at(), own, tmp / "secrets", tmp)


HTTP_ANSWER = {
    "succeeded": "code == '0'",
    "records": "data.drivers",
    "subject": "idNumber",
    "as_of": {"path": "confirmedAt"},
    "fields": {
        "licence_class": {"path": "class", "optional": True},
        "licence_since": {"path": "first", "format": "%Y%m%d"},
        "points_12m": {"path": "points.year"},
        "fatal_accident": {"path": "fatal", "values": {"Y": True, "N": False}},
    },
}


def http_source(port: int, **changes: Any) -> dict[str, Any]:
    return {
        "base_url": f"http://127.0.0.1:{port}/api",
        "keys": {"resident_id": "idNumber"},
        "auth": {"prefix": "Bearer ", "secret": "driving-token"},
        "request": {"path": "v1/drivers/query", "parameters": {"app": "onetrip"}},
        "answer": HTTP_ANSWER,
        "bytes_max": 20_000,
        **changes,
    }


def http_body(rows: Sequence[Row], subject: str = SUBJECT) -> dict[str, Any]:
    drivers = [
        {
            "idNumber": subject,
            "class": row.licence_class,
            "first": row.licence_since.strftime("%Y%m%d"),
            "points": {"year": row.points_12m},
            "fatal": "Y" if row.fatal_accident else "N",
            "confirmedAt": row.as_of.isoformat(),
        }
        for row in rows
    ]
    return {"code": "0", "data": {"drivers": drivers}}


class HttpHarness:
    """Behind HTTP+JSON."""

    def __init__(self, department: HttpDepartment, adapter: RegisterAdapter) -> None:
        self.department, self.adapter = department, adapter
        driver = http_body([Row()])["data"]["drivers"][0]
        partial = {name: value for name, value in driver.items() if name != "fatal"}
        self._replies: dict[str, Any] = {
            "never": None,
            "closes": b"",
            "half": b"HTTP/1.1 200 X\r\nContent-Length: 500\r\n\r\n{",
            "no http": b"hello\r\n\r\n",
            "no json": (200, b"<html>"),
            "half json": (200, b'{"code": "0", "data": {"drivers": ['),
            "not utf-8": (200, b'{"code": "\xff"}'),
            "nan": (200, b'{"code": "0", "data": {"drivers": [{"points": NaN}]}}'),
            "a name twice": (200, b'{"code": "0", "code": "1"}'),
            "deep": (200, b"[" * 9000),
            "huge": (200, {"code": "0", "pad": "x" * 30_000}),
            "redirect": b"HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
            "compressed": b"HTTP/1.1 200 X\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b",
            **{str(status): (status, {}) for status in (204, 400, 401, 403, 404, 418, 429, 500, 502, 503, 504)},
            "an error in 200": (200, {"code": "E1", "data": {"drivers": []}}),
            "no list": (200, {"code": "0"}),
            "null for a list": (200, {"code": "0", "data": {"drivers": None}}),
            "a list of words": (200, {"code": "0", "data": {"drivers": ["C1"]}}),
            "partial": (200, {"code": "0", "data": {"drivers": [partial]}}),
            "somebody else": (200, http_body([Row()], NOBODY)),
            "another word": (200, {"code": "0", "data": {"drivers": [{**driver, "fatal": "maybe"}]}}),
            "another type": (200, {"code": "0", "data": {"drivers": [{**driver, "points": {"year": "three"}}]}}),
            "no such day": (200, {"code": "0", "data": {"drivers": [{**driver, "first": "20190231"}]}}),
            "no as-of": (200, {"code": "0", "data": {"drivers": [{**driver, "confirmedAt": None}]}}),
            "too many": (200, http_body([Row()] * 101)),
        }
        self.faults = tuple(self._replies)

    @classmethod
    @asynccontextmanager
    async def ready(cls, tmp: Path) -> AsyncIterator["HttpHarness"]:
        async with HttpDepartment.serving() as department:
            adapter = await adapter_named("http")(DRIVING, http_source(department.port), surroundings(tmp))
            yield cls(department, adapter)
            await adapter.stop()

    async def hold(self, rows: Sequence[Row]) -> None:
        self.department.reply = (200, http_body(rows))

    async def misbehave(self, fault: str) -> None:
        self.department.reply = self._replies[fault]


FILE_SOURCE = {
    "folder": "driving",
    "keys": {"resident_id": "身份证号"},
    "columns": {
        "licence_class": {"column": "准驾车型", "optional": True},
        "fatal_accident": {"values": {"是": True, "否": False}},
    },
    "as_of": "confirmed",
}
HEADER = "身份证号,准驾车型,licence_since,points_12m,fatal_accident,confirmed"


def csv_of(rows: Sequence[Row], subject: str = SUBJECT) -> str:
    lines = [
        f"{subject},{row.licence_class or ''},{row.licence_since},{row.points_12m},"
        f"{'是' if row.fatal_accident else '否'},{row.as_of.isoformat()}"
        for row in rows
    ]
    return "\n".join([HEADER, *lines]) + "\n"


def deliver(folder: Path, text: str | bytes, rows: int, as_of: datetime | str = NOW, **changes: Any) -> None:
    """Put a delivery into the folder as a department does: the file, then the manifest."""
    content = text if isinstance(text, bytes) else text.encode()
    folder.mkdir(exist_ok=True)
    (folder / "drivers.csv").write_bytes(content)
    manifest = {
        "file": "drivers.csv",
        "sha256": hashlib.sha256(content).hexdigest(),
        "rows": rows,
        "as_of": as_of if isinstance(as_of, str) else as_of.isoformat(),
        **changes,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))


class FileHarness:
    """Delivered as a file."""

    faults = ("nothing delivered",)

    def __init__(self, folder: Path, adapter: Any) -> None:
        self.folder, self.adapter = folder, adapter

    @classmethod
    @asynccontextmanager
    async def ready(cls, tmp: Path) -> AsyncIterator["FileHarness"]:
        adapter = await adapter_named("file")(DRIVING, FILE_SOURCE, surroundings(tmp))
        yield cls(tmp / "driving", adapter)
        await adapter.stop()

    async def hold(self, rows: Sequence[Row]) -> None:
        deliver(self.folder, csv_of(rows), len(rows))
        await self.adapter.look()

    async def misbehave(self, fault: str) -> None:
        self.adapter = await adapter_named("file")(DRIVING, FILE_SOURCE, surroundings(self.folder.parent / "secrets"))


class PostgresHarness:
    """In a table."""

    faults = ("the table is locked", "the table is gone")

    def __init__(self, pool: asyncpg.Pool, adapter: RegisterAdapter) -> None:
        self.pool, self.adapter = pool, adapter
        self._locking: Any = None

    @classmethod
    @asynccontextmanager
    async def ready(cls, database: str, tmp: Path) -> AsyncIterator["PostgresHarness"]:
        async with asyncpg.create_pool(database, min_size=1, max_size=4) as pool:
            source = {"table": "driving", "keys": {"resident_id": "resident_id"}}
            yield cls(pool, await adapter_named("postgresql")(DRIVING, source, surroundings(tmp, pool)))
            pool.terminate()

    async def hold(self, rows: Sequence[Row]) -> None:
        if self._locking is not None:
            await self._locking.execute("ROLLBACK")
            self._locking = None
        await self.pool.execute("ALTER TABLE driving ALTER licence_class DROP NOT NULL")
        await self.pool.execute("DELETE FROM driving")
        for row in rows:
            values = (row.licence_class, row.licence_since, row.points_12m, row.fatal_accident, row.as_of)
            await self.pool.execute("INSERT INTO driving VALUES ($1, $2, $3, $4, $5, $6)", SUBJECT, *values)

    async def misbehave(self, fault: str) -> None:
        if fault == "the table is gone":
            await self.pool.execute("DROP TABLE driving")
            return
        self._locking = await self.pool.acquire()
        await self._locking.execute("BEGIN")
        await self._locking.execute("LOCK TABLE driving IN ACCESS EXCLUSIVE MODE")
