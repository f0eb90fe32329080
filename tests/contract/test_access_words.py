"""Whatever a part says that it read a person's data for, that person is told it in words."""

from pathlib import Path

import pytest

from services.approval.handlers import (
    comparing,
    explaining,
    mandates,
    reading,
    rule_reads,
    rule_reviews,
    served,
    supervising,
)
from services.intake.handlers.access import Purpose
from services.notification import access_log
from services.verification import handlers, holdings
from services.verification.evidence import attesting
from services.verification.evidence.certificate_api import SHOWN_BY_CONSENT
from services.verification.tickets import api as data_quality_api
from services.verification.wording import Wording

CATALOG = Path(__file__).parents[2] / "catalog"
WORDING = Wording.load(CATALOG / "departments.yaml", CATALOG / "registers", "Asia/Shanghai")
# The purposes that a part of ours logs.
PURPOSES = {
    *(handlers.PURPOSE, holdings.PURPOSE, data_quality_api.PURPOSE, reading.PURPOSE, explaining.PURPOSE),
    *(supervising.PURPOSE, rule_reads.PURPOSE, rule_reviews.PURPOSE, comparing.PURPOSE, *Purpose),
    *(attesting.PURPOSE, served.PURPOSE, SHOWN_BY_CONSENT, mandates.PURPOSE, access_log.ERRAND, access_log.MANDATE),
}


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
def test_every_purpose_that_is_logged_has_words(purpose: str) -> None:
    assert purpose in WORDING.purposes()
