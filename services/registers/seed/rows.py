"""One row type per table, its fields in the order of the columns; migrations/ says what they mean."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple


class Population(NamedTuple):
    resident_id: str
    person_id: str
    name: str
    birth_date: date
    sex: str
    household_address: str | None
    household_city: str | None
    deceased: bool
    phone: str | None
    as_of: datetime


class Family(NamedTuple):
    resident_id: str
    spouse_name: str | None
    children_count: int
    mother_of: str | None
    father_of: str | None
    as_of: datetime


class Education(NamedTuple):
    resident_id: str
    degree: str
    school: str
    graduation_date: date
    degree_number: str
    as_of: datetime


class SocialInsurance(NamedTuple):
    resident_id: str
    insured_city: str
    insured_months: int
    card_account: str | None
    as_of: datetime


class CriminalRecord(NamedTuple):
    resident_id: str
    has_record: bool
    as_of: datetime


class Driving(NamedTuple):
    resident_id: str
    licence_class: str
    licence_since: date
    points_12m: int
    fatal_accident: bool
    as_of: datetime


class Company(NamedTuple):
    credit_code: str
    name: str
    legal_representative: str
    registered_address: str
    status: str
    registered_on: date
    as_of: datetime


class Premises(NamedTuple):
    premises_number: str
    address: str
    use: str
    area_m2: float
    owner_name: str
    fire_inspected: bool
    as_of: datetime


class Residence(NamedTuple):
    permit_number: str
    resident_id: str
    permit_expires_on: date
    residence_since: date
    residence_address: str
    as_of: datetime


class MedicalBirth(NamedTuple):
    birth_certificate_number: str
    child_name: str
    born_on: date
    sex: str
    mother_resident_id: str
    father_resident_id: str | None
    hospital: str
    as_of: datetime


class Credit(NamedTuple):
    resident_id: str | None
    credit_code: str | None
    bad_record: bool
    as_of: datetime


Row = (
    Population
    | Family
    | Education
    | SocialInsurance
    | CriminalRecord
    | Driving
    | Company
    | Premises
    | Residence
    | MedicalBirth
    | Credit
)

TABLES: Mapping[type[Row], str] = {
    Population: "population",
    Family: "family",
    Education: "education",
    SocialInsurance: "social_insurance",
    CriminalRecord: "criminal_record",
    Driving: "driving",
    Company: "company",
    Premises: "premises",
    Residence: "residence",
    MedicalBirth: "medical_birth",
    Credit: "credit",
}
