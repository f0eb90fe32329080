"""Who may see what the state holds of an organisation: whom its register names as its representative, now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onetrip.registers.v1 import registers_pb2
from runtime.errors import FieldViolation, InvalidInput, Unavailable
from runtime.ids import new_id
from services.verification import store
from services.verification.domain import Answered
from services.verification.registers.client import Purpose, Question, Registers, Subject
from services.verification.registers.questions import COMPANY, ONCE_ONLY_LAW

FIELD = "legal_representative"
# In the access log.
READER, PURPOSE = "verification", "REPRESENTATION"
# A shape that the register can be asked about; the check digit is intake's to judge, where somebody types it to apply.
_CREDIT_CODE = re.compile(r"[0-9A-Z]{18}", re.ASCII)
_PURPOSE = Purpose(
    application_id="representation",
    text="核实申请查看法人证照信息的人是否为其法定代表人",
    legal_basis=ONCE_ONLY_LAW,
    rule="representation/1/verification",
)


@dataclass(frozen=True)
class Representatives:
    """Asks the company register."""

    registers: Registers

    async def named(self, credit_code: str) -> str:
        """Whom the register names, a pseudonymous person id; empty: nobody.

        Raises InvalidInput, and Unavailable when it does not answer.
        """
        if not _CREDIT_CODE.fullmatch(credit_code):
            fault = FieldViolation("credit_code", "18 digits and upper-case letters")
            raise InvalidInput("the request is not valid", fields=[fault])
        question = Question(COMPANY, Subject(registers_pb2.SUBJECT_KIND_CREDIT_CODE, credit_code), FIELD)
        answer = (await self.registers.ask([question], _PURPOSE))[question]
        if answer.answered is Answered.UNAVAILABLE:
            raise Unavailable("the company register does not answer: try again")
        return answer.value if answer.answered in {Answered.FRESH, Answered.STALE} else ""


async def log_named(connection: Any, named: str, now: datetime) -> None:
    """Whoever a register names as a representative sees that somebody had that looked up (domain.md, rule 11)."""
    if named:
        fields = (f"{COMPANY}.{FIELD}",)
        await store.log_read(connection, new_id(), store.Read(named, READER, PURPOSE, "", fields, now))
