"""`onetrip registers check`: every register's file is right, and a wrong one is said before anybody applies."""

from pathlib import Path

import pytest
import yaml

from contracts.yaml_files import read
from services.registers.examples import problems
from services.registers.tests import plugins
from services.registers.tests.served import FOLDER

TEMPLATE = Path(__file__).parents[3] / "docs" / "templates" / "register.yaml"
FILE = """\
name: {zh: 渔船, en: Fishing vessels}
department: agriculture
subjects: [organisation]
fields: {vessel_name: text, built_on: date}
documents: []
fresh_for_days: 2
source: {adapter: file, folder: vessels, keys: {number: no}, columns: {vessel_name: {column: 船名}}}
examples:
  - says: one
    subject: V1
    file: "no,船名,built_on\\nV1,浙渔一号,2001-02-03\\n"
    gives: {vessel_name: 浙渔一号, built_on: 2001-02-03}
  - {says: another, subject: V2, file: "no,船名,built_on\\nV1,浙渔一号,2001-02-03\\n", gives: no record}
  - {says: half a row, subject: V1, file: "no,船名,built_on\\nV1,浙渔\\n", gives: unavailable}
"""


def test_every_register_of_the_catalogue_is_right() -> None:
    assert list(problems(FOLDER)) == []


def test_a_delivered_file_is_tried_as_well(tmp_path: Path) -> None:
    (tmp_path / "vessels.yaml").write_text(FILE)
    assert list(problems(tmp_path)) == []
    (tmp_path / "vessels.yaml").write_text(FILE.replace("V1,浙渔一号,2001-02-03", "V1,浙渔一号,2001-02-30"))
    assert [problem.split(":")[0] for problem in problems(tmp_path)] == ["vessels.yaml"] * 2


@pytest.mark.parametrize(
    ("changed", "by", "says"),
    [
        ("path: grade", "path: rank", "'a mate in good standing' gives unavailable"),
        ("gives: no record", "gives: unavailable", "none that gives no record"),
        ("status: 503", "status: 404", None),
        ('no_record: "code', 'succeeded_too: "code', "succeeded_too"),
        ("adapter: http", "adapter: soap", "'soap' is not one of"),
        ("fresh_for_days: 30", "fresh_for_days: soon", "fresh_for_days"),
        ("source:", "sauce:", "sauce"),
        ("name: {zh", "name: &a {zh", None),
        ("name: {zh", "name: *a {zh", "seafarers.yaml:"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_name(
    tmp_path: Path, changed: str, by: str, says: str | None
) -> None:
    text = TEMPLATE.read_text("utf-8")
    assert changed in text
    (tmp_path / "seafarers.yaml").write_text(text.replace(changed, by))
    found = list(problems(tmp_path))
    assert any(says in problem for problem in found) if says else not found
    assert all(problem.startswith("seafarers.yaml") for problem in found)


@pytest.mark.parametrize("source", ['table: "a; b"', "table: vessels, columns: {shoe_size: size}"])
def test_a_table_that_could_not_be_asked_is_said_before_the_start(tmp_path: Path, source: str) -> None:
    described = "{adapter: file, folder: vessels, keys: {number: no}, columns: {vessel_name: {column: 船名}}}"
    assert described in FILE
    (tmp_path / "vessels.yaml").write_text(
        FILE.replace(described, f"{{adapter: postgresql, keys: {{number: no}}, {source}}}")
    )
    [problem] = problems(tmp_path)
    assert problem.startswith("vessels.yaml: ")


@pytest.mark.parametrize(
    ("adapter", "item", "found"),
    [
        ("brought", "proactive: {register: drivers}", ["drivers.yaml: source.adapter: allowance would have it read"]),
        ("paged", "proactive: {register: drivers}", []),
        ("brought", "proactive: {register: population}", []),
        ("brought", "proactive: drivers", []),
        ("brought", "- no item", []),
        ("brought", "{", []),
        ("opened", "proactive: {register: drivers}", []),
    ],
)
def test_an_item_that_would_have_a_register_read_whose_adapter_cannot_is_said_before_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, adapter: str, item: str, found: list[str]
) -> None:
    plugins.install(tmp_path, plugins.Brought, plugins.Paged)
    monkeypatch.syspath_prepend(tmp_path)
    registers = tmp_path / "catalog" / "registers"
    registers.mkdir(parents=True)
    source = f"{{adapter: {adapter}, keys: {{person_id: id}}}}"
    (registers / "drivers.yaml").write_text(FILE.partition("source:")[0] + f"source: {source}\n")
    (tmp_path / "catalog" / "allowance.yaml").write_text(item)
    said = list(problems(registers))
    assert len(said) == len(found)
    assert all(one.startswith(begin) for one, begin in zip(said, found, strict=True))


def test_no_problem_quotes_a_secret_or_a_persons_number(tmp_path: Path) -> None:
    template = read(TEMPLATE).data
    template["source"]["auth"] = {"secret": "../777700199901010012"}
    (tmp_path / "seafarers.yaml").write_text(yaml.safe_dump(template, allow_unicode=True))
    assert "777700199901010012" not in "".join(problems(tmp_path))
