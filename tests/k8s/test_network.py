"""Who may reach whom is exactly what the settings connect: the picture in ARCHITECTURE.md, and no arrow more."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from contracts.topics.table import topics_of
from tests.k8s.manifests import OVERLAYS, Overlay, Workload, overlay

Edge = tuple[str, str, int]
# Doors: open to whoever the cluster lets near.
DOORS_ELSEWHERE = {("gateway", 8080), ("codec", 7000)}
WITH_OUR_ENGINES = {("gateway", 8080), ("codec", 7000), ("identity", 7000), ("temporal", 8233)}
DOORS = {"local": WITH_OUR_ENGINES, "staging": WITH_OUR_ENGINES}
# The port of RPCs; who calls the issuer and the codec server on the same one does so by HTTP, and by other means.
RPC_PORT = 7000
BY_HTTP = {"identity", "codec"}
# Where the vault's URLs point to (docs/operate/install.md): the one address that the manifests cannot show.
DATABASES = {
    "staging": "postgresql://any:any@postgres:5442/onetrip",
    "prod": "postgresql://any:any@onetrip-db-rw:5432/onetrip",
}
# Out of the cluster goes HTTPS, and what operators' pods say to the API server.
OUTSIDE_PORTS = {443, 6443}


@dataclass(frozen=True)
class Engine:
    """Pods that an operator makes: their labels and the Service in front of them are its own custom."""

    service: str
    port: int
    labels: dict[str, str]
    containers = main_containers = ()


def engines(of: Overlay) -> list[Engine]:
    found = []
    for each in of.of("Cluster"):
        labels = {"app.kubernetes.io/name": "postgres", "cnpg.io/cluster": each["metadata"]["name"]}
        found.append(Engine(f"{each['metadata']['name']}-rw", 5432, labels))
    for each in of.of("Kafka"):
        labels = {"app.kubernetes.io/name": "kafka", "strimzi.io/cluster": each["metadata"]["name"]}
        found.append(Engine(f"{each['metadata']['name']}-kafka-bootstrap", 9093, labels))
    return found


def pods(of: Overlay) -> list[Workload | Engine]:
    return [*of.workloads, *engines(of)]


def name(workload: Workload | Engine) -> str:
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
        if not same_system(a, b) and allowed(of, "egress", a, b, port) and allowed(of, "ingress", b, a, port)
    }


def same_system(a: Workload | Engine, b: Workload | Engine) -> bool:
    """Replicas of an engine, and Temporal's services, find each other by themselves."""
    return (isinstance(a, Engine) and a == b) or all("temporal-member" in each.labels for each in (a, b))


def ports_of(policy: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for direction in ("ingress", "egress"):
        for rule in policy["spec"].get(direction, []):
            yield from rule.get("ports", [])


def served(of: Overlay) -> dict[tuple[str, int], tuple[str, int]]:
    """Each Service's name and port: the pods behind it, and their port."""
    table = {(each.service, each.port): (name(each), each.port) for each in engines(of)}
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
        values |= {
            DATABASES[of.name]
            for container in workload.containers
            for _, kind, source, *_ in container.sources()
            if (kind, source) == ("Secret", "database") and of.name in DATABASES
        }
        values |= urls_mounted_by(workload)
        if name(workload) == "temporal-door":
            values |= {f"{host}:{port}" for host, port in upstreams(json.loads(of.file("temporal-door", "envoy.json")))}
        if "roles" in str(workload) or "temporal-schema" in str(workload):
            # A superuser's URL; host and port in two variables.
            values.add(DATABASES.get(of.name, "postgres:5442"))
        if "temporal-member" in workload.labels:
            values |= set(re.findall(r"[a-z-]+:\d+", of.settings("temporal-server")))
        for value in values:
            for target in addresses(value):
                if target in table:
                    found.add((name(workload), *table[target]))
    own = {(name(a), name(b)) for a in pods(of) for b in pods(of) if a == b or same_system(a, b)}
    return {edge for edge in found if edge[:2] not in own}


def urls_mounted_by(workload: Workload | Engine) -> set[str]:
    """Those of the Secret `database`, where it is a folder of files."""
    if isinstance(workload, Engine) or "database" not in {each["name"] for each in workload.pod.get("volumes", [])}:
        return set()
    which = workload.overlay.name
    return {DATABASES[which]} if which in DATABASES else {"postgres:5442"}


def upstreams(envoy: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Where an Envoy of ours forwards to."""
    for cluster in envoy["static_resources"]["clusters"]:
        for endpoints in cluster["load_assignment"]["endpoints"]:
            for each in endpoints["lb_endpoints"]:
                address = each["endpoint"]["address"]["socket_address"]
                yield address["address"], address["port_value"]


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
def test_a_part_lets_in_by_certificate_whom_the_network_lets_reach_it(which: str) -> None:
    of = overlay(which)
    reached = {(a, b) for a, b, port in permitted(of) if port == RPC_PORT and b not in BY_HTTP}
    let_in = {
        (caller, name(workload))
        for workload in of.workloads
        for container in workload.containers
        for caller in container.environment().get("ONETRIP_GRPC_CALLERS", "").split(",")
        if caller
    }
    assert reached == let_in


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


@pytest.mark.parametrize("which", OVERLAYS)
def test_out_of_the_cluster_goes_https_only(which: str) -> None:
    out = [
        {port["port"] for port in rule["ports"]}
        for policy in overlay(which).of("NetworkPolicy")
        for rule in policy["spec"].get("egress", [])
        if any("ipBlock" in peer for peer in rule.get("to", [{"ipBlock": "anything"}]))
    ]
    assert all(ports <= OUTSIDE_PORTS for ports in out)
    assert bool(out) == (which != "local")


def test_scaling_looks_at_every_topic_that_a_consumer_reads() -> None:
    for scaled in overlay("prod").of("ScaledObject"):
        triggers = [each["metadata"] for each in scaled["spec"]["triggers"]]
        part = scaled["metadata"]["name"]
        assert sorted(each["topic"] for each in triggers) == sorted(topics_of(part))
        assert {each["consumerGroup"] for each in triggers} == {part} == {scaled["spec"]["scaleTargetRef"]["name"]}
        partitions = overlay("prod").values("ConfigMap", settings_name("prod"))["ONETRIP_TOPIC_PARTITIONS"]
        assert scaled["spec"]["maxReplicaCount"] <= int(partitions)


def settings_name(which: str) -> str:
    return next(
        each["metadata"]["name"]
        for each in overlay(which).of("ConfigMap")
        if each["metadata"]["name"].startswith("settings-")
    )
