"""Every rule of the catalogue finds what it is for, and names file, line and rule."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onetrip.catalog.v1 import catalog_pb2
from services.intake.catalog import CatalogInvalid, check, load_catalog, service_items
from services.intake.catalog.rules import RULES

HERE = Path(__file__).parent
REAL = Path(__file__).parents[4] / "catalog"
CASES = yaml.safe_load((HERE / "broken.yaml").read_text("utf-8"))


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A small catalogue without a fault, with the real schema, departments and registers."""
    shutil.copytree(HERE / "sample", tmp_path, dirs_exist_ok=True)
    for name in ("schema.json", "departments.yaml"):
        shutil.copy(REAL / name, tmp_path / name)
    shutil.copytree(REAL / "registers", tmp_path / "registers")
    return tmp_path


def test_the_sample_catalogue_has_no_fault(sample: Path) -> None:
    assert check(sample) == []


def test_every_rule_has_a_case_that_breaks_it() -> None:
    assert {case["rule"] for case in CASES} == {*RULES, "yaml", "schema"}


@pytest.mark.parametrize("case", CASES, ids=[f"{case['rule']}-{case['says']}" for case in CASES])
def test_a_broken_rule_is_reported_with_its_file_and_line(case: dict, sample: Path) -> None:
    file = sample / f"{case['file']}.yaml"
    text = file.read_text("utf-8")
    assert text.count(case["replace"]) == 1, "the case must say exactly which text it breaks"
    file.write_text(text.replace(case["replace"], case["with"]), "utf-8")
    reported_in = sample / f"{case.get('in', case['file'])}.yaml"
    after = reported_in.read_text("utf-8")
    at = case.get("at", case["with"].split("\n")[0])
    line = after[: after.index(at)].count("\n") + 1

    problems = check(sample)

    found = [problem for problem in problems if problem.rule == case["rule"] and case["says"] in problem.message]
    assert [(problem.file, problem.line) for problem in found] == [(str(reported_in), line)], problems
    if not case.get("also"):
        assert {problem.rule for problem in problems} == {case["rule"]}, problems


def test_two_files_with_one_code_are_told_apart(sample: Path) -> None:
    shutil.copy(sample / "tea-sign.yaml", sample / "tea-sign-2.yaml")
    assert {"duplicate-code", "file-name"} <= {problem.rule for problem in check(sample)}


def test_a_missing_departments_file_is_one_problem_and_not_one_for_each_item(sample: Path) -> None:
    (sample / "departments.yaml").unlink()
    problems = check(sample)
    assert [(problem.rule, Path(problem.file).name) for problem in problems] == [("yaml", "departments.yaml")]


def test_a_broken_register_is_one_problem_and_not_one_for_each_item(sample: Path) -> None:
    (sample / "registers" / "population.yaml").write_text("name: {")
    problems = check(sample)
    assert [(problem.rule, Path(problem.file).name) for problem in problems] == [("yaml", "population.yaml")]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"- 1", b"42", b"? [a]\n: b", b"a: !!python/object:os.system {}", b"a: &a [*a]"]
)
def test_any_content_is_a_problem_and_never_an_exception(content: bytes, sample: Path) -> None:
    (sample / "odd.yaml").write_bytes(content)
    assert {problem.rule for problem in check(sample)} in ({"yaml"}, {"schema"})
    with pytest.raises(CatalogInvalid):
        load_catalog(sample)


def test_a_file_that_is_too_large_is_not_parsed(sample: Path) -> None:
    (sample / "large.yaml").write_bytes(b"a" * 300_000)
    assert [problem.rule for problem in check(sample)] == ["yaml"]


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        check(tmp_path / "nowhere")


def test_a_bundle_costs_its_own_number_of_visits_else_the_highest_of_its_items(sample: Path) -> None:
    def declared() -> int:
        bundle = next(item for item in service_items(load_catalog(sample)) if item.code == "tea-shop")
        return bundle.visits

    file, text = sample / "tea-shop.yaml", (sample / "tea-shop.yaml").read_text()
    assert declared() == 1
    file.write_text(text.replace("visits: 1\n", ""))
    assert declared() == 1, "the permit's tasting needs one"
    permit = sample / "tea-permit.yaml"
    permit.write_text(permit.read_text().replace("    needs_applicant: true\n", ""))
    file.write_text(text.replace("visits: 1\n", "visits: 0\n"))
    assert declared() == 0, "its own number, though an item alone may cost 1"


@pytest.mark.parametrize(("code", "rule"), [("tea-permit", "instant"), ("tea-gift", "proactive")])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.dictionaries(
        st.sampled_from(["version", "clauses", "cases"]),
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20)),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(st.sampled_from(["code", "cel", "text", "title", "facts", "form", "fails"]), inner),
            ),
            max_leaves=12,
        ),
    )
)
def test_whatever_stands_for_a_rule_is_reported_and_breaks_nothing(
    sample: Path, code: str, rule: str, parts: dict
) -> None:
    whole = yaml.safe_load((HERE / "sample" / f"{code}.yaml").read_text("utf-8"))
    broken = {**whole, rule: {**whole[rule], **parts}}
    (sample / f"{code}.yaml").write_text(yaml.safe_dump(broken, allow_unicode=True), "utf-8")
    assert all(problem.file and problem.message for problem in check(sample))


GUIDE = {
    "tea-permit": {
        "questions": [{"code": "ready", "text": {"zh": "好了吗?", "en": "Ready?"}, "if_no": {"later": ["tea-list"]}}]
    }
}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, None),
        ({"text": {"zh": "好了。", "en": "Ready?"}}, "no question mark"),
        ({"if_no": {"later": ["resident-id-card"]}}, "cannot come later"),
        ({"if_no": {"not_needed": ["tea-list"]}}, "that an answer can spare"),
        ({"if_no": {"stop": True}}, "told why"),
        ({"if_no": {"say": {"zh": "不行", "en": "No."}}}, "whole sentence"),
    ],
)
def test_a_question_of_a_guide_is_plain_and_changes_what_can_be_changed(
    changes: dict, says: str | None, sample: Path
) -> None:
    question = {**GUIDE["tea-permit"]["questions"][0], **changes}
    (sample / "guides.yaml").write_text(yaml.safe_dump({"tea-permit": {"questions": [question]}}, allow_unicode=True))
    found = [(problem.rule, says is not None and says in problem.message) for problem in check(sample)]
    assert found == ([] if says is None else [("guide", True)])


@pytest.mark.parametrize(
    "guides",
    [
        {"nothing": GUIDE["tea-permit"]},
        {"tea-permit": {"questions": [{**GUIDE["tea-permit"]["questions"][0]} for _ in range(2)]}},
        {"tea-permit": {"questions": [{**GUIDE["tea-permit"]["questions"][0], "code": f"q{n}"} for n in range(6)]}},
        {"tea-permit": {"questions": [{"code": "ready", "text": {"zh": "好了吗?", "en": "Ready?"}}]}},
    ],
)
def test_no_guide_is_of_nothing_asks_twice_asks_six_times_or_asks_for_nothing(guides: dict, sample: Path) -> None:
    (sample / "guides.yaml").write_text(json.dumps(guides, ensure_ascii=False))
    assert {problem.rule for problem in check(sample)} <= {"guide", "schema"}
    assert check(sample)


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (
            {"tea-permit": {"keys": [{"code": "house", "parts": [{"of": "form:premises_number", "fold": "number"}]}]}},
            None,
        ),
        ({"tea-permit": {"keys": [{"code": "house", "parts": [{"of": "form:house", "fold": "number"}]}]}}, "house"),
        ({"tea-permit": {"keys": [{"code": "who", "parts": [{"of": "organisation", "fold": "number"}]}]}}, "can apply"),
        (
            {"tea-shop": {"keys": [{"code": "house", "parts": [{"of": "form:premises_number", "fold": "number"}]}]}},
            "items",
        ),
        (
            {"nothing": {"keys": [{"code": "house", "parts": [{"of": "form:premises_number", "fold": "number"}]}]}},
            "no item",
        ),
        (
            {"tea-permit": {"keys": [{"code": "h", "parts": [{"of": "form:degree", "fold": "name"}]}] * 2}},
            "named twice",
        ),
        ({"tea-permit": {"keys": [{"code": "h", "parts": [{"of": "form:degree", "fold": "guess"}]}]}}, "guess"),
    ],
)
def test_near_duplicates_are_found_by_what_an_item_asks(rules: dict, says: str | None, sample: Path) -> None:
    (sample / "duplicates.yaml").write_text(json.dumps(rules, ensure_ascii=False))
    found = [(problem.rule, says is not None and says in problem.message) for problem in check(sample)]
    assert found == [] if says is None else found in ([("duplicate-key", True)], [("schema", True)])


@pytest.mark.parametrize("rule", ["same_day", "next_working_day"])
def test_a_city_says_when_what_arrives_on_a_day_off_is_received(sample: Path, rule: str) -> None:
    file = sample / "tea-permit.yaml"
    named = f"limits:\n  receipt_on_days_off: {rule}\n"
    file.write_text(file.read_text("utf-8").replace("limits:\n", named, 1), "utf-8")
    assert not check(sample)
    item = next(item for item in service_items(load_catalog(sample)) if item.code == "tea-permit")
    assert item.limits.receipt_on_days_off == catalog_pb2.ReceiptOnDaysOff.Value(f"RECEIPT_ON_DAYS_OFF_{rule.upper()}")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ({"register": "social-insurance", "field": "insured_city"}, None),
        ({"register": "gossip", "field": "school"}, "registers/"),
        ({"register": "education", "field": "hobby"}, "no field"),
        ({"register": "education", "field": "graduation_date"}, "of type date"),
        ({"register": "population", "field": "household_address"}, "already"),
    ],
)
def test_a_second_source_of_a_fact_holds_the_same_of_the_same_subject(
    source: dict, says: str | None, sample: Path
) -> None:
    file = sample / "tea-permit.yaml"
    permit = yaml.safe_load(file.read_text("utf-8"))
    fact = {"name": "city", "register": "population", "field": "household_city", "type": "text", "subject": "applicant"}
    permit["facts"].append({**fact, "required": False, "freshness_days": 0, "also_from": [source]})
    file.write_text(yaml.safe_dump(permit, allow_unicode=True), "utf-8")
    found = [problem for problem in check(sample) if problem.rule == "register"]
    assert [says in problem.message for problem in found if says] == ([True] if says else [])
    assert bool(found) == (says is not None)
