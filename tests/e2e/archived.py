"""Files of ended applications taken out for the archive, on a whole stack."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from deploy.keeping.archive import MANIFEST, PURPOSE, Archive, Records, Scope, faults_of
from deploy.local.stack import Stack
from runtime.clock import Clock
from runtime.sealing import LookupHash, Shredded
from services.intake.uploads.objects import Objects
from services.notification.office import Office
from tests.e2e.filing import sealer_of


async def exported(stack: Stack, applications: list[str], folder: Path) -> list[Path]:
    """The folders that were made below one."""
    opens, credentials = sealer_of(stack), stack.environment.credentials
    office = Office(Clock.real(), opens, LookupHash(b64decode(credentials.lookup_key)), ZoneInfo("Asia/Shanghai"))
    objects = Objects((stack.state_dir / "materials").as_uri(), opens)
    async with Records.open(stack.database_url, objects) as records:
        scope = Scope(office.clock.now(), applications)
        return [place async for place in Archive(records, office, folder).export(scope)]


async def what_ended_is_whole_in_the_archive(
    stack: Stack, applications: list[str], folder: Path, said: set[str], given: bytes
) -> None:
    """Each has its file, readable without us; what was said and given is in them; each was logged as a read."""
    places = await exported(stack, applications, folder)
    assert len(places) == len(applications)
    readable(places, said, given)
    assert await exported(stack, applications, folder) == [], "what is there is left as it is"
    connection = await asyncpg.connect(stack.database_url("verification"))
    logged = "SELECT DISTINCT application_id FROM access_log WHERE purpose = $1 AND application_id = ANY($2)"
    rows = await connection.fetch(logged, PURPOSE, applications)
    await connection.close()
    assert {row[0] for row in rows} == set(applications)
    tampered(places[0])


def readable(places: list[Path], said: set[str], given: bytes) -> None:
    """Papers, notices and documents, as they were."""
    assert not [fault for place in places for fault in faults_of(place)]
    text = "".join(path.read_text(encoding="utf-8") for place in places for path in place.glob("*.json"))
    assert {each for each in said if each not in text} == set()
    notices = [path for place in places for path in place.glob("notices/*.pdf")]
    assert len(notices) > len(places) and all(path.read_bytes().startswith(b"%PDF-1") for path in notices)
    assert any(given in path.read_bytes() for place in places for path in place.glob("materials/*"))
    decided = [json.loads((place / "decisions.json").read_text(encoding="utf-8")) for place in places]
    assert any(decisions and decisions[0]["facts"] for decisions in decided)


def tampered(place: Path) -> None:
    """What is changed or put beside it is named."""
    (place / "form.json").write_text("{}")
    (place / "notices" / "another.pdf").write_bytes(b"")
    assert faults_of(place) == ["form.json", "notices/another.pdf"]


def whole_ones(folder: Path) -> list[Path]:
    """The manifests below a folder."""
    return list(folder.rglob(MANIFEST))


async def nothing_is_left_to_take_out(stack: Stack, applications: list[str], folder: Path) -> None:
    """Once the keys are destroyed there is no file, and none is made by halves."""
    with pytest.raises(Shredded):
        await exported(stack, applications, folder)
    assert whole_ones(folder) == []
