"""What the catalogue's schema lets a register's file say, the registers read; and nothing else."""

import json
from pathlib import Path

import pytest

from contracts.yaml_files import read
from services.registers.adapters.port import SourceInvalid
from services.registers.descriptions import _File, load_description

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "catalog" / "schema.json").read_text("utf-8"))["$defs"]["register"]
TEMPLATE = ROOT / "docs" / "templates" / "register.yaml"


def test_every_field_of_the_schema_is_taken_by_the_reader_and_no_other_is() -> None:
    assert set(_File.model_fields) == set(SCHEMA["properties"])
    required = {name for name, field in _File.model_fields.items() if field.is_required()}
    assert required == set(SCHEMA["required"])


def test_the_template_says_all_that_a_department_can_but_which_record_is_the_latest() -> None:
    assert set(SCHEMA["properties"]) - set(read(TEMPLATE).data) == {"latest_wins"}


@pytest.mark.parametrize("days", ["0", "61", "soon"])
def test_a_term_that_the_schema_does_not_allow_is_refused(tmp_path: Path, days: str) -> None:
    file = tmp_path / "seafarers.yaml"
    file.write_text(TEMPLATE.read_text("utf-8").replace("ticket_working_days: 5", f"ticket_working_days: {days}"))
    with pytest.raises(SourceInvalid, match="ticket_working_days"):
        load_description(file)
