"""What an application waits for, by codes that can be searched for (search attribute `WaitsFor`). Pure.

Each wait has the code of its kind and, where one is named, `kind:which`: whoever looks for all registers, or for one,
asks for equality. Codes of the catalogue only, nothing personal: Temporal stores them in the clear (decision 0064).
"""

from __future__ import annotations

from collections.abc import Iterable

from onetrip.process.v1 import state_pb2 as state

APPLICANT_SUPPLEMENT = ("applicant", "applicant:supplement")
APPLICANT_LATE = ("applicant", "applicant:late")
DELIVERY = ("delivery",)
NOTHING: tuple[str, ...] = ()


def registers(codes: Iterable[str]) -> tuple[str, ...]:
    """Registers that do not answer."""
    return ("register", *(f"register:{code}" for code in codes))


def window(department: str) -> tuple[str, ...]:
    """The window of a department, which is to accept."""
    return ("window", *departments([department]))


def departments(codes: Iterable[str]) -> tuple[str, ...]:
    """The desks of departments."""
    return ("department", *(f"department:{code}" for code in dict.fromkeys(codes)))


def procedures(kinds: Iterable[state.SpecialProcedure]) -> tuple[str, ...]:
    """Special procedures, while which the clock stands: "procedure:expert-review"."""
    names = [state.SpecialProcedure.Name(kind).removeprefix("SPECIAL_PROCEDURE_") for kind in kinds]
    return ("procedure", *(f"procedure:{name.lower().replace('_', '-')}" for name in names)) if names else NOTHING
