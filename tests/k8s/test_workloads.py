"""Every workload starts, drains and is bounded as production asks, in every overlay."""

import re
from collections import Counter

import pytest

from deploy.desks import DESKS as DESK
from runtime.grpc_server import DRAIN_SECONDS
from runtime.process import STOP_SECONDS_MAX
from services.gateway.drain import DRAIN_SECONDS_MAX
from services.gateway.settings import Limits
from tests.k8s.manifests import OVERLAYS, Workload, overlay

ALL = [pytest.param(each, id=str(each)) for name in OVERLAYS for each in overlay(name).workloads]
SERVING = [param for param in ALL if param.values[0].serves]
BY_THE_CLOCK = [param for param in ALL if param.values[0].kind == "CronJob"]
DESKS = [param for param in BY_THE_CLOCK if param.values[0].labels["app.kubernetes.io/component"] == "desk"]
PROCESSES = [param for param in SERVING if param.values[0].labels.get("app.kubernetes.io/component") == "process"]
DEPLOYMENTS = [param for param in SERVING if param.values[0].kind == "Deployment"]
IMAGE = re.compile(r"^[a-z0-9./_-]+(:[A-Za-z0-9._-]+)?(@sha256:[0-9a-f]{64})?$")
# A name that DNS answers (kubernetes plugin: 5 s), and how often Envoy asks (5 s).
NAMES_SECONDS = 10


@pytest.mark.parametrize("workload", ALL)
def test_no_image_is_latest_and_none_has_no_version(workload: Workload) -> None:
    images = [each.manifest["image"] for each in workload.containers]
    assert all(IMAGE.fullmatch(image) for image in images)
    tags = [image.rpartition("/")[2].partition("@")[0].partition(":")[2] for image in images]
    assert all(tag and tag != "latest" for tag in tags), images


@pytest.mark.parametrize("workload", ALL)
def test_every_container_says_what_it_needs_and_has_a_limit(workload: Workload) -> None:
    for container in workload.containers:
        resources = container.manifest["resources"]
        assert set(resources["requests"]) == set(resources["limits"]) == {"cpu", "memory"}, container


@pytest.mark.parametrize("workload", ALL)
def test_no_pod_has_any_right_that_it_does_not_need(workload: Workload) -> None:
    pod = workload.pod
    assert pod["automountServiceAccountToken"] is False
    assert pod["enableServiceLinks"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in workload.containers:
        context = container.manifest["securityContext"]
        assert context["allowPrivilegeEscalation"] is False
        assert context["readOnlyRootFilesystem"] is True
        assert context["capabilities"] == {"drop": ["ALL"]}


@pytest.mark.parametrize("workload", ALL)
def test_every_workload_has_an_account_of_its_own(workload: Workload) -> None:
    accounts = {each["metadata"]["name"]: each for each in workload.overlay.of("ServiceAccount")}
    account = workload.pod["serviceAccountName"]
    assert accounts[account]["automountServiceAccountToken"] is False
    assert account == (workload.name if workload.serves else workload.labels["app.kubernetes.io/name"])


@pytest.mark.parametrize("workload", SERVING)
def test_started_ready_and_alive_are_three_questions(workload: Workload) -> None:
    served = [each for each in workload.main_containers if each.manifest.get("ports")]
    assert served
    for container in served:
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            assert container.manifest[probe]["failureThreshold"] >= 2


@pytest.mark.parametrize("workload", BY_THE_CLOCK)
def test_what_runs_by_the_clock_runs_one_at_a_time_and_not_for_ever(workload: Workload) -> None:
    spec = workload.manifest["spec"]
    assert spec["concurrencyPolicy"] == "Forbid"
    assert spec["startingDeadlineSeconds"] <= spec["jobTemplate"]["spec"]["activeDeadlineSeconds"]
    # A check that found something found it: what it says is not made truer by saying it again.
    assert spec["jobTemplate"]["spec"]["backoffLimit"] == 0
    assert workload.pod["restartPolicy"] == "Never"


@pytest.mark.parametrize("workload", DESKS)
def test_a_desk_is_opened_by_a_person_and_closed_by_the_clock(workload: Workload) -> None:
    spec = workload.manifest["spec"]
    assert spec["suspend"] is True
    assert spec["jobTemplate"]["spec"]["activeDeadlineSeconds"] <= 4 * 3600
    assert not [port for container in workload.containers for port in container.manifest.get("ports", [])]


@pytest.mark.parametrize("workload", DESKS)
def test_a_desk_has_the_logins_that_its_commands_need_and_no_more(workload: Workload) -> None:
    (database,) = [each["secret"] for each in workload.pod["volumes"] if each["name"] == "database"]
    given = {each["key"]: each["path"] for each in database["items"]}
    assert given == {role: role for role in DESK[workload.name].roles}


@pytest.mark.parametrize("workload", PROCESSES)
def test_being_alive_does_not_depend_on_others(workload: Workload) -> None:
    container = workload.main_containers[0].manifest
    assert container["livenessProbe"]["grpc"]["service"] == "liveness"
    assert "service" not in container["readinessProbe"]["grpc"]
    assert container["startupProbe"]["failureThreshold"] * container["startupProbe"]["periodSeconds"] >= 120


@pytest.mark.parametrize("workload", PROCESSES)
def test_a_process_has_the_time_to_finish_what_it_began(workload: Workload) -> None:
    container = workload.main_containers[0].manifest
    pause = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pause >= NAMES_SECONDS
    assert workload.pod["terminationGracePeriodSeconds"] > pause + STOP_SECONDS_MAX
    # A call that came at the last moment before its caller knew better.
    assert pause - NAMES_SECONDS + DRAIN_SECONDS >= Limits.unary_seconds


@pytest.mark.parametrize("name", OVERLAYS)
def test_the_gateway_lets_its_callers_go_before_it_ends(name: str) -> None:
    gateway = next(each for each in overlay(name).workloads if each.name == "gateway")
    envoy, drain = (each.manifest for each in gateway.main_containers)
    pause = envoy["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert drain["args"] == ["-m", "services.gateway.drain"]
    assert DRAIN_SECONDS_MAX < pause < gateway.pod["terminationGracePeriodSeconds"]
    assert pause > Limits.unary_seconds


@pytest.mark.parametrize("workload", DEPLOYMENTS)
def test_a_replacement_is_ready_before_its_predecessor_goes(workload: Workload) -> None:
    rolling = workload.manifest["spec"]["strategy"]["rollingUpdate"]
    assert (rolling["maxSurge"], rolling["maxUnavailable"]) == (1, 0)


@pytest.mark.parametrize("workload", DEPLOYMENTS)
def test_replicas_are_spread_over_nodes_and_zones(workload: Workload) -> None:
    keys = [each["topologyKey"] for each in workload.pod["topologySpreadConstraints"]]
    assert keys == ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]


@pytest.mark.parametrize("workload", SERVING)
def test_a_drained_node_takes_one_replica_at_a_time(workload: Workload) -> None:
    matching = [
        budget["spec"]
        for budget in workload.overlay.of("PodDisruptionBudget")
        if budget["spec"]["selector"]["matchLabels"].items() <= workload.labels.items()
    ]
    assert [each["maxUnavailable"] for each in matching] == [1]


@pytest.mark.parametrize("name", OVERLAYS)
def test_the_namespace_refuses_pods_with_more_rights(name: str) -> None:
    (namespace,) = overlay(name).of("Namespace")
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


@pytest.mark.parametrize("name", OVERLAYS)
def test_nothing_is_described_twice(name: str) -> None:
    names = Counter((each["kind"], each["metadata"]["name"]) for each in overlay(name).objects)
    assert not [key for key, count in names.items() if count > 1]
    elsewhere = [
        each["metadata"]
        for each in overlay(name).objects
        if each["kind"] not in {"Namespace", "PersistentVolume", "CustomResourceDefinition"}
        and each["metadata"].get("namespace") != "onetrip"
    ]
    assert not elsewhere
