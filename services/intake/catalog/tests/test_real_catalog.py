"""The published catalogue: free of faults, complete, and the same as messages."""

import json
import shutil
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from contracts.clauses import evaluate
from onetrip.catalog.v1 import catalog_pb2
from services.intake.catalog import Catalog, check, load_catalog, service_items

CATALOG = Path(__file__).parents[4] / "catalog"
PROMISED = {"graduate-residence", "ride-hailing-driver", "senior-allowance", "newborn", "restaurant-opening",
            "construction-permit", "residence-permit-renewal"}  # fmt: skip


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(CATALOG)


@pytest.fixture(scope="module")
def messages(catalog: Catalog) -> dict[str, catalog_pb2.ServiceItem]:
    return {message.code: message for message in service_items(catalog)}


def test_the_published_catalogue_has_no_fault() -> None:
    assert check(CATALOG) == []


def test_the_seven_promised_items_are_there(catalog: Catalog) -> None:
    assert set(catalog.by_code) >= PROMISED


def test_the_published_schema_is_a_schema_and_describes_every_field() -> None:
    schema = json.loads((CATALOG / "schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)

    def undescribed(node: object, where: str) -> list[str]:
        if not isinstance(node, dict):
            return []
        found = []
        for name, field in node.get("properties", {}).items():
            target = schema["$defs"][field["$ref"].rsplit("/", 1)[1]] if "$ref" in field else field
            if "description" not in field and "description" not in target:
                found.append(f"{where}.{name}")
            found += undescribed(field, f"{where}.{name}")
        for key in ("items", "additionalProperties"):
            found += undescribed(node.get(key), where)
        return found

    assert [path for name, node in schema["$defs"].items() for path in undescribed(node, name)] == []


def test_what_bears_on_neighbours_gives_a_right_to_a_hearing_in_the_days_of_the_law(
    messages: dict[str, catalog_pb2.ServiceItem],
) -> None:
    item = messages["environmental-impact-report"]
    assert item.hearing == catalog_pb2.Hearing(request_working_days=5, hold_working_days=20, notice_working_days=7)
    assert not item.HasField("instant")


def test_who_holds_a_residence_permit_is_in_no_public_register(messages: dict[str, catalog_pb2.ServiceItem]) -> None:
    assert "居住证暂行条例" in messages["residence-permit-renewal"].unpublished_by


def test_a_graduate_is_asked_for_no_document(messages: dict[str, catalog_pb2.ServiceItem]) -> None:
    graduate = messages["graduate-residence"]
    assert graduate.visits == 0
    assert all(material.supplied_by for material in graduate.materials)
    assert [fact.claimed_by_form_field for fact in graduate.facts if fact.name == "degree"] == ["degree"]


def test_opening_a_restaurant_takes_four_departments_in_parallel_and_one_visit(
    messages: dict[str, catalog_pb2.ServiceItem],
) -> None:
    bundle = messages["restaurant-opening"]
    assert bundle.kind == catalog_pb2.ITEM_KIND_BUNDLE
    assert bundle.acceptance == catalog_pb2.ACCEPTANCE_MODE_WINDOW
    assert len({stage.department for part in bundle.items for stage in part.item.stages}) == 4
    assert not any(part.needs for part in bundle.items)
    presences = [stage for part in bundle.items for stage in part.item.stages if stage.needs_applicant]
    assert len(presences) == bundle.visits == 1
    assert len({field.name for field in bundle.form}) == len(bundle.form)


def test_a_newborns_registration_feeds_insurance_and_card(messages: dict[str, catalog_pb2.ServiceItem]) -> None:
    needs = {part.item.code: list(part.needs) for part in messages["newborn"].items}
    assert [code for code, needed in needs.items() if needed] == [
        "newborn-medical-insurance",
        "newborn-social-security-card",
    ]
    assert len(messages["newborn"].departments) == 4


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("received_on) >= 80", "received_on) > 80"),
        ("received_on) >= 80", "received_on) >= 79"),
        ("deceased == false", "deceased == false || true"),
        ('household_city == "示范市"', 'household_city != ""'),
        ("aged_years: 80", "aged_years: 81"),
    ],
)
def test_whom_a_run_finds_is_not_changed_unnoticed(right: str, wrong: str, tmp_path: Path) -> None:
    file = tmp_path / "senior-allowance.yaml"
    for name in ("schema.json", "departments.yaml", file.name):
        shutil.copy(CATALOG / name, tmp_path)
    shutil.copytree(CATALOG / "registers", tmp_path / "registers")
    before, section, rule = file.read_text("utf-8").partition("\nproactive:\n")
    assert rule.count(right) == 1
    file.write_text(before + section + rule.replace(right, wrong), "utf-8")
    assert "proactive-case" in {problem.rule for problem in check(tmp_path)}


def test_the_counter_comes_first_for_the_very_old(messages: dict[str, catalog_pb2.ServiceItem]) -> None:
    first, second = messages["senior-allowance"].channels[:2]
    assert (first, second) == (catalog_pb2.CHANNEL_COUNTER, catalog_pb2.CHANNEL_PHONE)


def test_an_expert_review_comes_in_order_in_a_construction_permit(
    messages: dict[str, catalog_pb2.ServiceItem],
) -> None:
    stages = messages["construction-permit"].stages
    assert [stage.kind for stage in stages].count(catalog_pb2.STAGE_KIND_EXPERT_REVIEW) == 1
    assert all(list(later.after) == [earlier.code] for earlier, later in pairwise(stages))


def test_messages_are_the_files_word_for_word(catalog: Catalog, messages: dict[str, catalog_pb2.ServiceItem]) -> None:
    for entry in catalog.items:
        message = messages[entry.code]
        assert [material.code for material in message.materials] == [m["code"] for m in entry.listed("materials")]
        assert [clause.cel for clause in message.instant.clauses] == [
            clause["cel"] for clause in entry.data.get("instant", {}).get("clauses", [])
        ]
        assert message.limits.promised_working_days == entry.data["limits"]["promised_working_days"]
        assert all(stage.kind and stage.name.zh and stage.name.en for stage in message.stages)
    assert messages["residence-permit-renewal"].renewal.ask_before_days == 30


def test_the_instant_rules_grant_the_plain_case(messages: dict[str, catalog_pb2.ServiceItem]) -> None:
    person = {"deceased": False, "criminal_record": False}
    graduate = {"degree": "bachelor", "graduation_date": "2026-06-30"}
    driver = {"licence_class": "C1", "licence_since": "2012-03-20", "points_12m": 0, "fatal_accident": False}
    facts = person | graduate | driver
    for code in ("graduate-residence", "ride-hailing-driver"):
        for clause in messages[code].instant.clauses:
            assert evaluate(clause.cel, facts, {"degree": "bachelor"}, date(2026, 11, 22)), clause.code
