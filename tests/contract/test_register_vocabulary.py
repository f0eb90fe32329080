"""The catalogue and the registers service speak of the same registers and fields."""

from pathlib import Path

import yaml

from services.registers.descriptions import REGISTERS

CATALOG_REGISTERS = Path(__file__).parents[2] / "catalog" / "registers.yaml"


def test_the_catalogues_registers_are_those_that_are_served() -> None:
    catalogued = yaml.safe_load(CATALOG_REGISTERS.read_text("utf-8"))
    assert {code: set(register["fields"]) for code, register in catalogued.items()} == {
        name: set(register.fields) for name, register in REGISTERS.items()
    }
    assert {code: register["department"] for code, register in catalogued.items()} == {
        name: register.department for name, register in REGISTERS.items()
    }
