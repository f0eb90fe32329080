"""The named people of demo and tests: reads deploy/local/personas.yaml and says what the registers hold of them.

The file is the one place where a persona is described; the command line reads it too. A value written as a mapping
follows the reference date: {days: -5} is five days before it, {june_30: 0} the last 30 June before it.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from services.registers.seed import numbers, rows, words

PERSONAS_FILE = Path(__file__).parents[3] / "deploy" / "local" / "personas.yaml"

_ROW_TYPES: Mapping[str, type[rows.Row]] = {table.replace("_", "-"): row for row, table in rows.TABLES.items()}


def load(path: Path = PERSONAS_FILE) -> Mapping[str, Any]:
    """Read the file: `people`, `companies`, `premises` and `births`, each by name. `like` copies another person's
    entry, of which the person's own keys replace some.
    """
    document = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    people = document["people"]
    for name, entry in people.items():
        if "like" in entry:
            people[name] = {**people[entry["like"]], **entry}
    return document


class PersonaRecords:
    """Turns personas into rows, for one reference date."""

    def __init__(
        self, document: Mapping[str, Any], person_id: Callable[[str], str], reference: date, zone: ZoneInfo
    ) -> None:
        self._document = document
        self._person_id = person_id
        self._reference = reference
        self._zone = zone

    def all(self) -> Iterator[rows.Row]:
        """Yield the rows of every persona, company, premises and birth of the file."""
        for index, entry in enumerate(self._document["people"].values()):
            yield from self._person(index, entry)
        for entry in self._document["companies"].values():
            representative = self._person_id(self._resident_id(entry["legal_representative"]))
            yield self._row(rows.Company, entry, legal_representative=representative)
            yield self._row(
                rows.Credit, {"credit_code": entry["credit_code"], "bad_record": entry["status"] == "revoked"}
            )
        for entry in self._document["premises"].values():
            yield self._row(rows.Premises, entry)
        for entry in self._document["births"].values():
            mother, father = self._resident_id(entry["mother"]), self._resident_id(entry["father"])
            yield self._row(rows.MedicalBirth, entry, mother_resident_id=mother, father_resident_id=father)

    def _resident_id(self, persona: str) -> str:
        return self._document["people"][persona]["resident_id"]

    def _person(self, index: int, entry: Mapping[str, Any]) -> Iterator[rows.Row]:
        """The rows every adult has, with the entry's own values, and those only the entry names."""
        number = entry["resident_id"]
        records = {**_usual_records(entry), **entry.get("records", {})}
        for register, held in records.items():
            if register == "population":
                held = {**_usual_records(entry)["population"], **held, "person_id": self._person_id(number)}  # noqa: PLW2901
            for record in held if isinstance(held, list) else [held]:
                values = {**record, "resident_id": number}
                if register == "education":
                    graduated = self._resolved(record["graduation_date"])
                    values.setdefault("degree_number", numbers.degree_number(graduated, 90_000_000 + index))
                yield self._row(_ROW_TYPES[register], values)

    def _row(self, row: type[rows.Row], values: Mapping[str, Any], **more: Any) -> rows.Row:
        """A row from named values; absent columns are null, an absent as-of time is the day before the reference."""
        values = {"as_of": {"days": -1}, **values, **more}
        resolved = {field: self._resolved(values.get(field)) for field in row._fields}
        resolved["as_of"] = datetime.combine(resolved["as_of"], time(), self._zone).astimezone(UTC)
        return row(**resolved)

    def _resolved(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        if "days" in value:
            return self._reference + timedelta(days=value["days"])
        this_year = date(self._reference.year, 6, 30)
        last = this_year if this_year < self._reference else this_year.replace(year=this_year.year - 1)
        return last.replace(year=last.year - value["june_30"])


def _usual_records(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What the registers hold of a persona unless the entry says otherwise."""
    number = entry["resident_id"]
    return {
        "population": {
            "name": entry["name"],
            "birth_date": date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
            "sex": "male" if int(number[16]) % 2 else "female",
            "household_address": f"{words.CITY}{words.DISTRICTS[0]}{words.STREETS[0]}1号",
            "household_city": words.CITY,
            "deceased": False,
            "phone": entry.get("phone"),
        },
        "family": {"children_count": 0},
        "social-insurance": {"insured_city": words.CITY, "insured_months": 24},
        "criminal-record": {"has_record": False},
        "credit": {"bad_record": False},
    }
