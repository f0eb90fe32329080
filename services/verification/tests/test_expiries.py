"""The last day of a licence to renew is handed over as a date, and only what a register holds undisputed."""

import pytest

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.verification.v1 import facts_pb2 as facts
from services.verification.codec import expiries

RENEWAL = catalog.ServiceItem(code="permit", renewal=catalog.Renewal(expires_on_fact="expires_on", ask_before_days=30))


def known(quality: facts.FactQuality, item: str = "permit", name: str = "expires_on") -> facts.Fact:
    return facts.Fact(item_code=item, name=name, value="2026-12-24", quality=quality)


def test_a_fresh_fact_names_the_day() -> None:
    [expiry] = expiries([known(facts.FACT_QUALITY_FRESH)], [RENEWAL, catalog.ServiceItem(code="other")])
    assert (expiry.item_code, expiry.date) == ("permit", "2026-12-24")


@pytest.mark.parametrize(
    "fact",
    [
        known(facts.FACT_QUALITY_STALE),
        known(facts.FACT_QUALITY_CONTRADICTED),
        known(facts.FACT_QUALITY_FRESH, item="other"),
        known(facts.FACT_QUALITY_FRESH, name="name"),
    ],
)
def test_anything_else_names_none(fact: facts.Fact) -> None:
    assert expiries([fact], [RENEWAL]) == []
