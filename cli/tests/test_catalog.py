"""`onetrip catalog` says what is wrong, where, and by its exit code."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands.catalog import CATALOG, app

run = CliRunner().invoke


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The published catalogue with one item that promises more than the law allows."""
    folder = tmp_path / "catalog"
    shutil.copytree(CATALOG, folder)
    file = folder / "signboard-permit.yaml"
    file.write_text(file.read_text("utf-8").replace("statutory_working_days: 5", "statutory_working_days: 4"), "utf-8")
    return folder


def test_a_good_catalogue_exits_with_zero() -> None:
    result = run(app, ["check"])
    assert result.exit_code == 0
    assert "no problems" in result.output


def test_a_problem_is_printed_as_file_line_rule(broken: Path) -> None:
    result = run(app, ["check", str(broken)])
    assert result.exit_code == 1
    text = (broken / "signboard-permit.yaml").read_text("utf-8")
    line = text[: text.index("promised_working_days")].count("\n") + 1
    assert f"signboard-permit.yaml:{line}: promised-limit: " in result.output


def test_problems_are_json_for_a_program(broken: Path) -> None:
    result = run(app, ["check", str(broken), "--json"])
    assert result.exit_code == 1
    assert [problem["rule"] for problem in json.loads(result.stdout)] == ["promised-limit"]
    assert json.loads(run(app, ["check", "--json"]).stdout) == []


def test_the_list_shows_what_only_the_applicant_has() -> None:
    rows = {row["code"]: row for row in json.loads(run(app, ["list", "--json"]).stdout)}
    assert rows["graduate-residence"]["asked"] == []
    assert "kitchen-layout" in rows["restaurant-opening"]["asked"]
    assert "senior-allowance" in run(app, ["list"]).output


def test_a_broken_catalogue_is_not_listed(broken: Path) -> None:
    assert run(app, ["list", str(broken)]).exit_code == 1


@pytest.mark.parametrize("command", ["check", "list"])
def test_a_folder_without_a_catalogue_is_said_so(command: str, tmp_path: Path) -> None:
    assert run(app, [command, str(tmp_path)]).exit_code == 66
    assert run(app, [command, str(tmp_path / "nowhere")]).exit_code == 66
