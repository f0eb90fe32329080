"""What the catalogue says of a register and how it is reached stand in one file: every register can be asked."""

from pathlib import Path

import yaml

from services.registers.descriptions import load_descriptions

CATALOG = Path(__file__).parents[2] / "catalog"


def test_every_register_of_the_catalogue_is_served_and_kept_by_a_department_that_is_known() -> None:
    served = load_descriptions(CATALOG / "registers")
    departments = yaml.safe_load((CATALOG / "departments.yaml").read_text("utf-8"))
    assert {description.register.department for description in served.values()} <= set(departments)
    for item in CATALOG.glob("*.yaml"):
        facts = yaml.safe_load(item.read_text("utf-8")).get("facts", ())
        assert all(fact["field"] in served[fact["register"]].register.fields for fact in facts)
