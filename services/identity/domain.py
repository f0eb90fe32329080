"""What a token of the development issuer may say. Pure."""

from dataclasses import dataclass

from runtime.errors import FieldViolation, InvalidInput

# Roles that act for a department and therefore must name it.
DEPARTMENT_ROLES = frozenset({"officer", "approver", "head"})
# The roles of a token; "courier" is the courier company's callback, "government_head" (本级人民政府负责人) is over all
# departments, "service" is never issued to people.
ROLES = DEPARTMENT_ROLES | {"applicant", "agent", "clerk", "supervisor", "operator", "courier", "government_head"}
LIFETIME_SECONDS_DEFAULT = 3600
LIFETIME_SECONDS_MAX = 24 * 3600
# Identity assurance 1 to 4: from a bare account to a person checked at a counter (Guangdong's scale, local).
ASSURANCE_DEFAULT = 3
ASSURANCE_RANGE = range(1, 5)
DEPARTMENT_LENGTH_MAX = 64


@dataclass(frozen=True)
class Grant:
    """A token to be signed: for a pseudonymous person, in these roles, for so many seconds."""

    subject: str
    roles: tuple[str, ...]
    department: str | None
    assurance: int
    lifetime_seconds: int


def check(grant: Grant) -> Grant:
    """Return the grant when it can be signed. Raises InvalidInput naming every field at fault."""
    faults: list[FieldViolation] = []
    unknown = sorted(set(grant.roles) - ROLES)
    if not grant.roles or unknown:
        faults.append(FieldViolation("roles", f"name at least one of {', '.join(sorted(ROLES))}"))
    if DEPARTMENT_ROLES & set(grant.roles) and not grant.department:
        faults.append(FieldViolation("department", "an officer, approver or head belongs to a department"))
    if grant.department and len(grant.department) > DEPARTMENT_LENGTH_MAX:
        faults.append(FieldViolation("department", f"at most {DEPARTMENT_LENGTH_MAX} characters"))
    if grant.assurance not in ASSURANCE_RANGE:
        faults.append(FieldViolation("assurance", "1 to 4"))
    if not 1 <= grant.lifetime_seconds <= LIFETIME_SECONDS_MAX:
        faults.append(FieldViolation("lifetime_seconds", f"1 to {LIFETIME_SECONDS_MAX}"))
    if faults:
        raise InvalidInput("the token cannot be issued", fields=faults)
    return grant
