"""Lines of a file of former cases, for tests."""

from __future__ import annotations

import json
from typing import Any

from services.intake.tests.samples import CREDIT_CODE, fresh, resident_id

Json = dict[str, Any]


def senior_line(**changes: Any) -> Json:
    """An allowance that a former system granted to somebody; None leaves a field out."""
    line = {
        "system": "civil-affairs-2014",
        "number": fresh("MZ-2019"),
        "item": "senior-allowance",
        "applicant": {"resident_id": resident_id(), "name": "谢文斌"},
        "answers": {"bank_account": "6222000000000000", "bank_name": "示范银行"},
        "received_on": "2019-03-01",
        "closed_on": "2019-03-20",
        "outcome": "granted",
        "certificate": {"number": fresh("GL2019"), "valid_from": "2019-03-20"},
        **changes,
    }
    return {name: value for name, value in line.items() if value is not None}


def licence_line(**changes: Any) -> Json:
    """A licence of a company, for premises of its own."""
    line = {
        "item": "food-business-licence",
        "organisation": {"credit_code": CREDIT_CODE, "name": "示范市好味道餐饮有限公司"},
        "answers": {"premises_number": fresh("FW"), "shop_name": "好味道"},
        "received_on": "2024-03-01",
        "closed_on": "2024-03-20",
        "certificate": {"number": fresh("JY2024"), "valid_from": "2024-03-20", "valid_until": "2029-03-19"},
        **changes,
    }
    return senior_line(**line)


def encoded(line: Json) -> bytes:
    """As it stands in the file."""
    return json.dumps(line, ensure_ascii=False).encode()
