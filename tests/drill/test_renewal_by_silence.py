"""Nobody decides a renewal: at the end of the permit's last day it is granted, on the real stack, in months of seconds.

The months are short because this stack's settings say so: in production the clock's settings are ignored.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from cli.client import Gateway
from cli.personas import persona
from deploy.local.stack import Stack
from tests.e2e.filing import filed

pytestmark = pytest.mark.drill

PARTS = ("intake", "verification", "approval", "notification", "registers", "workflows")
# Six hours in a second: the permit of this persona ends 35 days after the registers were filled, 30 are needed.
FACTOR = 21_600
WAIT_SECONDS_MAX = 240


def fast_clock() -> dict[str, dict[str, str]]:
    now = datetime.now(UTC).isoformat()
    clock = {"ONETRIP_CLOCK_EPOCH": now, "ONETRIP_CLOCK_ORIGIN": now, "ONETRIP_CLOCK_FACTOR": str(FACTOR)}
    return dict.fromkeys(PARTS, clock)


async def test_a_renewal_that_nobody_decides_is_granted_at_the_end_of_the_permits_last_day() -> None:
    async with (
        Stack.temporary(environment=fast_clock(), people=50) as stack,
        Gateway(stack.gateway_url, stack.identity_url) as gateway,
    ):
        resident = await gateway.caller(persona("resident").resident_id, ("applicant",), None)
        application = await filed(resident, item_code="residence-permit-renewal", answers={"address_unchanged": "true"})
        view: dict[str, Any] = {}
        async with asyncio.timeout(WAIT_SECONDS_MAX):
            while True:
                response = await resident.request("GET", f"/v1/applications/{application['id']}")
                view = response.json()["application"]
                if view.get("state") == "APPLICATION_STATE_COMPLETED":
                    break
                await asyncio.sleep(1)
        [case] = view["cases"]
        assert case["outcome"] == "CASE_OUTCOME_GRANTED" and case["certificateNumber"]
        kinds = [entry["kind"] for entry in view["timeline"]]
        assert "CASE_GRANTED_BY_SILENCE" in kinds and "RESULT_DELIVERED" in kinds
        decisions = (await resident.request("GET", f"/v1/applications/{application['id']}/decisions")).json()
        assert "第五十条" in decisions["decisions"][0]["reasons"]
        supervisor = await gateway.caller(persona("supervisor").resident_id, ("supervisor",), "public-security")
        seen = (await supervisor.request("GET", f"/v1/supervision/cases/{case['id']}")).json()
        assert "LIGHT_RED" in [each["light"] for each in seen["escalations"]]
