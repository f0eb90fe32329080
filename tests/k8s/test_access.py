"""Who may do what, in production: by one name everywhere, and exactly what the tables in the code say."""

import json

import pytest

from contracts.topics.table import TOPICS, dead_letters
from deploy.k8s import access, secrets, temporal_door
from deploy.k8s.temporal_door import Place
from tests.k8s.manifests import Manifest, overlay

PROD = "prod"


def users() -> dict[str, Manifest]:
    return {each["metadata"]["name"]: each for each in overlay(PROD).of("KafkaUser")}


def may(user: Manifest, operation: str, resource: str = "topic") -> set[str]:
    return {
        acl["resource"]["name"]
        for acl in user["spec"]["authorization"]["acls"]
        if acl["resource"]["type"] == resource and operation in acl["operations"]
    }


def certificates() -> dict[str, Manifest]:
    return {each["spec"]["secretName"]: each["spec"] for each in overlay(PROD).of("Certificate")}


def projected(which: str) -> set[str]:
    """Names of the Secrets that pods of an overlay are given as certificates."""
    return {
        source["secret"]["name"]
        for workload in overlay(which).workloads
        for volume in workload.pod.get("volumes", [])
        if "projected" in volume
        for source in volume["projected"]["sources"]
    }


def test_the_users_of_kafka_are_made_from_the_table_of_topics() -> None:
    assert access.USERS.read_text() == access.manifests(), "run `python -m deploy.k8s.access`"


@pytest.mark.parametrize("part", access.PARTS)
def test_a_part_reads_and_writes_in_kafka_what_the_table_says_and_nothing_else(part: str) -> None:
    user = users()[part]
    reads = {topic.name for topic in TOPICS if part in topic.consumers}
    assert may(user, "Read") == reads
    own = {topic.name for topic in TOPICS if part in topic.owners}
    assert may(user, "Write") == own | {dead_letters(name, part) for name in reads}
    assert may(user, "Read", "group") == {part}
    operations = {name for acl in user["spec"]["authorization"]["acls"] for name in acl["operations"]}
    assert operations == {"Read", "Write"}


def test_nobody_but_the_parts_writes_a_message_or_reads_one_but_the_checks() -> None:
    for name in set(users()) - set(access.PARTS):
        assert may(users()[name], "Read") == ({topic.name for topic in TOPICS} if name == access.CHECKS else set())
        assert not may(users()[name], "Write") | may(users()[name], "All") | may(users()[name], "Read", "group")


def test_kafka_lets_nobody_in_without_a_certificate() -> None:
    (kafka,) = overlay(PROD).of("Kafka")
    (listener,) = kafka["spec"]["kafka"]["listeners"]
    assert listener["tls"] is True and listener["authentication"] == {"type": "tls"}
    assert kafka["spec"]["kafka"]["authorization"] == {"type": "simple"}


def test_every_certificate_that_a_pod_is_given_is_made_and_every_one_is_for_somebody() -> None:
    prefix = overlay(PROD).of("Kafka")[0]["spec"]["entityOperator"]["userOperator"]["secretPrefix"]
    made = {f"{prefix}{name}" for name in users()} | set(certificates())
    # Those of the operators' own authorities: Strimzi's and CloudNativePG's.
    given = projected(PROD) - {"onetrip-cluster-ca-cert", "onetrip-db-ca"}
    assert given <= made
    elsewhere = {
        # The authorities, the public door; what the Worker Controller, KEDA and the UI show.
        *("onetrip-authority", "temporal-authority", "public-tls"),
        *("temporal-controller-tls", "temporal-scaler-tls", "temporal-ui-tls", "kafka-keda"),
    }
    assert made - given == elsewhere


def test_a_part_is_called_and_let_in_by_one_name() -> None:
    for secret, spec in certificates().items():
        if spec["issuerRef"]["name"] == "onetrip":
            assert spec["dnsNames"][0] == spec["commonName"] == secret.removesuffix("-tls")
            assert spec["privateKey"]["rotationPolicy"] == "Always"


def test_a_cluster_to_try_out_has_the_certificates_that_its_processes_need() -> None:
    (needed,) = [{f"{part}-tls" for part in secrets.CERTIFIED}]
    made = {each["metadata"]["name"][:-11] for each in overlay("local").of("Secret")}
    assert needed <= made
    assert needed == {name for name in certificates() if name.removesuffix("-tls") in secrets.CERTIFIED}


def test_a_role_of_the_database_believes_no_server_but_ours() -> None:
    (database,) = [each for each in overlay(PROD).of("ExternalSecret") if each["metadata"]["name"] == "database"]
    for role, url in database["spec"]["target"]["template"]["data"].items():
        assert url.startswith(f"postgresql://{role}:") and f"search_path={role}" in url
        assert "sslmode=verify-full&sslrootcert=/certificates/postgres/ca.crt" in url
    (cluster,) = overlay(PROD).of("Cluster")
    assert cluster["spec"]["postgresql"]["pg_hba"] == ["hostnossl all all all reject"]
    assert "enableHostVerification: true" in overlay(PROD).file("temporal-server", "config_template.yaml")


def test_the_files_of_temporals_door_are_made_from_the_code() -> None:
    for name, content in temporal_door.files(Place()).items():
        assert json.loads(overlay(PROD).file("temporal-door", name)) == content, (
            "run `python -m deploy.k8s.temporal_door`"
        )


def test_temporals_door_knows_everybody_who_comes_by_the_name_in_their_certificate() -> None:
    users_of_it = {
        workload.labels["app.kubernetes.io/name"]
        for workload in overlay(PROD).workloads
        if workload.labels.get("uses-temporal") == "true"
    }
    others = {"temporal-controller", "temporal-scaler", "temporal-ui"}
    assert set(temporal_door.CALLERS) == users_of_it | others
    assert {f"{name}-tls" for name in temporal_door.CALLERS} <= set(certificates())


def rpcs_of(name: str) -> set[str]:
    found = temporal_door.paths(temporal_door.CALLERS[name])
    return {path.rpartition("/")[2] for path in found if "WorkflowService" in path} - set(temporal_door.HELLO)


def test_nobody_at_temporals_door_may_do_what_is_anothers() -> None:
    assert rpcs_of("setup") == {"RegisterNamespace", "DescribeNamespace", "SetWorkerDeploymentCurrentVersion"}
    changing = ("Start", "Signal", "Terminate", "Reset", "Delete", "Poll", "Respond", "Register", "Set", "Create")
    for name in ("checks", "temporal-scaler"):
        assert not {rpc for rpc in rpcs_of(name) if rpc.startswith((*changing, "Update"))}
    # An operator acts by updates alone: they are validated, give a reason and are kept (decision 0053).
    seen = {rpc for rpc in rpcs_of("temporal-ui") if rpc.startswith((*changing, "Update"))}
    assert seen == {"UpdateWorkflowExecution", "PollWorkflowExecutionUpdate"}
    desk = {rpc for rpc in rpcs_of("operator") if rpc.startswith((*changing, "Update"))} - seen
    assert desk == {"StartWorkflowExecution", "SignalWorkflowExecution"}
    assert not {rpc for rpc in rpcs_of("workflows") if "Namespace" in rpc} - {"DescribeNamespace"}
    assert not {rpc for rpc in rpcs_of("workflows") if "WorkerDeployment" in rpc}
