"""The cipher suite that tests seal with: every test that seals runs under each (`make suites`)."""

import os
from typing import cast

from runtime.suites import DEFAULT, SUITES, SuiteName

SUITE = cast("SuiteName", os.environ.get("ONETRIP_TEST_SUITE", DEFAULT))
if SUITE not in SUITES:
    raise ValueError(f"ONETRIP_TEST_SUITE must be one of {', '.join(SUITES)}")
