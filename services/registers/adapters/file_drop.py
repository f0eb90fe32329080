"""Registers that a department delivers as a file, by night: a CSV, and after it a manifest that says what it is.

A file is read whole before anybody is answered from it, and is put in the place of the one before at once. What is
half-written, malformed or older than the one in force is refused with the number of its row, and the one before stays:
its age is known, and every answer says it. Nobody who asks waits for a file to be read: it is read beside the lookups.
"""

import asyncio
import csv
import hashlib
import io
import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from runtime.clock import Clock
from runtime.logs import describe_error, get_logger
from services.registers.adapters.mapping import newest_first
from services.registers.adapters.port import Reason, RegisterAdapter, RegisterUnavailable, SourceInvalid, Surroundings
from services.registers.adapters.sources import KeyedSource, Strict, parsed, source_of
from services.registers.adapters.values import Reading, instant
from services.registers.domain import Lookup, Malformed, Record, Register, SubjectKind, checked
from services.registers.scans import Aged, Found, Scan

MANIFEST = "manifest.json"
MANIFEST_BYTES_MAX = 64 * 1024
# All of it is kept in memory; a register with more belongs in a database table.
FILE_BYTES_MAX = 64 * 1024 * 1024
ROWS_MAX = 200_000
# How often it is looked whether something new was delivered, whether or not anybody asks.
LOOK_SECONDS = 5.0
# One that was refused is read whole again each time: less often.
LOOK_AGAIN_SECONDS = 60.0

Column = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class ColumnAt(Reading):
    """In which column a field stands, and how it is read; without `column`, the column has the field's name."""

    column: Column | None = None


class DropSource(KeyedSource):
    """`source` of a register that delivers files into `folder` below the drop folder; `keys` names columns.

    `encoding`: utf-8 or gb18030. `as_of`: the column with the as-of time of a row; without, the manifest's counts.
    """

    folder: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    keys: dict[SubjectKind, Column] = Field(min_length=1)
    columns: dict[str, ColumnAt] = Field(default_factory=dict)
    delimiter: Annotated[str, StringConstraints(pattern=r"^[,;|\t]$")] = ","
    encoding: Annotated[str, StringConstraints(pattern=r"^(utf-8|gb18030)$")] = "utf-8"
    as_of: Column | None = None
    as_of_format: str = Field(default="rfc3339", max_length=40)


class Manifest(Strict):
    """What a delivery says of itself; written last, so that what it names is whole."""

    file: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,100}\.csv$")]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    rows: int = Field(ge=0, le=ROWS_MAX)
    as_of: str = Field(max_length=40)


class DropRefused(ValueError):
    """A delivery that is not put in force; names the row (the header is row 1) and the column, never a value."""


@dataclass(frozen=True)
class Delivery:
    """A delivery in force: its manifest as it was written, its records by kind of subject and subject; people in the
    order in which they are read.
    """

    manifest: bytes
    as_of: datetime
    records: Mapping[SubjectKind, Mapping[str, Sequence[Record]]]
    people: Sequence[str]


class FileDropAdapter:
    """Answers lookups from the newest delivery that could be read."""

    def __init__(self, register: Register, source: DropSource, folder: Path, surroundings: Surroundings) -> None:
        self._register = register
        self._source = source
        self._folder = folder
        self._surroundings = surroundings
        self._delivery: Delivery | None = None
        self._looking: asyncio.Task[bool] | None = None
        self._watching: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, register: Register, source: Mapping[str, Any], surroundings: Surroundings) -> RegisterAdapter:
        """See Plugin."""
        read = source_of(DropSource, register, source)
        if surroundings.drops is None:
            raise SourceInvalid("source: files are delivered, and no drop folder is configured")
        if unknown := set(read.columns) - set(register.fields):
            raise SourceInvalid(f"source.columns: no such field: {', '.join(sorted(unknown))}")
        return cls(register, read, surroundings.drops / read.folder, surroundings)

    async def check(self) -> None:
        """Read what has been delivered, and from now on what will be; nothing yet is no fault."""
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch())
        await self.look()

    async def find(self, lookup: Lookup) -> Sequence[Record]:
        """See the port."""
        found = self._in_force().records[lookup.kind].get(lookup.value, ())
        return newest_first(found, self._register.latest_wins)

    async def scan(self, scan: Scan) -> Sequence[Found]:
        """See the port. A delivery that comes between two pages changes nothing of the order: people keep their ids."""
        delivery = self._in_force()
        people, records, page = delivery.people, delivery.records[SubjectKind.PERSON_ID], list[Found]()
        for at in range(bisect_right(people, scan.after), len(people)):
            person = people[at]
            if len(page) == scan.limit or (scan.until and person > scan.until):
                break
            found = newest_first(records[person], self._register.latest_wins)
            # Somebody who stands in it twice, and of whom no record wins, comes twice: that is no page (scans.py).
            wanted = found[:1] if self._register.latest_wins else found
            page += [Found(person, record) for record in wanted if _old_enough(record, scan.aged)]
        return page

    def _in_force(self) -> Delivery:
        """The delivery in force. Raises RegisterUnavailable while there is none, or while the first is being read."""
        if self._delivery is None:
            raise RegisterUnavailable(Reason.AWAY, "nothing has been delivered, or it is still being read")
        return self._delivery

    async def stop(self) -> None:
        """Nothing is waited for: what is being read is let go."""
        for task in filter(None, (self._watching, self._looking)):
            task.cancel()

    async def look(self) -> bool:
        """Put a new delivery in force; False: it is refused, the log says why. Goes on when its caller has gone."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)

    async def _watch(self) -> None:
        fine = True
        while True:  # until it is stopped
            await asyncio.sleep(LOOK_SECONDS if fine else LOOK_AGAIN_SECONDS)
            fine = await self.look()

    async def _look(self) -> bool:
        try:
            await asyncio.to_thread(self._read_anew)
            return True
        except DropRefused as fault:
            get_logger().error("register.delivery_refused", register=self._register.name, reason=str(fault))
        except Exception as error:
            # Nobody may be waiting who would say so; the one before stays in force.
            get_logger().error("register.adapter_failed", register=self._register.name, error=describe_error(error))
        return False

    def _read_anew(self) -> None:
        """In a thread: what was read is in force by one assignment, whoever still waits. Raises DropRefused."""
        try:
            content = _bytes(self._folder / MANIFEST, MANIFEST_BYTES_MAX)
        except FileNotFoundError:
            return
        if self._delivery is None or content != self._delivery.manifest:
            self._delivery = self._read(content)

    def _read(self, manifest_bytes: bytes) -> Delivery:
        manifest = _manifest(manifest_bytes)
        try:
            content = _bytes(self._folder / manifest.file, FILE_BYTES_MAX)
        except FileNotFoundError:
            raise DropRefused("the file named is not there") from None
        if hashlib.sha256(content).hexdigest() != manifest.sha256:
            raise DropRefused("half-written: its content is not what the manifest says")
        as_of = _of(lambda: instant(manifest.as_of, "rfc3339", self._surroundings.zone), "the manifest")
        if self._delivery is not None and as_of < self._delivery.as_of:
            raise DropRefused("older than the one in force")
        records = self.records(content, manifest, as_of)
        return Delivery(manifest_bytes, as_of, records, sorted(records.get(SubjectKind.PERSON_ID, ())))

    def records(
        self, content: bytes, manifest: Manifest, as_of: datetime
    ) -> Mapping[SubjectKind, Mapping[str, Sequence[Record]]]:
        """The rows of a file by kind of subject and subject. Raises DropRefused."""
        records: dict[SubjectKind, dict[str, list[Record]]] = {kind: {} for kind in self._source.keys}
        count = 0
        for number, row in _table(content, self._source, self._register):
            count += 1
            if count > ROWS_MAX:
                raise DropRefused(f"more than {ROWS_MAX} rows")
            record = _of(lambda row=row: self._record(row, as_of), f"row {number}")
            for kind, column in self._source.keys.items():
                if row[column]:
                    records[kind].setdefault(row[column], []).append(record)
        if count != manifest.rows:
            raise DropRefused(f"{count} rows, and the manifest says {manifest.rows}")
        return records

    def _record(self, row: Mapping[str, str], delivered: datetime) -> Record:
        source, fields = self._source, self._register.fields
        if not any(row[column] for column in source.keys.values()):
            raise Malformed("no subject")
        as_of = instant(row[source.as_of], source.as_of_format, self._surroundings.zone) if source.as_of else delivered
        plain = ColumnAt()
        values = {
            field: source.columns.get(field, plain).value(field, type, row[_column(source, field)])
            for field, type in fields.items()
        }
        record = Record(values, as_of)
        kind = next(iter(source.keys))
        checked(Lookup(self._register, kind, "", tuple(fields)), [record], self._surroundings.clock.now())
        return record


def _old_enough(record: Record, aged: Aged | None) -> bool:
    """Whether a record's date is there and not after the one that leaves people out."""
    value = record.values[aged.field] if aged else None
    return aged is None or (isinstance(value, date) and value <= aged.not_after)


def _table(content: bytes, source: DropSource, register: Register) -> Any:
    """The rows with their numbers, each with every column that is needed."""
    try:
        text = content.decode(source.encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise DropRefused(f"not {source.encoding}") from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=source.delimiter, strict=True)
    try:
        header = next(reader, [])
        needed = {*source.keys.values(), *(_column(source, field) for field in register.fields)}
        needed |= {source.as_of} if source.as_of else set()
        if missing := sorted(needed - set(header)):
            raise DropRefused(f"row 1: no column {', '.join(missing)}")
        if len(header) != len(set(header)):
            raise DropRefused("row 1: a column twice")
        for number, cells in enumerate(reader, start=2):
            if len(cells) != len(header):
                raise DropRefused(f"row {number}: {len(cells)} cells and {len(header)} columns")
            yield number, dict(zip(header, cells, strict=True))
    except csv.Error:
        raise DropRefused(f"row {reader.line_num}: not CSV") from None


def _column(source: DropSource, field: str) -> str:
    at = source.columns.get(field)
    return at.column if at and at.column else field


def _manifest(content: bytes) -> Manifest:
    try:
        return parsed(Manifest, json.loads(content), MANIFEST)
    except (ValueError, RecursionError) as fault:
        detail = str(fault) if isinstance(fault, SourceInvalid) else "not JSON"
        raise DropRefused(f"the manifest: {detail}") from None


def _bytes(path: Path, bytes_max: int) -> bytes:
    """Raises FileNotFoundError and DropRefused."""
    try:
        if path.is_symlink() or not path.is_file():
            raise FileNotFoundError(path)
        with path.open("rb") as file:
            content = file.read(bytes_max + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise DropRefused(f"{path.name} cannot be read ({type(error).__name__})") from None
    if len(content) > bytes_max:
        raise DropRefused(f"{path.name} has more than {bytes_max} bytes")
    return content


def _of(read: Any, where: str) -> Any:
    """What `read` gives; its fault names where it was."""
    try:
        return read()
    except (RegisterUnavailable, Malformed) as fault:
        raise DropRefused(f"{where}: {fault}") from None


def example_records(register: Register, source: Mapping[str, Any], lookup: Lookup, text: str) -> Sequence[Record]:
    """The records of a subject in a file that stands in the register's examples. Raises DropRefused, SourceInvalid."""
    read = source_of(DropSource, register, source)
    clock = Clock.real()
    found = FileDropAdapter(register, read, Path(), Surroundings(clock, _no_pool))
    content = text.encode(read.encoding)
    manifest = Manifest(file="example.csv", sha256="0" * 64, rows=max(0, len(text.splitlines()) - 1), as_of="")
    records = found.records(content, manifest, clock.now())
    return newest_first(records[lookup.kind].get(lookup.value, ()), register.latest_wins)


async def _no_pool(_: str | None) -> Any:
    raise SourceInvalid("a delivery is in no database")
