"""The guide to connect a department (docs/registers.md), followed to the letter."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.yaml_files import read
from runtime.clock import Clock
from services.intake.catalog import load_catalog
from services.registers.adapters.http import HttpAdapter
from services.registers.adapters.port import Surroundings
from services.registers.descriptions import load_description
from services.registers.domain import Lookup, SubjectKind
from services.registers.source import Source
from services.registers.tests.http_department import HttpDepartment
from services.registers.tests.served import FOLDER
from services.verification.tickets.sources import read_sources

ROOT = Path(__file__).parents[2]
GUIDE = (
    (ROOT / "docs" / "registers.md").read_text("utf-8").partition("## Connect a department")[2].partition("\n## ")[0]
)
FILES_MAX = 3
_STEP = re.compile(r"```(sh|yaml)\n(.*?)```", re.DOTALL)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("catalog", "docs/templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def contents(folder: Path) -> dict[Path, str]:
    return {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.rglob("*") if file.is_file()}


def follow(project: Path) -> None:
    """Run what the guide says to run, and add what it says to add, in its order."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for kind, text in _STEP.findall(GUIDE):
        block = "\n".join(line.removeprefix("   ") for line in text.splitlines()) + "\n"
        if kind == "yaml":
            with (project / "catalog" / "departments.yaml").open("a", encoding="utf-8") as departments:
                departments.write(block)
            continue
        environment = {**os.environ, "PATH": path}
        done = subprocess.run(
            ["/bin/sh", "-euc", block], check=False, cwd=project, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


async def test_the_guide_connects_a_department_with_three_files_at_most(project: Path) -> None:
    before = contents(project)
    follow(project)
    changed = [file for file, digest in contents(project).items() if before.get(file) != digest]
    assert 1 <= len(changed) <= FILES_MAX, changed
    assert "seafarers" in load_catalog(project / "catalog").registers

    file = project / "catalog" / "registers" / "seafarers.yaml"
    description = load_description(file)
    example = read(file).data["examples"][0]
    async with HttpDepartment.serving() as department:
        department.reply = (200, example["body"])
        source = {**description.source, "base_url": f"http://127.0.0.1:{department.port}/api"}

        async def no_database(_: str | None) -> None:
            raise AssertionError

        surroundings = Surroundings(Clock.real(), no_database, project / "secrets")  # type: ignore[arg-type]
        adapter = await HttpAdapter.open(description.register, source, surroundings)
        await adapter.check()
        seafarers = Source(description.register, adapter, Clock.real())
        fields = tuple(description.register.fields)
        [record] = await seafarers.ask(
            Lookup(description.register, SubjectKind.RESIDENT_ID, example["subject"], fields)
        )
        await seafarers.stop()
        sent = department.requests[0][1]["authorization"]
    assert record.values["certificate_class"] == example["gives"]["certificate_class"]
    assert sent == "Bearer the token the department gave"


def test_the_template_shows_every_part_of_a_description() -> None:
    template = read(ROOT / "docs" / "templates" / "register.yaml").data
    assert {example["gives"] for example in template["examples"] if isinstance(example["gives"], str)} == {
        "no record",
        "unavailable",
    }
    assert set(template["source"]) == {"adapter", "base_url", "keys", "auth", "request", "answer"}
    assert not (FOLDER / "seafarers.yaml").exists(), "the template is nobody's register"


def test_a_department_says_itself_how_soon_it_answers_a_ticket(tmp_path: Path) -> None:
    template = (ROOT / "docs" / "templates" / "register.yaml").read_text("utf-8")
    file = tmp_path / "seafarers.yaml"
    file.write_text(template.replace("ticket_working_days: 5", "ticket_working_days: 12"))
    assert load_description(file).register.name == "seafarers", "what verification reads is no fault to the registers"
    assert read_sources(tmp_path)["seafarers"].ticket_working_days == 12
