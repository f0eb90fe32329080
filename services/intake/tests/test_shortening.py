"""A register that is connected shortens the lists of documents of every item that names one of its documents."""

import shutil
from pathlib import Path

import pytest
import yaml

from onetrip.catalog.v1 import catalog_pb2
from services.intake.catalog import check, load_catalog, registers, service_items
from services.intake.catalogue import Catalogue
from services.intake.load_catalog import publish
from services.intake.shortening import shortened, subject_for
from services.intake.store import CatalogueTable
from services.intake.tests.bench import NOW
from services.intake.tests.samples import CATALOG, catalogue_items, item

KITCHENS = {
    "name": {"zh": "厨房平面图库", "en": "Register of kitchen layouts"},
    "department": "market-regulation",
    "subjects": ["premises_number"],
    "fields": {"layout_number": "text", "drawn_on": "date"},
    "documents": ["kitchen-layout"],
    "proved_by": {"kitchen-layout": ["layout_number", "drawn_on"]},
    "connected_on": "2026-11-27",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The real catalogue with one register more, and not one item touched."""
    shutil.copytree(CATALOG, tmp_path, dirs_exist_ok=True)
    connect(tmp_path, KITCHENS)
    return tmp_path


def connect(folder: Path, register: dict) -> None:
    """Add the file of a register."""
    reached = {"fresh_for_days": 365, "source": {"adapter": "postgresql"}}
    file = folder / "registers" / "kitchens.yaml"
    file.write_text(yaml.safe_dump({**register, **reached}, allow_unicode=True), "utf-8")


def asked(of: catalog_pb2.ServiceItem) -> list[str]:
    """The documents that only the applicant has."""
    parts = [entry.item for entry in of.items] or [of]
    return sorted({one.code for part in parts for one in part.materials if not one.supplied_by})


def test_every_item_that_names_the_document_gets_shorter_without_being_touched(folder: Path) -> None:
    assert check(folder) == []
    catalog = load_catalog(folder)
    by_code = {register.code: register for register in registers(catalog)}
    shorter = {one.code: shortened(one, by_code, ()) for one in service_items(catalog)}
    before = {one.code for one in catalogue_items() if "kitchen-layout" in asked(one)}
    assert before == {"food-business-licence", "restaurant-fire-check", "restaurant-opening"}
    assert all("kitchen-layout" not in asked(one) for one in shorter.values())
    licence = shorter["food-business-licence"]
    layout = next(one for one in licence.materials if one.code == "kitchen-layout")
    assert list(layout.supplied_by) == ["fact:kitchens_layout_number", "fact:kitchens_drawn_on"]
    need = next(one for one in licence.facts if one.name == "kitchens_drawn_on")
    assert (need.subject, need.type) == ("form:premises_number", catalog_pb2.VALUE_TYPE_DATE)
    assert asked(shorter["food-business-licence"]) == ["food-safety-rules"]


def test_an_item_written_after_a_register_says_itself_what_supplies_a_document(folder: Path) -> None:
    connect(folder, {name: value for name, value in KITCHENS.items() if name != "connected_on"})
    found = {(Path(problem.file).stem, problem.rule) for problem in check(folder)}
    assert found == {("food-business-licence", "once-only"), ("restaurant-fire-check", "once-only")}


def test_a_register_that_the_item_cannot_ask_shortens_nothing_and_the_item_is_refused(folder: Path) -> None:
    connect(folder, {**KITCHENS, "subjects": ["birth_certificate_number"]})
    assert {problem.rule for problem in check(folder)} == {"once-only"}
    catalog = load_catalog(CATALOG)
    by_code = {register.code: register for register in registers(catalog)}
    assert asked(shortened(item("food-business-licence"), by_code, ())) == asked(item("food-business-licence"))


def test_what_is_looked_up_already_is_not_looked_up_twice() -> None:
    licence = catalog_pb2.ServiceItem()
    licence.CopyFrom(item("food-business-licence"))
    del next(one for one in licence.materials if one.code == "business-licence").supplied_by[:]
    by_code = {register.code: register for register in registers(load_catalog(CATALOG))}
    by_code["company"].documents[0].fields[:] = ["status"]
    after = shortened(licence, by_code, {"business-licence"})
    paper = next(one for one in after.materials if one.code == "business-licence")
    assert list(paper.supplied_by) == ["certificate:business-licence", "fact:company_status"]
    assert len(after.facts) == len(licence.facts)


def test_the_registers_of_an_item_are_named_with_whose_they_are() -> None:
    by_code = {register.code: register for register in registers(load_catalog(CATALOG))}
    named = {one.code: one for one in shortened(item("senior-allowance"), by_code, ()).registers}
    assert named["population"].name.zh == "人口库"
    assert named["population"].department.code == "public-security"
    assert not named["population"].fields


@pytest.mark.parametrize(
    ("subjects", "kinds", "questions", "about"),
    [
        (["person"], ["person"], [], "applicant"),
        (["organisation"], ["organisation"], [], "organisation"),
        (["person", "organisation"], ["organisation"], [], "organisation"),
        (["premises_number"], ["organisation"], [("premises_number", "text")], "form:premises_number"),
        (["person"], ["organisation"], [("manager", "resident_id")], "form:manager"),
        (["organisation"], ["person"], [("employer", "credit_code")], "form:employer"),
        (["organisation"], ["person"], [("employer", "text")], ""),
        (["premises_number"], ["person"], [("house", "text")], ""),
        (["person"], ["organisation"], [], ""),
    ],
)
def test_a_register_is_asked_about_whom_the_item_knows(
    subjects: list[str], kinds: list[str], questions: list[tuple[str, str]], about: str
) -> None:
    assert subject_for(subjects, kinds, questions) == about


@pytest.mark.engines
async def test_a_connected_register_serves_new_applications_under_the_same_version(pool, folder: Path) -> None:
    catalogue = Catalogue(CatalogueTable(pool))
    await catalogue.start()
    before = (await catalogue.current("restaurant-opening")).item
    catalog = load_catalog(folder)
    async with pool.acquire() as connection:
        await publish(connection, service_items(catalog), NOW, registers(catalog))
    try:
        after = Catalogue(CatalogueTable(pool))
        await after.start()
        item_now = (await after.current("restaurant-opening")).item
        assert "kitchen-layout" in asked(before)
        assert "kitchen-layout" not in asked(item_now)
        assert item_now.version == before.version
        filed = await after.filed_under("restaurant-opening", before.version)
        assert "kitchen-layout" in filed.material_codes
    finally:
        async with pool.acquire() as connection:
            await publish(connection, [], NOW, [])
