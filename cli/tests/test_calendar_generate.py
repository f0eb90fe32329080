"""`onetrip calendar generate`."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands.calendar import app

CALENDARS = Path(__file__).parents[2] / "catalog" / "calendars"
NOTICES = {2024: "国办发明电〔2023〕7号", 2025: "国办发明电〔2024〕12号", 2026: "国办发明电〔2025〕7号"}


@pytest.mark.parametrize("year", NOTICES)
def test_the_committed_file_is_what_the_command_writes(year: int, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["generate", str(year), "--source", NOTICES[year], "--directory", str(tmp_path)])
    assert result.exit_code == 0, result.output
    name = f"{year}.yaml"
    assert (tmp_path / name).read_text(encoding="utf-8") == (CALENDARS / name).read_text(encoding="utf-8")


def test_a_year_whose_notice_the_package_lacks_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["generate", "2040", "--source", "none", "--directory", str(tmp_path)])
    assert result.exit_code == 1
    assert "no notice for 2040" in result.output
    assert list(tmp_path.iterdir()) == []
