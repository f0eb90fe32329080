"""Items, requests and people for tests."""

from functools import cache
from itertools import count
from pathlib import Path

from stdnum.cn import ric

from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from services.intake.catalog import load_catalog, service_items

CATALOG = Path(__file__).parents[3] / "catalog"
# 谢文斌 of the demo registers: invented, with valid check digits.
RESIDENT_ID = "777700195010210112"
CREDIT_CODE = "91350100M000100Y43"

_numbers = count(1)


@cache
def catalogue_items() -> list[catalog_pb2.ServiceItem]:
    """The real catalogue."""
    return service_items(load_catalog(CATALOG))


def item(code: str) -> catalog_pb2.ServiceItem:
    """One item of it."""
    return next(item for item in catalogue_items() if item.code == code)


def fresh(prefix: str = "p-test") -> str:
    """A person or a request key that nobody else uses."""
    return f"{prefix}-{next(_numbers):06d}"


def resident_id() -> str:
    """A number that nobody else uses, with a valid check digit; area code 7777xx is assigned to no place."""
    number = next(_numbers)
    seventeen = f"7777{number // 1000 % 100:02d}19501021{number % 1000:03d}"
    return seventeen + ric.calc_check_digit(seventeen + "0")


def graduate(**changes: object) -> service_pb2.SubmitApplicationRequest:
    """A graduate's application, whole."""
    fields: dict[str, object] = {
        "request_id": fresh("request"),
        "item_code": "graduate-residence",
        "channel": catalog_pb2.CHANNEL_ONLINE,
        "answers": {"degree": "bachelor", "destination_address": "示范市南坪区和平里15号"},
    }
    return service_pb2.SubmitApplicationRequest(**{**fields, **changes})


def senior(**changes: object) -> service_pb2.SubmitApplicationRequest:
    """A senior's application, filed by a clerk at the counter."""
    fields: dict[str, object] = {
        "request_id": fresh("request"),
        "item_code": "senior-allowance",
        "channel": catalog_pb2.CHANNEL_COUNTER,
        "person": service_pb2.PersonOnBehalf(name="谢文斌", resident_id=RESIDENT_ID),
        "answers": {"bank_account": "6222000000000000", "bank_name": "示范银行"},
    }
    return service_pb2.SubmitApplicationRequest(**{**fields, **changes})
