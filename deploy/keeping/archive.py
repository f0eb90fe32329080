"""The file of an application 案卷, taken out for the archive before its keys are destroyed (decision 0070).

A folder for each: `application.json` (how it went, with its timeline), `form.json` (what was filled in), `item.json`
(the version it was filed under), `decisions.json` (with facts, clauses and what was said of them later), every notice
as the PDF that was issued, every document as it was given, and `manifest.json` with the SHA-256 of each.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import shutil
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from deploy.roles import connected
from onetrip.approval.v1.decision_service_pb2 import Decision, DecisionAmendment
from runtime.ids import new_id
from services.approval.store import amendments, outcomes
from services.intake.catalogue import Catalogue
from services.intake.codec import open_form
from services.intake.store import Stored, Tables
from services.intake.texts import Texts
from services.intake.uploads.objects import Objects
from services.intake.view import Views
from services.notification import papers
from services.notification.office import Office
from services.notification.printing.press import Press
from services.notification.store import notices
from services.verification import store as verification

M = TypeVar("M", bound=Message)
MANIFEST = "manifest.json"
PURPOSE = "ARCHIVE"
READER = "archive"
FIELDS = ("form", "material", "matter", "notice", "words")
PAGE = 200
ROLES = ("intake", "verification", "approval", "notification")
_ENDED = """
SELECT id FROM applications
WHERE id > $1 AND ended AND update_time < $2 AND ($3::text[] IS NULL OR id = ANY($3)) ORDER BY id LIMIT $4
"""


@dataclass(frozen=True)
class Records:
    """Connections as the roles of the services whose records they are, and where uploads are."""

    intake: Any
    verification: Any
    approval: Any
    notification: Any
    objects: Objects

    @classmethod
    @asynccontextmanager
    async def open(cls, url: Callable[[str], str], objects: Objects) -> AsyncIterator[Records]:
        """Connect as each role, whose database is at `url(role)`, until the end of the block."""
        async with connected({role: url(role) for role in ROLES}) as roles:
            yield cls(*(roles[role] for role in ROLES), objects=objects)


@dataclass(frozen=True)
class Scope:
    """Which applications: ended before an instant; `only` of these ids, None for all."""

    before: datetime
    only: list[str] | None = None


class Archive:
    """Writes files of applications below a folder: `<year of receipt>/<item>/<tracking number>`."""

    def __init__(self, records: Records, office: Office, folder: Path) -> None:
        self._records = records
        self._office = office
        self._sealer = office.sealer
        self._folder = folder
        self._intake = Tables(records.intake)
        self._catalogue = Catalogue(self._intake.catalogue)
        self._views = Views(Texts.load(), office.sealer, office.zone)
        self._press = Press()

    async def export(self, scope: Scope) -> AsyncIterator[Path]:
        """Yield each folder once it is whole; those that are there already are left as they are. Repeat it freely.

        Every file taken out is a read in the access log of whose application it is. Raises SealBroken, Shredded for
        one whose keys are destroyed, Unavailable when uploads cannot be read.
        """
        await self._catalogue.start()
        after = ""
        while rows := await self._records.intake.fetch(_ENDED, after, scope.before, scope.only, PAGE):
            after = rows[-1]["id"]
            for row in rows:
                stored = await self._intake.applications.read(row["id"])
                if stored and not (self._place(stored) / MANIFEST).exists():
                    yield await self._one(stored)

    async def _one(self, stored: Stored) -> Path:
        """Logged first: nothing leaves unless that it was read stands in the log."""
        await self._sealer.load_applications({stored.id})
        now, place = self._office.clock.now(), self._place(stored)
        read = verification.Read(stored.applicant_id, READER, PURPOSE, stored.id, FIELDS, now, role="service")
        await verification.log_read(self._records.verification, new_id(), read)
        partial = place.with_name(f"{place.name}.part")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        await self._papers(stored, partial)
        await self._notices(stored, partial)
        await self._documents(stored, partial)
        _write(partial / MANIFEST, _manifest(stored, partial, now))
        partial.rename(place)
        return place

    async def _papers(self, stored: Stored, place: Path) -> None:
        definition = await self._catalogue.filed_under(stored.item_code, stored.item_version)
        _write(place / "application.json", _dict(self._views.application(stored, definition)))
        _write(place / "form.json", _dict(open_form(self._sealer, stored.id, stored.sealed_form)))
        _write(place / "item.json", _dict(definition.item))
        _write(place / "decisions.json", [_dict(each) for each in await self._decisions(stored.id)])

    async def _decisions(self, application_id: str) -> Iterable[Message]:
        connection = self._records.approval
        later = await amendments.of_application(connection, application_id)
        explained = await outcomes.explanations(connection, application_id)
        decisions = [self._opened(Decision, application_id, each) for each in explained]
        for decision in decisions:
            told = (self._opened(DecisionAmendment, application_id, each) for each in later.get(decision.id, ()))
            decision.amendments.extend(told)
        return decisions

    async def _notices(self, stored: Stored, place: Path) -> None:
        (folder := place / "notices").mkdir()
        for row in await notices.issued_for(self._records.notification, stored.id):
            pdf = await self._press.pdf(papers.paper_of(row, self._office), row["layout"])
            (folder / f"{row['issued_at'].astimezone(self._office.zone):%Y%m%d}-{row['id']}.pdf").write_bytes(pdf)

    async def _documents(self, stored: Stored, place: Path) -> None:
        (folder := place / "materials").mkdir()
        for given in stored.given:
            material = await self._intake.materials.read(given.material_id)
            if material is None:
                continue
            name = f"{given.code}-{given.material_id}{mimetypes.guess_extension(given.content_type) or ''}"
            with (folder / name).open("wb") as file:
                async for piece in self._records.objects.get(material.object_name, material.id):
                    file.write(piece)

    def _opened(self, kind: type[M], application_id: str, sealed: bytes) -> M:
        scope, associated = f"application/{application_id}", f"{kind.DESCRIPTOR.name}:{application_id}"
        return kind.FromString(self._sealer.open(scope, sealed, associated))

    def _place(self, stored: Stored) -> Path:
        year = stored.receive_time.astimezone(self._office.zone).year
        return self._folder / str(year) / stored.item_code / stored.tracking_number


def _dict(message: Message) -> dict[str, Any]:
    return MessageToDict(message, preserving_proto_field_name=True)


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _manifest(stored: Stored, folder: Path, now: datetime) -> dict[str, Any]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "application_id": stored.id,
        "tracking_number": stored.tracking_number,
        "item": {"code": stored.item_code, "version": stored.item_version},
        "received": stored.receive_time.isoformat(),
        "ended": stored.update_time.isoformat(),
        "exported": now.isoformat(),
        "files": {path.relative_to(folder).as_posix(): _sha256(path) for path in files},
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def faults_of(folder: Path) -> list[str]:
    """What of a file taken out is not as its manifest says: files changed, missing, or beside it. Raises OSError."""
    told: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    changed = [name for name in told if name in there and _sha256(folder / name) != told[name]]
    return sorted([*changed, *(told.keys() ^ there)])
