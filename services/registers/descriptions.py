"""The registers this process serves: one description each, and nothing else to write for one more.

A register of another shape (a SOAP service, a file) gets an adapter of its own behind the same port (adapters/port.py).
Units: `insured_months` months, `points_12m` penalty points of the last 12 months, `area_m2` square metres.
The vocabularies of the code fields are in docs/demo-registers.md.
"""

from collections.abc import Mapping

from services.registers.domain import Register, SubjectKind

# A person is found by resident ID; a person_id is resolved by the population register first (adapters/postgres.py).
_PERSON = {SubjectKind.RESIDENT_ID: "resident_id"}


def _same_names(*fields: str) -> Mapping[str, str]:
    """Fields whose column has the field's own name."""
    return {field: field for field in fields}


REGISTERS: Mapping[str, Register] = {
    register.name: register
    for register in (
        Register(
            name="population",  # 人口库
            department="public-security",
            table="population",
            subjects={SubjectKind.PERSON_ID: "person_id", **_PERSON},
            fields=_same_names(
                "name",
                "resident_id",
                "birth_date",
                "sex",
                "household_address",
                "household_city",
                "deceased",
                "phone",
            ),
            fresh_for_days=365,
        ),
        Register(
            name="family",  # 婚姻与亲属关系
            department="civil-affairs",
            table="family",
            subjects=_PERSON,
            fields=_same_names("spouse_name", "children_count", "mother_of", "father_of"),
            fresh_for_days=365,
        ),
        Register(
            name="education",  # 学历学位
            department="education",
            table="education",
            subjects=_PERSON,
            fields=_same_names("degree", "school", "graduation_date", "degree_number"),
            fresh_for_days=730,
            latest_wins="graduation_date",
        ),
        Register(
            name="social-insurance",  # 社会保险
            department="human-resources",
            table="social_insurance",
            subjects=_PERSON,
            fields=_same_names("insured_city", "insured_months"),
            fresh_for_days=90,
        ),
        Register(
            name="criminal-record",  # 违法犯罪记录
            department="public-security",
            table="criminal_record",
            subjects=_PERSON,
            fields=_same_names("has_record"),
            fresh_for_days=90,
        ),
        Register(
            name="driving",  # 机动车驾驶人
            department="public-security",
            table="driving",
            subjects=_PERSON,
            fields=_same_names("licence_class", "licence_since", "points_12m", "fatal_accident"),
            fresh_for_days=90,
        ),
        Register(
            name="company",  # 法人库
            department="market-regulation",
            table="company",
            subjects={SubjectKind.CREDIT_CODE: "credit_code", SubjectKind.PERSON_ID: "legal_representative"},
            fields=_same_names(
                "name",
                "credit_code",
                "legal_representative",
                "registered_address",
                "status",
                "registered_on",
            ),
            fresh_for_days=365,
            latest_wins="registered_on",
        ),
        Register(
            name="premises",  # 房屋与场所
            department="natural-resources",
            table="premises",
            subjects={SubjectKind.NUMBER: "premises_number"},
            fields=_same_names("address", "use", "area_m2", "owner_name", "fire_inspected"),
            fresh_for_days=730,
        ),
        Register(
            name="residence",  # 居住证
            department="public-security",
            table="residence",
            subjects={SubjectKind.NUMBER: "permit_number", **_PERSON},
            fields=_same_names("permit_number", "permit_expires_on", "residence_since", "residence_address"),
            fresh_for_days=365,
        ),
        Register(
            name="medical-birth",  # 出生医学证明
            department="health",
            table="medical_birth",
            subjects={SubjectKind.NUMBER: "birth_certificate_number"},
            fields=_same_names(
                "child_name",
                "born_on",
                "sex",
                "mother_resident_id",
                "father_resident_id",
                "hospital",
            ),
            fresh_for_days=730,
        ),
        Register(
            name="credit",  # 公共信用
            department="development-reform",
            table="credit",
            subjects={SubjectKind.CREDIT_CODE: "credit_code", **_PERSON},
            fields=_same_names("bad_record"),
            fresh_for_days=90,
        ),
    )
}
