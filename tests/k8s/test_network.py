"""Who may reach whom is exactly what the settings connect: the picture in ARCHITECTURE.md, and no arrow more."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.k8s.manifests import OVERLAYS, Overlay, Workload, overlay

Edge = tuple[str, str, int]
# Doors: open to whoever the cluster lets near.
DOORS = {
    "local": {("gateway", 8080), ("identity", 7000), ("codec", 7000), ("temporal", 8233)},
}
DOORS_ELSEWHERE = {("gateway", 8080), ("codec", 7000)}


def pods(of: Overlay) -> list[Workload]:
    return of.workloads


def name(workload: Workload) -> str:
    return workload.labels["app.kubernetes.io/name"]


def matches(selector: dict[str, Any], labels: Any) -> bool:
    assert set(selector) <= {"matchLabels"}, "the test understands matchLabels only"
    return dict(selector.get("matchLabels", {})).items() <= dict(labels).items()


def allowed(of: Overlay, direction: str, this: Workload, other: Workload, port: int) -> bool:
    side = {"ingress": "from", "egress": "to"}[direction]
    for policy in of.of("NetworkPolicy"):
        if not matches(policy["spec"]["podSelector"], this.labels):
            continue
        for rule in policy["spec"].get(direction, []):
            peers = rule.get(side)
            near = peers is None or any(
                set(peer) == {"podSelector"} and matches(peer["podSelector"], other.labels) for peer in peers
            )
            ports = rule.get("ports")
            if near and (ports is None or port in {each["port"] for each in ports}):
                return True
    return False


def permitted(of: Overlay) -> set[Edge]:
    ports = {port["port"] for policy in of.of("NetworkPolicy") for port in ports_of(policy)}
    return {
        (name(a), name(b), port)
        for a in pods(of)
        for b in pods(of)
        for port in ports
        if allowed(of, "egress", a, b, port) and allowed(of, "ingress", b, a, port)
    }


def ports_of(policy: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for direction in ("ingress", "egress"):
        for rule in policy["spec"].get(direction, []):
            yield from rule.get("ports", [])


def served(of: Overlay) -> dict[tuple[str, int], tuple[str, int]]:
    """Each Service's name and port: the pods behind it, and their port."""
    table = {}
    for service in of.of("Service"):
        selector = service["spec"]["selector"]
        behind = next(each for each in pods(of) if selector.items() <= each.labels.items())
        numbers = {
            port["name"]: port["containerPort"]
            for container in behind.main_containers
            for port in container.manifest.get("ports", [])
        }
        for port in service["spec"]["ports"]:
            target = port.get("targetPort", port["port"])
            table[service["metadata"]["name"], port["port"]] = (name(behind), numbers.get(target, target))
    return table


def connections(of: Overlay) -> set[Edge]:
    """Every address of one of our Services in a setting of one of our processes."""
    table, found = served(of), set()
    for workload in pods(of):
        # Who it is known as, and what it asks for, is not where it connects to.
        values = {
            value
            for container in workload.containers
            for key, value in container.environment().items()
            if key not in {"ONETRIP_TOKEN_ISSUER"} and not key.startswith("ONETRIP_ENGINE_")
        }
        if workload.name == "roles":
            values.add("postgres:5442")
        for value in values:
            for target in addresses(value):
                if target in table:
                    found.add((name(workload), *table[target]))
    return {edge for edge in found if edge[0] != edge[1]}


def addresses(value: str) -> Iterator[tuple[str, int]]:
    for word in value.split(","):
        parts = urlsplit(word)
        if parts.hostname and parts.port:
            yield parts.hostname, parts.port
        elif found := re.fullmatch(r"([a-z][a-z0-9.-]*):(\d+)", word):
            yield found[1], int(found[2])


@pytest.mark.parametrize("which", OVERLAYS)
def test_policies_allow_exactly_what_the_settings_connect(which: str) -> None:
    of = overlay(which)
    assert permitted(of) == connections(of)


@pytest.mark.parametrize("which", OVERLAYS)
def test_whatever_is_not_named_is_denied(which: str) -> None:
    (nothing,) = [each for each in overlay(which).of("NetworkPolicy") if each["metadata"]["name"] == "nothing"]
    assert nothing["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


@pytest.mark.parametrize("which", OVERLAYS)
def test_doors_are_few_and_known(which: str) -> None:
    open_to_all = {
        (name(workload), port["port"])
        for policy in overlay(which).of("NetworkPolicy")
        for rule in policy["spec"].get("ingress", [])
        if "from" not in rule
        for port in rule["ports"]
        for workload in pods(overlay(which))
        if matches(policy["spec"]["podSelector"], workload.labels)
    }
    assert open_to_all == DOORS.get(which, DOORS_ELSEWHERE)
